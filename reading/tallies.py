"""What the rules know of counts in work reports: 清理小广告80余处 → (清理, 小广告, 80, 处, about).

A count is a number with a unit that a verb of work (`data/tallies.toml`) governs: item before the
number (清理小广告80处), after it (清理8处问题点位), or between 对 and the verb (对7家市场进行复检).
A list goes on with its first verb. Dates, house numbers, rates, plans and remainders are no work.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from reading.counts import Count, find_counts
from reading.model import Tally
from reading.rules import Span
from reading.tallywords import implied_items, patterns, verbs
from reading.text import fold

_SENTENCE = re.compile(r"[^。!?;\n]+")
_CLAUSE = re.compile(r"(?:[^,]|(?<=[0-9]),(?=[0-9]{3}))+")
_SPACED = re.compile(r"(?<=[\u4e00-\u9fff])\s+(?=[\u4e00-\u9fff])")
"""Who types in a chat parts by spaces what a report parts by commas (清占道11处 拉走杂物半车)."""
_LIST = re.compile(r"、|以及|及|和|与")
_ETC = re.compile(r"等(?:各类|各种)?(?:问题|现象|行为|情况|工作|物品|人员|力量)?$")
_ITEM_END = re.compile(
    r"[,、;。:和及与(（]|上路|上街|走上|参与|参加|不间断|连续|持续|联合开展|进行|实施|开展|全部|均|逐一|予以|给予|已|并|为|对(?!外)|的(?=整改|清理|处理)|"
    r"(?<=[\u4e00-\u9fff])[0-9]"
)
_LONGEST_ITEM = 40
_REACH = 60
"""How far after 对 its verb may stand."""
_NAMED = re.compile(r"[\u4e00-\u9fffA-Za-z]")


@dataclass(frozen=True, slots=True)
class Ruled:
    """What the rules take for a count of work, and where its number and its item stand."""

    tally: Tally
    number: Span
    item: Span | None


@dataclass(frozen=True, slots=True)
class _Verb:
    """A verb that is going on: its text, its kind, whether items follow the numbers."""

    text: str
    kind: str
    number_first: bool = False


def in_clauses(text: str) -> str:
    """A text folded, of the same length, with a comma where a chat has only a blank."""
    return _SPACED.sub(lambda gap: "," + " " * (len(gap[0]) - 1), fold(text))


def find_tallies(text: str) -> list[Ruled]:
    """The counts of work in a text, in order."""
    found: list[Ruled] = []
    folded = in_clauses(text)
    if not patterns()["count"].search(folded):
        return found
    for sentence in _SENTENCE.finditer(folded):
        found.extend(_sentence(sentence[0], text, sentence.start()))
    return found


def _sentence(folded: str, typed: str, offset: int) -> Iterator[Ruled]:
    verb: _Verb | None = None
    last: Tally | None = None
    for clause in _CLAUSE.finditer(folded):
        counts = list(find_counts(clause[0]))
        begin = offset + clause.start()
        raw = typed[begin : offset + clause.end()]
        left = 0
        for number, count in enumerate(counts):
            next_start = counts[number + 1].start if number + 1 < len(counts) else len(clause[0])
            before = clause[0][left : count.start]
            read = _read(clause[0], before, left, count, next_start, verb, last)
            left = count.end
            if read and read[1] and read[1][0] >= count.end:
                left = read[1][1]
            if read is None:
                continue
            verb, span = read
            item = raw[slice(*span)].strip() if span else implied_item(verb.text, count.unit, last)
            if not _NAMED.search(item):
                continue
            last = to_tally(verb.text, item, count, raw[count.start : count.end], verb.kind)
            there = (begin + span[0], begin + span[1]) if span else None
            yield Ruled(last, (begin + count.start, begin + count.end), there)


def _read(
    clause: str,
    before: str,
    offset: int,
    count: Count,
    next_start: int,
    going_on: _Verb | None,
    last: Tally | None,
) -> tuple[_Verb, Span | None] | None:
    """(verb, span of the item) of one number; None where it counts no work."""
    known = patterns()
    if known["not_done"].search(before):
        return None
    if known["towards"].search(before):
        return _done_to(clause, count, next_start)
    verb = _governing(before)
    if verb and going_on and before.startswith("、") and verb.start() > 1:
        # An entry of a list that goes on: 清理招租广告四百张、车身贴片广告60份.
        verb = None
    if verb:
        start, end = _item(before, verb.end())
        kind = verbs().get(last_verb(verb["chain"]), "result")
        if end > start:
            return _Verb(verb["chain"], kind), (offset + start, offset + end)
        after = _item_after(clause, count, next_start)
        return _Verb(verb["chain"], kind, number_first=True), after
    if known["among"].search(before) or (
        going_on and going_on.kind == "finding" and going_on.number_first and not before
    ):
        found = _item_after(clause, count, len(clause), to_the_end=True)
        return (_Verb("发现", "finding", number_first=True), found) if found and last else None
    if sent := _sent_out(clause, before, offset, count):
        return sent
    if going_on is None:
        return None
    start, end = _item(before, 0)
    if end > start and not before.endswith(("有", "为", "是")):
        return _Verb(going_on.text, going_on.kind), (offset + start, offset + end)
    after = _item_after(clause, count, next_start) if going_on.number_first else None
    return (going_on, after) if after or (not before.strip("、 ") and last) else None


_SENT = _Verb("出动", "deploy")


def _sent_out(
    clause: str, before: str, offset: int, count: Count
) -> tuple[_Verb, Span | None] | None:
    """Forces that are counted without a verb (人员14名, 8人2车), or before it (百余名干部参与)."""
    known = patterns()
    if named := known["sent"].search(before):
        return _SENT, (offset + named.start("item"), offset + named.end("item"))
    if _WHEN.sub("", before).strip(" ,、:"):
        return None
    if joined := known["joined"].match(clause, count.end):
        if count.unit in _PEOPLE:
            verb = clause[joined.end("item") : joined.end()]
            return _Verb(verb, "deploy"), joined.span("item")
        return None
    bare = re.match(r"[0-9,、 ]|$", clause[count.end :])
    return (_SENT, None) if bare and count.unit in _FORCES else None


_WHEN = re.compile(
    r"^(?:当天|今天|今日|昨日|昨天|昨晚|今晚|当晚|上午|下午|现场|共有?|先后|累计|还有)+"
)
_PEOPLE = frozenset({"人", "名", "位", "余人"})
_FORCES = frozenset({"人", "车", "名"})


def _governing(before: str) -> re.Match[str] | None:
    """The first verb before a number; behind the people whom another verb sent out."""
    known = patterns()
    first = known["verb"].search(before)
    if first is None:
        return known["short"].search(before)
    people = known["people"].search(before, first.end())
    later = known["verb"].search(before, people.end()) if people else None
    return later or first


def last_verb(chain: str) -> str:
    """The last of several verbs in a row (排查整治): it says what kind of work it was."""
    known = verbs()
    for start in range(len(chain) - 1):
        if chain[start:] in known:
            return chain[start:]
    return chain


def _item(before: str, start: int) -> Span:
    """The item between `start` and the number, without the words around it."""
    known = patterns()
    end = len(before)
    if lead := known["lead"].match(before[start:]):
        start += lead.end()
    while tail := known["tail"].search(before, start, end):
        end = tail.start()
    if end - start > _LONGEST_ITEM:
        return start, start
    return start, max(start, end)


def _item_after(
    clause: str, count: Count, next_start: int, *, to_the_end: bool = False
) -> Span | None:
    """The item that follows a number."""
    if count.unit == "次":
        return None
    end = next_start
    if not to_the_end and (stop := _ITEM_END.search(clause, count.end, next_start)):
        end = stop.start()
    while end > count.end and clause[end - 1] in "、及和与 ":
        end -= 1
    return (count.end, end) if 0 < end - count.end <= _LONGEST_ITEM else None


def _done_to(clause: str, count: Count, next_start: int) -> tuple[_Verb, Span | None] | None:
    """对7家农贸市场…进行复检: the verb stands at the clause's end."""
    verb = patterns()["done_to"].search(clause, count.end, count.end + _REACH)
    item = _item_after(clause, count, next_start)
    if not verb or not item:
        return None
    kind = verbs().get(last_verb(verb["chain"]), "result")
    return _Verb(verb["chain"], kind, number_first=True), item


def implied_item(action: str, unit: str, last: Tally | None) -> str:
    """What a bare count means; a second measure of one thing (3处1200平方米) means that thing."""
    if action in _CASES:
        return "案件"
    if last and last.unit == unit and unit not in _FORCES:
        return head_of(last.item)
    return implied_items().get(unit) or (last.item if last else "")


def head_of(item: str) -> str:
    """The thing alone of what was counted before: 隐患 of 软管老化等隐患."""
    return _HEAD.sub("", item)


_CASES = frozenset({"立案", "结案"})
_HEAD = re.compile(r"^.*(?:等|的)(?=.{2})|^.+(?=(?:问题|隐患)$)|^.*[0-9].*(?=投诉$)")
"""What is taken up again is the thing alone: 隐患 of 软管老化等隐患, 招牌 of 存在隐患的招牌."""


def to_tally(action: str, item: str, count: Count, raw: str, kind: str) -> Tally:
    """A count with what was done to what; things that share the number are told apart."""
    parts = [part for part in _LIST.split(_ETC.sub("", item)) if part]
    return Tally(
        action=action,
        item=item,
        value=count.value,
        unit=count.unit,
        approx=count.approx,
        items=tuple(parts) if len(parts) > 1 and not item.startswith("《") else (),
        raw=raw,
        kind=kind,
    )
