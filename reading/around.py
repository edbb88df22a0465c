"""A number of a work report in its text: what stands around it, and what was counted before it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from reading.clauses import Clauses, Spans
from reading.counts import Count
from reading.model import Tally
from reading.rules import Span

_BEFORE, _BEHIND = 4, 2
"""So many verbs or things on each side may belong to a number."""
_MANY = 3
"""Clauses, numbers or words between; from here on they are many."""


@dataclass(frozen=True)
class Around:
    """A number in its text: the verbs and things of the text, and what was counted before.

    `numbers` are all numbers that count, `counted` what those before it in its sentence count.
    """

    typed: str
    clauses: Clauses
    verbs: Spans
    things: Spans
    numbers: Spans
    count: Count
    counted: Sequence[Tally]

    @property
    def last(self) -> Tally | None:
        """What was counted last before it, in its sentence."""
        return self.counted[-1] if self.counted else None

    def near(self, spans: Spans) -> Iterator[Span]:
        """The spans of the sentence that are nearest to the number."""
        count, clauses = self.count, self.clauses
        yield from spans.before(clauses.sentence(count.start), count.start, _BEFORE)
        yield from spans.behind(count.end, clauses.next_sentence(count.end), _BEHIND)

    def between(self, span: Span) -> tuple[str, int, int]:
        """On which side of the number a span stands, and from where to where they are parted."""
        if span[1] <= self.count.start:
            return "b", span[1], self.count.start
        return "f", self.count.end, span[0]

    def place(self, span: Span, among: Spans) -> tuple[str, int, int, int]:
        """On which side it stands; how many clauses, numbers and others of its kind between."""
        side, low, high = self.between(span)
        clauses, numbers = self.clauses.ends(low, high), self.numbers.within(low, high)
        others = among.within(low, high)
        return side, min(clauses, _MANY), min(numbers, _MANY), min(others, _MANY)

    def gap(self, span: Span) -> str:
        """What stands between it and the number, if that is little."""
        _, low, high = self.between(span)
        return self.clauses.folded[low:high] if high - low <= 3 else "…"

    @cached_property
    def verbs_here(self) -> str:
        """Whether a verb stands in the number's clause before it, and one behind."""
        return self._here(self.verbs)

    @cached_property
    def things_here(self) -> str:
        """The same of a thing."""
        return self._here(self.things)

    def _here(self, spans: Spans) -> str:
        start = self.clauses.clause(self.count.start)
        before = any(spans.before(start, self.count.start, 1))
        behind = any(spans.behind(self.count.end, self.clauses.next_clause(self.count.end), 1))
        return f"{before:d}{behind:d}"

    @cached_property
    def ends_here(self) -> Sequence[str]:
        """How the things in its clause end, and on which side of it."""
        parted = ((self.place(span, self.things), span) for span in self.near(self.things))
        return [f"{at[0]}{self.typed[slice(*span)][-2:]}" for at, span in parted if not at[1]]

    @cached_property
    def two_before(self) -> str:
        """The characters before it."""
        return self.clauses.folded[max(0, self.count.start - 2) : self.count.start]
