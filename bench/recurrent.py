"""How a network is learnt that reads a text forwards and backwards, and what is asked of it.

Layers of recurrent units in both directions (`bench.remembering`); on top of them a conditional
random field that labels each character (as in Z. Huang, W. Xu, K. Yu: Bidirectional LSTM-CRF Models
for Sequence Tagging, 2015), and for each question that is asked of the whole text what its
characters say together (`bench.wholes`). All are learnt at once, from texts of which each has the
labels and answers that somebody gave (R. Caruana: Multitask Learning, 1997). The slopes are by hand
(`bench.slopes`), so that learning needs no more than NumPy. What it says, `reading.recurrent` reads
out.
"""

import random
from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bench.batches import TOGETHER, Codes, Example, Told, batches, cut, in_numbers, told_in
from bench.chains import Floats
from bench.descent import Arrays, Descent
from bench.remembering import Layer
from bench.slopes import LAYERS, slopes_of
from reading.recurrent import ANSWERS, ASKED, ASKED_BIAS, LETTERS, LONGEST, NEVER, PAIRS

SIZES, NOTE = {LETTERS: 64, PAIRS: 32}, 12
"""How many numbers stand for one of each, …"""
FAINT = 0.1
"""… and how large they are before anything is learnt."""
HIDDEN = 96
"""How many numbers are remembered in each direction, in each layer."""
ROUNDS = 6
"""How often all texts are seen."""
PACE = 0.0035
"""How large steps are at first."""


def learn(
    examples: Sequence[Example],
    *,
    rounds: int = ROUNDS,
    longest: int = LONGEST,
    begin: Arrays | None = None,
) -> Arrays:
    """The tables of `reading.recurrent.Network`: names of what is seen, and all numbers.

    Sees all examples `rounds` times, of each as many characters as the `longest` may have. What
    never follows in the examples never does. The same examples give the same tables.

    It may `begin` with what another network knows of letters and of what they mean together: with
    few examples that is worth as much as half as many again.
    """
    shortened = [cut(one, longest) for one in examples]
    told = told_in(shortened, {LETTERS: begin[f"codes_{LETTERS}"]} if begin else {})
    chance = np.random.default_rng(0)
    network = start(told, chance)
    if begin:
        _go_on(network, told.codes, begin)
    numbers = [in_numbers(one, told) for one in shortened]
    descent = Descent(network)
    done, steps = 0, rounds * -(-len(examples) // TOGETHER)
    for turn in range(rounds):
        for batch in batches(numbers, random.Random(turn)):
            _, slopes, rows = slopes_of(network, batch, chance)
            done += 1
            descent.step(slopes, rows, PACE * (1 - done / (steps + 1)))
    if told.labels:
        network["steps"][~_met(shortened, told.labels)] = NEVER
    tables: Arrays = {f"codes_{kind}": one for kind, one in told.codes.items()}
    tables |= {name: one.astype(np.float16) for name, one in network.items()}
    tables |= {f"{ANSWERS}{question}": np.array(one) for question, one in told.answers.items()}
    return tables | {"labels": np.array(told.labels)}


def _go_on(network: Arrays, codes: Codes, begin: Arrays) -> None:
    """Put into a network what another has learnt of letters, pairs and sequences of them."""
    for kind in SIZES:
        _, here, there = np.intersect1d(codes[kind], begin[f"codes_{kind}"], return_indices=True)
        network[f"{kind}_in"][here] = begin[f"{kind}_in"][there]
    shown = sum(SIZES.values())
    for layer in range(LAYERS):
        for name in Layer._fields:
            now, then = network[f"{name}{layer}"], begin[f"{name}{layer}"]
            same = shown if layer == 0 and now.ndim == 3 else now.shape[1]
            now[:, :same] = then[:, :same]


def start(told: Told, chance: np.random.Generator) -> Arrays:
    """The numbers of a network that has learnt nothing, for what is told apart.

    "…_in": (code, number), of each kind; "enter…", "before…", "bias…" of each layer, as
    `bench.remembering.Layer` has them; if characters have labels, "leave", "leave_bias": (both
    ways, label), "steps": (label before, label); for each question "asked_…": (what counts of a
    text, answer), and beside it.
    """
    sizes = {kind: SIZES.get(kind, NOTE) for kind in told.codes}
    network: Arrays = {
        f"{kind}_in": chance.normal(0, FAINT, (len(codes), sizes[kind]))
        for kind, codes in told.codes.items()
    }
    for layer in range(LAYERS):
        width = 2 * HIDDEN if layer else sum(sizes.values())
        for name, shape in zip(Layer._fields, _shapes(width), strict=True):
            network[f"{name}{layer}"] = _spread(chance, shape, 2 * width)
    if labels := len(told.labels):
        network["leave"] = _spread(chance, (2 * HIDDEN, labels), 2 * HIDDEN)
        network["leave_bias"] = _spread(chance, (labels,), 2 * HIDDEN)
        network["steps"] = np.zeros((labels, labels))
    for question, answers in told.answers.items():
        size = 4 * HIDDEN
        network[f"{ASKED}{question}"] = _spread(chance, (size, len(answers)), size)
        network[f"{ASKED_BIAS}{question}"] = np.zeros(len(answers))
    return {name: one.astype(np.float32) for name, one in network.items()}


def _shapes(width: int) -> Layer[tuple[int, ...]]:
    return Layer((2, width, 3 * HIDDEN), (2, width, 3 * HIDDEN), (2, 3 * HIDDEN))


def _spread(chance: np.random.Generator, shape: tuple[int, ...], seen: int) -> Floats:
    """Numbers the smaller, the more of what is seen each sum adds up."""
    return chance.uniform(-(seen**-0.5), seen**-0.5, shape)


def _met(examples: Sequence[Example], labels: str) -> NDArray[np.bool_]:
    """Which label is ever seen behind which."""
    met = np.zeros((len(labels), len(labels)), bool)
    for one in examples:
        for before, after in set(pairwise(one.labels)):
            met[labels.index(before), labels.index(after)] = True
    return met


def write(network: Mapping[str, NDArray[Any]], path: Path) -> None:
    """A network's file: tables without anything that could be run."""
    np.savez_compressed(path, allow_pickle=False, **network)
