"""Where: addresses as people type them, as exact substrings of the text.

An address is a name before a word for a road, an area or a building (塔柏路, 御龙家园), with what
follows of numbers, parts, landmarks and sides (31号门口, 与Y街交叉口东北角, 北侧). The name ends
to the left at punctuation, at words that say something else, or at words that no name begins with.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from reading.lexicon import load
from reading.model import Directory
from reading.rules import Span
from reading.text import Message, fold

LONGEST_NAME = 10
LONGEST_PART = 7
"""Characters of a landmark's name inside an address (兰州 in 文艺路兰州拉面门口)."""
_HAN = r"\u4e00-\u9fff"
_HIDDEN = "\ue000"
"""Stands where other words were found; no part of an address."""


@dataclass(frozen=True, slots=True)
class Place:
    """An address in a text: its span, where its name ends, and how sure it is.

    The weight is 2 with a number, a side or a crossing, 1.5 for a name alone.
    """

    start: int
    end: int
    weight: float
    name_end: int = 0


def find_places(
    message: Message, directory: Directory, *, taken: Iterable[Span] = ()
) -> list[Place]:
    """The addresses of a text in order of mention. `taken` spans say something else."""
    hidden = hide(message.folded, taken)
    places: list[Place] = []
    position = 0
    while match := _next_head(hidden, position, directory):
        head, position = match
        if head is None:
            continue
        end = _tail_end(hidden, head.end)
        weight = 2.0 if end > head.end or head.weight > 1 else 1.5
        places.append(Place(head.start, end, weight, head.end))
        position = max(end, position)
    return places or _nameless(hidden)


def hide(folded: str, taken: Iterable[Span]) -> str:
    """`folded` with the taken spans blotted out, same length."""
    chars = list(folded)
    for start, end in taken:
        chars[start:end] = _HIDDEN * (end - start)
    return "".join(chars)


@cache
def _words() -> dict[str, tuple[str, ...]]:
    return {
        key: tuple(sorted(set(fold(words).split()), key=len, reverse=True))
        for key, words in load("places.toml").items()
    }


def _either(key: str) -> str:
    return "|".join(map(re.escape, _words()[key]))


_NUM = r"(?:[0-9a-z]+|[零〇一二两三四五六七八九十百]+)"
_NUMBERED = (
    rf"(?:{_NUM}(?:\s?[-—~之/、至到]\s?{_NUM})*\s*"
    r"(?:号楼(?!头|道口)|号院|号门(?![口前市面牌头])|号线|号库|号口|号路?灯杆|号电?线?杆|号桥墩|号巷|号铺|号商铺|号车库|号"
    r"|栋|幢|座|单元|层(?![灰土冰油雪])|楼|室|弄|巷|#楼?|期|区|组|门洞|门|米处)"
    r"|附[0-9]+号|[0-9]+[-—][0-9]+(?:[-—][0-9]+)?(?![0-9:点年月]))"
)


@cache
def _grammar() -> dict[str, re.Pattern[str]]:
    ends_here = rf"(?=$|[^{_HAN}a-z0-9]|{_NUMBERED}|{_either('sides')}|{_either('zones')}|内|里|旁|下|边)"
    waters = rf"[{_HAN}](?<=[渠湖河村屯庄苑庭郡寺庙宫])(?=有|被|漂|全|都|又|没|太|到|堆|停|的|上|很|正|乱|一|附|水)"
    road = rf"(?:{_either('roads')})(?!{_either('roads_not_before')})"
    area = rf"(?:{_either('areas')})"
    ending = rf"(?:(?:{_either('endings')}){ends_here}|{waters})"
    cross = "交叉路口|交叉口|交汇处|交汇口|交汇|交口|十字路口|丁字路口|路口|交界处|交界|相交处|相交|拐角|转角|交叉处|口"
    name = rf"[{_HAN}a-z0-9]{{1,{LONGEST_PART}}}?"
    side = rf"(?:{_either('sides')})"
    landmark = rf"(?:{_either('shops')})"
    return {
        "head": re.compile(
            rf"(?P<name>[{_HAN}a-z0-9·]{{1,{LONGEST_NAME}}}?)(?P<kind>{road}|{area}|{ending})"
            rf"|(?P<alone>{_either('alone')})"
        ),
        "number_head": re.compile(rf"{_NUM}(?:\s?[-—#]\s?{_NUM})*\s*(?:号楼|号院|栋|幢|单元|#楼|号楼头|号路?灯杆|号电?线?杆)"),
        "crossing": re.compile(
            rf"\s?(?:与|和|、|同|跟|及|/|-|—|到|至)?\s?{name}{road}\s?(?:的)?(?:{cross})"
        ),
        "range": re.compile(rf"\s?(?:至|到|-|—|~)\s?{name}(?:{road}|{area}|路口)(?:路段|之间|区间|沿线|一段|段|一带)?"),
        "number": re.compile(rf"\s?{_NUMBERED}"),
        "zone": re.compile(rf"(?:{_either('zones')})(?!牌)"),
        "side": re.compile(rf"{side}|站?[a-h][0-9]?\s?(?:出入|出|进)?口|站(?=[^{_HAN}a-z0-9]|$)"),
        "near": re.compile(rf"(?:{_either('near')})(?![{_HAN}]?[路街])"),
        "more": re.compile(rf"(?P<name>[{_HAN}a-z0-9]{{1,{LONGEST_PART}}}?)(?P<kind>{road}|{area}|{ending})"),
        "landmark": re.compile(rf"(?P<name>[{_HAN}a-z0-9]{{0,{LONGEST_PART}}}?)(?P<kind>{landmark})"),
        "shop_name": re.compile(rf"[{_HAN}a-z0-9]{{2,{LONGEST_PART}}}?(?={side})"),
        "nameless": re.compile(rf"(?P<name>[{_HAN}a-z0-9]{{2,{LONGEST_NAME}}}?)(?P<side>{side})"),
    }


@cache
def _stops() -> re.Pattern[str]:
    return re.compile(rf"(?P<keep>{_either('protected')})|(?:{_either('stops')})")


def trim_name(name: str) -> str:
    """`name` without the words at its left that no name of a place or unit begins with."""
    cut = 0
    for match in _stops().finditer(name):
        if not match["keep"]:
            cut = match.end()
    return name[cut:]


@dataclass(frozen=True, slots=True)
class _Head:
    start: int
    end: int
    weight: float


def _next_head(
    hidden: str, position: int, directory: Directory
) -> tuple[_Head | None, int] | None:
    """The next name of a road or area from `position` on, or (None, where to look on)."""
    grammar = _grammar()
    named = grammar["head"].search(hidden, position)
    numbered = grammar["number_head"].search(hidden, position)
    known = _known_place(directory).search(hidden, position)
    kind_start = _kind_start(named) if named else len(hidden)
    if known and known.start() <= kind_start:
        return _Head(known.start(), known.end(), 2.0), known.end()
    if numbered and numbered.start() < kind_start:
        start = numbered.start()
        return _Head(start, numbered.end(), 2.0), numbered.end()
    if not named:
        return None
    if named["alone"]:
        return _Head(*named.span(), 1.0), named.end()
    name = trim_name(_drop_count(named["name"]))
    if not name or not _is_name(name) or _is_generic(name, named["kind"]):
        return None, named.end()
    start = named.start("kind") - len(name)
    return _Head(start, named.end(), 1.0), named.end()


def _kind_start(named: re.Match[str]) -> int:
    return named.start("alone") if named["alone"] else named.start("kind")


def _drop_count(name: str) -> str:
    """Without a count or number at its left: 3家, 5."""
    return re.sub(r"^[0-9a-z]+(?:家|处|个|辆|台|条|块|米)?(?=[\u4e00-\u9fff])", "", name)


def _is_generic(name: str, kind: str) -> bool:
    """Whether it is no name but a word (小区, 马路), alone or behind others (往马路)."""
    whole = name + kind
    return whole in _generic() or name in _generic() or whole.endswith(_words()["never_end"])


def _is_name(name: str) -> bool:
    return bool(re.search(rf"[{_HAN}]", name))


@cache
def _generic() -> frozenset[str]:
    return frozenset((*_words()["generic"], *_words()["shops"]))


@lru_cache(maxsize=16)
def _pattern_of(names: tuple[str, ...]) -> re.Pattern[str]:
    longest_first = sorted((fold(name) for name in names), key=len, reverse=True)
    return re.compile("|".join(map(re.escape, longest_first)) or r"(?!)")


def _known_place(directory: Directory) -> re.Pattern[str]:
    return _pattern_of((*directory.areas, *directory.places))


def _tail_end(hidden: str, position: int) -> int:
    """Where an address ends whose name ends at `position`."""
    grammar = _grammar()
    for joined in ("crossing", "range"):
        if match := grammar[joined].match(hidden, position):
            position = match.end()
    sided = False
    for _ in range(6):
        step = _step(hidden, position, sided=sided)
        if step is None:
            break
        position, sided = step
    return position


def _step(hidden: str, position: int, *, sided: bool) -> tuple[int, bool] | None:
    """One part more of an address: (its end, whether it is a side); None where it ends."""
    grammar = _grammar()
    if match := grammar["side"].match(hidden, position):
        return match.end(), True
    if match := grammar["number"].match(hidden, position):
        return match.end(), sided
    if match := grammar["zone"].match(hidden, position):
        return match.end(), sided
    if match := grammar["landmark"].match(hidden, position):
        then_side = grammar["side"].match(hidden, match.end())
        bare = not match["name"] and len(match["kind"]) == 1
        at_door = sided and hidden[position - 1] in "口前"
        if _clean(match["name"]) and not bare and not at_door and (not sided or then_side):
            return match.end(), False
    if sided:
        return None
    if match := grammar["more"].match(hidden, position):
        if _clean(match["name"]):
            return match.end(), False
    if match := grammar["shop_name"].match(hidden, position):
        if _clean(match[0]):
            return match.end(), False
    if match := grammar["near"].match(hidden, position):
        return match.end(), True
    return None


def _clean(name: str) -> bool:
    """Whether no other word begins inside a landmark's name."""
    return all(match["keep"] for match in _stops().finditer(name)) and "某" not in name


def _nameless(hidden: str) -> list[Place]:
    """Names without a word for what they are, known by a side only: 肯德基门口, 水韵花都西门."""
    places = []
    for match in _grammar()["nameless"].finditer(hidden):
        name = trim_name(_drop_count(match["name"]))
        if len(name) >= 2 and _is_name(name) and name not in _generic():
            start = match.start("side") - len(name)
            end = _tail_end(hidden, match.start("side"))
            places.append(Place(start, end, 1.5, match.start("side")))
    return places


def lone_name(message: Message, taken: Sequence[Span]) -> Place | None:
    """A clause that is nothing but a short name (御景王宅 牛皮癣); for reports only."""
    hidden = hide(message.folded, taken)
    for match in re.finditer(rf"(?:^|(?<=[\s,。:;!?]))([{_HAN}]{{3,7}})(?=[\s,。:;!?]|$)", hidden):
        name = match[1]
        if _clean(name) and name not in _generic() and not _SENTENCE_LIKE.search(name):
            return Place(match.start(1), match.end(1), 1.0, match.end(1))
    return None


_SENTENCE_LIKE = re.compile(r"[没不很太真好咋啥谁哪些几多来去要会能得过]")
"""Letters of remarks that few names contain."""


@cache
def place_words() -> frozenset[str]:
    """Words that may stand in an address although they also help to say what is wrong."""
    words = _words()
    kinds = ("roads", "areas", "shops", "zones", "sides", "near")
    return frozenset(word for key in kinds for word in words[key])


@cache
def _longer_place_words() -> dict[str, tuple[str, ...]]:
    """For each piece of a zone's or an area's name, the names that contain it."""
    words = {word for key in ("zones", "areas") for word in _words()[key] if len(word) > 2}
    pieces: dict[str, set[str]] = {}
    for word in words:
        for length in range(2, len(word)):
            for start in range(len(word) - length + 1):
                pieces.setdefault(word[start : start + length], set()).add(word)
    return {piece: tuple(sorted(longer)) for piece, longer in pieces.items()}


def in_place_word(folded: str, span: Span) -> bool:
    """Whether a span lies inside a longer word of an address (停车 in 停车位)."""
    start, end = span
    for longer in _longer_place_words().get(folded[start:end], ()):
        offset = longer.find(folded[start:end])
        if folded.startswith(longer, max(0, start - offset)):
            return True
    return False
