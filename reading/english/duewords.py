"""The forms that an English deadline takes, best first; the shape is that of `reading.duewords`.

A time is a deadline behind by, before, within …, or where somebody is asked to do something then.
"""

import calendar
import re
from datetime import date, datetime, timedelta

from reading.clockwords import at, day_end
from reading.deadline import find_deadline
from reading.duewords import HALF_DAY, Form, Found
from reading.english import clock as ck
from reading.model import Deadline, Due

_OFF_WORK = 18 * 60
_LEAD = (
    r"(?:\b(?P<lead>no later than|not later than|at the latest by|by the latest|by|before|until"
    r"|till|til|prior to|due by|due|deadline(?:\s?(?:is|:|of|to))?|latest|up to|to)"
    r"\s+(?:at\s+|on\s+)?)"
)
_WITHIN = (
    r"\b(?P<lead>within|in under|in the next|in less than|inside|in|max\.?|at most|maximum"
    r"|(?:time )?limit(?:\s?(?:is|:|of))?|deadline(?:\s?(?:is|:|of))?|you have|you've got"
    r"|give (?:you|them)|for)\s+(?:the next\s+)?"
)
TAKEN = re.compile(
    r"\b(?:since|from|every|taken|photo|last|past|after|ago|around|about|was|opened)\s+(?:at\s+)?$"
)
"""Right before a time these make it no deadline."""
_ORDER = re.compile(
    r"\b(?:please|pls|plz|must|should|needs?|to|have|has|get|and|dept|department|squad|team|crew"
    r"|police|sanitation|office|company|it|them|this|asap|kindly|fix|clear|clean|remove|move|repair"
    r"|collect|sweep|empty|replace|tow|handle|deal with|sort|take|send|finish|complete|done|check"
    r"|away|down|up|off|out)\b[^.;!?\n]{0,45}$"
)
_WANTED = re.compile(r"\s*(?:please|pls|plz|!|latest|at the latest|or else)")
_NOT_WANTED = re.compile(
    r"\b(?:was|were|been|found|saw|seen|came|started|dumped|left|since|again|already|reported"
    r"|is back|are back|happened|it's|sent out|we|i)\b[^.;!?\n]{0,25}$"
)
_TOLD_UNIT = re.compile(r"\b(?:squad|team|crew|dept|department|office|police|company)\s*,?\s*$")
_ENDS = re.compile(r"\s*(?:$|[.,;!\n]|please|pls|max)")
_MINUTES = {"min": 1, "m": 1, "h": 60, "d": 1440, "w": 10080, "mo": 43200}


def _asked(match: re.Match[str], folded: str, lenient: bool) -> bool:
    """Whether the words around a time without by or before make it a deadline."""
    if lenient or match.groupdict().get("lead"):
        return True
    before, after = folded[max(0, match.start() - 60) : match.start()], folded[match.end() :][:15]
    if _WANTED.match(after):
        return True
    return bool(_ORDER.search(before)) and not _NOT_WANTED.search(before)


def _workdays(match: re.Match[str], folded: str, now: datetime, lenient: bool) -> Deadline | None:
    count = int(ck.to_number(match["n"]))
    if not 1 <= count <= 250 or not _asked(match, folded, lenient):
        return None
    due = now
    for _ in range(count):
        due += timedelta(days=1)
        while due.weekday() >= 5:
            due += timedelta(days=1)
    return Deadline(Due.WORKDAYS, due, workdays=count)


def _relative(match: re.Match[str], folded: str, now: datetime, lenient: bool) -> Deadline | None:
    count, unit = ck.to_number(match["n"]), match["unit"]
    lead = match.groupdict().get("lead")
    bare = _TOLD_UNIT.search(folded, max(0, match.start() - 20), match.start()) and _ENDS.match(
        folded, match.end()
    )
    if lead == "for" or not (lead or lenient or bare):
        return None
    size = next(
        size for key, size in sorted(_MINUTES.items(), reverse=True) if unit.startswith(key)
    )
    if not count or count * size > 400 * 1440:
        return None
    if folded[match.end() :].lstrip().startswith("ago"):
        return None
    if size == _MINUTES["d"] and count == 0.5:
        return Deadline(Due.RELATIVE, now + HALF_DAY)
    return Deadline(Due.RELATIVE, now + timedelta(minutes=count * size))


def _off_work(match: re.Match[str], folded: str, now: datetime, lenient: bool) -> Deadline | None:
    del folded, lenient
    day = now.date() + timedelta(days=ck.day_offset(match["day"]) or 0)
    return Deadline(Due.END_OF_DAY, at(day, _OFF_WORK, now))


def _period_end(match: re.Match[str], folded: str, now: datetime, lenient: bool) -> Deadline | None:
    """The end of this or the next week, month or year."""
    if not _asked(match, folded, lenient):
        return None
    day, unit, next_one = now.date(), match["unit"], "next" in match[0]
    if unit.startswith("week"):
        day += timedelta(days=6 - day.weekday() + (7 if next_one else 0))
    elif unit == "month":
        first = day.replace(day=1)
        for _ in range(2 if next_one else 1):
            first = (first + timedelta(days=32)).replace(day=1)
        day = first - timedelta(days=1)
    else:
        day = date(day.year + next_one, 12, 31)
    return Deadline(Due.DATE, day_end(day, now))


def _weekday(match: re.Match[str], folded: str, now: datetime, lenient: bool) -> Deadline | None:
    if not _asked(match, folded, lenient):
        return None
    wanted = ck.WEEKDAYS.index(match["wd"][:3])
    ahead = (wanted - now.weekday()) % 7
    if (match["which"] or "").startswith("next"):
        # "Next Friday" is the one of next week.
        ahead = wanted - now.weekday() + 7
    return _on(now.date() + timedelta(days=ahead), match, now)


def _date(match: re.Match[str], folded: str, now: datetime, lenient: bool) -> Deadline | None:
    if not _asked(match, folded, lenient):
        return None
    month = ck.MONTHS.index(match["month"][:3]) + 1
    day = _day(now.year, month, int(match["dom"]))
    if day and day < now.date():
        day = _day(now.year + 1, month, int(match["dom"]))
    return _on(day, match, now) if day else None


def _iso(match: re.Match[str], folded: str, now: datetime, lenient: bool) -> Deadline | None:
    if not _asked(match, folded, lenient):
        return None
    day = _day(int(match["year"]), int(match["mm"]), int(match["dom"]))
    return _on(day, match, now) if day else None


def _clock(match: re.Match[str], folded: str, now: datetime, lenient: bool) -> Deadline | None:
    if not _asked(match, folded, lenient):
        return None
    offset = ck.day_offset(match.groupdict().get("day"))
    due = ck.moment(now.date() + timedelta(days=offset or 0), match, now)
    if due is None:
        return None
    if due <= now and offset is None:
        due += timedelta(days=1)
    return Deadline(Due.CLOCK, due)


def _bare_hour(match: re.Match[str], folded: str, now: datetime, lenient: bool) -> Deadline | None:
    """By 5, by 17:00; 5 pm without by only where somebody is told so."""
    if not (match["lead"] or match["half"] or match["minute"]):
        return None
    rest = folded[match.end() :]
    if not (match["half"] or match["minute"]) and re.match(r"\s*(?:[a-z%]|[-/][0-9])", rest):
        return None  # by 5 people
    return _clock(match, folded, now, lenient)


def _whole_day(match: re.Match[str], folded: str, now: datetime, lenient: bool) -> Deadline | None:
    if not _asked(match, folded, lenient):
        return None
    day = now.date() + timedelta(days=ck.day_offset(match["day"]) or 0)
    return Deadline(Due.END_OF_DAY, day_end(day, now))


def _immediate(match: re.Match[str], folded: str, now: datetime, lenient: bool) -> Deadline | None:
    del match, folded, now
    return None if lenient else Deadline(Due.IMMEDIATE)


def _on(day: date, match: re.Match[str], now: datetime) -> Deadline:
    """That day's end, or the hour that the match names on it."""
    due = ck.moment(day, match, now)
    if due is not None:
        return Deadline(Due.DATETIME, due)
    return Deadline(Due.DATE, day_end(day, now))


def _day(year: int, month: int, dom: int) -> date | None:
    if not (1 <= month <= 12 and 1 <= dom <= calendar.monthrange(year, month)[1]):
        return None
    return date(year, month, dom)


_UNIT = r"(?P<unit>minutes?|mins?|hours?|hrs?|h|days?|d|weeks?|wks?|months?)\b"
_THEN = rf"(?:\s*,?\s*(?:at\s+|in the\s+|by\s+)?(?:{ck.CLOCK}|{ck.PART}))?"
_DOM = r"(?P<dom>3[01]|[12][0-9]|0?[1-9])(?:st|nd|rd|th)?\b(?!:)"


_UNITS = "min mins minute minutes h hr hrs hour hours d day days week weeks wk wks month months"
_WEEKDAYS = (
    "mon monday tue tues tuesday wed wednesday thu thur thurs thursday fri friday sat saturday sun"
    " sunday"
)
_MONTHS = (
    "jan january feb february mar march apr april may jun june jul july aug august sep sept"
    " september oct october nov november dec december"
)
_DAYS = "today tonight tomorrow tmrw tmr tmw"
_PARTS = "early morning noon midday lunchtime lunch afternoon evening night midnight"


def find(
    text: str, now: datetime, *, lenient: bool = False
) -> tuple[Deadline, tuple[int, int] | None]:
    """The deadline of an English text and the span of its words, as `reading.deadline` has it."""
    return find_deadline(text, now, lenient=lenient, forms=FORMS, taken=TAKEN, pieces=pieces)


def pieces(folded: str) -> set[str]:
    """The words of a text, and "0" where there is a digit: one of a form's signs must be there."""
    words = set(re.findall(r"[a-z]+", folded))
    return words | {"0"} if re.search("[0-9]", folded) else words


def _form(pattern: str, meaning: Found, signs: str) -> Form:
    return Form(pattern, meaning, frozenset(signs.split()))


FORMS = (
    _form(
        rf"(?:{_WITHIN})?(?<![0-9.]){ck.NUMBER}\s?(?:working|business|work)\s?days?\b",
        _workdays,
        "working business work workday workdays",
    ),
    _form(rf"{_WITHIN}{ck.NUMBER}[\s-]?{_UNIT}", _relative, _UNITS),
    _form(rf"(?<![0-9.]){ck.NUMBER}\s?(?:more\s|extra\s|further\s)?{_UNIT}", _relative, _UNITS),
    _form(
        rf"{_LEAD}?(?:the\s)?(?:(?:end|close) of (?:the |this |today's |)(?:working |business |)"
        r"(?:day|business|shift|play|workday)|eod|cob|eob|close of work)\b"
        rf"(?:\s(?:on\s)?{ck.DAY})?",
        _off_work,
        "end close eod cob eob",
    ),
    _form(
        rf"{_LEAD}?(?:the\s)?end of (?:the |this |next |)(?P<unit>week|month|year)\b",
        _period_end,
        "end",
    ),
    _form(rf"{_LEAD}?\b(?:this|next)\s(?P<unit>week|month)\b", _period_end, "week month"),
    _form(
        rf"{_LEAD}?(?:{ck.CLOCK}|{ck.PART})\s(?:on\s)?(?P<which>next |this |coming |){ck.WEEKDAY}",
        _weekday,
        _WEEKDAYS,
    ),
    _form(
        rf"{_LEAD}?(?:on\s)?\b(?P<which>next |this |coming )?{ck.WEEKDAY}{_THEN}",
        _weekday,
        _WEEKDAYS,
    ),
    _form(rf"{_LEAD}?(?:on\s)?\b{ck.MONTH}\s?{_DOM}(?:,?\s20[0-9]{{2}})?{_THEN}", _date, _MONTHS),
    _form(
        rf"{_LEAD}?(?:on\s)?(?:the\s)?(?<![0-9.:]){_DOM}\s(?:of\s)?{ck.MONTH}{_THEN}",
        _date,
        _MONTHS,
    ),
    _form(
        rf"{_LEAD}?(?<![0-9])(?P<year>20[0-9]{{2}})-(?P<mm>[0-9]{{2}})-(?P<dom>[0-9]{{2}})"
        rf"(?![0-9]){_THEN}",
        _iso,
        "0",
    ),
    _form(rf"{_LEAD}?(?:{ck.CLOCK}|{ck.PART})\s(?:on\s)?{ck.DAY}", _clock, _DAYS),
    _form(
        rf"{_LEAD}?\b{ck.DAY}\s*,?\s*(?:at\s+|in the\s+|by\s+)?(?:{ck.CLOCK}|{ck.PART})",
        _clock,
        _DAYS,
    ),
    _form(
        rf"{_LEAD}?(?<![0-9.:#]){ck.CLOCK}\s(?:this|in the|at)\s{ck.PART}", _clock, "this the at"
    ),
    _form(rf"{_LEAD}?\b(?P<day>tonight)\b", _clock, _DAYS),
    _form(rf"{_LEAD}?\bthis {ck.PART}", _clock, "this"),
    _form(rf"{_LEAD}?(?<![0-9.:#]){ck.CLOCK}", _bare_hour, "0"),
    _form(rf"{_LEAD}(?:the\s)?{ck.PART}", _clock, _PARTS),
    _form(rf"{_LEAD}?\b{ck.DAY}", _whole_day, _DAYS),
    _form(
        r"\b(?:asap|a\.s\.a\.p\.?|immediately|right away|at once|straight away|straightaway"
        r"|as soon as possible|urgently|without delay|promptly|instantly|pronto|on the double"
        r"|as quickly as possible|as fast as possible|quickly please)\b",
        _immediate,
        "asap s immediately away once straightaway possible urgently delay promptly instantly"
        " pronto double please",
    ),
)
