"""Words for a day and an hour, and the moment that they mean: 明早八点半 → (1, 08:30)."""

import re
from datetime import date, datetime, time, timedelta

from reading.numbers import HAN_NUMBER, to_number

OFF_WORK = time(18, 0)
DAY_END = time(23, 59)

DAY = (
    r"(?:(?P<day>大后|今|明|后|当|次|本)(?:天|日|儿个?)?(?=[\s早晚上下中午凌清傍夜一天正晌0-9零两二三四五六七八九十])"
    r"|(?P<day2>大后|第二|今|明|后|当|次|本)(?:天|日|儿个?))"
)
PART = (
    r"(?P<part>凌晨|清晨|一大?早|大早|早上|早晨|早高峰|早|上午|中午|午间|正午|晌午头?|午饭|午休|(?<![上中下])午[前后]|下午"
    r"|傍晚|天?擦黑|天黑|黑天|太阳落山|太阳下山|日落|入夜|天亮|晚高峰|晚上|晚间|晚饭|晚|夜里|夜间)"
)
HOUR = (
    rf"(?P<hour>[0-9]{{1,2}}|{HAN_NUMBER}{{1,3}})\s*"
    r"(?:[:：](?P<minute>[0-9]{2})|[点时](?![位名评心子火亮击赞候间段常不])钟?\s*"
    r"(?:(?P<minute2>[0-9]{1,2}|[一二三四五]?十[一二三四五六七八九]?|零[一二三四五六七八九])\s*分?"
    r"|(?P<quarter>半|一刻|三刻|整))?)"
)

_OFFSETS = {"今": 0, "当": 0, "本": 0, "明": 1, "次": 1, "第二": 1, "后": 2, "大后": 3}
_QUARTERS = {"半": 30, "一刻": 15, "三刻": 45, "整": 0}
_EVENING = frozenset({"傍晚", "天黑", "晚上", "晚间", "晚饭", "晚", "夜里", "夜间"})
_ENDS = {
    "凌晨": time(6),
    "天亮": time(6),
    "早高峰": time(7),
    "清晨": time(8),
    "早上": time(9),
    "早晨": time(9),
    "早": time(9),
    "上午": time(12),
    "中午": time(12),
    "午间": time(12),
    "正午": time(12),
    "晌午": time(12),
    "晌午头": time(12),
    "午饭": time(12),
    "午前": time(12),
    "午休": time(14),
    "下午": OFF_WORK,
    "午后": OFF_WORK,
    "晚饭": OFF_WORK,
    "傍晚": time(19),
    "天黑": time(19),
    "天擦黑": time(19),
    "擦黑": time(19),
    "黑天": time(19),
    "太阳落山": time(19),
    "太阳下山": time(19),
    "日落": time(19),
    "入夜": time(19),
    "晚高峰": time(17),
    "夜里": time(23),
    "夜间": time(23),
}
_EARLY = time(9)
_LATE = time(22)


def day_offset(match: re.Match[str]) -> int | None:
    """How many days from today the match's day word is; None without one."""
    groups = match.groupdict()
    word = groups.get("day") or groups.get("day2")
    return _OFFSETS[word] if word else None


def minutes_of_day(match: re.Match[str]) -> int | None:
    """The match's hour as minutes after midnight (24:00 = 1440); None without a possible one.

    Only a part of the day (明天上午) means its end.
    """
    part, typed = match["part"], match["hour"]
    if not typed:
        return minutes_of_part(part) if part else None
    hour = to_number(typed)
    if hour is None:
        return None
    minute = _minute(match)
    hour = _in_part(hour, part)
    if hour > 24 or minute is None or minute > 59 or (hour == 24 and minute):
        return None
    return int(hour) * 60 + int(minute)


def minutes_of_part(part: str) -> int:
    """When a part of the day is over (上午 → 720), in minutes after midnight."""
    return _as_minutes(_end_of(part))


def rolls_to_afternoon(minutes: int, match: re.Match[str]) -> bool:
    """Whether an hour without 上午 or 下午 might as well mean the afternoon."""
    return not match["part"] and 0 < minutes < 12 * 60 and not (match["hour"] or "").startswith("0")


def at(day: date, minutes: int, now: datetime) -> datetime:
    """That minute of that day, in the zone of `now`."""
    midnight = datetime.combine(day, time(), tzinfo=now.tzinfo)
    return midnight + timedelta(minutes=minutes)


def day_end(day: date, now: datetime) -> datetime:
    """The last minute of that day, in the zone of `now`."""
    return datetime.combine(day, DAY_END, tzinfo=now.tzinfo)


def _end_of(part: str) -> time:
    if part in _ENDS:
        return _ENDS[part]
    return _EARLY if "早" in part else _LATE


def _as_minutes(clock: time) -> int:
    return clock.hour * 60 + clock.minute


def _minute(match: re.Match[str]) -> float | None:
    if match["quarter"]:
        return _QUARTERS[match["quarter"]]
    typed = match["minute"] or match["minute2"]
    return to_number(typed) if typed else 0


def _in_part(hour: float, part: str | None) -> float:
    if part in {"下午", "午后"} and 1 <= hour < 12:
        return hour + 12
    if part in _EVENING and 1 <= hour <= 12:
        return hour + 12
    if part in {"中午", "午间", "正午", "晌午"} and hour < 5:
        return hour + 12
    return hour
