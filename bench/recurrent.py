"""How a network is learnt that reads a text forwards and backwards, and labels all or each of it.

Layers of recurrent units in both directions (`bench.remembering`) with a conditional random field
on top (as in Z. Huang, W. Xu, K. Yu: Bidirectional LSTM-CRF Models for Sequence Tagging, 2015) or,
for a label of the whole text, with the sum of what all characters say; its slopes by hand, so that
learning needs no more than NumPy. What it says, `reading.recurrent` reads out.
"""

import random
from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from bench import chains, wholes
from bench.batches import LEAST, TOGETHER, Batch, Example, batches, codes_in, cut, in_numbers
from bench.chains import Floats, Numbers
from bench.remembering import Layer, Memory, recall, remember
from reading.recurrent import LETTERS, LONGEST, NEVER, PAIRS

SIZES, NOTE = {LETTERS: 64, PAIRS: 32}, 12
"""How many numbers stand for one of each."""
HIDDEN, LAYERS = 64, 3
"""How many numbers are remembered in each direction, in each layer."""
ROUNDS = 8
"""How often all texts are seen."""
PACE, DECAY = 0.002, 0.01
"""How large steps are at first, and how much of everything is forgotten with each."""
LOST, UNKNOWN = 0.35, {LETTERS: 0.05, PAIRS: 0.1}
"""Which share of all that the network sees is hidden from it while it learns, and how many of the
letters and pairs are as if never seen."""

Arrays = dict[str, NDArray[Any]]


def learn(
    examples: Sequence[Example],
    *,
    rounds: int = ROUNDS,
    longest: int = LONGEST,
    begin: Arrays | None = None,
    pairs: int = LEAST[PAIRS],
) -> Arrays:
    """The tables of `reading.recurrent.Network`: names of what is seen, and all numbers.

    Sees all examples `rounds` times, of each as many characters as the `longest` may have. What
    never follows in the examples never does. The same examples give the same tables. Pairs of
    letters are told apart that are met at least that often; if `pairs` is 0, none is seen at all.

    It may `begin` with what another network knows of letters and of what they mean together: with
    few examples that is worth as much as half as many again.
    """
    whole = not isinstance(examples[0].labels, str)
    labels = sorted({label for one in examples for label in one.labels})
    shortened = [cut(one, longest) for one in examples]
    codes = codes_in(shortened, {PAIRS: pairs})
    if begin:
        codes[LETTERS] = np.union1d(codes[LETTERS], begin[f"codes_{LETTERS}"])
    chance = np.random.default_rng(0)
    network = start(codes, len(labels), chance, whole=whole)
    if begin:
        _go_on(network, codes, begin)
    numbers = [in_numbers(one, codes, labels) for one in shortened]
    moments = {name: (np.zeros_like(one), np.zeros_like(one)) for name, one in network.items()}
    done, steps = 0, rounds * -(-len(examples) // TOGETHER)
    for turn in range(rounds):
        for batch in batches(numbers, random.Random(turn)):
            slopes = slopes_of(network, batch, chance)[1]
            done += 1
            _step(network, slopes, moments, done, PACE * (1 - done / (steps + 1)))
    if not whole:
        network["steps"][~_met(shortened, labels)] = NEVER
    tables: Arrays = {f"codes_{kind}": one for kind, one in codes.items()}
    tables |= {name: one.astype(np.float16) for name, one in network.items()}
    return tables | {"labels": np.array(labels if whole else "".join(labels))}


def _go_on(network: Arrays, codes: Arrays, begin: Arrays) -> None:
    """Put into a network what another has learnt of letters, pairs and sequences of them."""
    kinds = [kind for kind in SIZES if kind in codes]
    for kind in kinds:
        _, here, there = np.intersect1d(codes[kind], begin[f"codes_{kind}"], return_indices=True)
        network[f"{kind}_in"][here] = begin[f"{kind}_in"][there]
    shown = sum(SIZES[kind] for kind in kinds)
    for layer in range(LAYERS):
        for name in Layer._fields:
            now, then = network[f"{name}{layer}"], begin[f"{name}{layer}"]
            same = shown if layer == 0 and now.ndim == 3 else now.shape[1]
            now[:, :same] = then[:, :same]


def start(
    codes: Arrays, labels: int, chance: np.random.Generator, *, whole: bool = False
) -> Arrays:
    """The numbers of a network that has learnt nothing, for what is told apart and `labels`.

    "…_in": (code, number), of each kind; "enter…", "before…", "bias…" of each layer, as
    `bench.remembering.Layer` has them; "leave", "leave_bias": (both ways, label); "steps": (label
    before, label), unless a `whole` text has one.
    """
    sizes = {kind: SIZES.get(kind, NOTE) for kind in codes}
    network: Arrays = {
        f"{kind}_in": chance.normal(0, 1, (len(told), sizes[kind])) for kind, told in codes.items()
    }
    for layer in range(LAYERS):
        width = 2 * HIDDEN if layer else sum(sizes.values())
        for name, shape in zip(Layer._fields, _shapes(width), strict=True):
            network[f"{name}{layer}"] = _spread(chance, shape, 2 * width)
    network["leave"] = _spread(chance, (2 * HIDDEN, labels), 2 * HIDDEN)
    network["leave_bias"] = _spread(chance, (labels,), 2 * HIDDEN)
    if not whole:
        network["steps"] = np.zeros((labels, labels))
    return {name: one.astype(np.float32) for name, one in network.items()}


def _shapes(width: int) -> Layer[tuple[int, ...]]:
    return Layer((2, width, 3 * HIDDEN), (2, width, 3 * HIDDEN), (2, 3 * HIDDEN))


def _spread(chance: np.random.Generator, shape: tuple[int, ...], seen: int) -> Floats:
    """Numbers the smaller, the more of what is seen each sum adds up."""
    return chance.uniform(-(seen**-0.5), seen**-0.5, shape)


def _met(examples: Sequence[Example], labels: Sequence[str]) -> NDArray[np.bool_]:
    """Which label is ever seen behind which."""
    met = np.zeros((len(labels), len(labels)), bool)
    for one in examples:
        for before, after in pairwise(one.labels):
            met[labels.index(before), labels.index(after)] = True
    return met


def slopes_of(network: Arrays, batch: Batch, chance: np.random.Generator) -> tuple[float, Arrays]:
    """How unlikely the labels of a batch are, and the slope by each number; both for one text."""
    count = len(batch.labels)
    seen = {
        name: np.where(chance.random(one.shape) < share, 0, one) if share else one
        for name, one in batch.seen.items()
        for share in [UNKNOWN.get(name, 0.0)]
    }
    shown = np.concatenate([network[f"{name}_in"][one] for name, one in seen.items()], axis=2)
    hidden, passed = _ahead(network, shown, batch, chance)
    said = hidden @ network["leave"] + network["leave_bias"]
    slopes: Arrays = {}
    if "steps" in network:
        unlikely, slope, by_steps = chains.loss(said, network["steps"], batch.labels, batch.there)
        slopes["steps"] = by_steps / count
    else:
        unlikely, slope = wholes.loss(said, batch.labels[:, 0], batch.there)
    slope = slope / count
    slopes |= {
        "leave": np.tensordot(hidden, slope, axes=([0, 1], [0, 1])),
        "leave_bias": slope.sum(axis=(0, 1)),
    }
    by_shown, by_layers = _back(network, slope @ network["leave"].T, batch, passed)
    slopes, at = slopes | by_layers, 0
    for name, one in seen.items():
        table = network[f"{name}_in"]
        size = table.shape[1]
        part = by_shown[:, :, at : at + size].reshape(-1, size)
        slopes[f"{name}_in"], at = _gathered(part, one.ravel(), len(table)), at + size
    return unlikely / count, slopes


class Passed(NamedTuple):
    """What was let through before each layer and behind the last, and what each remembered."""

    kept: list[Floats]
    memories: list[Memory]


def _ahead(
    network: Arrays, shown: Floats, batch: Batch, chance: np.random.Generator
) -> tuple[Floats, Passed]:
    """What the layers make of what is shown, each beside what the one before it made."""
    passed = Passed([_kept(shown.shape, chance)], [])
    hidden = shown * passed.kept[0]
    for layer in range(LAYERS):
        ways, memory = remember(_layer(network, layer), _both_ways(hidden, batch))
        further = _one_way(ways, batch)
        passed.kept.append(_kept(further.shape, chance))
        passed.memories.append(memory)
        hidden = (further + hidden if layer else further) * passed.kept[-1]
    return hidden, passed


def _back(network: Arrays, slope: Floats, batch: Batch, passed: Passed) -> tuple[Floats, Arrays]:
    """From the slopes by what the layers made, those by what was shown and by their numbers."""
    slopes: Arrays = {}
    for layer in reversed(range(LAYERS)):
        slope = slope * passed.kept[layer + 1]
        halves = np.stack(np.split(slope, 2, axis=2))
        halves[1] = _mirrored(halves[1], batch)
        by_both, by_layer = recall(_layer(network, layer), passed.memories[layer], halves)
        slopes |= {f"{name}{layer}": one for name, one in by_layer._asdict().items()}
        by_seen = by_both[0] + _mirrored(by_both[1], batch)
        slope = by_seen + slope if layer else by_seen
    return slope * passed.kept[0], slopes


def _layer(network: Arrays, layer: int) -> Layer[Floats]:
    return Layer(*(network[f"{name}{layer}"] for name in Layer._fields))


def _mirrored(one: Floats, batch: Batch) -> Floats:
    """Each text from its end; what is behind it stays there."""
    turned: Floats = one[np.arange(len(one))[:, None], batch.mirror]
    return turned


def _both_ways(one: Floats, batch: Batch) -> Floats:
    return np.stack([one, _mirrored(one, batch)])


def _one_way(ways: Floats, batch: Batch) -> Floats:
    """What was remembered in both ways, side by side at each place."""
    return np.concatenate([ways[0], _mirrored(ways[1], batch)], axis=2)


def _gathered(rows: Floats, numbers: Numbers, count: int) -> Floats:
    """The rows of each of `count` numbers, added up."""
    order = np.argsort(numbers, kind="stable")
    present, starts = np.unique(numbers[order], return_index=True)
    sums: Floats = np.zeros((count, rows.shape[1]), rows.dtype)
    sums[present] = np.add.reduceat(rows[order], starts)
    return sums


def _kept(shape: tuple[int, ...], chance: np.random.Generator) -> Floats:
    """What the network is let see, made larger by as much as it does not see."""
    return (chance.random(shape, np.float32) >= LOST).astype(np.float32) / np.float32(1 - LOST)


def _step(
    network: Arrays,
    slopes: Arrays,
    moments: dict[str, tuple[Floats, Floats]],
    time: int,
    pace: float,
) -> None:
    """One step of AdamW (I. Loshchilov, F. Hutter: Decoupled Weight Decay, 2019), none too wide."""
    steep = float(np.sqrt(sum(float((one * one).sum()) for one in slopes.values())))
    shorter = np.float32(min(1.0, 5.0 / (steep + 1e-6)))
    for name, slope in slopes.items():
        first, second = moments[name]
        slope *= shorter
        first += np.float32(0.1) * (slope - first)
        slope *= slope
        second += np.float32(0.001) * (slope - second)
        step = np.sqrt(second / np.float32(1 - 0.999**time))
        step += np.float32(1e-8)
        np.divide(first, step, step)
        step *= np.float32(pace / (1 - 0.9**time))
        network[name] *= np.float32(1 - pace * DECAY)
        network[name] -= step


def write(network: Mapping[str, NDArray[Any]], path: Path) -> None:
    """A network's file: tables without anything that could be run."""
    np.savez_compressed(path, allow_pickle=False, **network)
