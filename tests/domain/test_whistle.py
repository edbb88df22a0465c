"""Who comes when, who is missed, and who may do what around a whistle."""

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain import whistle as rules
from domain.people import Person, Role
from domain.refusals import Refused
from domain.whistle import Call, Whistle, WhistleNumber, WhistleState, minutes_taken
from tests.domain.factory import NOW, SHANGHAI

DANAN, HUANGCHENG, SWEEPERS = 2, 3, 5
NUMBER = WhistleNumber(NOW.date(), 1)
ZHAO = Person(1, "赵督查", roles=frozenset({Role.SUPERVISOR}))
SUN = Person(3, "孙派遣", roles=frozenset({Role.DISPATCHER}))
WANG = Person(4, "王队员", roles=frozenset({Role.HANDLER}), unit=DANAN)
LI = Person(5, "李中队长", roles=frozenset({Role.UNIT_LEADER}), unit=DANAN)
ZHOU = Person(6, "周队员", roles=frozenset({Role.HANDLER}), unit=HUANGCHENG)
CALLS = (Call(DANAN), Call(SWEEPERS))

seconds = st.integers(0, 3 * 24 * 3600).map(lambda count: timedelta(seconds=count))
limits = st.integers(1, rules.LONGEST_LIMIT_MINUTES)


def draft(minutes: int = 30) -> Whistle:
    return Whistle(
        id=1,
        bureau=1,
        chat=-100,
        thread=None,
        message=5,
        by=ZHAO.id,
        by_name=ZHAO.name,
        at=NOW,
        limit_minutes=minutes,
    )


def blown(minutes: int = 30) -> Whistle:
    return rules.blow(draft(minutes), (DANAN, SWEEPERS), NUMBER, NOW)


def refused(key: str) -> pytest.RaisesExc[Refused]:
    return pytest.RaisesExc(Refused, match=f"^{key}$")


def test_a_whistle_has_a_number_and_a_limit() -> None:
    whistle = blown()
    assert str(whistle.number) == "哨1121-01"
    assert whistle.due_at == whistle.limit_at == NOW + timedelta(minutes=30)


def test_the_time_runs_from_when_the_units_are_chosen() -> None:
    later = NOW + timedelta(minutes=4)
    whistle = rules.blow(draft(), (DANAN,), NUMBER, later)
    assert whistle.limit_at == later + timedelta(minutes=30)


def test_nobody_is_called_by_a_whistle_without_units_nor_twice() -> None:
    with refused("whistle_nobody"):
        rules.blow(draft(), (), NUMBER, NOW)
    with refused("whistle_blown"):
        rules.blow(blown(), (DANAN,), NUMBER, NOW)
    with refused("whistle_over"):
        rules.blow(rules.drop(draft(), NOW), (DANAN,), NUMBER, NOW)


@pytest.mark.parametrize("minutes", [0, -5, 24 * 60 + 1])
def test_a_limit_is_a_minute_to_a_day(minutes: int) -> None:
    with refused("whistle_limit"):
        rules.limit(minutes)


@given(limits, seconds)
def test_who_took_longer_than_the_limit_was_late(minutes: int, after: timedelta) -> None:
    whistle = blown(minutes)
    call = rules.arrive(whistle, CALLS, WANG, NOW + after)
    assert call.late == (after > timedelta(minutes=minutes))
    assert call.late == (minutes_taken(whistle, NOW + after) > minutes)


@given(limits, seconds, seconds)
def test_who_comes_later_never_took_less(minutes: int, one: timedelta, other: timedelta) -> None:
    whistle, (first, second) = blown(minutes), sorted((NOW + one, NOW + other))
    assert minutes_taken(whistle, first) <= minutes_taken(whistle, second)


def test_the_first_of_a_unit_reports_in_for_it() -> None:
    whistle, when = blown(), NOW + timedelta(minutes=12, seconds=40)
    call = rules.arrive(whistle, CALLS, WANG, when, "堵车")
    assert (call.by_name, call.note, minutes_taken(whistle, when)) == ("王队员", "堵车", 12)
    with refused("whistle_arrived") as told:
        rules.arrive(whistle, (call, CALLS[1]), LI, when)
    assert told.value.facts == {"first": "王队员", "minutes": 12}
    assert rules.absentees((call, CALLS[1])) == (SWEEPERS,)


def test_only_a_called_unit_reports_in_and_only_while_it_goes_on() -> None:
    for person in (ZHOU, ZHAO):
        with refused("whistle_not_called"):
            rules.arrive(blown(), CALLS, person, NOW)
    over = rules.end(blown(), ZHAO, NOW)
    with refused("whistle_over"):
        rules.arrive(over, CALLS, WANG, NOW)
    with refused("whistle_over"):
        rules.end(over, ZHAO, NOW)


def test_who_blew_a_dispatcher_or_a_leader_ends_it() -> None:
    qian = Person(2, "钱督查", roles=frozenset({Role.SUPERVISOR}))
    for person in (qian, WANG, LI):
        with refused("whistle_not_yours"):
            rules.end(blown(), person, NOW)
    leader = Person(8, "郑局长", roles=frozenset({Role.LEADER}))
    for able in (ZHAO, SUN, leader, replace(WANG, dispatcher_here=True), None):
        over = rules.end(blown(), able, NOW)
        assert (over.state, over.due_at) == (WhistleState.ENDED, None)
        assert over.ended_by == (able.id if able else None)


@given(st.sets(st.sampled_from(Role)))
def test_handlers_alone_may_not_blow(roles: set[Role]) -> None:
    person = Person(9, "某人", roles=frozenset(roles))
    assert rules.may_blow(person) == bool(roles & set(rules.MAY_BLOW))
    assert rules.may_blow(replace(person, dispatcher_here=True))


def test_the_called_and_the_staff_speak_in_the_meeting() -> None:
    whistle = blown()
    assert rules.may_speak(whistle, CALLS, WANG)
    assert rules.may_speak(whistle, CALLS, SUN)
    assert not rules.may_speak(whistle, CALLS, ZHOU)


@given(limits)
def test_the_meeting_ends_with_the_day_of_its_limit(minutes: int) -> None:
    whistle = rules.limit_passed(blown(minutes), SHANGHAI, NOW)
    assert whistle.due_at is not None
    assert whistle.limit_at < whistle.due_at <= whistle.limit_at + timedelta(days=1)
    assert f"{whistle.due_at.astimezone(SHANGHAI):%H:%M}" == "23:59"


def test_a_day_counts_those_whose_limit_fell_into_it() -> None:
    since, until = NOW - timedelta(hours=1), NOW + timedelta(minutes=60)
    here = rules.arrive(blown(), CALLS, WANG, NOW + timedelta(minutes=40))
    known = [(blown(), (here, CALLS[1])), (blown(90), CALLS), (draft(), CALLS)]
    figures = rules.count(known, since, until)
    assert (figures.whistles, figures.called, figures.arrived) == ((1,), 2, 1)
    assert figures.absent == ((SWEEPERS, "哨1121-01"),)
    assert figures.late == ((DANAN, "哨1121-01"),)
    ours = rules.count(known, since, until, unit=DANAN)
    assert (ours.called, ours.arrived, ours.absent) == (1, 1, ())
    assert rules.count(known, since, until, unit=HUANGCHENG).whistles == ()


@given(
    limits,
    st.lists(st.one_of(st.none(), seconds), min_size=1, max_size=6),
    st.lists(seconds, max_size=4),
)
def test_whoever_is_called_came_or_is_absent_in_exactly_one_period(
    minutes: int, arrivals: list[timedelta | None], cuts: list[timedelta]
) -> None:
    calls = tuple(
        Call(unit, arrived_at=None if after is None else NOW + after)
        for unit, after in enumerate(arrivals)
    )
    edges = sorted({NOW, NOW + timedelta(days=9), *(NOW + cut for cut in cuts)})
    days = [
        rules.count([(blown(minutes), calls)], since, until) for since, until in pairwise(edges)
    ]
    assert sum(len(day.whistles) for day in days) == 1
    assert sum(day.called for day in days) == len(calls)
    assert all(day.arrived + len(day.absent) == day.called for day in days)
