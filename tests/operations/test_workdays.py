"""Official days, as announced or as the operator says."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.worktime import Calendar
from operations.workdays import known, official_days
from tests.domain.calendars import OFF_2026, ON_2026, SHANGHAI

# The last year that the package may know some day; nobody announces that far ahead.
FAR = 2099

years = st.integers(-10, 12_000)
days = st.frozensets(st.dates(date(2025, 12, 1), date(2027, 1, 31)))


def test_2026_is_as_announced() -> None:
    found = official_days([2026])
    assert found.off == OFF_2026
    assert found.on == ON_2026
    assert found.unknown == ()


def test_years_are_put_together() -> None:
    found = official_days([2025, 2026])
    assert found.off > OFF_2026
    assert date(2025, 10, 1) in found.off
    assert date(2025, 9, 28) in found.on


@pytest.mark.parametrize("year", [2004, 2025, 2026])
def test_years_with_a_notice_are_known(year: int) -> None:
    assert known(year)


@pytest.mark.parametrize("year", [-1, 0, 2003, FAR, 10_000])
def test_years_without_a_notice_are_told(year: int) -> None:
    assert not known(year)
    found = official_days([2026, year])
    assert found.unknown == (year,)
    assert found.off == OFF_2026


def test_without_a_notice_weekends_are_off_and_nothing_else() -> None:
    found = official_days([FAR])
    calendar = Calendar(SHANGHAI, off=found.off, on=found.on)
    assert calendar.is_work_day(date(FAR, 1, 1)), "a Thursday"
    assert calendar.is_work_day(date(FAR, 10, 1)), "a Thursday"
    assert not calendar.is_work_day(date(FAR, 10, 3)), "a Saturday"


def test_the_operator_wins() -> None:
    found = official_days(
        [2026],
        on=[date(2026, 10, 5), date(2026, 11, 22)],
        off=[date(2026, 10, 10), date(2026, 11, 18), date(FAR, 1, 1)],
    )
    calendar = Calendar(SHANGHAI, off=found.off, on=found.on)
    worked = [date(2026, 10, 5), date(2026, 11, 22), date(2026, 2, 28)]
    free = [date(2026, 10, 10), date(2026, 11, 18), date(FAR, 1, 1), date(2026, 10, 6)]
    assert all(map(calendar.is_work_day, worked))
    assert not any(map(calendar.is_work_day, free))


@given(st.lists(years), days, days)
def test_whatever_is_given_makes_a_calendar(
    wanted: list[int], off: frozenset[date], on: frozenset[date]
) -> None:
    found = official_days(wanted, off=off, on=on)
    calendar = Calendar(SHANGHAI, off=found.off, on=found.on)
    assert all(map(calendar.is_work_day, on))
    assert not any(map(calendar.is_work_day, off - on))
    assert set(found.unknown) == {year for year in wanted if not known(year)}
