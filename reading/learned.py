"""Linear models learnt from labelled texts, beside the rules (written by `bench.training`).

A model knows, for each feature of a text, the labels for and against which the feature speaks; all
that a text shows is added up (powers of the sums are likelihoods; with transitions, a conditional
random field). It is a table that anybody can read: `data/learned_*.json`, one feature a line.
"""

import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import repeat

from reading.lanes import one_of, pack, unpack

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

    def scores(self, features: Iterable[str]) -> list[int]:
        """One sum for each label; features that were never seen say nothing."""
        return unpack(sum(map(self.weights.get, features, repeat(0))), len(self.labels))

    def probabilities(
        self, features: Iterable[str], shift: Mapping[str, float] | None = None
    ) -> dict[str, float]:
        """How likely each label is, between 0 and 1; `shift` is added to a label's sum."""
        sums: list[float] = [one / SCALE for one in self.scores(features)]
        for label, more in (shift or {}).items():
            sums[self.labels.index(label)] += more
        highest = max(sums)
        powers = [math.exp(one - highest) for one in sums]
        total = sum(powers)
        return {label: power / total for label, power in zip(self.labels, powers, strict=True)}

    def reasons(self, features: Iterable[str], label: str, most: int) -> list[str]:
        """The features that speak most for a label, strongest first."""
        number = self.labels.index(label)
        found = [
            (weight, feature)
            for feature in features
            if (weight := one_of(self.weights.get(feature, 0), number)) > 0
        ]
        return [feature for _, feature in sorted(found, key=lambda one: (-one[0], one[1]))[:most]]


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
