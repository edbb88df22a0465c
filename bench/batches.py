"""Labelled texts as numbers, some of about the same length together, as a network learns them."""

import random
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from bench.chains import Numbers
from reading.recurrent import LETTERS, PAIRS, numbered, seen_of

TOGETHER = 32
"""How many texts are seen before each step."""
LEAST = {LETTERS: 2, PAIRS: 4}
"""So often it must be seen to be told from others, if nothing else is said of pairs."""

Codes = Mapping[str, NDArray[Any]]
"""What is told apart, by kind, in order; 0 stands for everything else."""


class Example(NamedTuple):
    """A text, the rules' notes on it (a letter a character), and what is right.

    That is a letter a character, too, or one label for the whole text.
    """

    text: str
    notes: Sequence[str]
    labels: str | tuple[str]


class Numbered(NamedTuple):
    """An example as numbers: what is seen of each character, by kind, and the labels'."""

    seen: dict[str, Numbers]
    labels: Numbers


class Batch(NamedTuple):
    """Numbers of what is seen at (row, place), the labels, and how long each row is.

    Labels are at (row, place), too, or at (row, 0) if a whole text has one.
    """

    seen: dict[str, Numbers]
    labels: Numbers
    there: NDArray[np.bool_]
    mirror: Numbers


def cut(example: Example, longest: int) -> Example:
    """The beginning of an example: so many characters."""
    notes, labels = [one[:longest] for one in example.notes], example.labels
    return Example(
        example.text[:longest], notes, labels[:longest] if isinstance(labels, str) else labels
    )


def codes_in(
    examples: Sequence[Example], least: Mapping[str, int] | None = None
) -> dict[str, NDArray[Any]]:
    """What is told apart in these examples: what is seen that often at `least`; of 0, nothing."""
    least = {**LEAST, **(least or {})}
    seen: dict[str, list[Numbers]] = {}
    for one in examples:
        for kind, codes in seen_of(one.text, one.notes).items():
            if least.get(kind, 1):
                seen.setdefault(kind, []).append(codes)
    told = {
        kind: np.unique(np.concatenate(codes), return_counts=True) for kind, codes in seen.items()
    }
    return {
        kind: np.concatenate([np.zeros(1, codes.dtype), codes[times >= least.get(kind, 1)]])
        for kind, (codes, times) in told.items()
    }


def in_numbers(example: Example, codes: Codes, labels: Sequence[str]) -> Numbered:
    """An example as numbers, of the kinds that there are codes for."""
    seen = seen_of(example.text, example.notes)
    return Numbered(
        {kind: numbered(seen[kind], known) for kind, known in codes.items()},
        np.array([labels.index(label) for label in example.labels]),
    )


def batches(examples: Sequence[Numbered], order: random.Random) -> Iterator[Batch]:
    """All examples once, those of about the same length together."""
    near = sorted(examples, key=lambda one: len(one.seen[LETTERS]) + 6 * order.random())
    parts = [near[at : at + TOGETHER] for at in range(0, len(near), TOGETHER)]
    order.shuffle(parts)
    for part in parts:
        lengths = np.array([len(one.seen[LETTERS]) for one in part])
        places = np.arange(lengths.max())
        there = places < lengths[:, None]
        mirror = np.where(there, lengths[:, None] - 1 - places, places)
        seen = {kind: _even([one.seen[kind] for one in part]) for kind in part[0].seen}
        yield Batch(seen, _even([one.labels for one in part]), there, mirror)


def _even(rows: Sequence[Numbers]) -> Numbers:
    """Rows made as long as the longest."""
    longest = max(map(len, rows))
    return np.array([np.pad(row, (0, longest - len(row))) for row in rows])
