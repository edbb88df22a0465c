"""A network that reads a text in order, asked for all that it was taught.

It labels the characters of addresses and units (`reading.pointing`), and is heard beside what is
made of a text's pieces (characters and pairs of them, `reading.asking`). Those say what a text
speaks of, and not in which order: 昨天修好的路灯今天又黑了 is a report, 昨天黑了的路灯今天又修好了
none. The network knows fewer words, for the pieces of every phrase are learnt; so both are asked,
and either may be wrong about what the other is sure of.
"""

import math
from collections.abc import Mapping
from functools import cache, lru_cache

from reading.findings import Findings
from reading.recurrent import LONGEST, Network, Read, load

FAINTEST = 1e-12
"""Nothing is less likely, by its pieces or by their order."""


@cache
def network() -> Network:
    """The network of reports and all else that people write."""
    return Network(load("reports"))


def in_order(found: Findings) -> Read:
    """A text as the network has read it: once, however much it is asked."""
    return _read(found.message.folded, found.notes)


def beginning(found: Findings) -> Read:
    """The same, as far as was learnt: of more the network would be surer than it can be."""
    first, second = found.notes
    return _read(found.message.folded[:LONGEST], (first[:LONGEST], second[:LONGEST]))


@lru_cache(maxsize=2)
def _read(folded: str, notes: tuple[str, str]) -> Read:
    return network().read(folded, notes)


def heard(
    found: Findings, chances: Mapping[str, float], question: str, share: float
) -> dict[str, float]:
    """How likely each answer is, given how likely it is by the pieces of the text.

    `share` is how much the network counts, between 0 and 1; what it says of other answers than
    those does not count.
    """
    logs = beginning(found).logs(question)
    powers = {
        label: max(chance, FAINTEST) ** (1 - share) * max(math.exp(logs[label]), FAINTEST) ** share
        for label, chance in chances.items()
    }
    return _made_one(powers)


def shifted(chances: Mapping[str, float], shift: Mapping[str, float]) -> dict[str, float]:
    """How likely each answer is with something more that speaks for some, in natural logarithms."""
    powers = {name: chance * math.exp(shift.get(name, 0.0)) for name, chance in chances.items()}
    return _made_one(powers)


def _made_one(powers: Mapping[str, float]) -> dict[str, float]:
    whole = sum(powers.values())
    return {name: power / whole for name, power in powers.items()}
