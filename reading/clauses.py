"""Where the clauses and sentences of a folded text begin, and what stands in them."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from reading.rules import Span

_CLAUSE = re.compile(r"(?!,[0-9]{3}(?![0-9]))[,。!?;:\n]")
_SENTENCE = re.compile(r"[。!?;\n]")


class Clauses:
    """Where the clauses and sentences of a folded text begin."""

    def __init__(self, folded: str) -> None:
        self.folded = folded
        self._clauses = [0, *(match.end() for match in _CLAUSE.finditer(folded))]
        self._sentences = [0, *(match.end() for match in _SENTENCE.finditer(folded))]

    def clause(self, at: int) -> int:
        """The beginning of the clause in which a place is."""
        return self._clauses[bisect_right(self._clauses, at) - 1]

    def next_clause(self, at: int) -> int:
        """The beginning of the next one."""
        return self._next(self._clauses, at)

    def ends(self, low: int, high: int) -> int:
        """How many clauses end between two places."""
        return bisect_right(self._clauses, high) - bisect_right(self._clauses, low)

    def sentence(self, at: int) -> int:
        """The beginning of its sentence."""
        return self._sentences[bisect_right(self._sentences, at) - 1]

    def next_sentence(self, at: int) -> int:
        """The beginning of the next one."""
        return self._next(self._sentences, at)

    def _next(self, begins: Sequence[int], at: int) -> int:
        number = bisect_right(begins, at)
        return begins[number] if number < len(begins) else len(self.folded)


class Spans:
    """Spans in order, of which none meets another."""

    def __init__(self, spans: Sequence[Span]) -> None:
        self._spans = spans
        self._starts = [start for start, _ in spans]

    def before(self, low: int, high: int, most: int) -> Sequence[Span]:
        """The last ones that begin from `low` on and end before `high`, nearest first."""
        end = bisect_left(self._starts, high)
        near = self._spans[max(bisect_left(self._starts, low), end - most) : end]
        return [span for span in reversed(near) if span[1] <= high]

    def behind(self, low: int, high: int, most: int) -> Sequence[Span]:
        """The first ones between two places, nearest first."""
        start = bisect_left(self._starts, low)
        return [span for span in self._spans[start : start + most] if span[1] <= high]

    def within(self, low: int, high: int) -> int:
        """How many begin between two places."""
        return bisect_left(self._starts, high) - bisect_left(self._starts, low)
