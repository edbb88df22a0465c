"""Work tables and official days for the tests of work time."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from domain.wall_time import wall_span
from domain.worktime import Calendar, Limit, LimitUnit, WorkTable

SHANGHAI = ZoneInfo("Asia/Shanghai")


def at(text: str) -> datetime:
    """`11-20 15:00` in Shanghai; 2026 unless a year stands before it."""
    written = text if text[:2] == "20" else f"2026-{text}"
    return datetime.fromisoformat(written).replace(tzinfo=SHANGHAI)


def limit(text: str) -> Limit:
    """`2 urgent_hour`."""
    value, unit = text.split()
    return Limit(float(value), LimitUnit(unit))


def _days(*spans: str) -> frozenset[date]:
    """`10-01` or `10-01..10-07` of 2026."""
    found = set()
    for span in spans:
        first, _, last = span.partition("..")
        begin, end = (date.fromisoformat(f"2026-{day}") for day in (first, last or first))
        found |= {begin + timedelta(days=n) for n in range((end - begin).days + 1)}
    return frozenset(found)


# The State Council's notice for 2026.
OFF_2026 = _days(
    "01-01..01-03",  # 元旦
    "02-15..02-23",  # 春节
    "04-04..04-06",  # 清明
    "05-01..05-05",  # 劳动节
    "06-19..06-21",  # 端午
    "09-25..09-27",  # 中秋
    "10-01..10-07",  # 国庆
)
ON_2026 = _days("01-04", "02-14", "02-28", "05-09", "09-20", "10-10")

EVERY_DAY = frozenset(range(7))


def table(*slots: str, weekdays: frozenset[int] | None = None, holidays: bool = True) -> WorkTable:
    """`08:00-12:00`, Monday to Friday unless said otherwise."""
    spans = tuple(wall_span(slot) for slot in slots)
    weekdays = frozenset(range(5)) if weekdays is None else weekdays
    return WorkTable(spans, weekdays, keeps_holidays=holidays)


def calendar(hours: WorkTable | None = None, *war: str) -> Calendar:
    """2026 as announced; wars as `11-18 20:00..11-20 08:00`, or with an open end."""
    wars = [one.partition("..") for one in war]
    return Calendar(
        SHANGHAI,
        hours or WorkTable(),
        OFF_2026,
        ON_2026,
        tuple((at(since), at(until) if until else None) for since, _, until in wars),
    )


OFFICE = calendar()
# Street cleaners: every day, holidays too.
DAILY = calendar(table("07:00-19:00", weekdays=EVERY_DAY, holidays=False))
NIGHT = calendar(table("22:00-06:00"))
TWICE = calendar(table("08:00-12:00", "20:00-24:00"))
AROUND_MIDNIGHT = calendar(table("22:00-24:00", "00:00-02:00"))
SIX_DAYS = calendar(table("08:30-17:30", weekdays=frozenset(range(6))))
ROUND_THE_CLOCK = calendar(table("00:00-24:00", weekdays=EVERY_DAY, holidays=False))
