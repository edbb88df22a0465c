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
_Weights = tuple[tuple[int, float], ...]
"""What a piece says: (place in the flat table of sums from where the piece stands, weight)."""


class Tagger:
    """Labels characters by the pieces near them and by what the rules found."""

    def __init__(self, model: Learned) -> None:
        self._labels = model.labels
        width = len(model.labels)
        near: dict[str, list[tuple[int, float]]] = {}
        for name, said in model.weights.items():
            offset, _, piece = name.partition(":")
            # What the rules found ("e") speaks for the character itself.
            key, away = (name, 0) if offset == "e" else (piece, int(offset))
            near.setdefault(key, []).extend((one - away * width, weight) for one, weight in said)
        self._near: dict[str, _Weights] = {piece: tuple(said) for piece, said in near.items()}
        self._before = [
            [(before, row[label]) for before, row in enumerate(model.transitions) if row[label]]
            for label in range(width)
        ]

    def labels(self, shapes: str, said: Sequence[Iterable[str]]) -> list[str]:
        """One label a character; `shapes` and `said` are those of `features.of_characters`."""
        width = len(self._labels)
        flat = self._sums(shapes, said)
        best, back = flat[:width], []
        for start in range(width, len(said) * width, width):
            came, reached = [], []
            for label, choices in enumerate(self._before, start):
                highest, chosen = -1e9, 0
                for before, step in choices:
                    if best[before] + step > highest:
                        highest, chosen = best[before] + step, before
                came.append(chosen)
                reached.append(highest + flat[label])
            back.append(came)
            best = reached
        if not said:
            return []
        label = best.index(max(best))
        path = [label]
        for came in reversed(back):
            label = came[label]
            path.append(label)
        return [self._labels[one] for one in reversed(path)]

    def _sums(self, shapes: str, said: Sequence[Iterable[str]]) -> list[float]:
        """For each character in turn the sum of each label."""
        near, width = self._near, len(self._labels)
        # Room behind the last character: what is said of those beyond either end goes there, for
        # a place before the first one is a negative index.
        sums = [0.0] * ((len(said) + 3 * _MARGIN) * width)
        for length, _, _ in REACH:
            for at in range(len(shapes) - length + 1):
                if found := near.get(shapes[at : at + length]):
                    start = (at - _MARGIN) * width
                    for place, weight in found:
                        sums[start + place] += weight
        for start, features in enumerate(said):
            for feature in features:
                if found := near.get(feature):
                    for place, weight in found:
                        sums[start * width + place] += weight
        return sums


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
