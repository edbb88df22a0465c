"""Linear models learnt from labelled texts, beside the rules (written by `bench.training`).

A model knows, for each feature of a text, the labels for and against which the feature speaks; all
that a text shows is added up (powers of the sums are likelihoods). It is a table that anybody can
read: `data/learned_*.json`, one feature a line, and behind it what it says: `17:-32 40:9` is -0.32
for the label with number 17 and 0.09 for number 40.

Of some 400,000 features a text shows some hundred. So they stay as they are written until somebody
asks for them (`reading.written`).
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib import resources
from itertools import repeat
from math import exp
from operator import sub, truediv

from reading.lanes import one_of, pack, unpack
from reading.looked import Looked
from reading.written import Written, lines_of

MASKED, TYPED = "m", "o"
"""What the features begin with that are parts of a masked text, and of the text as typed."""
SCALE = 100
"""Weights are hundredths."""
YES, NO = "yes", "no"
"""The labels of a model that answers whether something is so."""


class _Sums(dict[str, int]):
    """What is written behind a feature, packed (`reading.lanes`) when first asked for.

    Many features say the same; they share one integer.
    """

    def __missing__(self, written: str) -> int:
        numbers = list(map(int, written.replace(":", " ").split()))
        packed = self[written] = pack(zip(numbers[::2], numbers[1::2], strict=True))
        return packed


@dataclass(frozen=True)
class Learned:
    """Labels, and what each feature says of them: in hundredths, as the file writes them."""

    labels: tuple[str, ...]
    said: Written
    _sums: _Sums = field(default_factory=_Sums, init=False, repr=False, compare=False)

    @cached_property
    def _looked(self) -> Looked[str]:
        return Looked(self.weight)

    def weight(self, feature: str) -> int:
        """What one feature says, a lane for each label."""
        written = self.said.of(feature)
        return self._sums[written] if written else 0

    def sum_of(self, features: Iterable[str]) -> int:
        """What features say together, a lane for each label; those never seen say nothing."""
        return self._looked.sum_of(features)

    def scores(self, features: Iterable[str], more: int = 0) -> list[int]:
        """One sum for each label; `more` is what other features say together."""
        return unpack(self.sum_of(features) + more, len(self.labels))

    def probabilities(self, features: Iterable[str], more: int = 0) -> dict[str, float]:
        """How likely each label is, between 0 and 1."""
        sums = list(map(truediv, self.scores(features, more), repeat(SCALE)))
        powers = list(map(exp, map(sub, sums, repeat(max(sums)))))
        return dict(zip(self.labels, map(truediv, powers, repeat(sum(powers))), strict=True))

    def reasons(self, features: Sequence[str], label: str, most: int) -> list[str]:
        """The features that speak most for a label, strongest first."""
        lane = self.labels.index(label)
        weights = [(-one_of(self.weight(feature), lane), feature) for feature in features]
        return [feature for weight, feature in sorted(weights)[:most] if weight < 0]


@cache
def learned(name: str) -> Learned:
    """The model of `data/learned_{name}.json`, by the name that `bench.training` gives it."""
    path = resources.files("reading").joinpath("data", f"learned_{name}.json")
    head, _, lines = path.read_bytes().partition(b', "weights": {\n')
    labels = json.loads(head + b"}")["labels"]
    return Learned(tuple(labels), Written(lines.removesuffix(b"\n}}\n")))


def from_table(table: Mapping[str, object]) -> Learned:
    """The model that a file's table describes; as `bench.learning` writes it."""
    labels, said = table["labels"], table["weights"]
    assert isinstance(labels, list)  # noqa: S101 - our own file
    assert isinstance(said, Mapping)  # noqa: S101
    return Learned(tuple(labels), Written(lines_of(said).encode("utf-8", "surrogatepass")))
