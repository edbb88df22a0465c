"""Times of day, names and the org chart: small helpers with rules of their own."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.names import tidy
from domain.org_chart import OrgChart
from domain.people import Unit, UnitKind
from domain.wall_time import end_time, next_at, wall_span, wall_time, written

SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.mark.parametrize(
    ("text", "when"), [("8:05", time(8, 5)), (" 18：00", time(18)), ("00:00", time(0))]
)
def test_times_of_day_are_read(text: str, when: time) -> None:
    assert wall_time(text) == when


@pytest.mark.parametrize("text", ["25:00", "24:00", "8", "8:5", "八点", "", "08:00-09:00", "٨:٠٠"])
def test_what_is_no_time_of_day_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        wall_time(text)


def test_spans_are_read_with_any_dash() -> None:
    assert wall_span("08:00至20:00") == wall_span("08:00 – 20:00") == (time(8), time(20))
    assert wall_span("00:00-24:00") == (time(0), time.max)


@given(st.times())
def test_what_is_written_is_read_again(moment: time) -> None:
    minute = moment.replace(second=0, microsecond=0)
    assert end_time(written(minute)) == minute
    assert end_time(written(time.max)) == time.max


@given(st.integers(0, 10**9), st.times())
def test_the_next_moment_is_within_a_day(seconds: int, at: time) -> None:
    now = datetime(2005, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
    at = at.replace(tzinfo=None, fold=0)
    due = next_at(at, SHANGHAI, now)
    assert 0 < (due - now).total_seconds() <= 24 * 3600
    assert due.astimezone(SHANGHAI).time() == at


def test_exactly_at_the_hour_the_next_one_is_tomorrow() -> None:
    now = datetime(2026, 11, 21, 18, 0, tzinfo=SHANGHAI)
    assert next_at(time(18), SHANGHAI, now) == datetime(2026, 11, 22, 18, 0, tzinfo=SHANGHAI)


@given(st.text(), st.integers(1, 50))
def test_tidy_names_can_be_kept_anywhere(name: str, limit: int) -> None:
    kept = tidy(name, limit)
    assert len(kept) <= limit
    assert kept == tidy(kept, limit)
    assert "\x00" not in kept
    kept.encode("utf-8")


def test_the_chart_finds_units_by_name_and_alias_and_their_bureau() -> None:
    bureau = Unit(1, "执法局", UnitKind.BUREAU)
    squad = Unit(2, "大南中队", UnitKind.SQUAD, parent=1, aliases=("大南",))
    former = Unit(3, "老中队", UnitKind.SQUAD, parent=2)
    lonely = Unit(4, "社区", UnitKind.COMMUNITY)
    everyone = {unit.id: unit for unit in (bureau, squad, former, lonely)}
    chart = OrgChart(everyone, active=frozenset({1, 2, 4}))
    assert chart.named(" 大南 ") == squad
    assert chart.named("老中队") is None
    assert chart.unit(3) == former
    assert chart.units == (bureau, squad, lonely)
    assert [chart.bureau_of(unit) for unit in (1, 2, 3, 4, None, 99)] == [1, 1, 1, 4, None, None]


def test_a_circle_in_old_data_does_not_hang() -> None:
    one = Unit(1, "甲", UnitKind.SQUAD, parent=2)
    two = Unit(2, "乙", UnitKind.SQUAD, parent=1)
    assert OrgChart({1: one, 2: two}, frozenset({1, 2})).bureau_of(1) in (1, 2)
