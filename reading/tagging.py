"""Which characters of a report are its address and its unit: a conditional random field, read out.

Each piece of the text is looked up once and speaks for all characters near it; the likeliest
labels of all characters together are found by Viterbi's algorithm.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache, partial, reduce
from itertools import chain, repeat, zip_longest
from operator import add

from reading.features import MARGIN, said_by
from reading.lanes import BITS, in_a_row, unpack
from reading.learned import Learned, load
from reading.looked import Looked
from reading.rules import Span

PLACE, UNIT = ("B", "I"), ("U", "V")
"""Labels of an address's and a unit's first character and the further ones; "O" is neither."""

_BOTH = ("B", "I", "O", "U", "V")
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
        self._said: Looked[str] = Looked(
            lambda note: sum(said.get(one, 0) for one in features_of(note) if note)
        )
        # A character and the one behind it: what the two say together, and the first alone.
        near = self._near
        self._pairs: Looked[str] = Looked(lambda pair: near.get(pair, 0) + near.get(pair[0], 0))
        # What never follows in the texts that were learnt from has no weight, and is not allowed.
        self._steps = [[one or _NEVER for one in row] for row in model.transitions]
        self._columns = list(zip(*self._steps, strict=True))

    def labels(self, shapes: str, said: Sequence[Iterable[str]]) -> list[str]:
        """One label a character; `shapes` and `said` are those of `features.of_characters`."""
        if not said:
            return []
        reached = self._reached(self._sums(shapes, said))
        label = reached[-1].index(max(reached[-1]))
        path = [label]
        for best in reversed(reached[:-1]):
            totals = list(map(add, best, self._columns[label]))
            label = totals.index(max(totals))
            path.append(label)
        return [self._labels[one] for one in reversed(path)]

    def _reached(self, flat: Sequence[int]) -> list[Sequence[int]]:
        """For each character and label the most that labels up to there add up to."""
        if self._labels == _BOTH:
            return _reached_by_both(flat, self._steps)
        width = self._width
        best = flat[:width]
        reached = [best]
        for start in range(width, len(flat), width):
            sums = flat[start : start + width]
            best = [
                max(map(add, best, column)) + here
                for here, column in zip(sums, self._columns, strict=True)
            ]
            reached.append(best)
        return reached

    def _sums(self, shapes: str, said: Sequence[Iterable[str]]) -> Sequence[int]:
        """For each character in turn the sum of each label."""
        width, noted = self._width, self._said.__getitem__
        # In front of the first character there is room for what is said of those before it.
        room = 2 * MARGIN
        columns = (map(noted, column) for column in zip_longest(*said, fillvalue=""))
        notes = reduce(partial(map, add), columns)
        rows = list(map(add, self._pieces(shapes), chain(repeat(0, room), notes)))
        sums: list[int] = []
        for first in range(0, len(rows), _BLOCK):
            block = rows[first : first + _BLOCK]
            here = unpack(in_a_row(block, width), (len(block) + room) * width)
            # The last sums of the block before are of characters of this one, too.
            shared = sums[first * width :]
            sums[first * width :] = [*map(add, here, shared), *here[len(shared) :]]
        return sums[room * width : (room + len(said)) * width]

    def _pieces(self, shapes: str) -> Iterator[int]:
        """What the pieces that begin at each character say."""
        near = self._near.get
        pairs = list(map(add, shapes, shapes[1:]))
        said = chain(map(self._pairs.__getitem__, pairs), (near(shapes[-1], 0),))
        threes = map(near, map(add, pairs, shapes[2:]), repeat(0))
        return map(add, said, chain(threes, (0, 0)))


def _reached_by_both(flat: Sequence[int], steps: Sequence[Sequence[int]]) -> list[Sequence[int]]:
    """As `Tagger._reached`, step by step for addresses and units: every report asks for them.

    What goes on follows its own beginning or itself only; anything else may follow anything.
    """
    (bb, bi, bo, bu, _), (ib, ii, io, iu, _), (ob, _, oo, ou, _), (ub, _, uo, uu, uv), last = steps
    vb, _, vo, vu, vv = last
    b, i, o, u, v = flat[:5]
    reached = [flat[:5]]
    for at in range(5, len(flat), 5):
        here = flat[at : at + 5]
        now = (
            max(b + bb, i + ib, o + ob, u + ub, v + vb) + here[0],
            (first if (first := b + bi) >= (again := i + ii) else again) + here[1],
            max(b + bo, i + io, o + oo, u + uo, v + vo) + here[2],
            max(b + bu, i + iu, o + ou, u + uu, v + vu) + here[3],
            (first if (first := u + uv) >= (again := v + vv) else again) + here[4],
        )
        b, i, o, u, v = now
        reached.append(now)
    return reached


@cache
def tagger() -> Tagger:
    """The tagger of addresses and units."""
    return Tagger(load("places"), said_by)


def spans_of(labels: Sequence[str], kind: tuple[str, str]) -> list[Span]:
    """The spans that begin with the first label of a kind and go on with its second."""
    return [match.span() for match in _pattern(*kind).finditer("".join(labels))]


@cache
def _pattern(first: str, further: str) -> re.Pattern[str]:
    return re.compile(f"{first}{further}*")
