"""The words of work reports (`data/tallies.toml`), and the patterns made of them."""

import re
from functools import cache

from reading.lexicon import load
from reading.text import fold


@cache
def _words() -> dict[str, tuple[str, ...]]:
    return {
        key: tuple(sorted(set(fold(words).split()), key=lambda word: (-len(word), word)))
        for key, words in load("tallies.toml")["words"].items()
    }


def _either(key: str) -> str:
    return "|".join(map(re.escape, _words()[key]))


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
    han = "[二两三四五六七八九十][一二两三四五六七八九十百千]*|[一二两三四五六七八九十]?[百千]"
    number = (
        r"(?<![0-9.第\-—~a-z号])(?P<about>约|近|逾|超过?|多达|大约|将近)?"
        r"(?P<n>[0-9]+(?:,[0-9]{3})*(?:\.[0-9]+)?|HAN)(?P<to>(?:至|到|[-—~])[0-9]+)?"
        r"(?P<more>余|多|来|几)?(?P<scale>[万千百亿])?(?P<more2>余|多)?\s?"
    )
    # What follows makes it a date, a house number, a time or a rate.
    other = r"(?![号月日年时分%度])"
    rare = _either("rare_units")
    return {
        "wide_count": re.compile(
            number.replace("HAN", f"{han}|[一半]")
            + rf"(?:(?P<unit>{units}|{rare}){other}(?P<half>半)?|(?=[ ,;、。\n]|$)"
            + r"|(?P<other_unit>(?![号月日年时分度点个第名之多边])[\u4e00-\u9fff])"
            + r"(?=[ ,;、。\n]|$))"
        ),
        "count": re.compile(number.replace("HAN", han) + rf"(?P<unit>{units}){other}"),
        "verb": re.compile(
            rf"(?<![未不无])(?P<chain>(?:{all_verbs})(?=(?:{all_verbs})(?:{nouns}))|(?>(?:{all_verbs}){{1,3}})(?!{nouns}))"
        ),
        "short": re.compile(
            rf"(?:^|[:：])[ 共已还又并再]*(?P<chain>{_either('short')})(?=[\u4e00-\u9fff])(?!车)"
        ),
        "not_done": re.compile(rf"(?:{_either('not_done')})"),
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
