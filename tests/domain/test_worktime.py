"""When a limit is used up: worked examples, and what is refused.

In 2026, 21 November is a Saturday. Years without an official notice have none here either.
"""

import re
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from math import inf, nan
from pathlib import Path

import pytest

from domain.worktime import (
    Calendar,
    Limit,
    LimitUnit,
    NoWorkTime,
    Pace,
    WorkTable,
    add,
    used,
)
from tests.domain.calendars import (
    AROUND_MIDNIGHT,
    DAILY,
    NIGHT,
    OFF_2026,
    OFFICE,
    ON_2026,
    ROUND_THE_CLOCK,
    SHANGHAI,
    SIX_DAYS,
    TWICE,
    at,
    calendar,
    limit,
    table,
)

WAR = "11-16 00:00..11-23 00:00"

# What it shows · whose calendar · the limit · begins · is used up
EXAMPLES = [
    # 自然日: always
    ("natural hours after work", OFFICE, "2 hour", "11-18 16:30", "11-18 18:30"),
    ("natural hours over lunch", OFFICE, "2 hour", "11-18 11:30", "11-18 13:30"),
    ("natural hours over midnight", OFFICE, "3 hour", "11-18 22:30", "11-19 01:30"),
    ("minutes over midnight", OFFICE, "30 minute", "11-18 23:45", "11-19 00:15"),
    ("a natural day on a weekend", OFFICE, "1 day", "11-21 10:00", "11-22 10:00"),
    ("half a natural day", OFFICE, "0.5 day", "11-18 18:00", "11-19 06:00"),
    ("natural days through National Day", OFFICE, "15 day", "09-25 09:00", "10-10 09:00"),
    ("a natural day to March", OFFICE, "1 day", "02-28 12:00", "03-01 12:00"),
    ("a natural day to the leap day", OFFICE, "1 day", "2028-02-28 12:00", "2028-02-29 12:00"),
    ("natural days over the leap day", OFFICE, "2 day", "2028-02-28 12:00", "2028-03-01 12:00"),
    ("natural days over New Year", OFFICE, "2 day", "12-31 09:00", "2027-01-02 09:00"),
    ("a natural year", OFFICE, "365 day", "03-01 09:00", "2027-03-01 09:00"),
    # 紧急工作时: nights and holidays too
    ("urgent hours at night", OFFICE, "2 urgent_hour", "11-20 23:00", "11-21 01:00"),
    ("urgent hours over lunch", OFFICE, "2 urgent_hour", "11-18 11:30", "11-18 13:30"),
    ("urgent hours on National Day", OFFICE, "2 urgent_hour", "10-01 02:00", "10-01 04:00"),
    ("urgent hours into the weekend", OFFICE, "4 urgent_hour", "11-20 21:00", "11-21 01:00"),
    ("urgent hours over New Year", OFFICE, "12 urgent_hour", "12-31 20:00", "2027-01-01 08:00"),
    ("urgent days over a weekend", OFFICE, "2 urgent_day", "11-20 17:00", "11-22 17:00"),
    ("an urgent day in Spring Festival", OFFICE, "1 urgent_day", "02-17 08:00", "02-18 08:00"),
    ("urgent hours of a night shift", NIGHT, "2 urgent_hour", "11-18 12:00", "11-18 14:00"),
    # 工作时: only in work time
    ("work hours in the morning", OFFICE, "2 work_hour", "11-18 09:00", "11-18 11:00"),
    ("work hours over lunch", OFFICE, "2 work_hour", "11-18 11:00", "11-18 15:00"),
    ("used up exactly at lunch", OFFICE, "2 work_hour", "11-18 10:00", "11-18 12:00"),
    ("used up exactly in the evening", OFFICE, "4 work_hour", "11-18 14:00", "11-18 18:00"),
    ("begun exactly at lunch", OFFICE, "1 work_hour", "11-18 12:00", "11-18 15:00"),
    ("begun during lunch", OFFICE, "1 work_hour", "11-18 13:00", "11-18 15:00"),
    ("begun exactly after lunch", OFFICE, "1 work_hour", "11-18 14:00", "11-18 15:00"),
    ("begun before work", OFFICE, "1 work_hour", "11-18 06:30", "11-18 09:00"),
    ("begun exactly in the evening", OFFICE, "1 work_hour", "11-18 18:00", "11-19 09:00"),
    ("begun at night", OFFICE, "1 work_hour", "11-18 23:00", "11-19 09:00"),
    ("work hours over night", OFFICE, "4 work_hour", "11-18 16:00", "11-19 10:00"),
    ("begun on Saturday", OFFICE, "4 work_hour", "11-21 10:00", "11-23 12:00"),
    ("begun late on Sunday", OFFICE, "1 work_hour", "11-22 23:59", "11-23 09:00"),
    ("work hours over a weekend", OFFICE, "4 work_hour", "11-20 17:00", "11-23 11:00"),
    ("a quarter of a work hour", OFFICE, "0.25 work_hour", "11-18 11:50", "11-18 14:05"),
    ("seconds count", OFFICE, "0.5 work_hour", "11-18 11:59:30", "11-18 14:29:30"),
    # 工作日: as long as a day of the table
    ("a work day from its beginning", OFFICE, "1 work_day", "11-18 08:00", "11-18 18:00"),
    ("a work day from ten to ten", OFFICE, "1 work_day", "11-18 10:00", "11-19 10:00"),
    ("a work day from lunch", OFFICE, "1 work_day", "11-18 12:30", "11-19 12:00"),
    ("a work day over a weekend", OFFICE, "1 work_day", "11-20 15:00", "11-23 15:00"),
    ("half a work day", OFFICE, "0.5 work_day", "11-18 10:00", "11-18 16:00"),
    ("a week of work days", OFFICE, "5 work_day", "11-16 09:00", "11-23 09:00"),
    ("work days over the end of a month", OFFICE, "3 work_day", "10-30 09:00", "11-04 09:00"),
    ("the leap day is worked", OFFICE, "2 work_day", "2028-02-28 15:00", "2028-03-01 15:00"),
    # Official holidays and 调休
    ("National Day", OFFICE, "1 work_day", "09-30 15:00", "10-08 15:00"),
    ("National Day and its Saturday", OFFICE, "3 work_day", "09-30 15:00", "10-10 15:00"),
    ("a Saturday worked after", OFFICE, "1 work_day", "10-09 15:00", "10-10 15:00"),
    ("the Sunday behind it is free", OFFICE, "1 work_day", "10-10 15:00", "10-12 15:00"),
    ("a Sunday worked before", OFFICE, "1 work_day", "09-18 15:00", "09-20 15:00"),
    ("Mid-Autumn and National Day", OFFICE, "5 work_day", "09-24 09:00", "10-09 09:00"),
    ("Spring Festival", OFFICE, "1 work_day", "02-14 15:00", "02-24 15:00"),
    ("begun in Spring Festival", OFFICE, "2 work_hour", "02-18 10:00", "02-24 10:00"),
    ("a Saturday worked in February", OFFICE, "1 work_day", "02-27 10:00", "02-28 10:00"),
    ("from that Saturday to March", OFFICE, "1 work_day", "02-28 15:00", "03-02 15:00"),
    ("Tomb-Sweeping Day", OFFICE, "1 work_day", "04-03 10:00", "04-07 10:00"),
    ("Labour Day", OFFICE, "2 work_day", "04-30 16:00", "05-07 16:00"),
    ("a Saturday worked in May", OFFICE, "1 work_day", "05-08 17:00", "05-09 17:00"),
    ("Dragon Boat Festival", OFFICE, "1 work_day", "06-18 09:00", "06-22 09:00"),
    ("New Year's Day and its Sunday", OFFICE, "1 work_day", "2025-12-31 15:00", "01-04 15:00"),
    ("a New Year nobody announced", OFFICE, "1 work_day", "12-31 15:00", "2027-01-01 15:00"),
    # Tables of single units
    ("cleaners on a weekend", DAILY, "1 work_day", "11-21 10:00", "11-22 10:00"),
    ("cleaners on National Day", DAILY, "2 work_hour", "10-01 18:00", "10-02 08:00"),
    ("cleaners before dawn", DAILY, "2 work_hour", "11-18 03:00", "11-18 09:00"),
    ("a six-day week", SIX_DAYS, "1 work_day", "11-20 16:30", "11-21 16:30"),
    ("a night shift over midnight", NIGHT, "2 work_hour", "11-18 23:00", "11-19 01:00"),
    ("a night shift by day", NIGHT, "1 work_hour", "11-18 10:00", "11-18 23:00"),
    ("a night shift to its end", NIGHT, "8 work_hour", "11-18 10:00", "11-19 06:00"),
    ("a night shift after midnight", NIGHT, "1 work_day", "11-19 02:00", "11-20 02:00"),
    ("Friday's shift ends on Saturday", NIGHT, "1 work_day", "11-21 01:00", "11-24 01:00"),
    ("the night before National Day", NIGHT, "8 work_hour", "09-30 22:00", "10-01 06:00"),
    ("an evening until 24:00", TWICE, "5 work_hour", "11-18 11:00", "11-19 00:00"),
    ("slots that meet at midnight", AROUND_MIDNIGHT, "3 work_hour", "11-18 23:00", "11-19 02:00"),
    ("a table round the clock", ROUND_THE_CLOCK, "1 work_day", "11-20 17:00", "11-21 17:00"),
    # 白加黑, 5+2
    ("war at night", calendar(None, WAR), "4 work_hour", "11-18 20:00", "11-19 00:00"),
    ("war on a weekend", calendar(None, WAR), "1 work_day", "11-20 18:00", "11-21 02:00"),
    (
        "war begins in the middle",
        calendar(None, "11-18 20:00..11-20 00:00"),
        *("6 work_hour", "11-18 16:00", "11-19 00:00"),
    ),
    (
        "war begins during lunch",
        calendar(None, "11-18 13:00..11-20 00:00"),
        *("4 work_hour", "11-18 10:00", "11-18 15:00"),
    ),
    (
        "war ends in the middle",
        calendar(None, "11-16 00:00..11-18 20:00"),
        *("4 work_hour", "11-18 18:00", "11-19 10:00"),
    ),
    (
        "war until further notice",
        calendar(None, "11-18 00:00.."),
        *("3 work_day", "11-18 09:00", "11-19 09:00"),
    ),
    (
        "war on National Day",
        calendar(None, "10-01 00:00..10-08 00:00"),
        *("8 work_hour", "09-30 18:00", "10-01 08:00"),
    ),
    (
        "war that comes too late",
        calendar(None, "11-25 00:00.."),
        *("1 work_day", "11-18 10:00", "11-19 10:00"),
    ),
    (
        "wars that overlap count once",
        calendar(None, "11-18 19:00..11-18 22:00", "11-18 18:00..11-18 20:00"),
        *("4 work_hour", "11-18 18:00", "11-18 22:00"),
    ),
    (
        "war changes nothing for urgent hours",
        calendar(None, WAR),
        *("2 urgent_hour", "11-20 23:00", "11-21 01:00"),
    ),
]


@pytest.mark.parametrize(
    ("whose", "given_", "begins", "due"),
    [example[1:] for example in EXAMPLES],
    ids=[example[0] for example in EXAMPLES],
)
def test_worked_example(whose: Calendar, given_: str, begins: str, due: str) -> None:
    wanted = limit(given_)
    minutes = wanted.minutes(whose.table)
    assert add(whose, at(begins), minutes, wanted.pace) == at(due)
    assert used(whose, at(begins), at(due), wanted.pace) == minutes


def test_the_examples_are_many_and_have_names_of_their_own() -> None:
    assert len({example[0] for example in EXAMPLES}) == len(EXAMPLES) >= 60


# What it shows · whose calendar · from · until · minutes of work
USED = [
    ("a whole day", OFFICE, "11-18 00:00", "11-19 00:00", 480),
    ("a weekend", OFFICE, "11-20 18:00", "11-23 08:00", 0),
    ("from lunch to evening", OFFICE, "11-18 13:00", "11-18 17:30", 210),
    ("a week with National Day", OFFICE, "09-30 12:00", "10-08 12:00", 480),
    ("a year", OFFICE, "01-01 00:00", "2027-01-01 00:00", 248 * 480),
    ("a year of cleaners", DAILY, "01-01 00:00", "2027-01-01 00:00", 365 * 720),
    ("the second half of a night shift", NIGHT, "11-21 02:00", "11-22 23:00", 240),
    ("war on a weekend", calendar(None, WAR), "11-21 00:00", "11-22 00:00", 1440),
    ("a clock set back", OFFICE, "11-18 10:00", "11-18 09:59", 0),
]


@pytest.mark.parametrize(
    ("whose", "since", "until", "minutes"), [one[1:] for one in USED], ids=[one[0] for one in USED]
)
def test_used_minutes(whose: Calendar, since: str, until: str, minutes: float) -> None:
    assert used(whose, at(since), at(until), Pace.WORK) == minutes


# --- the guide for operators -----------------------------------------------------------------

GUIDE = Path(__file__).parents[2] / "docs" / "clocks.md"
WORDS = {
    "自然日": LimitUnit.DAY,
    "小时": LimitUnit.HOUR,
    "紧急工作时": LimitUnit.URGENT_HOUR,
    "紧急工作日": LimitUnit.URGENT_DAY,
    "工作时": LimitUnit.WORK_HOUR,
    "工作日": LimitUnit.WORK_DAY,
}


def test_the_examples_of_the_guide_are_right() -> None:
    moment = r"(2026-\d\d-\d\d) \w+ (\d\d:\d\d)"
    rows = re.findall(rf"\| (\d+)(\w+) \| {moment} \| {moment} \|", GUIDE.read_text("utf-8"))
    assert {word for _, word, *_ in rows} == set(WORDS)
    for value, word, *moments in rows:
        wanted = Limit(float(value), WORDS[word])
        begins, due = at(" ".join(moments[:2])), at(" ".join(moments[2:]))
        minutes = wanted.minutes(OFFICE.table)
        assert add(OFFICE, begins, minutes, wanted.pace) == due, (value, word)


# --- what is refused -----------------------------------------------------------------------


@pytest.mark.parametrize("value", [0, -1, inf, nan, 5_000])
def test_a_limit_is_more_than_nothing_and_less_than_ten_years(value: float) -> None:
    with pytest.raises(ValueError, match="a limit must be"):
        Limit(value, LimitUnit.DAY)


def test_a_limit_is_at_least_a_minute_and_a_work_day_is_as_long_as_the_table() -> None:
    assert Limit(0.001, LimitUnit.MINUTE).minutes(OFFICE.table) == 1
    assert [limit("1 work_day").minutes(one.table) for one in (OFFICE, DAILY, NIGHT, TWICE)] == [
        *(480, 720, 480, 480)
    ]
    assert (
        limit("1 urgent_day").minutes(OFFICE.table) == limit("1 day").minutes(DAILY.table) == 1440
    )


@pytest.mark.parametrize(
    ("slots", "reason"),
    [
        ([], "at least one slot"),
        (["08:00-08:00"], "08:00-08:00 is empty"),
        (["08:00-12:00", "11:59-18:00"], "08:00-12:00 and 11:59-18:00 overlap"),
        (["22:00-06:00", "05:00-12:00"], "22:00-06:00 and 05:00-12:00 overlap"),
        (["18:00-02:00", "22:00-23:00"], "18:00-02:00 and 22:00-23:00 overlap"),
        (["00:00-24:00", "08:00-12:00"], "overlap"),
    ],
)
def test_a_work_table_must_make_sense(slots: list[str], reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        table(*slots)


@pytest.mark.parametrize("weekdays", [frozenset[int](), frozenset({7}), frozenset({-1, 0})])
def test_a_work_table_needs_weekdays(weekdays: frozenset[int]) -> None:
    with pytest.raises(ValueError, match="weekdays"):
        table("08:00-12:00", weekdays=weekdays)


def test_slots_are_put_in_order_and_begin_at_whole_minutes() -> None:
    assert table("14:00-18:00", "08:00-12:00") == WorkTable()
    with pytest.raises(ValueError, match="whole minutes"):
        WorkTable(((time(8), time(12, 0, 30)),))


def test_a_calendar_must_make_sense() -> None:
    with pytest.raises(ValueError, match="2026-10-10 is both a day off and a work day"):
        replace(OFFICE, off=OFFICE.off | {date(2026, 10, 10)})
    with pytest.raises(ValueError, match="ends before it begins"):
        calendar(None, "11-18 20:00..11-18 19:00")
    with pytest.raises(ValueError, match="without a time zone"):
        replace(OFFICE, war=((datetime(2026, 11, 18), None),))  # noqa: DTZ001


def test_moments_without_a_time_zone_and_negative_time_are_refused() -> None:
    naive = datetime(2026, 11, 18, 10)  # noqa: DTZ001
    with pytest.raises(ValueError, match="without a time zone"):
        add(OFFICE, naive, 60, Pace.ALWAYS)
    with pytest.raises(ValueError, match="without a time zone"):
        used(OFFICE, at("11-18 10:00"), naive, Pace.WORK)
    with pytest.raises(ValueError, match="only be added"):
        add(OFFICE, at("11-18 10:00"), -1, Pace.WORK)


def _always_off(*war: str) -> Calendar:
    first = date(2020, 1, 1)
    return replace(
        calendar(None, *war),
        off=frozenset(first + timedelta(days=n) for n in range(10_000)),
        on=frozenset(),
    )


def test_a_calendar_that_never_works_says_so() -> None:
    with pytest.raises(NoWorkTime, match="no work day in 366 days, counted from 2026-11-18"):
        add(_always_off(), at("11-18 10:00"), 1, Pace.WORK)
    assert used(_always_off(), at("11-18 10:00"), at("2029-11-18 10:00"), Pace.WORK) == 0
    assert add(_always_off(), at("11-18 10:00"), 0, Pace.WORK) == at("11-18 10:00")


def test_war_mode_works_even_where_the_calendar_never_does() -> None:
    never = _always_off("2028-11-18 00:00..")
    assert add(never, at("11-18 10:00"), 60, Pace.WORK) == at("2028-11-18 01:00")


def test_holidays_do_not_bind_a_table_that_does_not_keep_them() -> None:
    free = table("08:00-12:00", holidays=False)
    whose = Calendar(SHANGHAI, free, OFF_2026, ON_2026)
    assert whose.is_work_day(date(2026, 10, 1))
    assert not whose.is_work_day(date(2026, 10, 10))
