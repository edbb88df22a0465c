"""Where it is, and who should act: what the rules found, and how its characters were labelled."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from reading.findings import Findings
from reading.in_order import in_order
from reading.model import Directory, UnitMention
from reading.places import Place
from reading.placewords import NO_KIND, words
from reading.recurrent import spans_of
from reading.rules import Span
from reading.text import fold
from reading.units import is_told, mention_of

PLACE, UNIT = ("B", "I"), ("U", "V")
"""Labels of an address's and a unit's first character and the further ones; "O" is neither."""


@dataclass(frozen=True, slots=True)
class Pointed:
    """The addresses and units of a report, in order of mention."""

    places: Sequence[Span]
    units: Sequence[UnitMention]


def pointed(found: Findings, directory: Directory) -> Pointed:
    """Where it is, and who should act. What the bureau knows by name is never overlooked."""
    facts = found.facts
    labels = in_order(found).labels()
    text = found.message.typed
    links = [link.span() for link in _LINK.finditer(text)]
    spans = [one for one in spans_of(labels, PLACE) if not any(_meets(one, link) for link in links)]
    places = [_trimmed(text, _address(text, span, found.taken)) for span in spans]
    places = [_with_its_shop(found.message.folded, span) for span in places]
    places = [span for span in places if _may_be_a_place(text[slice(*span)])]
    places = _and_others(found, places) if places else _by_rules(found)
    known = [(one.start, one.end) for one in facts.places if _is_known(text, one, directory)]
    units = [unit for unit in facts.units if unit.name]
    named = [_unit(text, _trimmed(text, span)) for span in spans_of(labels, UNIT)]
    units += [
        mention_of(text[start:end], start, directory)
        for start, end in named
        if start < end <= start + _LONGEST_UNIT
        and not any(_meets((start, end), _span(unit)) for unit in units)
        and not _lives(found, start, end)
        and not text[start:end].isascii()  # a piece of somebody's account (@wang_dn)
    ]
    return Pointed(
        sorted([*places, *(one for one in known if not any(_meets(one, two) for two in places))]),
        sorted(units, key=lambda unit: unit.start),
    )


def _and_others(found: Findings, places: Sequence[Span]) -> list[Span]:
    """The places, and those of the rules that 也 joins to them (沈营大街店外摆放，白塔街也有)."""
    text = found.message.folded
    ruled = [(one.start, one.end) for one in found.facts.places]
    also = [span for span in ruled if text.startswith("也", span[1])]
    if text.startswith("也", places[0][1]):
        also += [span for span in ruled if span[1] <= places[0][0]]
    return [*places, *(one for one in also if not any(_meets(one, two) for two in places))]


def _lives(found: Findings, start: int, end: int) -> bool:
    """Whether a neighbourhood is where it is, not who is told: the problem follows at once."""
    text = found.message.folded
    return (
        text[start:end].endswith(("社区", "村"))
        and any(first == end for first, _ in found.taken)
        and not is_told(text, start, end)
    )


_ORDERED = re.compile(
    r"(?:请|找|让(?!胡路)|叫|喊|由|派(?!出所|驻)|转(?!运|山)|给(?!排?水)|通知|麻烦|责成|责令|责任单位|或者?|再(?!生))+(?=.{2})"
)
_HANDLE = re.compile(r"[-_·—]")


def _unit(text: str, span: Span) -> Span:
    """A unit without the word that sends a case there (找|古楼街道), a handle without a person.

    Nor does a bracket belong to it that ends behind it ([|大南中队](tg://user?id=1)).
    """
    start, end = span
    if before := _ORDERED.match(text, start, end):
        start = before.end()
    if _OPENS.match(text[start:end]):
        start += 1
    person = _HANDLE.search(text, start, end) if start and text[start - 1] == "@" else None
    return start, person.start() if person else end


def main_unit(text: str, units: Sequence[UnitMention]) -> UnitMention | None:
    """Of several units the first that is told to do something, else the first."""
    return max(units, key=lambda unit: is_told(text, *_span(unit)), default=None)


_BOUNDS = ' *_,，。.;；:：!！?？、\n~()（）【】[]"“”'
_NUMBERED = re.compile(r"[0-9０-９]")
_VAGUE = re.compile(
    r"^(?:道路|马路|路边|路口|小区|门口|门前|楼[上下道梯]|大门|[东西南北后侧]门|村[里口]|"
    r"(?:我|咱|俺|你|他)们?家?|这|那|谁|哪|隔壁|对面|旁边|饭店|银行|学校)"
)


def main_place(text: str, places: Sequence[Span]) -> Span | None:
    """Of several addresses the one that says most surely where: the first of the surest.

    People tell what they see at a gate (小区门口), and then where it is (渔港路42号): a number and
    a clause of its own speak for an address, a word for any place against it.
    """
    return max(places, key=lambda span: _sureness(text, span), default=None)


def _sureness(text: str, span: Span) -> int:
    place = text[slice(*span)]
    return _is_alone(text, span) + bool(_NUMBERED.search(place)) - 2 * bool(_VAGUE.match(place))


def _is_alone(text: str, span: Span) -> bool:
    """Whether nothing else is in its clause."""
    start, end = span
    return (start == 0 or text[start - 1] in _BOUNDS) and (end == len(text) or text[end] in _BOUNDS)


def _by_rules(found: Findings) -> list[Span]:
    """The places of the rules that are all of a clause, but for other known words at its end.

    For names where the network knew none. Where the rules know none either, what was built and
    stands right before the problem (大桥|路灯不亮).
    """
    text, kinds = found.message.folded, found.notes[1]
    behind = dict(found.taken)
    spans = [(place.start, place.end) for place in found.facts.places]
    if not spans and _is_built(text[: min(behind, default=0)], kinds):
        spans = [(0, min(behind))]
    return [(start, end) for start, end in spans if _is_alone(text, (start, behind.get(end, end)))]


def _is_built(name: str, kinds: str) -> bool:
    """Whether a name is words for places only, and ends as what was built does (大桥)."""
    return (
        len(name) >= _A_NAME
        and name[-1] in _BUILT
        and NO_KIND not in kinds[: len(name)]
        and not _VAGUE.match(name)
    )


_FROM = re.compile(r".*(?:这边|那边|这块|那块|这儿|那儿)(?:的)?(?=.{3})", re.DOTALL)
_UNTIL = re.compile(
    r"某"
    r"|(?<![第0-9一二两三四五六七八九十几])[0-9一二两三四五六七八九十几]+(?:家|组|处|个|户|辆|台|堆|袋|棵|盏|根)$"
    r"|[也都还又]有$"
    r"|(?<=.{3})树[坑池]里?$"
)


def _address(text: str, span: Span, taken: Sequence[Span]) -> Span:
    """An address without what only points (皇城这边|小东路) or says who or how many (北侧|3家).

    What a problem lies in is a part of the problem (西侧|树坑里), and so are the words that the
    rules found for it (3号楼2单元|楼道堆杂物) and things of a street (青山路|行道树). It ends with
    its clause (丰乐路圆通|，房东该堵洞).
    """
    start, end = span
    things = (
        thing.span() for thing in _things().finditer(text, start, end + len(words()["things"][0]))
    )
    for first, last in (*taken, *things):
        if first == end == start + _A_NAME and text[end - 1] not in _BUILT:
            end += _is_road_before_a_lamp(text, start, first, end + 1)
        if not start < first < end <= last or _is_road_before_a_lamp(text, start, first, end):
            continue
        if end < last or text[start:first].rstrip()[-1:] in _ROAD:
            end = first
    if clause := _CLAUSE_ENDS.search(text, start, end):
        end = clause.start()
    if before := _FROM.match(text[start:end]):
        start += before.end()
    if after := _UNTIL.search(text[start:end]):
        end = start + after.start()
    return start, end


def _with_its_shop(text: str, span: Span) -> Span:
    """An address with the shop that ends its clause (丰乐路|圆通，房东该堵洞)."""
    shop = _shops().match(text, span[1])
    return (span[0], shop.end()) if shop else span


@cache
def _shops() -> re.Pattern[str]:
    known = (*words()["brands"], *words()["couriers"])
    return re.compile(rf"(?:{'|'.join(map(re.escape, known))})(?={_ENDS}|$)")


def _is_road_before_a_lamp(text: str, start: int, first: int, end: int) -> bool:
    """Whether a word that begins inside an address takes its only road from it (小东路|灯坏了)."""
    return (
        first == end - 1
        and text[first] == "路"
        and text[first - 1] not in _PLACED
        and not any(text.find(road, start, first) > start for road in "路街巷")
    )


_A_NAME = 2
"""A name so short is a road's rather than that of a place with lamps (小东|路灯坏了) …"""
_BUILT = "桥站塔湖江河场校寺庙库厂店城村镇馆"
"""… unless it ends as such a place does (大桥|路灯)."""
_PLACED = "内外里侧边旁前后头口上下号区园院根排"
"""Letters that end a place: what begins behind them is no road (西墙外|路灯杆)."""


@cache
def _things() -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, words()["things"])))


_ENDS = "[,，。!！?？;；\n]"
_CLAUSE_ENDS = re.compile(rf"(?<=.{{2}}){_ENDS}", re.DOTALL)
_ROAD = "路街巷弄号"


_TAG = re.compile(r"[<>/a-zA-Z]{1,12}>")
_LINK = re.compile(r"[a-z]+://\S+")
_LONGEST_UNIT = 20
"""Characters; of all labelled units the longest has ten."""
_SHORTEST_PLACE = 2
"""No labelled place has one character: 老 of 老早市占道 is none."""
LONGEST_PLACE = 80
"""Characters; of all labelled places the longest has 39. More are a list or a heap of words."""
_CASE = re.compile(r"[0-9]{4}-[0-9]{3,}")


def _may_be_a_place(name: str) -> bool:
    """Whether a name is as long as places are, and no number of a case (1121-009, in our words)."""
    return _SHORTEST_PLACE <= len(name) <= LONGEST_PLACE and not _CASE.fullmatch(name)


def _trimmed(text: str, span: Span) -> Span:
    """A span without the signs around it, and without what is left of a tag (b>热闹路)."""
    start, end = span
    if tag := _TAG.match(text, start, end):
        start = tag.end()
    while start < end and not (text[start].isalnum() or text[start] in _OPENING):
        start += 1
    while start < end and not (text[end - 1].isalnum() or text[end - 1] in _CLOSING):
        end -= 1
    return start, end


_OPENING, _CLOSING = '“‘《〈「『(（[【"', '”’》〉」』)）]】"#'
_OPENS = re.compile(f"[{re.escape(_OPENING)}][^{re.escape(_CLOSING)}]*$")
"""A bracket that is not closed again."""


def _is_known(text: str, place: Place, directory: Directory) -> bool:
    name = fold(text[place.start : place.name_end])
    return directory.gazetteer.exactly(name) is not None


def _span(unit: UnitMention) -> Span:
    return unit.start, unit.start + len(unit.text)


def _meets(one: Span, two: Span) -> bool:
    return one[0] < two[1] and two[0] < one[1]
