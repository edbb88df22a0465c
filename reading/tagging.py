"""Which characters of a report are its address and its unit: a conditional random field, read out.

Each piece of the text is looked up once and speaks for all characters near it; the likeliest
labels of all characters together are found by Viterbi's algorithm.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from itertools import chain, repeat
from operator import add

from reading.features import MARGIN, said_by
from reading.lanes import BITS, in_a_row, unpack
from reading.learned import Learned, learned
from reading.looked import Looked
from reading.rules import Span

PLACE, UNIT = ("B", "I"), ("U", "V")
"""Labels of an address's and a unit's first character and the further ones; "O" is neither."""

_NEVER = -(10**9)
_BLOCK = 64
"""Characters whose sums are added up in one integer: in a longer one each addition is slow."""


class Tagger:
    """Labels characters by the pieces near them and by what the rules found."""

    def __init__(
        self, model: Learned, features_of: Callable[[str], Iterable[str]] = lambda note: (note,)
    ) -> None:
        """`features_of`: the features that a note about a character stands for."""
        self._labels = model.labels
        self._width = len(model.labels)
        # What a piece says of all characters near it, from the sixth before it (counted in
        # `shapes`, which is three longer at both ends) to where it begins.
        self._near: dict[str, int] = {}
        # What the rules found speaks for the character itself.
        said: dict[str, int] = {}
        for name, weights in model.weights.items():
            offset, _, piece = name.partition(":")
            if offset == "e":
                said[name] = weights
            else:
                away = (MARGIN - int(offset)) * self._width * BITS
                self._near[piece] = self._near.get(piece, 0) + (weights << away)
        self._said = Looked(lambda note: sum(said.get(one, 0) for one in features_of(note)))
        # A character and the one behind it: what the two say together, and the first alone.
        near = self._near
        self._pairs = Looked(lambda pair: near.get(pair, 0) + near.get(pair[0], 0))
        self._before = [
            [(before, row[label]) for before, row in enumerate(model.transitions) if row[label]]
            or [(0, _NEVER)]
            for label in range(self._width)
        ]

    def labels(self, shapes: str, said: Sequence[Iterable[str]]) -> list[str]:
        """One label a character; `shapes` and `said` are those of `features.of_characters`."""
        if not said:
            return []
        width = self._width
        steps = [(first, step, others) for (first, step), *others in self._before]
        flat = self._sums(shapes, said)
        best: Sequence[int] = flat[:width]
        back: list[list[int]] = []
        for start in range(width, len(said) * width, width):
            came, reached = [], []
            for here, (chosen, step, others) in zip(
                flat[start : start + width], steps, strict=True
            ):
                highest = best[chosen] + step
                for before, step in others:
                    total = best[before] + step
                    if total > highest:
                        highest, chosen = total, before
                came.append(chosen)
                reached.append(highest + here)
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
        width = self._width
        # In front of the first character there is room for what is said of those before it.
        room = 2 * MARGIN
        noted = self._said.__getitem__
        sums: list[int] = []
        for first in range(0, len(shapes), _BLOCK):
            near = in_a_row(self._pieces(shapes[first : first + _BLOCK + 2]), width)
            notes = [sum(map(noted, one)) for one in said[first : first + _BLOCK]]
            packed = near + (in_a_row(notes, width) << room * width * BITS)
            here = unpack(packed, (min(_BLOCK, len(shapes) - first) + room) * width)
            # The last sums of the block before are of characters of this one, too.
            shared = sums[first * width :]
            sums[first * width :] = [*map(add, here, shared), *here[len(shared) :]]
        return sums[room * width :]

    def _pieces(self, shapes: str) -> list[int]:
        """What the pieces that begin at each character say; two more are of the next block."""
        near = self._near.get
        pairs = list(map(add, shapes, shapes[1:]))
        said = [*map(self._pairs.__getitem__, pairs), near(shapes[-1], 0)]
        threes = map(near, map(add, pairs, shapes[2:]), repeat(0))
        return list(map(add, said[:_BLOCK], chain(threes, (0, 0))))


@cache
def tagger() -> Tagger:
    """The tagger of addresses and units."""
    return Tagger(learned("places"), said_by)


def spans_of(labels: Sequence[str], kind: tuple[str, str]) -> list[Span]:
    """The spans that begin with the first label of a kind and go on with its second."""
    return [match.span() for match in _pattern(*kind).finditer("".join(labels))]


@cache
def _pattern(first: str, further: str) -> re.Pattern[str]:
    return re.compile(f"{first}{further}*")
