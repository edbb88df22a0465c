"""Which characters of a report are its address and its unit: a conditional random field, read out.

Each piece of the text is looked up once and speaks for all characters near it; the likeliest
labels of all characters together are found by Viterbi's algorithm.
"""

from collections.abc import Iterable, Sequence
from functools import cache

from reading.features import REACH
from reading.learned import Learned, learned
from reading.rules import Span

PLACE, UNIT = ("B", "I"), ("U", "V")
"""Labels of an address's and a unit's first character and the further ones; "O" is neither."""

_MARGIN = 3
_Far = tuple[tuple[int, int, float], ...]
"""What a piece says: (how many characters before it, label, weight)."""


class Tagger:
    """Labels characters by the pieces near them and by what the rules found."""

    def __init__(self, model: Learned) -> None:
        self._labels = model.labels
        self._said = {name: said for name, said in model.weights.items() if name[0] == "e"}
        far: dict[str, list[tuple[int, int, float]]] = {}
        for name, said in model.weights.items():
            if name[0] != "e":
                offset, _, piece = name.partition(":")
                far.setdefault(piece, []).extend((int(offset), *one) for one in said)
        self._far: dict[str, _Far] = {piece: tuple(said) for piece, said in far.items()}
        self._before = [
            [(before, row[label]) for before, row in enumerate(model.transitions) if row[label]]
            for label in range(len(model.labels))
        ]

    def labels(self, shapes: str, said: Sequence[Iterable[str]]) -> list[str]:
        """One label a character; `shapes` and `said` are those of `features.of_characters`."""
        sums = self._sums(shapes, said)
        if not sums:
            return []
        best, back = sums[0], []
        for here in sums[1:]:
            came, reached = [], []
            for label, choices in enumerate(self._before):
                highest, chosen = max((best[before] + step, before) for before, step in choices)
                came.append(chosen)
                reached.append(highest + here[label])
            back.append(came)
            best = reached
        label = best.index(max(best))
        path = [label]
        for came in reversed(back):
            label = came[label]
            path.append(label)
        return [self._labels[one] for one in reversed(path)]

    def _sums(self, shapes: str, said: Sequence[Iterable[str]]) -> list[list[float]]:
        count = len(said)
        # Room on both sides, so that what a piece says of characters beyond the ends goes nowhere.
        sums = [[0.0] * len(self._labels) for _ in range(count + 2 * _MARGIN)]
        for length, _, _ in REACH:
            for at in range(len(shapes) - length + 1):
                for offset, label, weight in self._far.get(shapes[at : at + length], ()):
                    if 0 <= at - offset < len(sums):
                        sums[at - offset][label] += weight
        inner = sums[_MARGIN : _MARGIN + count]
        for here, features in zip(inner, said, strict=True):
            for feature in features:
                for label, weight in self._said.get(feature, ()):
                    here[label] += weight
        return inner


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
