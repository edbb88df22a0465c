"""Labels for the characters of a text, by a network that reads it forwards and backwards.

It remembers what it has read before a character and what comes after it (a bidirectional long
short-term memory), and finds the likeliest labels of all characters together (Viterbi's
algorithm). How it is learnt, `bench.recurrent` says.
"""

import os
import re
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from reading.rules import Span

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Arrays = Mapping[str, NDArray[Any]]

LETTERS, PAIRS = "letters", "pairs"
"""What is seen of each character: itself, it and the next one, and the rules' notes on it."""

OUTSIDE, NEVER = "O", -10_000.0
"""The label of what is nothing; and how well a label follows one that it never followed."""


def seen_of(text: str, notes: Sequence[str]) -> "dict[str, NDArray[Any]]":
    """What is seen of each character, by kind, as codes; `notes` have a letter for each of them.

    A code is that of the character; of two, that of the first in front of that of the second.
    """
    np = numpy()
    letters, *noted = (
        np.frombuffer(one.encode("utf-32-le", "surrogatepass"), "<u4").astype("u8")
        for one in (text, *notes)
    )
    pairs = letters << np.uint64(32)
    pairs[:-1] |= letters[1:]
    seen = {LETTERS: letters, PAIRS: pairs}
    return seen | {f"note{at}": note for at, note in enumerate(noted)}


def numbered(codes: "NDArray[Any]", known: "NDArray[Any]") -> "NDArray[Any]":
    """The numbers of codes among those known, which are in order; 0 for what is not among them."""
    np = numpy()
    at = np.minimum(np.searchsorted(known, codes), len(known) - 1)
    numbers: NDArray[Any] = np.where(known[at] == codes, at, 0)
    return numbers


class Network:
    """The tables of one model, ready to label."""

    def __init__(self, tables: "Arrays") -> None:
        np = numpy()
        self._labels = str(tables["labels"])
        self._known = {
            name.removeprefix("codes_"): table
            for name, table in tables.items()
            if name.startswith("codes_")
        }
        # The largest tables, of which each text needs a few rows, stay as they are.
        self._in = [tables[f"{name}_in"] for name in self._known]
        enter, again, bias, self._leave, self._leave_bias, self._steps = (
            tables[name].astype("f4")
            for name in ("enter", "again", "bias", "leave", "leave_bias", "steps")
        )
        # What never follows a character that is nothing is never the first.
        outside = self._steps[self._labels.index(OUTSIDE)]
        self._first = np.where(outside > NEVER, 0, NEVER).astype("f4")
        # Three of the four gates are sigmoids: halves of a hyperbolic tangent of half as much.
        for table in (enter, again, bias):
            table[..., : table.shape[-1] // 4 * 3] /= 2
        self._enter, self._again, self._bias = enter, _both_ways(again), bias

    def labels(self, text: str, notes: Sequence[str]) -> str:
        """One label a character; `notes` are those it was learnt with."""
        if not text:
            return ""
        np = numpy()
        reached = self._said(text, notes)
        reached[0] += self._first
        onward = np.empty_like(self._steps)
        for before, here in pairwise(reached):
            np.add(before[:, None], self._steps, onward)
            here += np.maximum.reduce(onward, axis=0)
        label = int(reached[-1].argmax())
        path = [label]
        for before in reached[-2::-1]:
            label = int((before + self._steps[:, label]).argmax())
            path.append(label)
        return "".join(self._labels[one] for one in reversed(path))

    def _said(self, text: str, notes: Sequence[str]) -> "NDArray[Any]":
        """For each character what speaks for each label."""
        np = numpy()
        seen = seen_of(text, notes)
        shown = np.concatenate(
            [
                table[numbered(seen[name], known)]
                for (name, known), table in zip(self._known.items(), self._in, strict=True)
            ],
            axis=1,
            dtype="f4",
        )
        hidden = self._remembered(shown)
        said: NDArray[Any] = hidden @ self._leave + self._leave_bias
        return said

    def _remembered(self, shown: "NDArray[Any]") -> "NDArray[Any]":
        """What is remembered at each place, read forwards and, behind it, backwards.

        Both ways are gone at once: what is read backwards stands beside the other.
        """
        np = numpy()
        entered = _gate_by_gate(
            [shown @ way + bias for way, bias in zip(self._enter, self._bias, strict=True)]
        )
        size = len(self._again)
        remembered: NDArray[Any] = np.empty((len(shown), size), np.float32)
        gates, taken = np.empty(4 * size, np.float32), np.empty(size, np.float32)
        take, keep, show, new = gates.reshape(4, size)
        opened = gates[: 3 * size]
        cell, last = np.zeros(size, np.float32), np.zeros(size, np.float32)
        for here, entering in zip(remembered, entered, strict=True):
            np.dot(last, self._again, gates)
            np.add(gates, entering, gates)
            np.tanh(gates, gates)
            np.add(opened, 1, opened)
            np.multiply(opened, 0.5, opened)
            np.multiply(cell, keep, cell)
            np.multiply(take, new, taken)
            np.add(cell, taken, cell)
            np.tanh(cell, here)
            np.multiply(here, show, here)
            last = here
        half = size // 2
        remembered[:, half:] = remembered[::-1, half:].copy()
        return remembered


def _gate_by_gate(ways: "Sequence[NDArray[Any]]") -> "NDArray[Any]":
    """What enters at each place (place, gate) in two ways, the second from the end: each gate of
    the first beside that of the second."""
    np = numpy()
    there, back = (way.reshape(len(way), 4, -1) for way in ways)
    beside: NDArray[Any] = np.concatenate([there, back[::-1]], axis=2)
    return beside.reshape(len(there), -1)


def _both_ways(again: "NDArray[Any]") -> "NDArray[Any]":
    """One table for both ways, gate by gate: neither says anything of the other."""
    np = numpy()
    _, size, _ = again.shape
    table: NDArray[Any] = np.zeros((2, size, 4, 2, size), np.float32)
    for way, one in enumerate(again):
        table[way, :, :, way] = one.reshape(size, 4, size)
    return table.reshape(2 * size, 8 * size)


def spans_of(labels: Sequence[str], kind: tuple[str, str]) -> list[Span]:
    """The spans that begin with the first label of a kind and go on with its second."""
    return [match.span() for match in _pattern(*kind).finditer("".join(labels))]


@cache
def _pattern(first: str, further: str) -> re.Pattern[str]:
    return re.compile(f"{first}{further}*")


def load(name: str) -> Network:
    """The network of `data/learned_{name}.npz`, by the name that `bench.training` gives it."""
    path = resources.files("reading").joinpath("data", f"learned_{name}.npz")
    with path.open("rb") as file, numpy().load(file, allow_pickle=False) as tables:
        return Network({key: tables[key] for key in tables.files})


@cache
def numpy() -> Any:
    """The package, when it is first needed: it takes a tenth of a second.

    Our sums are too small to be shared among cores; waiting for each other takes longer. So, if
    nobody has said otherwise, this process and those that it starts from now on use one each.
    """
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    import numpy as np  # noqa: PLC0415

    return np
