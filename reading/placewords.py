"""The words of addresses (`data/places.toml`), and the grammar made of them."""

import re
from collections.abc import Mapping
from functools import cache

from reading.lexicon import load
from reading.namesearch import Words
from reading.rules import Scanner, Span
from reading.text import fold

LONGEST_PART = 7
"""Characters of a landmark's name inside an address (兰州 in 文艺路兰州拉面门口)."""
HAN = r"\u4e00-\u9fff"


@cache
def words() -> dict[str, tuple[str, ...]]:
    """The lists of `data/places.toml` by name, longest word first."""
    return {
        key: tuple(sorted(set(fold(words).split()), key=len, reverse=True))
        for key, words in load("places.toml").items()
    }


def _either(key: str) -> str:
    return "|".join(map(re.escape, words()[key]))


_NUM = r"(?:[0-9a-z]{1,8}|[零〇一二两三四五六七八九十百]{1,8})"
_LONGER_ROAD = "[路街巷](?![灯面口边沿牙中上过旁两])|大街|大道|胡同"
"""After a word for a road these make it part of a longer name: 中街|路."""
_NUMBERED = (
    rf"(?:{_NUM}(?:\s?[-—~之/、至到]\s?{_NUM}){{0,4}}\s*"
    r"(?:号楼(?!头|道口)|号院|号门(?![口前市面牌头])|号线|号库|号口|号路?灯杆|号电?线?杆"
    r"|号桥墩|号巷|号铺|号商铺|号车库|号"
    r"|栋|幢|座|单元|层(?![灰土冰油雪])|楼|室|弄|巷|#楼?|期|区|组|门洞|门|米处)"
    r"|附[0-9]+号|[0-9]+[-—][0-9]+(?:[-—][0-9]+)?(?![0-9:点年月]))"
)


_WATERS = "渠湖河村屯庄苑庭郡寺庙宫"


@cache
def grammar() -> dict[str, re.Pattern[str]]:
    """The patterns of an address's parts, for text in which other words are blotted out."""
    ends_here = (
        rf"(?=$|[^{HAN}a-z0-9]|{_NUMBERED}|{_either('sides')}|{_either('zones')}|内|里|旁|下|边)"
    )
    then_what = "有|被|漂|全|都|又|没|太|到|堆|停|的|上|很|正|乱|一|附|水"
    waters = rf"[{_WATERS}](?={then_what})"
    road = rf"(?:{_either('roads')})(?!{_LONGER_ROAD}|{_either('roads_not_before')})"
    area = rf"(?:{_either('areas')})"
    ending = rf"(?:(?:{_either('endings')}){ends_here}|{waters})"
    cross = (
        "交叉路口|交叉口|交汇处|交汇口|交汇|交口|十字路口|丁字路口|路口|交界处|交界|相交处|相交"
        "|拐角|转角|交叉处|口"
    )
    name = rf"[{HAN}a-z0-9]{{1,{LONGEST_PART}}}?"
    side = rf"(?:{_either('sides')})"
    landmark = rf"(?:{_either('shops')}|{_either('brands')})"
    return {
        "kind": re.compile(rf"{road}|{area}|{ending}"),
        "number_head": re.compile(
            rf"(?<![0-9a-z]){_NUM}(?:\s?[-—#]\s?{_NUM}){{0,3}}\s*"
            r"(?:号楼|号院|栋|幢|单元|#楼|号楼头|号路?灯杆|号电?线?杆)"
        ),
        "crossing": re.compile(
            rf"\s?(?:与|和|、|同|跟|及|/|-|—|到|至)?\s?{name}{road}\s?(?:的)?(?:{cross})"
        ),
        "range": re.compile(
            rf"\s?(?:至|到|-|—|~)\s?{name}(?:{road}|{area}|路口)(?:路段|之间|区间|沿线|一段|段|一带)?"
        ),
        "number": re.compile(rf"\s?{_NUMBERED}"),
        "zone": re.compile(rf"(?:{_either('zones')})(?!牌)"),
        "side": re.compile(rf"{side}|站?[a-h][0-9]?\s?(?:出入|出|进)?口|站(?=[^{HAN}a-z0-9]|$)"),
        "near": re.compile(rf"(?:{_either('near')})(?![{HAN}]?[路街])"),
        "more": re.compile(
            rf"(?P<name>[{HAN}a-z0-9]{{1,{LONGEST_PART}}}?)(?P<kind>{road}|{area}|{ending})"
        ),
        "landmark": re.compile(
            rf"(?P<name>[{HAN}a-z0-9]{{0,{LONGEST_PART}}}?)(?P<kind>{landmark})"
        ),
        "shop_name": re.compile(rf"[{HAN}a-z0-9]{{2,{LONGEST_PART}}}?(?={side})"),
    }


def _to_find(pattern: str | re.Pattern[str], *keys: str, more: str = "") -> Words:
    firsts = frozenset(word[0] for key in keys for word in words()[key])
    return Words(re.compile(pattern), firsts.union(more))


@cache
def kinds() -> Words:
    """The words for a road, an area or a building that end a name."""
    return _to_find(grammar()["kind"], "roads", "areas", "endings", more=_WATERS)


@cache
def alone() -> Words:
    """Words for a place that say where it is without a name."""
    return _to_find(_either("alone"), "alone")


@cache
def sides() -> Words:
    """The words for a side."""
    return _to_find(_either("sides"), "sides")


@cache
def stops() -> re.Pattern[str]:
    """Words that no name begins with; group `keep` marks those that are part of a name."""
    return re.compile(rf"(?P<keep>{_either('protected')})|(?:{_either('stops')})")


def trim_name(name: str) -> str:
    """`name` without the words at its left that no name of a place or unit begins with."""
    cut = 0
    for match in stops().finditer(name):
        if not match["keep"]:
            cut = match.end()
    return name[cut:]


@cache
def generic() -> frozenset[str]:
    """Words for places that are no names: 马路, 小区, 饭店."""
    lists = ("generic", "shops", "zones", "sides")
    return frozenset(word for key in lists for word in words()[key]) - set(words()["alone"])


@cache
def place_words() -> frozenset[str]:
    """Words that may stand in an address although they also help to say what is wrong."""
    lists = words()
    kinds = ("roads", "areas", "shops", "zones", "sides", "near")
    return frozenset(word for key in kinds for word in lists[key])


@cache
def _longer_placewords() -> dict[str, tuple[str, ...]]:
    """For each piece of a zone's or an area's name, the names that contain it."""
    longer = {word for key in ("zones", "areas") for word in words()[key] if len(word) > 2}
    pieces: dict[str, set[str]] = {}
    for word in longer:
        for length in range(2, len(word)):
            for start in range(len(word) - length + 1):
                pieces.setdefault(word[start : start + length], set()).add(word)
    return {piece: tuple(sorted(names)) for piece, names in pieces.items()}


def in_place_word(folded: str, span: Span) -> bool:
    """Whether a span lies inside a longer word of an address (停车 in 停车位)."""
    start, end = span
    for longer in _longer_placewords().get(folded[start:end], ()):
        offset = longer.find(folded[start:end])
        if folded.startswith(longer, max(0, start - offset)):
            return True
    return False


_KINDS = {"roads": "r", "areas": "a", "endings": "e", "shops": "s", "zones": "z", "sides": "d"}
"""The letter of each list of words, in the order in which a character of several is counted."""


@cache
def _kinds() -> tuple[Scanner, Mapping[str, str]]:
    letters: dict[str, str] = {}
    for key, letter in _KINDS.items():
        for word in words()[key]:
            letters.setdefault(word, letter)
    return Scanner(letters), letters


NO_KIND = "_"
"""Stands for a character that no word of an address covers."""


def place_kinds(folded: str) -> str:
    """For each character the kind of the longest word of an address that covers it, or none."""
    scanner, letters = _kinds()
    found = sorted(
        (len(word), at, word) for word, where in scanner.hits(folded).items() for at, _ in where
    )
    kinds = [NO_KIND] * len(folded)
    for length, at, word in found:
        kinds[at : at + length] = letters[word] * length
    return "".join(kinds)
