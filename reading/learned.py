"""Linear models learnt from labelled texts, beside the rules (written by `bench.training`).

A model knows, for each feature of a text, the labels for and against which the feature speaks; all
that a text shows is added up (powers of the sums are likelihoods; with transitions, a conditional
random field). It is a table that anybody can read: `data/learned_*.json`, one feature a line.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import repeat
from math import exp
from operator import sub, truediv

from reading.lanes import of_lane, pack, unpack

MASKED, TYPED = "m", "o"
"""What the features begin with that are parts of a masked text, and of the text as typed."""
SCALE = 100
"""Weights are hundredths."""


@dataclass(frozen=True)
class Learned:
    """Labels, what each feature says of them, and how well one label follows another.

    Weights are in hundredths: `weights` has one lane a label, `transitions` a row for each label
    before.
    """

    labels: tuple[str, ...]
    weights: Mapping[str, int]
    transitions: tuple[tuple[int, ...], ...] = ()

    def sum_of(self, features: Iterable[str]) -> int:
        """What features say together, a lane for each label; those never seen say nothing."""
        return sum(map(self.weights.get, features, repeat(0)))

    def probabilities(self, features: Iterable[str]) -> dict[str, float]:
        """How likely each label is, between 0 and 1."""
        return self.likelihoods(self.sum_of(features))

    def likelihoods(
        self, packed: int, shift: Mapping[str, float] | None = None
    ) -> dict[str, float]:
        """How likely each label is by what was said together; `shift` is added to a label's sum."""
        sums = list(map(truediv, unpack(packed, len(self.labels)), repeat(SCALE)))
        for label, more in (shift or {}).items():
            sums[self.labels.index(label)] += more
        powers = list(map(exp, map(sub, sums, repeat(max(sums)))))
        return dict(zip(self.labels, map(truediv, powers, repeat(sum(powers))), strict=True))

    def reasons(self, features: Sequence[str], label: str) -> list[str]:
        """The features that speak for a label, strongest first."""
        said = map(self.weights.get, features, repeat(0))
        weights = of_lane(said, self.labels.index(label))
        found = [(-one, name) for one, name in zip(weights, features, strict=True) if one > 0]
        return [name for _, name in sorted(found)]


@cache
def learned(name: str) -> Learned:
    """The model of `data/learned_{name}.json`, by the name that `bench.training` gives it."""
    text = resources.files("reading").joinpath("data", f"learned_{name}.json")
    return from_table(json.loads(text.read_text(encoding="utf-8")))


def from_table(table: Mapping[str, object]) -> Learned:
    """The model that a file's table describes; as `bench.learning` writes it."""
    weights, transitions = table["weights"], table["transitions"]
    assert isinstance(weights, dict)  # noqa: S101 - our own file
    assert isinstance(transitions, list)  # noqa: S101
    labels = table["labels"]
    assert isinstance(labels, list)  # noqa: S101
    return Learned(
        tuple(labels),
        {
            feature: pack((said[at], said[at + 1]) for at in range(0, len(said), 2))
            for feature, said in weights.items()
        },
        tuple(map(tuple, transitions)),
    )
