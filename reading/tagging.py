"""Which characters of a report are its address and its unit: a conditional random field, read out.

Each piece of the text is looked up once and speaks for all characters near it; the likeliest
labels of all characters together are found by Viterbi's algorithm.
"""

from collections.abc import Iterable, Sequence
from functools import cache
from itertools import repeat
from operator import add

from reading.features import MARGIN, REACH
from reading.lanes import BITS, unpack
from reading.learned import Learned, learned
from reading.rules import Span

PLACE, UNIT = ("B", "I"), ("U", "V")
"""Labels of an address's and a unit's first character and the further ones; "O" is neither."""

_NEVER = -(10**9)
_BLOCK = 64
"""Characters whose sums are added up in one integer: in a longer one each addition is slow."""


class Tagger:
    """Labels characters by the pieces near them and by what the rules found."""

    def __init__(self, model: Learned) -> None:
        self._labels = model.labels
        self._width = len(model.labels)
        # What a piece says of all characters near it, from the sixth before it (counted in
        # `shapes`, which is three longer at both ends) to where it begins.
        self._near: dict[str, int] = {}
        # What the rules found speaks for the character itself.
        self._said: dict[str, int] = {}
        for name, weights in model.weights.items():
            offset, _, piece = name.partition(":")
            if offset == "e":
                self._said[name] = weights
            else:
                away = (MARGIN - int(offset)) * self._width * BITS
                self._near[piece] = self._near.get(piece, 0) + (weights << away)
        self._before = [
            [(before, row[label]) for before, row in enumerate(model.transitions) if row[label]]
            for label in range(self._width)
        ]

    def labels(self, shapes: str, said: Sequence[Iterable[str]]) -> list[str]:
        """One label a character; `shapes` and `said` are those of `features.of_characters`."""
        if not said:
            return []
        width, before_each = self._width, self._before
        flat = self._sums(shapes, said)
        best, back = flat[:width], []
        for start in range(width, len(said) * width, width):
            came, reached = [], []
            for label, choices in enumerate(before_each, start):
                highest, chosen = _NEVER, 0
                for before, step in choices:
                    total = best[before] + step
                    if total > highest:
                        highest, chosen = total, before
                came.append(chosen)
                reached.append(highest + flat[label])
            back.append(came)
            best = reached
        label = best.index(max(best))
        path = [label]
        for came in reversed(back):
            label = came[label]
            path.append(label)
        return [self._labels[one] for one in reversed(path)]

    def _sums(self, shapes: str, said: Sequence[Iterable[str]]) -> list[int]:
        """For each character in turn the sum of each label."""
        near, width, step = self._near, self._width, self._width * BITS
        # In front of the first character there is room for what is said of those before it.
        room = 2 * MARGIN
        sums: list[int] = []
        for first in range(0, len(shapes), _BLOCK):
            packed = 0
            for length, _, _ in REACH:
                last = min(first + _BLOCK, len(shapes) - length + 1)
                for away, at in enumerate(range(first, last)):
                    if found := near.get(shapes[at : at + length]):
                        packed += found << away * step
            for away, features in enumerate(said[first : first + _BLOCK], room):
                if found := sum(map(self._said.get, features, repeat(0))):
                    packed += found << away * step
            here = unpack(packed, (min(_BLOCK, len(shapes) - first) + room) * width)
            # The last sums of the block before are of characters of this one, too.
            shared = sums[first * width :]
            sums[first * width :] = [*map(add, here, shared), *here[len(shared) :]]
        return sums[room * width :]


@cache
def tagger() -> Tagger:
    """The tagger of addresses and units."""
    return Tagger(learned("places"))


def spans_of(labels: Sequence[str], kind: tuple[str, str]) -> list[Span]:
    """The spans that begin with the first label of a kind and go on with its second."""
    spans: list[Span] = []
    for at, label in enumerate(labels):
        if label == kind[0]:
            spans.append((at, at + 1))
        elif label == kind[1] and spans and spans[-1][1] == at:
            spans[-1] = (spans[-1][0], at + 1)
    return spans
