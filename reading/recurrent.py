"""Networks that read a text forwards and backwards, label its characters and answer for all of it.

Layer by layer they remember what was read before a character and what comes after it (simple
recurrent units). Characters get the labels that are likeliest together (Viterbi's algorithm);
questions to the whole text are answered by what all of its characters say. How they are learnt,
`bench.recurrent` says.
"""

import math
import re
from collections.abc import Mapping, Sequence
from functools import cache, cached_property
from importlib import resources
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

from reading.arrays import numpy
from reading.rules import Span

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Arrays = Mapping[str, NDArray[Any]]

LETTERS, PAIRS = "letters", "pairs"
"""What is seen of each character: itself, it and the next one, and the rules' notes on it."""

LONGEST = 120
"""So many characters of a text networks learn from; the slopes of more cost more than they tell."""

ANSWERS, ASKED, ASKED_BIAS = "answers_", "asked_", "asked_bias_"
"""What the tables of a question to whole texts are called: the answers, and what leads to them."""

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


class Layer(NamedTuple):
    """What leads from a place and its neighbour to the gates of both ways: (number, gate), (gate).

    The gates of one way stand beside those of the other: first how much is kept of both, then how
    much is shown, then what is new.
    """

    enter: "NDArray[Any]"
    before: "NDArray[Any]"
    bias: "NDArray[Any]"


class Network:
    """The tables of one model, ready to read a text."""

    def __init__(self, tables: "Arrays") -> None:
        np = numpy()
        self._known = _named(tables, "codes_")
        # The largest tables, of which each text needs a few rows, stay as they are.
        self._in = [tables[f"{name}_in"] for name in self._known]
        self._layers = [
            Layer(*(_beside(tables[f"{name}{at}"]) for name in Layer._fields))
            for at in range(sum(name.startswith("enter") for name in tables))
        ]
        self.labels = str(tables["labels"])
        if self.labels:
            self._leave, self._leave_bias, self.steps = (
                tables[name].astype("f4") for name in ("leave", "leave_bias", "steps")
            )
            # What never follows a character that is nothing is never the first.
            outside = self.steps[self.labels.index(OUTSIDE)]
            self._first = np.where(outside > NEVER, 0, NEVER).astype("f4")
        answers = _named(tables, ANSWERS)
        self.answers: Mapping[str, Sequence[str]] = {
            question: tuple(one.tolist()) for question, one in answers.items()
        }
        self._asked = {
            question: (
                tables[f"{ASKED}{question}"].astype("f4"),
                tables[f"{ASKED_BIAS}{question}"].astype("f4"),
            )
            for question in answers
        }

    def read(self, text: str, notes: Sequence[str]) -> "Read":
        """What is remembered of a text; `notes` are those it was learnt with."""
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
        hidden = remembered(self._layers[0], shown)
        for layer in self._layers[1:]:
            hidden += remembered(layer, hidden)
        return Read(self, hidden)

    def said(self, hidden: "NDArray[Any]") -> "NDArray[Any]":
        """What speaks for each label, by character."""
        said: NDArray[Any] = hidden @ self._leave + self._leave_bias
        said[0] += self._first
        return said

    def answered(self, question: str, counts: "NDArray[Any]") -> "NDArray[Any]":
        """What speaks for each answer; `counts` are `pooled`."""
        weights, bias = self._asked[question]
        answered: NDArray[Any] = counts @ weights + bias
        return answered


class Read:
    """A text as a network has read it."""

    def __init__(self, network: Network, hidden: "NDArray[Any]") -> None:
        self._network = network
        self._hidden = hidden

    @cached_property
    def _counts(self) -> "NDArray[Any]":
        """What counts of it, whatever is asked."""
        return pooled(self._hidden)

    def labels(self) -> str:
        """One label a character."""
        if not len(self._hidden):
            return ""
        np = numpy()
        names, steps = self._network.labels, self._network.steps
        reached = self._network.said(self._hidden)
        onward = np.empty_like(steps)
        for before, here in pairwise(reached):
            np.add(before[:, None], steps, onward)
            here += np.maximum.reduce(onward, axis=0)
        came = (reached[:-1, :, None] + steps).argmax(axis=1)
        label = int(reached[-1].argmax())
        path = [label]
        for one in came[::-1].tolist():
            label = one[label]
            path.append(label)
        return "".join(names[one] for one in reversed(path))

    def logs(self, question: str) -> dict[str, float]:
        """How likely each answer is, as natural logarithms."""
        np = numpy()
        sums = self._network.answered(question, self._counts)
        sums -= sums.max()
        sums -= np.log(np.exp(sums).sum())
        return dict(zip(self._network.answers[question], sums.tolist(), strict=True))


def pooled(hidden: "NDArray[Any]") -> "NDArray[Any]":
    """Of each number that is remembered what counts of all characters: together, and the largest.

    Together is the sum over the root of how many there are.
    """
    np = numpy()
    if not len(hidden):
        hidden = np.zeros((1, hidden.shape[1]), hidden.dtype)
    both = [hidden.sum(axis=0) / math.sqrt(len(hidden)), hidden.max(axis=0)]
    counts: NDArray[Any] = np.concatenate(both, dtype="f4")
    return counts


def _named(tables: "Arrays", prefix: str) -> dict[str, "NDArray[Any]"]:
    """The tables whose names begin so, by the rest of their names."""
    return {
        name.removeprefix(prefix): one for name, one in tables.items() if name.startswith(prefix)
    }


def remembered(layer: Layer, shown: "NDArray[Any]") -> "NDArray[Any]":
    """What is remembered at each place: what was read forwards, behind it what was backwards.

    Both ways are gone at once, the second from the end.
    """
    np = numpy()
    length, size = len(shown), len(layer.bias) // 6
    entered = (shown @ layer.enter + layer.bias).reshape(length, 3, 2, size)
    beside = (shown @ layer.before).reshape(length, 3, 2, size)
    entered[1:, :, 0] += beside[:-1, :, 0]
    entered[:-1, :, 1] += beside[1:, :, 1]
    np.tanh(entered, entered)
    entered[:, :2] += 1
    entered[:, :2] *= 0.5
    keep, show, new = (_turned(entered[:, gate]) for gate in range(3))
    new *= 1 - keep
    for last, here, taken in zip(new, new[1:], keep[1:], strict=False):
        np.multiply(taken, last, taken)
        np.add(here, taken, here)
    new *= show
    return _turned(new).reshape(length, 2 * size)


def _turned(ways: "NDArray[Any]") -> "NDArray[Any]":
    """A copy of numbers at (place, way), the second way from the end."""
    turned: NDArray[Any] = ways.copy()
    turned[:, 1] = ways[::-1, 1]
    return turned


def _beside(ways: "NDArray[Any]") -> "NDArray[Any]":
    """The numbers of a layer, of two ways (way, …, gate), as (…, gate and way).

    Two of the three gates are sigmoids: halves of a hyperbolic tangent of half as much.
    """
    np = numpy()
    two, *seen, gates = ways.shape
    split = ways.astype("f4").reshape(two, *seen, 3, gates // 3)
    split[..., :2, :] /= 2
    beside: NDArray[Any] = np.ascontiguousarray(np.moveaxis(split, 0, -2))
    return beside.reshape(*seen, 2 * gates)


def spans_of(labels: Sequence[str], kind: tuple[str, str]) -> list[Span]:
    """The spans that begin with the first label of a kind and go on with its second."""
    return [match.span() for match in _pattern(*kind).finditer("".join(labels))]


@cache
def _pattern(first: str, further: str) -> re.Pattern[str]:
    return re.compile(f"{first}{further}*")


def load(name: str) -> "Arrays":
    """The tables of `data/learned_{name}.npz`, by the name that `bench.training` gives them."""
    path = resources.files("reading").joinpath("data", f"learned_{name}.npz")
    with path.open("rb") as file, numpy().load(file, allow_pickle=False) as tables:
        return {key: tables[key] for key in tables.files}
