"""Adding and counting work time: what holds for any calendar, moment and pace."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.worktime import (
    Calendar,
    Pace,
    WorkTable,
    add,
    used,
)
from tests.domain.calendars import (
    AROUND_MIDNIGHT,
    DAILY,
    EVERY_DAY,
    NIGHT,
    OFFICE,
    ROUND_THE_CLOCK,
    TWICE,
)

TABLES = [one.table for one in (OFFICE, DAILY, NIGHT, TWICE, AROUND_MIDNIGHT, ROUND_THE_CLOCK)]
ZONES = [ZoneInfo(name) for name in ("Asia/Shanghai", "Europe/Berlin", "Australia/Lord_Howe")]
FIRST = datetime(2026, 1, 1, tzinfo=UTC)
moments = st.integers(0, 800 * 24 * 3600 * 1000).map(lambda ms: FIRST + timedelta(milliseconds=ms))
minutes_ = st.one_of(st.integers(0, 2000), st.integers(0, 150_000))
paces = st.sampled_from(Pace)
days = st.frozensets(
    st.integers(0, 900).map(lambda n: FIRST.date() + timedelta(days=n)), max_size=40
)


@st.composite
def wars(draw: st.DrawFn) -> tuple[tuple[datetime, datetime | None], ...]:
    """Up to three, overlapping or not, some without an end."""
    found: list[tuple[datetime, datetime | None]] = []
    for _ in range(draw(st.integers(0, 3))):
        since = draw(moments)
        hours = draw(st.one_of(st.none(), st.integers(0, 500)))
        found.append((since, None if hours is None else since + timedelta(hours=hours)))
    return tuple(found)


@st.composite
def tables(draw: st.DrawFn) -> WorkTable:
    """Those of the examples, or up to four slots anywhere in the day."""
    if draw(st.booleans()):
        return draw(st.sampled_from(TABLES))
    cuts = sorted(draw(st.lists(st.integers(0, 1439), min_size=2, max_size=8, unique=True)))
    times = [time(cut // 60, cut % 60) for cut in cuts[: len(cuts) // 2 * 2]]
    weekdays = draw(st.frozensets(st.sampled_from(sorted(EVERY_DAY)), min_size=1))
    slots = tuple(zip(times[::2], times[1::2], strict=True))
    return WorkTable(slots, weekdays, keeps_holidays=draw(st.booleans()))


@st.composite
def calendars(draw: st.DrawFn) -> Calendar:
    """Any table in zones with and without summer time."""
    off = draw(days)
    return Calendar(
        draw(st.sampled_from(ZONES)), draw(tables()), off, draw(days) - off, draw(wars())
    )


@given(calendars(), moments, minutes_, minutes_, paces)
def test_more_time_is_never_over_earlier(
    whose: Calendar, start: datetime, some: int, more: int, pace: Pace
) -> None:
    assert start <= add(whose, start, some, pace) <= add(whose, start, some + more, pace)


@given(calendars(), moments, minutes_, paces)
def test_used_is_what_was_added(whose: Calendar, start: datetime, some: int, pace: Pace) -> None:
    assert used(whose, start, add(whose, start, some, pace), pace) == some


@given(calendars(), moments, moments, paces)
def test_added_is_what_was_used(
    whose: Calendar, one: datetime, other: datetime, pace: Pace
) -> None:
    """The moment itself in work time, else the last one of work before it."""
    since, until = sorted((one, other))
    spent = used(whose, since, until, pace)
    over = add(whose, since, spent, pace)
    assert over <= until
    assert used(whose, over, until, pace) == pytest.approx(0, abs=1e-6)


@given(calendars(), moments, moments, minutes_, paces)
def test_who_begins_earlier_is_done_no_later(
    whose: Calendar, one: datetime, other: datetime, some: int, pace: Pace
) -> None:
    early, late = sorted((one, other))
    assert add(whose, early, some, pace) <= add(whose, late, some, pace)


@given(calendars(), st.lists(moments, min_size=3, max_size=3), paces)
def test_used_time_adds_up(whose: Calendar, three: list[datetime], pace: Pace) -> None:
    first, middle, last = sorted(three)
    parts = used(whose, first, middle, pace) + used(whose, middle, last, pace)
    assert parts == pytest.approx(used(whose, first, last, pace), abs=1e-6)


@given(calendars(), moments, minutes_, paces)
def test_war_never_makes_anything_due_later(
    whose: Calendar, start: datetime, some: int, pace: Pace
) -> None:
    peace = replace(whose, war=())
    assert add(whose, start, some, pace) <= add(peace, start, some, pace)


@given(calendars(), moments, moments)
def test_no_pace_uses_more_than_the_time_that_passes(
    whose: Calendar, one: datetime, other: datetime
) -> None:
    since, until = sorted((one, other))
    passed = (until - since) / timedelta(minutes=1)
    assert used(whose, since, until, Pace.WORK) <= passed
    assert used(whose, since, until, Pace.ALWAYS) == passed
