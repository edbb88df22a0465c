"""Linear models learnt from labelled texts, beside the rules (written by `bench.training`).

A model knows, for each feature of a text, the labels for and against which the feature speaks; all
that a text shows is added up (maximum entropy; with transitions, a conditional random field). It
is a table that anybody can read: `data/learned_*.json`, one feature a line.
"""

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

SCALE = 100
"""Weights are kept as hundredths."""

Weights = Mapping[str, Sequence[tuple[int, float]]]


@dataclass(frozen=True)
class Learned:
    """Labels, what each feature says of them, and how well one label follows another."""

    labels: tuple[str, ...]
    weights: Weights
    transitions: tuple[tuple[float, ...], ...] = ()

    def scores(self, features: Iterable[str]) -> list[float]:
        """One sum for each label; features that were never seen say nothing."""
        sums = [0.0] * len(self.labels)
        known = self.weights
        for feature in features:
            if said := known.get(feature):
                for label, weight in said:
                    sums[label] += weight
        return sums

    def probabilities(
        self, features: Iterable[str], shift: Mapping[str, float] | None = None
    ) -> dict[str, float]:
        """How likely each label is, between 0 and 1; `shift` is added to a label's sum."""
        sums = self.scores(features)
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
            for other, weight in self.weights.get(feature, ())
            if other == number and weight > 0
        ]
        return [feature for _, feature in sorted(found, key=lambda one: (-one[0], one[1]))[:most]]


@cache
def learned(name: str) -> Learned:
    """The model of `data/learned_{name}.json`: "intents", "categories" or "places"."""
    text = resources.files("reading").joinpath("data", f"learned_{name}.json")
    return from_table(json.loads(text.read_text(encoding="utf-8")))


def from_table(table: Mapping[str, object]) -> Learned:
    """The model that a file's table describes; the reverse of `to_table`."""
    weights, transitions = table["weights"], table["transitions"]
    assert isinstance(weights, dict)  # noqa: S101 - our own file
    assert isinstance(transitions, list)  # noqa: S101
    labels = table["labels"]
    assert isinstance(labels, list)  # noqa: S101
    return Learned(
        tuple(labels),
        {
            feature: tuple((said[at], said[at + 1] / SCALE) for at in range(0, len(said), 2))
            for feature, said in weights.items()
        },
        tuple(tuple(one / SCALE for one in row) for row in transitions),
    )
