"""Where an address begins and ends, and which of several is the main one."""

import re
from collections.abc import Sequence
from functools import cache

from reading.findings import Findings
from reading.placewords import NO_KIND, words
from reading.rules import Span

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


def by_rules(found: Findings) -> list[Span]:
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


_FROM = re.compile(
    r".*(?:这边|那边|这块|那块|这儿|那儿)(?:的)?(?=.{3})"
    r"|[\u4e00-\u9fff]{0,8}(?:[中大支]队|所|站|科|局|处|办|社区|街道|公司|物业)对(?![面过门岸])(?=.{3})",
    re.DOTALL,
)
_UNTIL = re.compile(
    r"某"
    r"|(?<![第0-9一二两三四五六七八九十几])[0-9一二两三四五六七八九十几]+(?:家|组|处|个|户|辆|台|堆|袋|棵|盏|根)$"
    r"|[也都还又]有$"
    r"|(?<=.{3})树[坑池]里?$"
    r"|(?<=.{2})(?:店外|占道|违停|乱停|城管)$"
)


def address(text: str, span: Span, taken: Sequence[Span]) -> Span:
    """An address without what only points (皇城这边|小东路) or says who or how many (北侧|3家).

    Nor does it begin with who is to act (大南中队对|热闹路32号), or end within a number (第|3根杆).
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
    if (pole := _POLE.match(text, end)) and text[start:end].endswith("第"):
        end = pole.end()
    return start, end


def with_its_shop(text: str, span: Span) -> Span:
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


_POLE = re.compile("[0-9一二三四五六七八九十]+[根盏个号]")
_ENDS = "[,，。!！?？;；\n]"
_CLAUSE_ENDS = re.compile(rf"(?<=.{{2}}){_ENDS}", re.DOTALL)
_ROAD = "路街巷弄号"


_TAG = re.compile(r"[<>/a-zA-Z]{1,12}>")
_SHORTEST_PLACE = 2
"""No labelled place has one character: 老 of 老早市占道 is none."""
LONGEST_PLACE = 80
"""Characters; of all labelled places the longest has 39. More are a list or a heap of words."""
_NO_PLACE = re.compile(
    r"[0-9]{4}-[0-9]{3,}|(?:案件?|工单|事件|流水)编?号?[:：]?[0-9]+"
    r"|(?:早上?|晚上?|上午|下午|中午|凌晨|每天|今天|昨天)*[0-9一二三四五六七八九十]+[点时].*"
)
"""The number of a case, in words of ours or of another system; hours (晚3点-5点)."""


def may_be_a_place(name: str) -> bool:
    """Whether a name is as long as places are, and nothing that looks like one."""
    return _SHORTEST_PLACE <= len(name) <= LONGEST_PLACE and not _NO_PLACE.fullmatch(name)


def trimmed(text: str, span: Span) -> Span:
    """A span without the signs around it, and without what is left of a tag (b>热闹路)."""
    start, end = span
    if tag := _TAG.match(text, start, end):
        start = tag.end()
    while start < end and not (text[start].isalnum() or text[start] in _OPENING):
        start += 1
    while start < end and not (text[end - 1].isalnum() or text[end - 1] in CLOSING):
        end -= 1
    if end < len(text) and text[end] in CLOSING and OPENS.search(text[start:end]):
        end += 1
    return start, end


_OPENING, CLOSING = '“‘《〈「『(（[【"', '”’》〉」』)）]】"#'
OPENS = re.compile(f"[{re.escape(_OPENING)}][^{re.escape(CLOSING)}]*$")
"""A bracket that is not closed again."""
