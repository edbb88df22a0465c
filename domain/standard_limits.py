"""Limits as tables of a standard write them: 2紧急工作时, 7个工作日, 2紧急工作日制止/15天."""

import re
import unicodedata

from domain.standard import FULL, STOPGAP, Phase

LONGEST_DAYS = 3650
"""No limit is longer than that: ten years."""

# The first name of each unit is how it is written. 小时 and 天 without a word are working time:
# so the published tables mean them (4小时 = 4工作时).
_NAMES = {
    "minute": ("分钟", "分"),
    "hour": ("自然小时", "自然时"),
    "day": ("自然日", "自然天"),
    "urgent_hour": ("紧急工作时", "紧急工作小时", "紧急小时", "紧急时"),
    "urgent_day": ("紧急工作日", "紧急工作天", "紧急日", "紧急天"),
    "work_hour": ("工作时", "工作小时", "小时", "时"),
    "work_day": ("工作日", "工作天", "天", "日"),
}
_UNITS = {name: unit for unit, names in _NAMES.items() for name in names}
_STOPGAP_WORD = "制止"
# What a table says beside a limit: what is to be reached by then.
_DEEDS = (
    "制止|停工|围护|临时措施|临时处置|应急处置|消除隐患"
    "|拆除|处罚|修复|恢复|整改|清理|清除|完成|处置"
)
_VALUE = (
    r"-?\d+(?:\.\d{1,2})?|半|[一二两三四五六七八九]|[一二三四五六七八九]?十[一二三四五六七八九]?"
)
_PART = re.compile(
    rf"(?:{_DEEDS})?(?P<value>{_VALUE})个?"
    rf"(?P<unit>{'|'.join(sorted(_UNITS, key=len, reverse=True))})(?:之?内)?(?:{_DEEDS})?"
)
_NUMBER_THEN_REST = re.compile(r"-?\d+(?:\.\d+)?个?(.*)")
_DIGITS = {sign: value for value, sign in enumerate("零一二三四五六七八九")} | {"两": 2}
_KNOWN = "分钟、自然小时、自然日、紧急工作时、紧急工作日、小时（工作时）、天（工作日）"
# Natural time that a unit takes at least, in minutes, to compare two phases.
_MINUTES = {"minute": 1, "hour": 60, "day": 1440}


class LimitWrong(ValueError):
    """A limit that cannot be read; its words say why and what to do."""


def parse_limit(text: str) -> tuple[Phase, ...]:
    """One phase, or a stopgap and the full fix; raises `LimitWrong` with a sentence."""
    plain = re.sub(r"\s", "", unicodedata.normalize("NFKC", text))
    if not plain:
        raise LimitWrong("没有写时限。请写上，例如“2小时”“5工作日”“2紧急工作日制止/15天”。")
    parts = [part for part in re.split(r"[/;,、]", plain) if part]
    if len(parts) > 2:
        raise LimitWrong(f"时限“{_short(text)}”有 {len(parts)} 段，最多写两段：临时措施/全部完成。")
    lengths = [_part(part) for part in parts]
    if not lengths:
        raise LimitWrong(f"看不懂时限“{_short(text)}”。请写数字加单位：{_KNOWN}。")
    if len(lengths) == 1:
        return (Phase(*lengths[0], FULL),)
    if _natural(*lengths[1]) < _natural(*lengths[0]):
        raise LimitWrong(
            f"时限“{_short(text)}”的第二段比第一段短。请把临时措施的时限写在前面、全部完成的写在后面。"
        )
    return (Phase(*lengths[0], STOPGAP), Phase(*lengths[1], FULL))


def format_limit(phases: tuple[Phase, ...]) -> str:
    """The words from which `parse_limit` reads these phases again."""
    return "/".join(
        f"{number(one.value)}{_NAMES[one.unit][0]}{_STOPGAP_WORD if one.name == STOPGAP else ''}"
        for one in phases
    )


def number(value: float) -> str:
    """2 for 2.0, 1.5 for 1.5."""
    return str(int(value)) if value == int(value) else str(value)


def _part(part: str) -> tuple[float, str]:
    found = _PART.fullmatch(part)
    if found is None:
        rest = _NUMBER_THEN_REST.fullmatch(part)
        what = (
            f"时限里的“{_short(rest[1])}”不是时间单位"
            if rest and rest[1]
            else f"看不懂时限“{_short(part)}”"
        )
        raise LimitWrong(f"{what}。请写数字加单位：{_KNOWN}。")
    value = _value(found["value"])
    if value <= 0:
        raise LimitWrong(f"时限“{_short(part)}”不大于零。请写大于零的数，或删去这一条。")
    unit = _UNITS[found["unit"]]
    if _natural(value, unit) > LONGEST_DAYS * _MINUTES["day"]:
        raise LimitWrong(f"时限“{_short(part)}”太长（最多 {LONGEST_DAYS} 天）。请检查数字。")
    return value, unit


def _value(words: str) -> float:
    if words == "半":
        return 0.5
    tens, ten, ones = words.partition("十")
    if ten:
        return float(_DIGITS.get(tens, 1) * 10 + _DIGITS.get(ones, 0))
    return float(_DIGITS.get(words, words))


def _natural(value: float, unit: str) -> float:
    return value * _MINUTES[unit.rpartition("_")[2]]


def _short(words: str) -> str:
    return " ".join(words.split())[:40]
