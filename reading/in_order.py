"""Networks that read a text in order are heard beside what is made of its pieces.

Pieces of a text (characters and pairs of them, `reading.asking`) say what a text speaks of, and not
in which order: 昨天修好的路灯今天又黑了 is a report, 昨天黑了的路灯今天又修好了 none. A network
that reads it forwards and backwards knows fewer words, for the pieces of every phrase are learnt;
so both are asked, and either may be wrong about what the other is sure of.
"""

import math
from collections.abc import Mapping
from functools import cache

from reading.findings import Findings
from reading.recurrent import OfTexts, load

FAINTEST = 1e-12
"""Nothing is less likely, by its pieces or by their order."""


@cache
def network(name: str) -> OfTexts:
    """The network of that name, as `bench.training` calls it."""
    return OfTexts(load(name))


def heard(
    found: Findings, chances: Mapping[str, float], name: str, share: float
) -> dict[str, float]:
    """How likely each label is, given how likely it is by the pieces of the text.

    `share` is how much the network counts, between 0 and 1; what it says of other labels than those
    does not count.
    """
    logs = network(name).logs(found.message.folded, found.notes)
    powers = {
        label: max(chance, FAINTEST) ** (1 - share) * max(math.exp(logs[label]), FAINTEST) ** share
        for label, chance in chances.items()
    }
    whole = sum(powers.values())
    return {label: power / whole for label, power in powers.items()}
