"""Which verb and which thing belong to a number of a work report: those that are near.

The thing stands before its number or right behind it; the verb in the same clause or, in a list,
before. A verb behind all of them is for all (投诉41件, 噪音29件, 全部办结).
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from reading.counts import Count
from reading.model import Tally
from reading.rules import Span
from reading.tallies import head_of, implied_item, last_verb, to_tally
from reading.tallywords import verbs
from reading.text import fold

ACTION, ITEM, NUMBER = ("A", "a"), ("I", "i"), ("N", "n")
"""Labels of the first character and the further ones of a verb, a thing and a number."""

ENDS_CLAUSE = ",。!?;:\n"
_CLAUSE = re.compile(f"[{ENDS_CLAUSE}]")
_SENTENCE = re.compile(r"[。!?;\n]")
_SENT, _FOUND = "出动", "发现"
_PEOPLE = frozenset({"人", "名", "位", "人次", "车", "辆", "台", "台次", "辆次", "车次", ""})


_AROUND = " ,，、:：;；及和与的"
_PAIRS = (("“", "”"), ("《", "》"), ("（", "）"), ("(", ")"), ('"', '"'))


class Clauses:
    """Where the clauses and sentences of a folded text begin."""

    def __init__(self, folded: str) -> None:
        self.folded = folded
        self._clauses = [0, *(match.end() for match in _CLAUSE.finditer(folded))]
        self._sentences = [0, *(match.end() for match in _SENTENCE.finditer(folded))]

    def clause(self, at: int) -> int:
        """The beginning of the clause in which a place is."""
        return self._clauses[bisect_right(self._clauses, at) - 1]

    def sentence(self, at: int) -> int:
        """The beginning of its sentence."""
        return self._sentences[bisect_right(self._sentences, at) - 1]

    def next_sentence(self, at: int) -> int:
        """The beginning of the next one."""
        number = bisect_right(self._sentences, at)
        return self._sentences[number] if number < len(self._sentences) else len(self.folded)


class _Spans:
    """Spans in order, of which none meets another."""

    def __init__(self, spans: Sequence[Span]) -> None:
        self._spans = spans
        self._starts = [start for start, _ in spans]

    def last(self, low: int, high: int) -> Span | None:
        """The last one between two places."""
        number = bisect_left(self._starts, high) - 1
        while number >= 0 and self._starts[number] >= low:
            if self._spans[number][1] <= high:
                return self._spans[number]
            number -= 1
        return None

    def first(self, low: int, high: int) -> Span | None:
        """The first one between two places."""
        number = bisect_left(self._starts, low)
        if number < len(self._spans) and self._spans[number][1] <= high:
            return self._spans[number]
        return None


class Said:
    """The verbs and the things of a text."""

    def __init__(self, actions: Sequence[Span], items: Sequence[Span]) -> None:
        self.actions = _Spans(actions)
        self.items = _Spans(items)


@dataclass(frozen=True, slots=True)
class _Parts:
    """What belongs to a number; `goes_on`: its verb is that of an earlier clause."""

    action: Span | None
    item: Span | None
    goes_on: bool


def linked(typed: str, clauses: Clauses, counts: Sequence[Count], said: Said) -> list[Tally]:
    """A tally for each number of which it is clear what was done to what."""
    found: list[Tally] = []
    last: Tally | None = None
    left = sentence = 0
    for number, count in enumerate(counts):
        begin = clauses.sentence(count.start)
        if begin != sentence:
            sentence, last = begin, None
        until = counts[number + 1].start if number + 1 < len(counts) else len(typed)
        item = _item(said, clauses, max(left, sentence), count, until)
        action = _action(said, clauses, count, until)
        action, item = _whole_verb(clauses.folded, action, item)
        left = max(count.end, item[1] if item else 0)
        goes_on = action is not None and action[0] < clauses.clause(count.start)
        if made := _made(typed, count, _Parts(action, item, goes_on), last):
            found.append(made)
            last = made
    return found


def _whole_verb(
    folded: str, action: Span | None, item: Span | None
) -> tuple[Span | None, Span | None]:
    """A verb with the one behind it (清理|整治店外摆放), and the rest of the thing."""
    if action and item and 0 <= item[0] - action[1] <= 1:
        further = _SECOND.match(folded, item[0])
        left = item[1] - further.end() if further else 0
        if further and left >= _THING and folded[action[1] : item[0]] in _JOINS:
            action, item = (action[0], further.end()), (further.end(), item[1])
    return action, item


_SECOND = re.compile("整治|规范|清理|清除|取缔")
"""What officials do beside something else; other verbs may begin the name of a thing."""
_JOINS = ("", "、", "和")
_THING = 2
"""Characters that are left of a thing at least."""


def _made(typed: str, count: Count, parts: _Parts, last: Tally | None) -> Tally | None:
    if parts.action:
        done = typed[slice(*parts.action)]
        kind = verbs().get(last_verb(fold(done)), "result")
        if parts.goes_on and parts.item and kind == "inspect":
            done, kind = _FOUND, "finding"
    elif last:
        done, kind = last.action, last.kind
    elif count.unit in _PEOPLE:
        done, kind = _SENT, "deploy"
    else:
        return None
    if parts.item:
        thing = typed[slice(*_whole(typed, parts.item))]
    else:
        thing = _implied(fold(done), count.unit, last)
    return to_tally(done, thing, count, typed[count.start : count.end], kind) if thing else None


def _whole(typed: str, span: Span) -> Span:
    """A thing without the words around it (农贸市场|及), with its closing quotation mark."""
    start, end = span
    while start < end and typed[start] in _AROUND:
        start += 1
    while start < end and typed[end - 1] in _AROUND:
        end -= 1
    for opening, closing in _PAIRS:
        inside = typed[start:end]
        if opening in inside and closing not in inside and typed[end : end + 1] == closing:
            end += 1
    return start, end


def _implied(done: str, unit: str, last: Tally | None) -> str:
    if last and last.unit == unit and last.kind != "deploy":
        return head_of(last.item)
    return implied_item(done, unit, last)


def _item(said: Said, clauses: Clauses, left: int, count: Count, until: int) -> Span | None:
    """The thing before a number, or the one right behind it."""
    before = said.items.last(left, count.start)
    if before and before[0] >= clauses.clause(count.start):
        return before
    behind = said.items.first(count.end, until)
    if behind and behind[0] - count.end <= 1 and clauses.folded[count.end] not in ",。;、":
        return behind
    return before


def _action(said: Said, clauses: Clauses, count: Count, until: int) -> Span | None:
    """The verb before a number in its clause, else behind it there, else before in its sentence.

    Where none stands before, it is the next one.
    """
    clause = clauses.clause(count.start)
    before = said.actions.last(clauses.sentence(count.start), count.start)
    if before and before[0] >= clause:
        return before
    behind = said.actions.first(count.end, clauses.next_sentence(count.end))
    if behind and behind[0] < until and clauses.clause(behind[0]) == clause:
        return behind
    if before or count.unit in _PEOPLE:
        return before
    return behind
