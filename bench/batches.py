"""Labelled texts as numbers, some of about the same length together, as a network learns them."""

import random
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from bench.chains import Floats, Numbers
from reading.recurrent import LETTERS, PAIRS, numbered, seen_of

TOGETHER = 32
"""How many texts are seen before each step."""
LEAST = {LETTERS: 2, PAIRS: 4}
"""So often it must be seen to be told from others."""

Codes = Mapping[str, NDArray[Any]]
"""What is told apart, by kind, in order; 0 stands for everything else."""
Answers = Mapping[str, Mapping[str, float]]
"""For each question that is asked of a whole text, how often each answer was given."""


class Example(NamedTuple):
    """A text, the rules' notes on it (a letter a character), and what is right.

    `labels` has a letter a character, or is empty where nobody labelled them; `given` answers
    what is asked of the whole text, as far as somebody did.
    """

    text: str
    notes: Sequence[str]
    labels: str = ""
    given: Answers = MappingProxyType({})


class Told(NamedTuple):
    """All that is told apart: what is seen, the labels, and the answers to each question."""

    codes: Codes
    labels: str
    answers: Mapping[str, Sequence[str]]


class Numbered(NamedTuple):
    """An example as numbers: what is seen of each character, by kind; labels; answers."""

    seen: dict[str, Numbers]
    labels: Numbers
    given: dict[str, Floats]


class Batch(NamedTuple):
    """Numbers of what is seen at (place, row), the labels there, and whether the row is that long.

    `labelled`: (row), whether it has labels; `given`: (row, answer), how often each answer was;
    `mirror`: the place at which what stands here is read from the end.
    """

    seen: dict[str, Numbers]
    labels: Numbers
    labelled: NDArray[np.bool_]
    given: dict[str, Floats]
    there: NDArray[np.bool_]
    mirror: Numbers


def cut(example: Example, longest: int) -> Example:
    """The beginning of an example: so many characters."""
    text, notes, labels, given = example
    return Example(text[:longest], [one[:longest] for one in notes], labels[:longest], given)


def told_in(examples: Sequence[Example], more: Codes = MappingProxyType({})) -> Told:
    """What is told apart in these examples; and `more` of some kinds."""
    codes = _codes_in(examples)
    questions = sorted({question for one in examples for question in one.given})
    return Told(
        codes | {kind: np.union1d(codes[kind], further) for kind, further in more.items()},
        "".join(sorted({label for one in examples for label in one.labels})),
        {
            question: sorted({answer for one in examples for answer in one.given.get(question, ())})
            for question in questions
        },
    )


def _codes_in(examples: Sequence[Example]) -> dict[str, NDArray[Any]]:
    """What is seen in these examples often enough."""
    seen: dict[str, list[Numbers]] = {}
    for one in examples:
        for kind, codes in seen_of(one.text, one.notes).items():
            seen.setdefault(kind, []).append(codes)
    told = {
        kind: np.unique(np.concatenate(codes), return_counts=True) for kind, codes in seen.items()
    }
    return {
        kind: np.concatenate([np.zeros(1, codes.dtype), codes[times >= LEAST.get(kind, 1)]])
        for kind, (codes, times) in told.items()
    }


def in_numbers(example: Example, told: Told) -> Numbered:
    """An example as numbers of what is told apart."""
    seen = seen_of(example.text, example.notes)
    return Numbered(
        {kind: numbered(seen[kind], known).astype("i4") for kind, known in told.codes.items()},
        np.array([told.labels.index(label) for label in example.labels], "i4"),
        {
            question: np.array([given.get(one, 0.0) for one in answers], "f4")
            for question, answers in told.answers.items()
            for given in [example.given.get(question, {})]
        },
    )


def batches(examples: Sequence[Numbered], order: random.Random) -> Iterator[Batch]:
    """All examples once, those of about the same length together."""
    near = sorted(examples, key=lambda one: len(one.seen[LETTERS]) + 6 * order.random())
    parts = [near[at : at + TOGETHER] for at in range(0, len(near), TOGETHER)]
    order.shuffle(parts)
    return map(together, parts)


def together(part: Sequence[Numbered]) -> Batch:
    """Some examples as one batch."""
    lengths = np.array([len(one.seen[LETTERS]) for one in part])
    places = np.arange(lengths.max())[:, None]
    there = places < lengths
    return Batch(
        {kind: _even([one.seen[kind] for one in part], there) for kind in part[0].seen},
        _even([one.labels for one in part], there),
        np.array([len(one.labels) > 0 for one in part]),
        {question: np.stack([one.given[question] for one in part]) for question in part[0].given},
        there,
        np.where(there, lengths - 1 - places, places),
    )


def _even(rows: Sequence[Numbers], there: NDArray[np.bool_]) -> Numbers:
    """Rows side by side, each as long as the longest."""
    even = np.zeros(there.shape, "i8")
    for at, row in enumerate(rows):
        even[: len(row), at] = row
    return even
