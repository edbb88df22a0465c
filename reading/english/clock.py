"""English words for a day and an hour, and the moment they mean: tomorrow noon → (1, 12:00).

A part of the day without an hour means its end, as in Chinese: morning 12:00, evening 22:00.
"""

import re
from datetime import date, datetime, timedelta

from reading.clockwords import at

NUMBERS = {
    **{"half an": 0.5, "half a": 0.5, "a couple of": 2.0, "a few": 3.0, "a": 1.0, "an": 1.0},
    **{"one": 1.0, "two": 2.0, "three": 3.0, "four": 4.0, "five": 5.0, "six": 6.0, "seven": 7.0},
    **{"eight": 8.0, "nine": 9.0, "ten": 10.0, "twelve": 12.0, "fifteen": 15.0, "twenty": 20.0},
}
NUMBER = rf"(?P<n>[0-9]{{1,4}}(?:\.[0-9])?|{'|'.join(sorted(NUMBERS, key=len, reverse=True))})"
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
WEEKDAY = (
    r"(?P<wd>mon(?:day)?|tue(?:s(?:day)?)?|wed(?:nesday)?|thu(?:r(?:s(?:day)?)?)?|fri(?:day)?"
    r"|sat(?:urday)?|sun(?:day)?)\b"
)
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
DAY = r"(?P<day>the day after tomorrow|today|tonight|tomorrow|tmrw|tmr|tmw)\b"
PART = (
    r"(?P<part>early morning|morning|noon|midday|lunchtime|lunch|afternoon|evening|night"
    r"|midnight)\b"
)
CLOCK = (
    r"(?:(?P<hour>[01]?[0-9]|2[0-4])(?:[:.h](?P<minute>[0-5][0-9]))?"
    r"\s?(?P<half>[ap]\.?m\b\.?|o'?clock\b)?(?![0-9:]))"
)
_ENDS = {
    "early morning": 9 * 60,
    "morning": 12 * 60,
    "noon": 12 * 60,
    "midday": 12 * 60,
    "lunchtime": 12 * 60,
    "lunch": 12 * 60,
    "afternoon": 18 * 60,
    "evening": 22 * 60,
    "night": 22 * 60,
    "midnight": 24 * 60,
}


def to_number(typed: str) -> float:
    """The value of a number as typed; 0 for none."""
    typed = " ".join(typed.split())
    return NUMBERS[typed] if typed in NUMBERS else float(typed)


def day_offset(word: str | None) -> int | None:
    """How many days from today a day word is; None without one."""
    if not word:
        return None
    if word.startswith("the"):
        return 2
    return 0 if word in {"today", "tonight"} else 1


def minutes_of_day(match: re.Match[str]) -> int | None:
    """The hour that a match names, in minutes after midnight; None without a possible one."""
    groups = match.groupdict()
    part = groups.get("part") or ("night" if groups.get("day") == "tonight" else None)
    if not groups.get("hour"):
        return _ENDS[part] if part else None
    hour, minute = int(match["hour"]), int(groups.get("minute") or 0)
    half = (groups.get("half") or "")[:1]
    late = half == "p" or (not half.startswith("a") and part in {"afternoon", "evening", "night"})
    if late and hour < 12:
        hour += 12
    if half == "a" and hour == 12:
        hour = 0
    return hour * 60 + minute if hour * 60 + minute <= 24 * 60 else None


def vague(match: re.Match[str]) -> bool:
    """Whether an hour might as well mean the afternoon: 5, 5:30 (but not 05:30)."""
    groups = match.groupdict()
    hour, half = groups.get("hour") or "", (groups.get("half") or "")[:1]
    named = half in {"a", "p"} or groups.get("part")
    return bool(hour) and not named and not hour.startswith("0") and 1 <= int(hour) < 12


def moment(day: date, match: re.Match[str], now: datetime) -> datetime | None:
    """The moment on that day that a match names; None if it names no hour."""
    minutes = minutes_of_day(match)
    if minutes is None:
        return None
    due = at(day, minutes, now)
    if vague(match) and (due <= now or minutes < 7 * 60):
        due += timedelta(hours=12)
    return due
