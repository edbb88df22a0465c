"""Counts in work reports as was learnt: which numbers count work, what was done, and to what.

The rules (`tallies.py`) find what they know; a network, as for addresses, says
which characters are a verb of work, the thing and its number, and sees verbs, units and orders
that no list has (撵走西瓜车5辆, 桌子劝回店里二十来张). Which of them belong to a number was learnt,
too (`linkchoosing.py`), and `linking.py` puts them together.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from reading.clauses import Clauses
from reading.counts import Count, find_counts
from reading.linking import ACTION, ITEM, NUMBER, linked
from reading.model import Tally
from reading.recurrent import Network, load, spans_of
from reading.tallies import Ruled, find_tallies, in_clauses
from reading.tallywords import patterns
from reading.text import LONGEST


@dataclass(frozen=True, slots=True)
class Work:
    """A text with its numbers and what the rules make of them."""

    typed: str
    folded: str
    clauses: Clauses
    counts: Sequence[Count]
    ruled: Sequence[Ruled]


def look(text: str) -> Work:
    """The numbers of a text, and the rules' findings."""
    typed = text[:LONGEST]
    folded = in_clauses(typed)
    return Work(
        typed, folded, Clauses(folded), list(find_counts(folded, wide=True)), find_tallies(typed)
    )


def marks(work: Work) -> str:
    """One letter a character: V verb, C number, N number of the rules, I item of theirs, X plan."""
    marks = ["O"] * len(work.folded)
    for match in patterns()["verb"].finditer(work.folded):
        marks[match.start() : match.end()] = "V" * len(match[0])
    for match in patterns()["not_done"].finditer(work.folded):
        marks[match.start() : match.end()] = "X" * len(match[0])
    for count in work.counts:
        marks[count.start : count.end] = "C" * (count.end - count.start)
    for one in work.ruled:
        marks[slice(*one.number)] = "N" * (one.number[1] - one.number[0])
        if one.item:
            marks[slice(*one.item)] = "I" * (one.item[1] - one.item[0])
    return "".join(marks)


def _is_no_work(work: Work, count: Count) -> bool:
    """Whether the clause says before a number that nothing was done (计划清理50处, 剩余3处).

    Or the number is one to call (举报电话12345).
    """
    clause = work.clauses.clause(count.start)
    before = work.folded[clause : count.start]
    called = not count.unit and _CALLED.search(before)
    return bool(called or patterns()["not_done"].search(before))


_CALLED = re.compile("(?:电话|热线|拨打|微信)[: ]?$")


@cache
def _network() -> Network:
    return Network(load("work"))


def tally(text: str) -> tuple[Tally, ...]:
    """The counts of work in a text, in order; () where nothing was counted."""
    work = look(text)
    if not work.counts:
        return ()
    labels = _network().read(work.folded, [marks(work)]).labels()
    return tuple(link(work, labels))


def link(work: Work, labels: Sequence[str]) -> list[Tally]:
    """The counts that follow from the labels of all characters."""
    counted = [
        one
        for one in work.counts
        if any(label in NUMBER for label in labels[one.start : one.end])
        and not _is_no_work(work, one)
    ]
    verbs, things = spans_of(labels, ACTION), spans_of(labels, ITEM)
    return linked(work.typed, work.clauses, counted, verbs, things)
