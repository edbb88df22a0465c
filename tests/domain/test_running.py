"""Clocks that stop and run on: worked examples, then what holds for all of them."""

from collections.abc import Callable
from datetime import datetime
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.running import Phases, Running, started, started_phases
from domain.worktime import Calendar, Pace, used
from tests.domain.calendars import DAILY, NIGHT, OFFICE, at, calendar, limit
from tests.domain.test_worktime_always import calendars, moments, paces

WAR = calendar(None, "11-21 00:00..11-23 00:00")

# What it shows · whose calendar · stopgap / permanent limit · what happens · due
STORIES = [
    (
        "pause over a weekend",
        *(OFFICE, "1 work_day"),
        "start 11-20 15:00, pause 11-20 16:00, resume 11-23 10:00",
        "11-24 09:00",
    ),
    (
        "a natural clock paused over a weekend",
        *(OFFICE, "24 hour"),
        "start 11-20 15:00, pause 11-20 18:00, resume 11-23 08:00",
        "11-24 05:00",
    ),
    (
        "a pause outside of work time changes nothing",
        *(OFFICE, "4 work_hour"),
        "start 11-18 16:00, pause 11-18 20:00, resume 11-19 07:00",
        "11-19 10:00",
    ),
    (
        "a pause around lunch",
        *(OFFICE, "4 work_hour"),
        "start 11-18 11:00, pause 11-18 11:30, resume 11-18 14:30",
        "11-18 18:00",
    ),
    (
        "resumed at night",
        *(OFFICE, "2 work_hour"),
        "start 11-18 17:00, pause 11-18 17:30, resume 11-18 22:00",
        "11-19 09:30",
    ),
    (
        "two pauses",
        *(OFFICE, "2 hour"),
        "start 11-18 09:00, pause 11-18 09:30, resume 11-18 10:00, "
        "pause 11-18 10:15, resume 11-18 12:00",
        "11-18 13:15",
    ),
    (
        "a pause through the summer",
        *(OFFICE, "5 work_day"),
        "start 06-01 09:00, pause 06-03 09:00, resume 09-01 08:00",
        "09-03 18:00",
    ),
    (
        "a night shift paused at midnight",
        *(NIGHT, "1 work_day"),
        "start 11-18 22:00, pause 11-19 00:00, resume 11-19 12:00",
        "11-20 04:00",
    ),
    (
        "cleaners paused over a weekend",
        *(DAILY, "4 work_hour"),
        "start 11-20 18:00, pause 11-21 08:00, resume 11-23 08:00",
        "11-23 10:00",
    ),
    (
        "paused during the war",
        *(WAR, "4 work_hour"),
        "start 11-20 17:00, pause 11-21 01:00, resume 11-22 23:30",
        "11-23 09:30",
    ),
    ("paused", OFFICE, "2 hour", "start 11-18 09:00, pause 11-18 10:00", None),
    ("late before the pause, late at once after it", OFFICE, "1 hour", "start 11-18 09:00, "
     "pause 11-18 11:00, resume 11-18 15:00", "11-18 15:00"),
    ("extension", OFFICE, "2 hour", "start 11-18 09:00, extend 60", "11-18 12:00"),
    (
        "one more work day over a weekend",
        *(OFFICE, "1 work_day"),
        "start 11-20 15:00, extend 480",
        "11-24 15:00",
    ),
    (
        "extension during a pause",
        *(OFFICE, "2 hour"),
        "start 11-18 09:00, pause 11-18 10:00, extend 120, resume 11-18 14:00",
        "11-18 17:00",
    ),
    (
        "extended into National Day",
        *(OFFICE, "4 work_hour"),
        "start 09-30 14:00, extend 240",
        "10-08 12:00",
    ),
    ("phase one", OFFICE, "2 urgent_day / 15 day", "start 11-20 17:00", "11-22 17:00"),
    (
        "phase two counts from the same start",
        *(OFFICE, "2 urgent_day / 15 day"),
        "start 11-20 17:00, stopgap 11-21 09:00",
        "12-05 17:00",
    ),
    (
        "phase two after a late phase one",
        *(OFFICE, "1 urgent_hour / 5 day"),
        "start 11-20 17:00, stopgap 11-20 23:00",
        "11-25 17:00",
    ),
    (
        "phase two in work time",
        *(OFFICE, "2 urgent_hour / 2 work_day"),
        "start 11-20 17:00, stopgap 11-20 18:30",
        "11-24 17:00",
    ),
    (
        "both phases paused over a weekend",
        *(OFFICE, "1 urgent_day / 5 day"),
        "start 11-20 17:00, pause 11-20 18:00, resume 11-23 08:00",
        "11-24 07:00",
    ),
    (
        "and phase two after that pause",
        *(OFFICE, "1 urgent_day / 5 day"),
        "start 11-20 17:00, pause 11-20 18:00, resume 11-23 08:00, stopgap 11-23 12:00",
        "11-28 07:00",
    ),
    (
        "paused in phase two",
        *(OFFICE, "1 urgent_hour / 5 day"),
        "start 11-20 17:00, stopgap 11-20 17:30, pause 11-21 17:00, resume 11-23 17:00",
        "11-27 17:00",
    ),
    (
        "phase one extended alone",
        *(OFFICE, "1 urgent_hour / 5 day"),
        "start 11-20 17:00, extend 60, stopgap 11-20 18:30",
        "11-25 17:00",
    ),
    (
        "phase two extended",
        *(OFFICE, "1 urgent_hour / 5 day"),
        "start 11-20 17:00, stopgap 11-20 17:30, extend 1440",
        "11-26 17:00",
    ),
    ("a stopgap nobody asked for", OFFICE, "5 day", "start 11-20 17:00, stopgap 11-21 08:00",
     "11-25 17:00"),
]  # fmt: skip


def told(whose: Calendar, limits: str, story: str) -> Phases:
    """The clock after all that happened to it."""
    first, _, second = limits.rpartition(" / ")
    (_, _, begins), *later = (step.partition(" ") for step in story.split(", "))
    clock = started_phases(
        whose, limit(second), at(begins), stopgap=limit(first) if first else None
    )
    steps: dict[str, Callable[[Phases, str], Phases]] = {
        "pause": lambda clock, when: clock.pause(whose, at(when)),
        "resume": lambda clock, when: clock.resume(at(when)),
        "stopgap": lambda clock, when: clock.meet_stopgap(whose, at(when)),
        "extend": lambda clock, minutes: clock.extend(int(minutes)),
    }
    for step, _, what in later:
        clock = steps[step](clock, what)
    return clock


@pytest.mark.parametrize(
    ("whose", "limits", "story", "due"),
    [story[1:] for story in STORIES],
    ids=[story[0] for story in STORIES],
)
def test_worked_example(whose: Calendar, limits: str, story: str, due: str | None) -> None:
    clock = told(whose, limits, story)
    assert clock.due(whose) == (at(due) if due else None)


def test_shares_of_a_limit() -> None:
    """预警 at 80 %, 督办 at 150 %: a clock in work time skips the night and the weekend."""
    clock = told(OFFICE, "1 work_day", "start 11-20 10:00")
    assert clock.share_time(OFFICE, 0.8) == at("11-23 08:24")
    assert clock.share_time(OFFICE, 1.0) == clock.due(OFFICE) == at("11-23 10:00")
    assert clock.share_time(OFFICE, 1.5) == at("11-23 16:00")
    assert clock.when_used(OFFICE, 480 + 30) == at("11-23 10:30")
    paused = clock.pause(OFFICE, at("11-20 11:00"))
    assert paused.share_time(OFFICE, 0.8) is None
    assert paused.resume(at("11-24 08:00")).share_time(OFFICE, 0.0625) == at("11-24 08:00")


def test_a_met_stopgap_keeps_what_it_took() -> None:
    clock = told(OFFICE, "2 urgent_hour / 5 day", "start 11-20 17:00, stopgap 11-20 18:30")
    assert clock.stopgap == Running(120, Pace.ALWAYS, used=90)
    assert clock.resume(at("11-20 19:00")).stopgap == clock.stopgap
    assert clock.meet_stopgap(OFFICE, at("11-20 20:00")) == clock
    assert clock.elapsed(OFFICE, at("11-20 19:00")) == 120


def test_pausing_and_resuming_twice_is_doing_it_once() -> None:
    clock = started(OFFICE, limit("2 hour"), at("11-18 09:00"))
    assert clock.resume(at("11-18 10:00")) == clock
    paused = clock.pause(OFFICE, at("11-18 10:00"))
    assert paused.pause(OFFICE, at("11-18 12:00")) == paused == Running(120, Pace.ALWAYS, used=60)
    assert paused.elapsed(OFFICE, at("11-19 09:00")) == 60


def test_a_notice_that_comes_later_moves_what_is_due() -> None:
    """A year's holidays are announced while a clock runs: nothing is frozen into it."""
    clock = started(OFFICE, limit("1 work_day"), at("12-31 15:00"))
    assert clock.due(OFFICE) == at("2027-01-01 15:00")
    announced = calendar()
    new_year = at("2027-01-01 00:00").date()
    announced = Calendar(announced.zone, off=announced.off | {new_year}, on=announced.on)
    assert clock.due(announced) == at("2027-01-04 15:00")


@pytest.mark.parametrize("minutes", [0, -60])
def test_limits_and_extensions_are_at_least_a_minute(minutes: int) -> None:
    with pytest.raises(ValueError, match="at least one minute"):
        Running(minutes, Pace.WORK)
    with pytest.raises(ValueError, match="at least one minute"):
        Running(60, Pace.WORK).extend(minutes)
    with pytest.raises(ValueError, match="cannot be negative"):
        Running(60, Pace.WORK, used=-1)


@given(calendars(), st.lists(moments, min_size=2, max_size=9), st.integers(1, 20_000), paces)
def test_pausing_and_resuming_at_any_moments_keeps_used_time(
    whose: Calendar, times: list[datetime], minutes: int, pace: Pace
) -> None:
    times.sort()
    clock, running = Running(minutes, pace), 0.0
    for turn, (since, until) in enumerate(pairwise(times)):
        if turn % 2 == 0:
            clock = clock.resume(since)
            running += used(whose, since, until, pace)
        else:
            clock = clock.pause(whose, since)
        assert clock.elapsed(whose, until) == pytest.approx(running, abs=1e-6)


@given(calendars(), st.lists(moments, min_size=3, max_size=3), st.integers(1, 20_000), paces)
def test_a_clock_is_due_when_its_limit_is_used(
    whose: Calendar, times: list[datetime], minutes: int, pace: Pace
) -> None:
    begun, paused, resumed = sorted(times)
    whole = Running(minutes, pace, since=begun)
    clock = whole.pause(whose, paused).resume(resumed)
    due = clock.due(whose)
    before = whole.due(whose)
    assert due is not None
    assert before is not None
    if clock.used <= minutes:
        assert clock.elapsed(whose, due) == pytest.approx(minutes, abs=1e-6)
        assert due >= before
    else:
        assert due == resumed
    longer = clock.extend(60).due(whose)
    assert longer is not None
    assert longer >= due


@given(calendars(), moments, st.integers(1, 20_000), paces, st.floats(0, 2), st.floats(0, 2))
def test_a_larger_share_is_never_used_earlier(
    whose: Calendar, begun: datetime, minutes: int, pace: Pace, one: float, other: float
) -> None:
    clock = Running(minutes, pace, since=begun)
    less, more = (clock.share_time(whose, share) for share in sorted((one, other)))
    assert less is not None
    assert more is not None
    assert begun <= less <= more
