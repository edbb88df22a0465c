"""How a network is learnt that reads a text forwards and backwards and labels each character.

A bidirectional long short-term memory with a conditional random field on top (Z. Huang, W. Xu,
K. Yu: Bidirectional LSTM-CRF Models for Sequence Tagging, 2015), with its slopes by hand, so that
learning needs no more than NumPy. What it says, `reading.recurrent` reads out.
"""

import random
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from bench import chains
from bench.chains import Floats, Numbers
from bench.remembering import recall, remember
from reading.recurrent import LETTERS, NEVER, PAIRS, numbered, seen_of

LONGEST = 120
"""Characters of a text from which is learnt; the slopes of longer ones cost more than they tell."""
SIZES, NOTE = {LETTERS: 64, PAIRS: 32}, 12
"""How many numbers stand for one of each."""
HIDDEN = 64
"""How many numbers are remembered in each direction."""
ROUNDS, TOGETHER = 8, 32
"""How often all texts are seen, and how many of them before each step."""
PACE, DECAY = 0.002, 0.01
"""How large steps are at first, and how much of everything is forgotten with each."""
LOST, UNKNOWN = 0.35, {LETTERS: 0.05, PAIRS: 0.1}
"""Which share of all that the network sees is hidden from it while it learns, and how many of the
letters and pairs are as if never seen."""
LEAST = {LETTERS: 2, PAIRS: 3}
"""So often it must be seen to be told from others."""

Arrays = dict[str, NDArray[Any]]


class Example(NamedTuple):
    """A text, the rules' notes on it, and the right labels: all with a letter a character."""

    text: str
    notes: Sequence[str]
    labels: str


Numbered = tuple[dict[str, Numbers], Numbers]


class Batch(NamedTuple):
    """Numbers of what is seen at (row, place), the labels, and how long each row is."""

    seen: dict[str, Numbers]
    labels: Numbers
    there: NDArray[np.bool_]
    mirror: Numbers


def learn(examples: Sequence[Example], *, rounds: int = ROUNDS, longest: int = LONGEST) -> Arrays:
    """The tables of `reading.recurrent.Network`: names of what is seen, and all numbers.

    Sees all examples `rounds` times, of each as many characters as the `longest` may have. What
    never follows in the examples never does. The same examples give the same tables.
    """
    labels = "".join(sorted({label for one in examples for label in one.labels}))
    cut = [_cut(one, longest) for one in examples]
    codes = codes_in(cut)
    chance = np.random.default_rng(0)
    network = start(codes, len(labels), chance)
    numbers = [in_numbers(one, codes, labels) for one in cut]
    moments = {name: (np.zeros_like(one), np.zeros_like(one)) for name, one in network.items()}
    done, steps = 0, rounds * -(-len(examples) // TOGETHER)
    for turn in range(rounds):
        for batch in batches(numbers, random.Random(turn)):
            slopes = slopes_of(network, batch, chance)[1]
            done += 1
            _step(network, slopes, moments, done, PACE * (1 - done / (steps + 1)))
    network["steps"][~_met(cut, labels)] = NEVER
    tables: Arrays = {f"codes_{kind}": one for kind, one in codes.items()}
    tables |= {name: one.astype(np.float16) for name, one in network.items()}
    return tables | {"labels": np.array(labels)}


def _cut(example: Example, longest: int) -> Example:
    notes = [one[:longest] for one in example.notes]
    return Example(example.text[:longest], notes, example.labels[:longest])


def codes_in(examples: Sequence[Example]) -> Arrays:
    """What is told apart, by kind, in order; 0 stands for everything else."""
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


def start(codes: Arrays, labels: int, chance: np.random.Generator) -> Arrays:
    """The numbers of a network that has learnt nothing, for what is told apart and `labels`.

    "…_in": (code, number), of each kind; "enter", "again", "bias": by way and gate, from what is
    seen, from what was remembered, and beside them; "leave", "leave_bias": (both ways, label);
    "steps": (label before, label).
    """
    sizes = {kind: SIZES.get(kind, NOTE) for kind in codes}
    width, four, reach = sum(sizes.values()), 4 * HIDDEN, HIDDEN**-0.5
    network = {
        f"{kind}_in": chance.normal(0, 1, (len(told), sizes[kind])) for kind, told in codes.items()
    }
    shapes = {"enter": (2, width, four), "again": (2, HIDDEN, four), "bias": (2, four)}
    shapes |= {"leave": (2 * HIDDEN, labels), "leave_bias": (labels,)}
    network |= {name: chance.uniform(-reach, reach, shape) for name, shape in shapes.items()}
    network["steps"] = np.zeros((labels, labels))
    return {name: one.astype(np.float32) for name, one in network.items()}


def _met(examples: Sequence[Example], labels: str) -> NDArray[np.bool_]:
    """Which label is ever seen behind which."""
    met = np.zeros((len(labels), len(labels)), bool)
    for one in examples:
        for before, after in pairwise(one.labels):
            met[labels.index(before), labels.index(after)] = True
    return met


def in_numbers(example: Example, codes: Arrays, labels: str) -> Numbered:
    """An example as numbers."""
    seen = {
        kind: numbered(shown, codes[kind])
        for kind, shown in seen_of(example.text, example.notes).items()
    }
    return seen, np.array([labels.index(label) for label in example.labels])


def batches(examples: Sequence[Numbered], order: random.Random) -> Iterator[Batch]:
    """All examples once, those of about the same length together."""
    near = sorted(examples, key=lambda one: len(one[1]) + 6 * order.random())
    parts = [near[at : at + TOGETHER] for at in range(0, len(near), TOGETHER)]
    order.shuffle(parts)
    for part in parts:
        lengths = np.array([len(labels) for _, labels in part])
        places = np.arange(lengths.max())
        there = places < lengths[:, None]
        mirror = np.where(there, lengths[:, None] - 1 - places, places)
        seen = {kind: _even([one[kind] for one, _ in part], len(places)) for kind in part[0][0]}
        yield Batch(seen, _even([labels for _, labels in part], len(places)), there, mirror)


def _even(rows: Sequence[Numbers], length: int) -> Numbers:
    """Rows made as long as the longest."""
    return np.array([np.pad(row, (0, length - len(row))) for row in rows])


class Slopes(NamedTuple):
    """The slope by each number of the network: of whole tables, and of those rows that were seen.

    Numbers and slopes of rows: (row), (row, number).
    """

    whole: Arrays
    rows: dict[str, tuple[Numbers, Floats]]


def slopes_of(network: Arrays, batch: Batch, chance: np.random.Generator) -> tuple[float, Slopes]:
    """How unlikely the labels of a batch are, and the slopes; both for one text."""
    count = len(batch.labels)
    seen = {
        name: np.where(chance.random(one.shape) < share, 0, one) if share else one
        for name, one in batch.seen.items()
        for share in [UNKNOWN.get(name, 0.0)]
    }
    shown = np.concatenate([network[f"{name}_in"][one] for name, one in seen.items()], axis=2)
    kept_in = _kept(shown.shape, chance)
    shown = shown * kept_in
    row = np.arange(count)[:, None]
    both = np.stack([shown, shown[row, batch.mirror]])
    ways, memory = remember(network, both)
    there_and_back = np.concatenate([ways[0], ways[1][row, batch.mirror]], axis=2)
    kept_out = _kept(there_and_back.shape, chance)
    hidden = there_and_back * kept_out
    said = hidden @ network["leave"] + network["leave_bias"]
    unlikely, slope, by_steps = chains.loss(said, network["steps"], batch.labels, batch.there)
    slope = slope / count
    back = (slope @ network["leave"].T) * kept_out
    onward = np.stack([back[:, :, :HIDDEN], back[row, batch.mirror, HIDDEN:]])
    entered, whole = recall(network, both, ways, memory, onward)
    whole["steps"] = by_steps / count
    whole["leave"] = np.tensordot(hidden, slope, axes=([0, 1], [0, 1]))
    whole["leave_bias"] = slope.sum(axis=(0, 1))
    by_shown = (entered[0] + entered[1][row, batch.mirror]) * kept_in
    rows, at = {}, 0
    for name, one in seen.items():
        size = network[f"{name}_in"].shape[1]
        part = by_shown[:, :, at : at + size].reshape(-1, size)
        rows[f"{name}_in"], at = _gathered(part, one.ravel()), at + size
    return unlikely / count, Slopes(whole, rows)


def _gathered(rows: Floats, numbers: Numbers) -> tuple[Numbers, Floats]:
    """The rows of each number, added up."""
    order = np.argsort(numbers, kind="stable")
    present, starts = np.unique(numbers[order], return_index=True)
    return present, np.add.reduceat(rows[order], starts)


def _kept(shape: tuple[int, ...], chance: np.random.Generator) -> Floats:
    """What the network is let see, made larger by as much as it does not see."""
    return (chance.random(shape, np.float32) >= LOST).astype(np.float32) / np.float32(1 - LOST)


def _step(
    network: Arrays,
    slopes: Slopes,
    moments: dict[str, tuple[Floats, Floats]],
    time: int,
    pace: float,
) -> None:
    """One step of AdamW (I. Loshchilov, F. Hutter: Decoupled Weight Decay, 2019), none too wide.

    Rows that were not seen stay as they are.
    """
    parts: dict[str, tuple[Any, Floats]] = {
        **slopes.rows,
        **{name: (slice(None), one) for name, one in slopes.whole.items()},
    }
    steep = float(np.sqrt(sum(float((one * one).sum()) for _, one in parts.values())))
    shorter = np.float32(min(1.0, 5.0 / (steep + 1e-6)))
    for name, (where, one) in parts.items():
        slope = one * shorter
        first, second = (moment[where] for moment in moments[name])
        first = first + 0.1 * (slope - first)
        second = second + 0.001 * (slope * slope - second)
        for moment, now in zip(moments[name], (first, second), strict=True):
            moment[where] = now
        mean, spread = first / (1 - 0.9**time), second / (1 - 0.999**time)
        here = network[name][where]
        network[name][where] = here - pace * (mean / (np.sqrt(spread) + 1e-8) + DECAY * here)


def write(network: Mapping[str, NDArray[Any]], path: Path) -> None:
    """A network's file: tables without anything that could be run."""
    np.savez_compressed(path, allow_pickle=False, **network)
