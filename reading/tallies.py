"""Counts in work reports: 清理小广告80余处 → (清理, 小广告, 80, 处, about).

A count is a number with a unit that a verb of work (`data/tallies.toml`) governs: item before the
number (清理小广告80处), after it (清理8处问题点位), or between 对 and the verb (对7家市场进行复检).
A list goes on with its first verb. Dates, house numbers, rates, plans and remainders are no work.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from reading.lexicon import load
from reading.model import Tally
from reading.numbers import to_number
from reading.text import fold

_SENTENCE = re.compile(r"[^。!?;\n]+")
_CLAUSE = re.compile(r"(?:[^,]|(?<=[0-9]),(?=[0-9]{3}))+")
_LIST = re.compile(r"、|以及|及|和|与")
_ETC = re.compile(r"等(?:各类|各种)?(?:问题|现象|行为|情况|工作|物品|人员|力量)?$")
_ITEM_END = re.compile(
    r"[,、;。:和及与(（]|进行|实施|开展|全部|均|逐一|予以|给予|已|并|为|对(?!外)|的(?=整改|清理|处理)|"
    r"(?<=[\u4e00-\u9fff])[0-9]"
)
_LONGEST_ITEM = 40
_REACH = 60
"""How far after 对 its verb may stand."""
_NAMED = re.compile(r"[\u4e00-\u9fffA-Za-z]")


@dataclass(frozen=True, slots=True)
class _Count:
    start: int
    end: int
    value: float
    unit: str
    approx: bool


@dataclass(frozen=True, slots=True)
class _Verb:
    """A verb that is going on: its text, its kind, whether items follow the numbers."""

    text: str
    kind: str
    number_first: bool = False


def tally(text: str) -> tuple[Tally, ...]:
    """The counts of work in a text, in order; () where nothing was counted."""
    found: list[Tally] = []
    folded = fold(text)
    for sentence in _SENTENCE.finditer(folded):
        found.extend(_sentence(sentence[0], text[sentence.start() : sentence.end()]))
    return tuple(found)


def _sentence(folded: str, typed: str) -> Iterator[Tally]:
    verb: _Verb | None = None
    last: Tally | None = None
    for clause in _CLAUSE.finditer(folded):
        counts = list(_counts(clause[0]))
        raw = typed[clause.start() : clause.end()]
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
            verb, item_span = read
            item = raw[slice(*item_span)].strip() if item_span else _implied(count.unit, last)
            if not _NAMED.search(item):
                continue
            last = _tally(verb, item, count, raw[count.start : count.end])
            yield last


@cache
def _words() -> dict[str, tuple[str, ...]]:
    return {
        key: tuple(sorted(set(fold(words).split()), key=len, reverse=True))
        for key, words in load("tallies.toml")["words"].items()
    }


def _either(key: str) -> str:
    return "|".join(map(re.escape, _words()[key]))


@cache
def _verbs() -> dict[str, str]:
    return {
        verb: kind
        for kind, verbs in load("tallies.toml")["actions"].items()
        for verb in verbs.split()
    }


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    verbs = "|".join(sorted(map(re.escape, _verbs()), key=len, reverse=True))
    units, nouns = _either("units"), _either("nouns")
    han = "[二两三四五六七八九十][一二两三四五六七八九十百千]*|[一二两三四五六七八九十]?[百千]"
    return {
        "count": re.compile(
            rf"(?<![0-9.第\-—~a-z号])(?P<about>约|近|逾|超过?|多达|大约|将近)?"
            rf"(?P<n>[0-9]+(?:,[0-9]{{3}})*(?:\.[0-9]+)?|{han})"
            rf"(?P<more>余|多|来|几)?(?P<scale>[万千百亿])?(?P<more2>余|多)?(?P<unit>{units})"
            r"(?![号月日年时分%度])"
        ),
        "verb": re.compile(
            rf"(?P<chain>(?:{verbs})(?=(?:{verbs})(?:{nouns}))|(?>(?:{verbs}){{1,3}})(?!{nouns}))"
        ),
        "not_done": re.compile(rf"(?:{_either('not_done')})"),
        "tail": re.compile(rf"(?:{_either('tail')})$"),
        "lead": re.compile(rf"^(?:{_either('lead')}|\s)+"),
        "people": re.compile(rf"(?:{_either('people')})"),
        "done_to": re.compile(
            rf"(?:进行了?|予以|实施|开展了?|全部|逐一|给予|依法)[^0-9]{{0,6}}?(?P<chain>(?:{verbs}){{1,2}})"
        ),
        "towards": re.compile(r"(?:对|针对|将|把)(?:辖区内?|沿街|全区|周边)?的?$"),
        "among": re.compile(r"(?:其中|有|发现)+$"),
    }


def _counts(clause: str) -> Iterator[_Count]:
    for match in _patterns()["count"].finditer(clause):
        value = to_number(match["n"].replace(",", "") + (match["scale"] or ""))
        if value is None:
            continue
        approx = bool(match["about"] or match["more"] or match["more2"])
        yield _Count(match.start(), match.end(), value, match["unit"], approx)


_Span = tuple[int, int]


def _read(
    clause: str,
    before: str,
    offset: int,
    count: _Count,
    next_start: int,
    going_on: _Verb | None,
    last: Tally | None,
) -> tuple[_Verb, _Span | None] | None:
    """(verb, span of the item) of one number; None where it counts no work."""
    patterns = _patterns()
    if patterns["not_done"].search(before):
        return None
    if patterns["towards"].search(before):
        return _done_to(clause, count, next_start)
    verb = _governing(before)
    if verb:
        start, end = _item(before, verb.end())
        kind = _verbs().get(_last_verb(verb["chain"]), "result")
        if end > start:
            return _Verb(verb["chain"], kind), (offset + start, offset + end)
        after = _item_after(clause, count, next_start)
        return _Verb(verb["chain"], kind, number_first=True), after
    if patterns["among"].search(before) or (
        going_on and going_on.kind == "finding" and going_on.number_first and not before
    ):
        found = _item_after(clause, count, len(clause), to_the_end=True)
        return (_Verb("发现", "finding", number_first=True), found) if found and last else None
    if going_on is None:
        return None
    start, end = _item(before, 0)
    if end > start and not before.endswith(("有", "为", "是")):
        return _Verb(going_on.text, going_on.kind), (offset + start, offset + end)
    after = _item_after(clause, count, next_start) if going_on.number_first else None
    return (going_on, after) if after or (not before and last) else None


def _governing(before: str) -> re.Match[str] | None:
    """The first verb before a number; behind the people whom another verb sent out."""
    patterns = _patterns()
    first = patterns["verb"].search(before)
    if first is None:
        return None
    people = patterns["people"].search(before, first.end())
    later = patterns["verb"].search(before, people.end()) if people else None
    return later or first


def _last_verb(chain: str) -> str:
    known = _verbs()
    for start in range(len(chain) - 1):
        if chain[start:] in known:
            return chain[start:]
    return chain


def _item(before: str, start: int) -> _Span:
    """The item between `start` and the number, without the words around it."""
    patterns = _patterns()
    end = len(before)
    if lead := patterns["lead"].match(before[start:]):
        start += lead.end()
    while tail := patterns["tail"].search(before, start, end):
        end = tail.start()
    if end - start > _LONGEST_ITEM:
        return start, start
    return start, max(start, end)


def _item_after(
    clause: str, count: _Count, next_start: int, *, to_the_end: bool = False
) -> _Span | None:
    """The item that follows a number."""
    if count.unit == "次":
        return None
    end = next_start
    if not to_the_end and (stop := _ITEM_END.search(clause, count.end, next_start)):
        end = stop.start()
    while end > count.end and clause[end - 1] in "、及和与 ":
        end -= 1
    return (count.end, end) if 0 < end - count.end <= _LONGEST_ITEM else None


def _done_to(clause: str, count: _Count, next_start: int) -> tuple[_Verb, _Span | None] | None:
    """对7家农贸市场…进行复检: the verb stands at the clause's end."""
    verb = _patterns()["done_to"].search(clause, count.end, count.end + _REACH)
    item = _item_after(clause, count, next_start)
    if not verb or not item:
        return None
    kind = _verbs().get(_last_verb(verb["chain"]), "result")
    return _Verb(verb["chain"], kind, number_first=True), item


@cache
def _implied_items() -> dict[str, str]:
    table: dict[str, str] = load("tallies.toml")["implied"]
    return {unit: item for units, item in table.items() for unit in units.split()}


def _implied(unit: str, last: Tally | None) -> str:
    """What a bare count means; a second measure of one thing (3处1200平方米) means that thing."""
    return _implied_items().get(unit) or (last.item if last else "")


def _tally(verb: _Verb, item: str, count: _Count, raw: str) -> Tally:
    parts = [part for part in _LIST.split(_ETC.sub("", item)) if part]
    return Tally(
        action=verb.text,
        item=item,
        value=count.value,
        unit=count.unit,
        approx=count.approx,
        items=tuple(parts) if len(parts) > 1 and not item.startswith("《") else (),
        raw=raw,
        kind=verb.kind,
    )
