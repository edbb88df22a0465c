"""Counts in work reports as was learnt: which numbers count work, what was done, and to what.

The rules (`tallies.py`) find what they know; a conditional random field, as for addresses, says
which characters are a verb of work, the thing and its number, and sees verbs, units and orders
that no list has (撵走西瓜车5辆, 桌子劝回店里二十来张). `linking.py` puts together what is near.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from reading.counts import Count, find_counts
from reading.features import padded, shape_of
from reading.learned import load
from reading.linking import ACTION, ENDS_CLAUSE, ITEM, NUMBER, Clauses, Said, linked
from reading.model import Tally
from reading.tagging import Tagger, spans_of
from reading.tallies import Ruled, find_tallies, in_clauses
from reading.tallywords import patterns
from reading.text import LONGEST

_FAR = 12
"""Characters from a number on which it is all the same how far away it is."""


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


def evidence(work: Work) -> tuple[str, list[list[str]]]:
    """What the model looks at: shapes and, for each character, features (as for addresses)."""
    shapes = shape_of(work.folded)
    marks = f"#{_marks(work)}#"
    numbers = {count.start: count for count in work.counts}
    ahead, behind = _distances(work, len(shapes))
    said = []
    for at, shape in enumerate(shapes):
        features = [
            f"e:m{marks[at : at + 3]}",
            f"e:b{marks[at : at + 2]}{shape}",
            f"e:f{marks[at + 1 : at + 3]}{shape}",
            f"e:n{ahead[at]}{marks[at + 1]}",
            f"e:p{behind[at]}{marks[at + 1]}",
            f"e:q{behind[at]},{ahead[at]}",
        ]
        if count := numbers.get(at):
            features.append(f"e:u{count.unit}")
            features.append(f"e:w{_said_before(work, marks, at)}{marks[at + 1]}")
        said.append(features)
    if said:
        said[0].append("e:^")
    return padded(shapes), said


def _marks(work: Work) -> str:
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


def _distances(work: Work, length: int) -> tuple[list[int], list[int]]:
    """How far each character is from the next number, and from the last, within its clause."""
    ahead, behind = [_FAR] * length, [_FAR] * length
    for count in work.counts:
        for far, start, step in ((ahead, count.start - 1, -1), (behind, count.end, 1)):
            for away in range(1, _FAR):
                at = start + step * (away - 1)
                if not 0 <= at < length or work.folded[at] in ENDS_CLAUSE:
                    break
                far[at] = min(far[at], away)
    return ahead, behind


def _said_before(work: Work, marks: str, at: int) -> str:
    """Whether a verb or a plan stands before a number in its clause (V, X) or sentence (v, x)."""
    clause, sentence = work.clauses.clause(at), work.clauses.sentence(at)
    near, far = marks[clause + 1 : at + 1], marks[sentence + 1 : clause + 1]
    return "".join(
        mark if mark in near else mark.lower() if mark in far else "-" for mark in ("V", "X")
    )


def _planned(work: Work, count: Count) -> bool:
    """Whether the clause says before a number that nothing was done (计划清理50处, 剩余3处)."""
    clause = work.clauses.clause(count.start)
    return bool(patterns()["not_done"].search(work.folded, clause, count.start))


@cache
def _tagger() -> Tagger:
    return Tagger(load("work"))


def tally(text: str) -> tuple[Tally, ...]:
    """The counts of work in a text, in order; () where nothing was counted."""
    work = look(text)
    if not work.counts:
        return ()
    labels = _tagger().labels(*evidence(work))
    return tuple(link(work, labels))


def link(work: Work, labels: Sequence[str]) -> list[Tally]:
    """The counts that follow from the labels of all characters."""
    counted = [
        one
        for one in work.counts
        if any(label in NUMBER for label in labels[one.start : one.end]) and not _planned(work, one)
    ]
    said = Said(spans_of(labels, ACTION), spans_of(labels, ITEM))
    return linked(work.typed, work.clauses, counted, said)
