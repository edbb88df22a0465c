"""Which verb and which thing belong to a number of a work report: those that are likeliest.

What may, and what speaks for each, says `linkchoosing.py`; here the words are put together.
"""

import re
from collections.abc import Iterator, Sequence

from reading.around import Around
from reading.clauses import Clauses, Spans
from reading.counts import Count
from reading.learned import learned
from reading.linkchoosing import BACK, FOUND, SENT, best, kind_of, things_of, verbs_of
from reading.model import Tally
from reading.rules import Span
from reading.tallies import to_tally
from reading.tallywords import implied_items

ACTION, ITEM, NUMBER = ("A", "a"), ("I", "i"), ("N", "n")
"""Labels of the first character and the further ones of a verb, a thing and a number."""

_LEADS, _TAILS = " ,，、:：;；及和与的", " ,，、:：;；及和与"
"""What stands around a thing and is none of it; one may end with 的 (劝走|卖菜的|17户)."""
_PAIRS = (("“", "”"), ("《", "》"), ("（", "）"), ("(", ")"), ('"', '"'))


def linked(
    typed: str,
    clauses: Clauses,
    counts: Sequence[Count],
    verbs: Sequence[Span],
    things: Sequence[Span],
) -> list[Tally]:
    """A tally for each number, of the verbs and things of the text."""
    found: list[Tally] = []
    begin = sentence = 0
    known = Spans(verbs), Spans(things)
    numbers = Spans([(count.start, count.end) for count in counts])
    for count in counts:
        if (here := clauses.sentence(count.start)) != sentence:
            sentence, begin = here, len(found)
        counted = found[max(begin, len(found) - BACK) :]
        around = Around(typed, clauses, *known, numbers, count, counted)
        found.extend(_made(around))
    return found


def _made(around: Around) -> Iterator[Tally]:
    model, count = learned("links"), around.count
    done = best(verbs_of(around), model)
    thing = best(things_of(around, done), model)
    action, item = done.words, thing.words
    verb, what = _whole_verb(around.clauses.folded, done.span, thing.span)
    if listed := _found_in_a_list(around, verb, what):
        action, verb, what = FOUND, None, listed
    if verb:
        action = around.typed[slice(*verb)]
    if what:
        item = around.typed[slice(*_whole(around.typed, what))]
    if action == SENT and done.span is None and not _can_be_sent(item, count.unit):
        action = FOUND
    if item:
        raw = around.typed[count.start : count.end]
        yield to_tally(action, item, count, raw, kind_of(action))


_FORCES = ("人员", "车辆")
_SENT_OUT = re.compile("[人员队车机者组班力]")


def _can_be_sent(item: str, unit: str) -> bool:
    """Whether a thing goes out to work (8人2台车); problems are found (占道15处)."""
    return implied_items().get(unit) in _FORCES or _SENT_OUT.search(item) is not None


def _found_in_a_list(around: Around, verb: Span | None, thing: Span | None) -> Span | None:
    """What was found, all of it: in a list (3家未消毒,4家|有吸烟现象,11家|门前三包|未落实)."""
    last, count = around.last, around.count
    goes_on = last and last.action == FOUND and last.unit == count.unit
    if not goes_on or thing is None or around.verbs_here.startswith("1"):
        return None
    if around.clauses.folded[count.end : thing[0]] not in ("", "有") or thing[0] < count.end:
        return None
    if verb and verb[0] != thing[1]:
        return None
    return count.end, verb[1] if verb else thing[1]


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


_SECOND = re.compile("整治|规范|清理|清除|取缔|(?<=清理)整改")
"""What officials do beside something else; other verbs may begin the name of a thing."""
_JOINS = ("", "、", "和")
_THING = 2
"""Characters that are left of a thing at least."""


def _whole(typed: str, span: Span) -> Span:
    """A thing without the words around it (农贸市场|及), with its closing quotation mark."""
    start, end = span
    while start < end and typed[start] in _LEADS:
        start += 1
    while start < end and typed[end - 1] in _TAILS:
        end -= 1
    for opening, closing in _PAIRS:
        inside = typed[start:end]
        if opening in inside and closing not in inside and typed[end : end + 1] == closing:
            end += 1
    return start, end
