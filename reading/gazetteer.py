"""The places that a bureau knows: found in a text in one pass, and the nearest to a misspelling.

A place has a name and aliases (小北门 for 北门菜市场). What was typed is never replaced by what it
resembles: the resemblance is only told, with its score.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from rapidfuzz import fuzz

from reading.alike import alike
from reading.rules import Scanner, Span
from reading.text import fold

SUGGEST_FROM = 85.0
"""Least likeness (0-100) of a suggestion: on the examples of tests/reading/test_gazetteer.py all
misspellings lie above it, and all pairs of different roads below."""
SHORTEST = 3
"""Characters of a name that is looked for misspelt; too much resembles a shorter one."""
_ONE_WRONG = 4.0
"""What a character that sounds or looks like the right one costs."""
_COMMON = 64
"""A pair of characters that more names share (公园) says nothing."""
_TELL_APART = frozenset(
    "东南西北中上下前后左右内外大小新老旧一二三四五六七八九十0123456789甲乙丙丁"
)
"""Streets that differ in one of these are two streets."""


@dataclass(frozen=True, slots=True)
class KnownPlace:
    """A place of the org file, or one that closed cases have confirmed; `unit` is a unit's name."""

    name: str
    aliases: tuple[str, ...] = ()
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class Nearest:
    """Where a text resembles a known name, which one, and how much (0-100)."""

    start: int
    end: int
    word: str
    score: float


class Gazetteer:
    """Many known names, looked for together. Texts are folded (`reading.text.fold`)."""

    def __init__(self, places: Iterable[KnownPlace]) -> None:
        self._by_word: dict[str, KnownPlace] = {}
        for place in places:
            for word in (place.name, *place.aliases):
                self._by_word.setdefault(fold(word), place)
        self._by_word.pop("", None)
        self._scanner = Scanner(self._by_word)
        self._by_pair: dict[str, list[tuple[str, int]]] | None = None

    def __bool__(self) -> bool:
        return bool(self._by_word)

    def spans(self, folded: str) -> list[Span]:
        """Every known name and alias in a text; 热闹路灯 holds no 热闹路."""
        if not self._by_word:
            return []
        return [
            (start, end)
            for spans in self._scanner.hits(folded).values()
            for start, end in spans
            if folded[end : end + 1] not in ("道", "灯")
        ]

    def exactly(self, folded: str) -> KnownPlace | None:
        """The place of that name or alias."""
        return self._by_word.get(folded)

    def known_in(self, folded: str) -> KnownPlace | None:
        """The place that a text names: the first one, by its longest name."""
        start, end = min(self.spans(folded), key=lambda s: (s[0], -s[1]), default=(0, 0))
        return self._by_word[folded[start:end]] if end else None

    def nearest(self, folded: str, within: Span) -> Nearest | None:
        """The known name that some part of `within` most resembles; None below `SUGGEST_FROM`."""
        best: Nearest | None = None
        for start, end, word in set(self._alike(folded, within)):
            score = likeness(folded[start:end], word)
            if score >= SUGGEST_FROM and (best is None or score > best.score):
                best = Nearest(start, end, self._spelt(word), score)
        return best

    def _spelt(self, word: str) -> str:
        """A folded word as it was written."""
        place = self._by_word[word]
        return next(one for one in (place.name, *place.aliases) if fold(one) == word)

    def _alike(self, folded: str, within: Span) -> Iterator[tuple[int, int, str]]:
        """The parts of a text that share two characters, nearly in their places, with a name."""
        by_pair = self._pairs()
        first, last = within
        for i in range(first, last):
            for key in (folded[i : i + 2], folded[i : i + 1] + "_" + folded[i + 2 : i + 3]):
                for word, position in by_pair.get(key, ()):
                    for start, end in _windows(i - position, len(word)):
                        if first <= start and end <= last:
                            yield start, end, word

    def _pairs(self) -> dict[str, list[tuple[str, int]]]:
        """Which names hold two characters next to each other (热闹), or around a third (热_路)."""
        if self._by_pair is None:
            pairs: dict[str, list[tuple[str, int]]] = {}
            for word in self._by_word:
                if len(word) < SHORTEST:
                    continue
                for i in range(len(word) - 1):
                    pairs.setdefault(word[i : i + 2], []).append((word, i))
                for i in range(len(word) - 2):
                    pairs.setdefault(f"{word[i]}_{word[i + 2]}", []).append((word, i))
            self._by_pair = {key: found for key, found in pairs.items() if len(found) <= _COMMON}
        return self._by_pair


def _windows(start: int, length: int) -> Iterator[Span]:
    """Where a name may stand; a long one also with a character too few or too many."""
    yield start, start + length
    if length > SHORTEST:
        yield start, start + length - 1
        yield start + 1, start + length
        yield start, start + length + 1
        yield start - 1, start + length


def likeness(typed: str, name: str) -> float:
    """How much what was typed looks like a misspelling of that name, 0-100."""
    if typed == name or not _may_be_meant(typed, name):
        return 0.0
    wrong = 0
    if len(typed) == len(name):
        mended = "".join(
            b if a != b and alike(a, b) else a for a, b in zip(typed, name, strict=True)
        )
        wrong = sum(a != b for a, b in zip(typed, mended, strict=True))
        typed = mended
    return float(fuzz.ratio(typed, name)) - _ONE_WRONG * wrong


def _may_be_meant(typed: str, name: str) -> bool:
    """Whether only letters are wrong, most are right, and none tells two streets apart."""
    if len(typed) == len(name):
        differ = [(a, b) for a, b in zip(typed, name, strict=True) if a != b]
        apart = any(a in _TELL_APART and b in _TELL_APART for a, b in differ)
        return 3 * len(differ) <= len(name) and not apart
    shorter, longer = (typed, name) if len(typed) < len(name) else (name, typed)
    return _TELL_APART.isdisjoint(Counter(longer) - Counter(shorter))
