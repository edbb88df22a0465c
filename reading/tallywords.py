"""The words of work reports (`data/tallies.toml`), and the patterns made of them."""

import re
from collections.abc import Iterable
from functools import cache

from reading.lexicon import load
from reading.text import fold


@cache
def _words() -> dict[str, tuple[str, ...]]:
    return {
        key: _longest_first(fold(words).split())
        for key, words in load("tallies.toml")["words"].items()
    }


def _longest_first(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(words), key=lambda word: (-len(word), word)))


def _either(key: str) -> str:
    return "|".join(map(re.escape, _words()[key]))


def _no_longer(unit: str) -> str:
    """A unit, that of letters no piece of a word (5m, not 5mm)."""
    return re.escape(unit) + ("(?![a-z0-9])" if unit.isascii() else "")


_DIGIT = "[零〇一二两三四五六七八九十百千]"
# One alone counts seldom (一些), one of a larger number always. Nobody writes longer numbers.
_HAN = (
    f"(?:(?:[二两三四五六七八九十]|一(?=[二两]?[十百千万])){_DIGIT}{{0,12}}(?:万{_DIGIT}{{1,12}})?"
    "|[百千])"
)
_TWO_OR_THREE = "(?<![咱他她你我您哥娘爷们])[俩仨]"
"""Two or three of something that needs no unit (送俩头盔); but 咱俩 are people."""
_NOT_YET = "(?<![接等招期看优])待(?!遇)|(?<![感供响反适相])应(?!急|对|邀|用|答|检)"
"""What waits or should be is not done; but 接待, 应急."""


@cache
def verbs() -> dict[str, str]:
    """Each verb of work → its kind (result, deploy, publicity, inspect, finding)."""
    return {
        verb: kind
        for kind, verbs in load("tallies.toml")["actions"].items()
        for verb in verbs.split()
    }


@cache
def patterns() -> dict[str, re.Pattern[str]]:
    """The patterns of counts, verbs and the words around them, by name."""
    all_verbs = "|".join(sorted(map(re.escape, verbs()), key=len, reverse=True))
    # 消毒液 and 宣传车 are no work, but 检查液化气站 and 检查车辆 are.
    known_nouns = f"|{_either('nouns')}|".replace("|车|", "|车(?!辆)|")
    nouns = known_nouns.strip("|").replace("液", "液(?!化)")
    units = _either("units")
    times = f"(?:{units})次(?![干要日品级氯序生])"  # 3个次; but 8处次干道
    begins = "(?<![零〇一二两三四五六七八九十百千点])"
    han = f"{begins}{_HAN}"
    # 二点六公里 is measured, but 九点三人到岗 is a time.
    measured = "(?=[万亿吨米斤亩方平里度]|公[里斤顷]|千[米克瓦])"
    decimal = f"(?:{han}|{begins}一)点[零一二三四五六七八九]{{1,3}}{measured}"
    wide_han = f"{decimal}|{han}|[一半]|{_TWO_OR_THREE}"
    tenths = r"半|(?<=[吨米斤亩里方])[一二三四五六七八九](?=[ ,;、。\n]|$)"  # 一吨二
    number = (
        # Behind 号, a dash or one letter it is a name (3号, 13-1, a12), but not behind 账号 or ktv.
        r"(?<![0-9.第\-—~])(?<!(?<![账帐众频称])号)(?<![^a-z][a-z])(?<!^[a-z])"
        r"(?P<apart>(?<=[ ]))?(?P<about>约|近|逾|数(?=[十百千万])|超过?|多达|大约|将近)?"
        r"(?P<n>[0-9]+(?:,[0-9]{3})*(?:\.[0-9]+)?|HAN)"
        r"(?:(?:至|到|[-—~])(?P<to>[0-9]+(?:,[0-9]{3})*(?:\.[0-9]+)?))?"
        r"(?: ?(?P<more>余|多|来(?!件)|几))?(?P<scale>[万百亿]|千(?![米克瓦]))?(?P<more2>余|多)?"
        # A gap parts a number from its unit only where one stands before it, too, or the unit ends
        # there (清理 8 处点位, 收件 30 件; but 人员96 车辆17).
        r"(?(apart)[ ]?|(?:[ ](?=(?:[\u4e00-\u9fff]{1,3}|[a-z]{1,2})(?:[ \n,;、。!.?:)]|$)))?)"
    )
    # What follows makes it a date, a house number, a time, a rate, or the next word.
    other = r"(?![号月日年时%度])(?!分(?![头别散成组批赴片路]))(?<!车(?=辆))"
    known = (
        _no_longer(unit) for unit in _longest_first(_words()["units"] + _words()["rare_units"])
    )
    any_unit = f"{times}|{'|'.join(known)}"
    return {
        "wide_count": re.compile(
            number.replace("HAN", wide_han)
            + rf"(?:(?!{_either('no_unit')})(?P<unit>{any_unit}){other}(?P<half>{tenths})?"
            + r"|(?=[ ,;、。\n]|$)|(?<=[俩仨])"
            + r"|(?P<other_unit>(?![号月日年时分度点个第名之多边])[\u4e00-\u9fff])"
            + r"(?=[ ,;、。\n]|$))"
        ),
        "count": re.compile(number.replace("HAN", han) + rf"(?P<unit>{times}|{units}){other}"),
        "verb": re.compile(
            rf"(?<![未不无])(?P<chain>(?:{all_verbs})(?=(?:{all_verbs})(?:{nouns}))|(?>(?:{all_verbs}){{1,3}})(?!{nouns}))"
        ),
        "short": re.compile(
            rf"(?:^|[:：])[ 共已还又并再]*(?P<chain>{_either('short')})(?=[\u4e00-\u9fff])(?!车)"
        ),
        "not_done": re.compile(rf"(?:{_either('not_done')}|{_NOT_YET})"),
        "tail": re.compile(rf"(?:{_either('tail')})$"),
        "lead": re.compile(rf"^(?:{_either('lead')}|\s)+"),
        "people": re.compile(rf"(?:{_either('people')})"),
        "done_to": re.compile(
            rf"(?:进行了?|予以|实施|开展了?|全部|逐一|给予|依法)[^0-9]{{0,6}}?(?P<chain>(?:{all_verbs}){{1,2}})"
        ),
        "sent": re.compile(rf"(?:^|[,、:\s])(?P<item>{_either('sent')})$"),
        "joined": re.compile(rf"(?P<item>[\u4e00-\u9fff]{{2,12}}?)(?:{_either('joined')})"),
        "towards": re.compile(r"(?:对|针对|将|把)(?:辖区内?|沿街|全区|周边)?的?$"),
        "among": re.compile(r"(?:其中|有|发现)+$"),
    }


@cache
def implied_items() -> dict[str, str]:
    """What a bare count of a unit means: 出动78人 counts 人员."""
    table: dict[str, str] = load("tallies.toml")["implied"]
    return {unit: item for units, item in table.items() for unit in units.split()}
