"""The numbers of a day can be recounted."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from domain.cases import Case, State
from domain.digest import MINIMUM_SAMPLE, UnitFigures, count, ranking, was_open
from tests.domain.factory import DANAN, NOW, a_case

SINCE, UNTIL = NOW - timedelta(hours=24), NOW
FILED = NOW - timedelta(minutes=30)


def test_a_closed_case_is_counted_where_it_happened() -> None:
    numbers = count([a_case(State.CLOSED, filed_at=NOW - timedelta(minutes=9))], SINCE, UNTIL)
    assert numbers.reported == numbers.filed == numbers.closed == numbers.on_time == (7,)
    assert numbers.open == numbers.late == ()


def test_a_late_case_is_overdue_until_it_is_answered() -> None:
    late = a_case(filed_at=FILED, due_at=NOW - timedelta(minutes=5))
    assert count([late], SINCE, UNTIL).overdue == (7,)
    answered = a_case(
        State.CHECKING, due_at=NOW - timedelta(minutes=5), submitted_at=NOW - timedelta(minutes=1)
    )
    numbers = count([answered], SINCE, UNTIL)
    assert numbers.overdue == ()
    assert numbers.late == (7,)
    assert numbers.on_time == ()


def test_a_digest_made_late_counts_as_one_made_in_time() -> None:
    closed_after = a_case(
        State.CLOSED,
        filed_at=FILED,
        submitted_at=NOW + timedelta(minutes=5),
        closed_at=NOW + timedelta(minutes=9),
    )
    numbers = count([closed_after], SINCE, UNTIL)
    assert numbers.open == (7,)
    assert numbers.closed == ()


def test_a_draft_is_reported_and_neither_filed_nor_open() -> None:
    numbers = count([a_case(State.DRAFT, filed_at=None)], SINCE, UNTIL)
    assert numbers.reported == (7,)
    assert numbers.filed == numbers.open == ()


def test_a_void_case_was_reported_and_nothing_more() -> None:
    void = a_case(State.VOID, ended_at=NOW - timedelta(minutes=2))
    numbers = count([void], SINCE, UNTIL)
    assert numbers.reported == (7,)
    assert numbers.open == numbers.due == ()
    assert numbers.categories == ()


def test_small_units_have_no_place_in_the_ranking() -> None:
    few = UnitFigures(1, 0, 0, 0, MINIMUM_SAMPLE - 1, MINIMUM_SAMPLE - 1)
    good = UnitFigures(2, 0, 0, 0, 5, 5)
    poor = UnitFigures(3, 0, 0, 0, 5, 1)
    assert [row.unit for row in ranking([few, poor, good])] == [2, 3]


moments = st.integers(-3000, 3000).map(lambda minutes: NOW + timedelta(minutes=minutes))


@st.composite
def cases(draw: st.DrawFn) -> list[Case]:
    made = []
    for key in range(draw(st.integers(0, 12))):
        reported = draw(moments)
        submitted = draw(st.none() | st.integers(0, 900))
        closed = draw(st.none() | st.integers(0, 900)) if submitted is not None else None
        sent = reported + timedelta(minutes=submitted) if submitted is not None else None
        made.append(
            a_case(
                State.CLOSED if closed is not None else State.HANDLING,
                id=key + 1,
                reported_at=reported,
                filed_at=reported,
                submitted_at=sent,
                closed_at=sent + timedelta(minutes=closed) if sent and closed is not None else None,
                due_at=reported + timedelta(minutes=draw(st.integers(1, 600))),
                unit=draw(st.sampled_from([DANAN, 3, 4])),
            )
        )
    return made


@given(cases())
def test_the_parts_add_up(made: list[Case]) -> None:
    numbers = count(made, SINCE, UNTIL)
    assert set(numbers.on_time) <= set(numbers.due)
    assert set(numbers.overdue) <= set(numbers.open)
    assert len(set(numbers.late)) == len(numbers.late)
    assert sum(row.open + row.late for row in numbers.units) == len(numbers.open)
    assert sum(row.late for row in numbers.units) == len(numbers.overdue)
    assert sum(row.closed for row in numbers.units) == len(numbers.closed)
    assert sum(row.due for row in numbers.units) == len(numbers.due)
    assert all(was_open(case, UNTIL) for case in made if case.id in numbers.open)
