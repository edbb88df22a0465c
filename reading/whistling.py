"""What is said around a whistle: a call of departments, words of arrival, tasks handed out.

A call is 吹哨 with a unit that we know. The word alone is no call: 路长吹哨、部门报到 is the name
of a policy, and most texts that hold it praise that policy or report on it.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from reading.model import Directory
from reading.text import Message, fold
from reading.units import find_units

WORD = "吹哨"
LONGEST_CALL = 150
"""Longer texts are no calls: who calls for help is brief."""
LONGEST_ARRIVAL = 24
_ENDED = ("结束会商", "会商结束", "散会", "end the meeting")

# 吹哨 as the name of the policy, or of what it brought about.
_SLOGAN = re.compile(
    r"吹哨[人员者]|吹哨(?:式|制|机制|报到|行动|平台|工作|事项|案件|调度|模式|体系|赋能|启动)"
    r"|吹哨[\s,、，。\"”’'」]*(?:各?(?:职能|相关|有关|区直|委办)?(?:部门|单位|科室|力量|队伍)|党员|干部|基层|闻哨|一呼|[我你]|大家)"
    r"[\s,、，\"”’'」]*(?:都|齐|及时|迅速|随即|联动)?(?:报到|响应|联动|集结|联合|共)"
)
_ABOUT = re.compile(
    r"落实|机制|推进|推行|推动|深化|坚持|践行|弘扬|创新|按照|依托|通过|借助|发挥|贯彻|制度|模式|工作法|精神"
    r"|累计|今年|去年|上半年|本周|本月|上周|昨天|昨日|昨晚|以来|此次|先后|共计|成效|经验|典型|宣传|培训|学习|传达"
    r"|迅速报到|及时报到|第一时间报到|随即|闻哨|纷纷|圆满|有效|得到|获得|解决了|完成了|整治了|清理了"
    r"|吗|怎么|什么|为啥|为什么|谁|如果|要是|假如|下次|别再?吹|不用吹|不要吹|没吹|取消|哈哈"
)
# The word stands alone, opens the text, or ends it; or somebody says that he blows.
_BLOWN = re.compile(
    r"(?:^|[\s,，。.!！;；:：、])(?:我|现在?|这里|紧急|请求|申请|路长|街长|街道|社区)?(?:在此)?吹个?哨"
    r"(?=$|[\s,，。.!！;；:：、@]|请|叫|喊|呼叫|召集|求|让|要)"
)
# A department that blows is told of in the same words; then only a request or a colon calls.
_OTHER_BLOWS = re.compile(
    r"(?:路长|街长|街道|社区)吹个?哨(?!\s*[:：@]|[\s,，!！]*(?:请|叫|喊|呼叫|召集|@))"
)
_EDGE_BEFORE = re.compile(r"(?:^|[\s,，。;；:：、!！@和与及跟请叫让喊]|通知|召集|呼叫|联系)$")
_EDGE_AFTER = re.compile(
    r"$|[\s,，。;；:：、!！@和与及跟请都速快火尽到来在前派负]|[0-9半一两]|马上|立即|立刻|报到|集合|支援"
)
_FILLER = re.compile(
    r"^(?:吹个?哨|请求?|叫|让|喊|呼叫|召集|通知|和|与|及|跟|都|速|火速|马上|立即|立刻|尽快|赶紧|派人|派员"
    r"|前?来|赶?到|到场|到位|到现场|到达现场|现场|报到|集合|支援|协助|各单位|以内|之?内|之?前|我|现在?|紧急|路长|街长)+$"
)
_ENDS = re.compile(
    r"^(?:请求?|叫|让|和|与|及|跟|都)+|(?:请求?|叫|让|前?来|赶?到场?|到位|到现场|报到|集合)+$"
)
_PIECES = re.compile(r"[\s,，。;；:：、!！@]+")
_ARRIVED = re.compile(
    r"(?:报告)?(?:我们?|我队|我所|我方|人|队伍|全员)?(?:这边)?(?:已经?|都|也|刚)*"
    r"(?:到了|到达了?|到场了?|到位了?|到现场了?|赶到了?|报到|签到|到|来了)(?:现场|了)?"
    r"|(?:we(?:'re| are) |i'm )?(?:here|arrived|on site|present|reporting in)"
)
_ARRIVED_END = re.compile(r"[\s,，。.!！~]+")
_NO_ARRIVAL = re.compile(r"吗|没|未|不|谁|[?？]|还|快到|马上|就到|要到")
_DIVIDED = re.compile(r"^\s*(?:任务)?分工(?:如下|安排)?\s*[:：]\s*")
_ITEM = re.compile(r"^\s*(?:[-*•·]|[(（]?[0-9一二三四五六七八九十]{1,2}[)）.、．])?\s*@?")
_TO_DO = re.compile(r"\s*(?:[:：]|负责|牵头)\s*(.+)", re.DOTALL)
_GIVEN = re.compile(r"\s*(?:[:：]|负责|牵头)?\s*(.+)", re.DOTALL)
SHORTEST_TASK = 2


@dataclass(frozen=True, slots=True)
class Named:
    """A unit as typed at `start`: `name` is the unit's own."""

    text: str
    name: str
    start: int


@dataclass(frozen=True, slots=True)
class Unknown:
    """What looks like a unit and is none that we know; `nearest` may be meant, by its `score`."""

    text: str
    nearest: str | None = None
    score: float = 0.0


@dataclass(frozen=True, slots=True)
class Task:
    """Something that a unit is told to do, in the words that were used."""

    unit: str
    words: str


@lru_cache(maxsize=8)
def _pattern(names: tuple[str, ...]) -> re.Pattern[str]:
    longest_first = sorted(map(fold, names), key=len, reverse=True)
    return re.compile("|".join(map(re.escape, longest_first)) or r"(?!)")


def _units(names: Mapping[str, str]) -> dict[str, str]:
    return {fold(word): unit for word, unit in names.items()}


def called(text: str, directory: Directory, place: str | None = None) -> tuple[Named, ...]:
    """The units that a call names, each once, in order; a place that is named like one is none.

    Names of four letters count wherever they stand, shorter ones (环卫) only by themselves.
    """
    folded, units = fold(text), _units(directory.names)
    at = text.find(place) if place else -1
    taken = range(at, at + len(place or "")) if at >= 0 else range(0)
    found: dict[str, Named] = {}
    for match in _pattern(tuple(directory.names)).finditer(folded):
        start, end = match.span()
        alone = _EDGE_BEFORE.search(folded[:start]) and _EDGE_AFTER.match(folded[end:])
        if start in taken or not (end - start >= 4 or alone or _beside(found, text, start, end)):
            continue
        name = units[match[0]]
        found.setdefault(name, Named(text[start:end], name, start))
    return tuple(found.values())


def _beside(found: Mapping[str, Named], text: str, start: int, end: int) -> bool:
    """Whether it stands right behind another unit: 大南中队环卫所30分钟内到."""
    ends = {one.start + len(one.text) for one in found.values()}
    return start in ends and bool(_EDGE_AFTER.match(text[end:]))


def unknown(text: str, directory: Directory, known: Sequence[Named]) -> tuple[Unknown, ...]:
    """Names of units in a call that nobody knows here (派出所), with the nearest known one."""
    taken = [(one.start, one.start + len(one.text)) for one in known]
    found = [one for one in find_units(Message.of(text), directory) if one.name is None]
    return tuple(
        Unknown(one.text, one.suggestion, one.score)
        for one in found
        if not any(start < one.start + len(one.text) and one.start < end for start, end in taken)
    )


def calls_departments(text: str) -> bool:
    """Whether plain words blow a whistle: they say so, briefly, and praise or report nothing.

    A unit must be named as well; the caller looks for that.
    """
    folded = fold(text).strip()
    if len(folded) > LONGEST_CALL or not _BLOWN.search(folded):
        return False
    return not any(one.search(folded) for one in (_SLOGAN, _ABOUT, _OTHER_BLOWS))


def reason_of(text: str, said: Sequence[str]) -> str:
    """Why the departments are called: what is left of the words without place, units and time."""
    left = text
    for words in sorted(filter(None, said), key=len, reverse=True):
        left = left.replace(words, " ")
    pieces = [_ENDS.sub("", piece) for piece in _PIECES.split(left)]
    return "，".join(piece for piece in pieces if piece and not _FILLER.match(piece))


def says_arrived(text: str, names: Sequence[str] = ()) -> str | None:
    """What else is said beside 到了, 已到, 报到, here; None if nobody says that he came.

    `names` are what the speaker's unit is called, which may stand before it: 大南中队到了.
    """
    folded = fold(text).strip()
    if len(folded) > LONGEST_ARRIVAL or _NO_ARRIVAL.search(folded):
        return None
    for name in sorted(map(fold, names), key=len, reverse=True):
        if folded.startswith(name):
            folded = folded[len(name) :].lstrip(" ,，:：")
            break
    match = _ARRIVED.match(folded)
    if match is None:
        return None
    rest = folded[match.end() :]
    if rest and not _ARRIVED_END.match(rest):
        return None
    return _ARRIVED_END.sub(" ", rest).strip()


def ends_meeting(text: str) -> bool:
    """Whether somebody says that the meeting is over."""
    return fold(text).strip(" ,，。.!！了") in _ENDED


def tasks(text: str, names: Mapping[str, str]) -> tuple[Task, ...]:
    """The tasks that a text hands out: 大南中队：清理摊位, or 分工：大南中队清理摊位；环卫所保洁.

    `names` are all names and aliases, each with its unit. Lines that begin with no known unit are
    talk.
    """
    pattern, units = _pattern(tuple(names)), _units(names)
    found: list[Task] = []
    divided = False
    for line in text.splitlines():
        opened = _DIVIDED.match(line)
        divided = divided or opened is not None
        rest = line[opened.end() :] if opened else line
        for piece in _split(rest, pattern) if divided else (rest,):
            task = _task(piece, pattern, units, _GIVEN if divided else _TO_DO)
            if task is not None:
                found.append(task)
    return tuple(found)


def _split(text: str, pattern: re.Pattern[str]) -> list[str]:
    """Parted at semicolons and full stops, and at a comma behind which another unit stands."""
    pieces: list[str] = []
    for part in re.split(r"[;；。]", text):
        start = 0
        for comma in re.finditer(r"[,，、]", part):
            if pattern.match(fold(part), comma.end()):
                pieces.append(part[start : comma.start()])
                start = comma.end()
        pieces.append(part[start:])
    return pieces


def _task(
    piece: str, pattern: re.Pattern[str], units: Mapping[str, str], form: re.Pattern[str]
) -> Task | None:
    begins = _ITEM.match(piece)
    start = begins.end() if begins else 0
    unit = pattern.match(fold(piece), start)
    given = form.fullmatch(piece, unit.end()) if unit else None
    words = given[1].strip(" 。；;，,") if given else ""
    return Task(units[unit[0]], words) if unit and len(words) >= SHORTEST_TASK else None
