"""Who is on duty: the roster with its dates and swaps, for any roster at any moment."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.duty import (
    HORIZON,
    Duty,
    Roster,
    Swap,
    change_at,
    changes,
    holes,
    leaves_at,
    next_on_duty,
    on_duty,
    reminded,
    rostered,
    shift_end,
    successors,
)
from domain.people import Person, Role
from domain.refusals import Refused
from domain.swapping import agree, may_be_relieved, plan
from tests.domain.factory import DANAN, HUANGCHENG, LI, NOW, SHANGHAI, WANG, ZHOU

FENG = Person(10, "冯队员", 1010, roles=frozenset({Role.HANDLER}), unit=DANAN)
CHEN = Person(11, "陈队员", None, roles=frozenset({Role.HANDLER}), unit=DANAN)
CAST = (WANG, LI, FENG, CHEN, ZHOU)
WEEK = frozenset(range(7))
DAY = Duty(DANAN, WANG.id, WEEK, time(8), time(20))
NIGHT = Duty(DANAN, LI.id, WEEK, time(20), time(8))
SHIFTS = Roster((DAY, NIGHT))
# NOW is a Saturday at ten.
TONIGHT = NOW.replace(hour=20)
TOMORROW = NOW + timedelta(days=1)


def names(people: tuple[Person, ...]) -> list[str]:
    return [one.name for one in people]


def here(roster: Roster, local: datetime) -> list[str]:
    return names(rostered(roster, CAST, DANAN, local))


def dated(person: int, *dates: tuple[date, date], hours: tuple[time, time]) -> Duty:
    return Duty(DANAN, person, WEEK, *hours, dates)


# --- examples ----------------------------------------------------------------------------


def test_shifts_follow_each_other_over_midnight() -> None:
    assert here(SHIFTS, NOW) == ["王队员"]
    assert here(SHIFTS, TONIGHT) == ["李中队长"]
    assert here(SHIFTS, TOMORROW.replace(hour=7, minute=59)) == ["李中队长"]
    assert here(SHIFTS, TOMORROW.replace(hour=8)) == ["王队员"]


def test_a_night_belongs_to_the_day_on_which_it_begins() -> None:
    saturday = Roster((Duty(DANAN, LI.id, frozenset({5}), time(20), time(8)),))
    assert here(saturday, TOMORROW.replace(hour=7)) == ["李中队长"]
    assert here(saturday, NOW.replace(hour=7)) == []


def test_dates_win_over_days_of_the_week_in_their_hours() -> None:
    morning = dated(FENG.id, (NOW.date(), NOW.date()), hours=(time(8), time(12)))
    roster = Roster((DAY, NIGHT, morning))
    assert here(roster, NOW) == ["冯队员"]
    assert here(roster, NOW.replace(hour=12)) == ["王队员"]
    assert here(roster, TOMORROW) == ["王队员"]
    end = NOW.replace(hour=12)
    assert shift_end(roster, CAST, DANAN, FENG.id, NOW) == end
    assert next_on_duty(roster, CAST, DANAN, NOW) is not None


def test_a_span_of_dates_holds_its_first_and_its_last_day() -> None:
    span = (date(2026, 12, 3), date(2026, 12, 5))
    roster = Roster((dated(FENG.id, span, hours=(time(0), time.max)),))
    days = [
        day
        for day in range(1, 8)
        if here(roster, datetime(2026, 12, day, 23, 59, 59, 999999, SHANGHAI))
    ]
    assert days == [3, 4, 5]


def test_where_nobody_is_on_duty_the_leaders_are_called_then_everybody() -> None:
    roster = Roster((DAY,))
    assert names(on_duty(roster, CAST, DANAN, TONIGHT)) == ["李中队长"]
    assert names(on_duty(roster, (WANG, FENG), DANAN, TONIGHT)) == ["王队员", "冯队员"]
    assert holes(roster, CAST, DANAN, NOW, timedelta(days=2)) == (
        (TONIGHT, TOMORROW.replace(hour=8)),
        (TOMORROW.replace(hour=20), (TOMORROW + timedelta(days=1)).replace(hour=8)),
    )
    assert holes(SHIFTS, CAST, DANAN, NOW, timedelta(days=7)) == ()


def test_a_swap_counts_until_the_end_of_the_shift() -> None:
    swap = plan(SHIFTS, CAST, DANAN, away=WANG.id, stand_in=FENG.id, by=WANG, local=NOW)
    assert swap == Swap(DANAN, WANG.id, FENG.id, NOW, TONIGHT)
    roster = Roster(SHIFTS.lines, (swap,))
    assert here(roster, NOW - timedelta(seconds=1)) == ["王队员"]
    assert here(roster, NOW) == ["冯队员"]
    assert here(roster, TONIGHT) == ["李中队长"]
    assert here(roster, TOMORROW) == ["王队员"]
    assert shift_end(roster, CAST, DANAN, FENG.id, NOW) == TONIGHT
    assert shift_end(roster, CAST, DANAN, WANG.id, NOW) is None


def test_a_swap_may_be_swapped_again() -> None:
    first = Swap(DANAN, WANG.id, FENG.id, NOW, TONIGHT)
    again = Swap(DANAN, FENG.id, LI.id, NOW + timedelta(hours=2), TONIGHT)
    roster = Roster(SHIFTS.lines, (first, again))
    assert here(roster, NOW + timedelta(hours=1)) == ["冯队员"]
    assert here(roster, NOW + timedelta(hours=2)) == ["李中队长"]


def test_a_stand_in_who_has_left_the_unit_does_not_count() -> None:
    roster = Roster(SHIFTS.lines, (Swap(DANAN, WANG.id, ZHOU.id, NOW, TONIGHT),))
    assert here(roster, NOW) == ["王队员"]


def test_who_is_always_on_duty_swaps_the_rest_of_the_day() -> None:
    always = Roster((Duty(DANAN, WANG.id, WEEK, time.min, time.max),))
    midnight = TOMORROW.replace(hour=0)
    assert leaves_at(always, CAST, DANAN, WANG.id, NOW) is None
    assert shift_end(always, CAST, DANAN, WANG.id, NOW) == midnight
    assert next(changes(always, CAST, DANAN, NOW), None) is None
    swapped = Roster(always.lines, (Swap(DANAN, WANG.id, FENG.id, NOW, midnight),))
    back = next(changes(swapped, CAST, DANAN, NOW))
    assert (back.at, names(back.leaving), names(back.coming)) == (midnight, ["冯队员"], ["王队员"])


def test_a_shift_is_left_to_those_who_stay_where_nobody_else_comes() -> None:
    both = Roster((DAY, Duty(DANAN, FENG.id, WEEK, time(8), time(12)), NIGHT))
    noon = change_at(both, CAST, DANAN, NOW.replace(hour=12))
    assert noon is not None
    assert (names(noon.leaving), names(noon.coming)) == (["冯队员"], ["王队员"])
    joined = change_at(
        Roster((DAY, Duty(DANAN, FENG.id, WEEK, time(10), time(20)))), CAST, DANAN, NOW
    )
    assert joined is not None
    assert joined.leaving == ()
    assert change_at(both, CAST, DANAN, NOW) is None


def test_successors_come_in_the_order_of_their_shifts() -> None:
    sunday = Duty(DANAN, CHEN.id, frozenset({6}), time(12), time(14))
    later = dated(FENG.id, (date(2026, 12, 1), date(2026, 12, 1)), hours=(time(8), time(20)))
    roster = Roster((later, sunday, DAY, NIGHT))
    assert names(successors(roster, CAST, DANAN, NOW)) == ["李中队长", "陈队员", "冯队员"]
    assert names(successors(roster, CAST, DANAN, TONIGHT)) == ["王队员", "陈队员", "冯队员"]


def test_who_accepted_is_reminded_and_the_duty_too_once_his_shift_is_over() -> None:
    assert names(reminded(SHIFTS, CAST, DANAN, NOW, [])) == ["王队员"]
    assert names(reminded(SHIFTS, CAST, DANAN, NOW, [WANG.id])) == ["王队员"]
    assert names(reminded(SHIFTS, CAST, DANAN, TONIGHT, [WANG.id])) == ["王队员", "李中队长"]
    assert names(reminded(SHIFTS, CAST, DANAN, TONIGHT, [FENG.id])) == ["冯队员"], "not of a shift"


# --- refusals ----------------------------------------------------------------------------


def refused(stand_in: int, by: Person, away: int = WANG.id, roster: Roster = SHIFTS) -> str:
    with pytest.raises(Refused) as refusal:
        plan(roster, CAST, DANAN, away=away, stand_in=stand_in, by=by, local=NOW)
    return refusal.value.key


def test_a_swap_is_refused_with_its_reason() -> None:
    swapped = Roster(SHIFTS.lines, (Swap(DANAN, WANG.id, FENG.id, NOW, TONIGHT),))
    assert refused(LI.id, by=FENG) == "not_your_shift"
    assert refused(FENG.id, by=LI, away=LI.id) == "not_your_shift"
    assert refused(ZHOU.id, by=WANG) == "not_your_colleague"
    assert refused(CHEN.id, by=WANG) == "not_bound"
    assert refused(WANG.id, by=WANG) == "on_duty_already"
    assert refused(LI.id, by=WANG, roster=swapped) == "swapped_already"


def test_who_may_be_relieved() -> None:
    both = Roster((*SHIFTS.lines, Duty(DANAN, FENG.id, WEEK, time(8), time(20))))
    assert names(may_be_relieved(both, CAST, DANAN, WANG, NOW)) == ["王队员"]
    assert names(may_be_relieved(both, CAST, DANAN, LI, NOW)) == ["王队员", "冯队员"]
    assert names(may_be_relieved(both, CAST, DANAN, LI, TONIGHT)) == ["李中队长"]
    with pytest.raises(Refused, match="not_your_shift"):
        may_be_relieved(both, CAST, DANAN, ZHOU, NOW)
    with pytest.raises(Refused, match="shift_over"):
        may_be_relieved(Roster(), CAST, DANAN, LI, NOW)


def test_consent_is_refused_with_its_reason() -> None:
    swap = Swap(DANAN, WANG.id, FENG.id, NOW, TONIGHT)

    def why(by: Person, local: datetime = NOW, roster: Roster = SHIFTS) -> str:
        with pytest.raises(Refused) as refusal:
            agree(roster, CAST, swap, by=by, local=local)
        return refusal.value.key

    agree(SHIFTS, CAST, swap, by=FENG, local=NOW)
    assert why(LI) == "question_not_yours"
    assert why(FENG, TONIGHT) == "shift_over"
    assert why(Person(FENG.id, "冯队员", 1010, unit=HUANGCHENG)) == "not_your_colleague"
    taken = Roster(SHIFTS.lines, (Swap(DANAN, WANG.id, LI.id, NOW, TONIGHT),))
    assert why(FENG, roster=taken) == "swapped_already"
    both = Roster((*SHIFTS.lines, Duty(DANAN, FENG.id, WEEK, time(8), time(20))))
    assert why(FENG, roster=both) == "on_duty_already"


# --- properties --------------------------------------------------------------------------

ids = st.sampled_from([one.id for one in CAST])
units = st.sampled_from([DANAN, HUANGCHENG])
clocks = st.sampled_from([time(hour) for hour in (0, 6, 8, 12, 18, 20, 22)])
moments = st.integers(0, 10 * 24 * 4).map(lambda quarter: NOW + quarter * timedelta(minutes=15))
spans = st.tuples(st.integers(-2, 12), st.integers(0, 3)).map(
    lambda at: (
        NOW.date() + timedelta(days=at[0]),
        NOW.date() + timedelta(days=at[0] + at[1]),
    )
)
lines = st.builds(
    Duty,
    units,
    ids,
    st.frozensets(st.integers(0, 6), min_size=1),
    clocks,
    st.one_of(clocks, st.just(time.max)),
    st.one_of(st.just(()), st.lists(spans, min_size=1, max_size=2).map(tuple)),
).filter(lambda line: line.since != line.until)
swaps = st.builds(
    lambda unit, away, stand_in, since, hours: Swap(
        unit, away, stand_in, since, since + timedelta(hours=hours)
    ),
    units,
    ids,
    ids,
    moments,
    st.integers(1, 12),
)
rosters = st.builds(
    Roster, st.lists(lines, max_size=6).map(tuple), st.lists(swaps, max_size=4).map(tuple)
)


@given(rosters, units, moments)
def test_only_the_units_own_people_are_on_duty(roster: Roster, unit: int, local: datetime) -> None:
    assert {one.unit for one in on_duty(roster, CAST, unit, local)} <= {unit}
    assert {one.unit for one in successors(roster, CAST, unit, local)} <= {unit}


@given(rosters, units, moments)
def test_at_most_those_of_the_roster_are_on_it(roster: Roster, unit: int, local: datetime) -> None:
    on_now = {one.id for one in rostered(roster, CAST, unit, local)}
    own = roster.of(unit)
    covering = {line.person for line in own.lines if line.shift(local)}
    standing_in = {swap.stand_in for swap in own.swaps if swap.covers(local)}
    assert on_now <= covering | standing_in
    assert len(on_now) <= len(covering)


@given(rosters, units, moments)
def test_a_swap_never_leaves_a_shift_to_nobody(roster: Roster, unit: int, local: datetime) -> None:
    # A roster names the unit's own people: the org file is refused otherwise.
    own = {(one.id, one.unit) for one in CAST}
    lines = tuple(line for line in roster.lines if (line.person, line.unit) in own)
    without = rostered(Roster(lines), CAST, unit, local)
    swapped = Roster(lines, roster.swaps)
    assert bool(rostered(swapped, CAST, unit, local)) == bool(without)


@given(rosters, units, moments)
def test_successors_are_others_and_each_once(roster: Roster, unit: int, local: datetime) -> None:
    found = successors(roster, CAST, unit, local)
    assert len(set(found)) == len(found)
    assert not set(found) & set(on_duty(roster, CAST, unit, local))
    assert {one.id for one in found} <= roster.of(unit).people()


@given(rosters, units, moments)
def test_between_two_changes_the_duty_stays_the_same(
    roster: Roster, unit: int, local: datetime
) -> None:
    first = next(changes(roster, CAST, unit, local), None)
    until = min(first.at, local + timedelta(days=3)) if first else local + timedelta(days=3)
    now_on = set(on_duty(roster, CAST, unit, local))
    step = timedelta(minutes=45)
    later = local
    while (later := later + step) < until:
        assert set(on_duty(roster, CAST, unit, later)) == now_on
    if first is not None:
        assert first.at - local <= HORIZON + timedelta(days=1)
        assert change_at(roster, CAST, unit, first.at) == first
        assert set(on_duty(roster, CAST, unit, first.at)) != now_on


@given(rosters, units, moments)
def test_a_shift_ends_after_now_and_is_his_until_then(
    roster: Roster, unit: int, local: datetime
) -> None:
    for person in rostered(roster, CAST, unit, local):
        end = shift_end(roster, CAST, unit, person.id, local)
        assert end is not None
        assert local < end <= local + timedelta(days=1)
        assert person in rostered(roster, CAST, unit, end - timedelta(microseconds=1))


@given(rosters, units, moments, ids, ids)
def test_a_planned_swap_changes_one_person_for_another(
    roster: Roster, unit: int, local: datetime, away: int, stand_in: int
) -> None:
    by = next(one for one in CAST if one.id == away)
    try:
        swap = plan(roster, CAST, unit, away=away, stand_in=stand_in, by=by, local=local)
    except Refused:
        return
    before = {one.id for one in rostered(roster, CAST, unit, local)}
    swapped = Roster(roster.lines, (*roster.swaps, swap))
    assert {one.id for one in rostered(swapped, CAST, unit, local)} == before - {away} | {stand_in}
