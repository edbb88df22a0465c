"""The rules of a case, one by one; all together in test_state_machine."""

from dataclasses import replace
from datetime import timedelta

import pytest

from domain import amendments, clocks, endings, requests, rules
from domain.cases import DueSource, Severity, State
from domain.people import Person
from domain.refusals import Refused
from domain.transitions import TABLE, Action
from domain.worktime import Limit, LimitUnit
from tests.domain.factory import (
    DANAN,
    HUANGCHENG,
    LI,
    NOW,
    STRANGER,
    SUN,
    WANG,
    ZHAO,
    ZHENG,
    ZHOU,
    a_case,
)


def refusal(act: object, *args: object, **facts: object) -> str:
    with pytest.raises(Refused) as caught:
        act(*args, **facts)  # type: ignore[operator]
    return caught.value.key


def test_a_unit_member_accepts_and_the_clock_keeps_running() -> None:
    case = a_case(next_step_at=NOW + timedelta(minutes=86))
    taken = rules.accept(case, by=WANG, now=NOW).case
    assert taken.state is State.HANDLING
    assert taken.handler == WANG.id
    assert taken.next_step_at == case.next_step_at


def test_nobody_else_accepts() -> None:
    for person in (ZHAO, SUN, ZHOU, STRANGER):
        assert refusal(rules.accept, a_case(), by=person, now=NOW) == "not_your_unit"


def test_the_second_to_accept_is_told_so() -> None:
    assert refusal(rules.accept, a_case(State.HANDLING), by=LI, now=NOW) == "already_accepted"


def test_done_without_a_photo_is_not_done() -> None:
    assert refusal(rules.submit, a_case(), by=WANG, now=NOW, photos=0) == "photo_needed"


def test_a_proof_stops_the_handling_clock_and_starts_that_of_the_check() -> None:
    done = rules.submit(a_case(next_step_at=NOW), by=WANG, now=NOW, photos=1).case
    assert done.state is State.CHECKING
    assert done.next_step_at == NOW + timedelta(hours=2)
    assert done.submitted_by == WANG.id


@pytest.mark.parametrize("person", [WANG, LI])
def test_nobody_checks_his_own_units_work(person: Person) -> None:
    assert refusal(rules.pass_, a_case(State.CHECKING), by=person, now=NOW) == "own_work"


def test_a_dispatcher_of_the_same_unit_checks_nothing_of_it_either() -> None:
    own = replace(SUN, unit=DANAN)
    case = a_case(State.CHECKING)
    assert refusal(rules.pass_, case, by=own, now=NOW) == "own_work"
    assert refusal(rules.rework, case, by=own, now=NOW, reason="no") == "own_work"


def test_a_groups_administrator_dispatches_but_never_for_his_own_unit() -> None:
    from_another = replace(ZHOU, dispatcher_here=True)
    own = replace(WANG, dispatcher_here=True)
    assert (
        endings.void(a_case(), by=from_another, now=NOW, reason="mistake").case.state is State.VOID
    )
    assert refusal(endings.void, a_case(), by=own, now=NOW, reason="mistake") == "not_allowed"


def test_rework_has_a_new_clock_and_is_counted() -> None:
    again = rules.rework(a_case(State.CHECKING), by=ZHAO, now=NOW, reason="not_fixed").case
    assert again.state is State.HANDLING
    assert again.round == 1
    assert again.due_at == NOW + timedelta(minutes=120)
    assert again.next_step_at == NOW + timedelta(minutes=96)


def test_rework_needs_a_reason() -> None:
    case = a_case(State.CHECKING)
    assert refusal(rules.rework, case, by=ZHAO, now=NOW, reason=" ") == "reason_needed"


def test_a_return_goes_to_the_dispatcher_only_and_the_third_is_refused() -> None:
    back = rules.return_(a_case(), by=WANG, now=NOW, reason="area").case
    assert back.state is State.FILED
    assert back.unit is None
    assert refusal(rules.dispatch, back, unit=HUANGCHENG, by=None, now=NOW) == "not_allowed"
    sent = rules.dispatch(back, unit=HUANGCHENG, by=SUN, now=NOW).case
    assert sent.unit == HUANGCHENG
    twice = a_case(returns=2)
    assert refusal(rules.return_, twice, by=WANG, now=NOW, reason="area") == "third_return"


def test_redispatch_is_a_dispatchers_and_to_another_unit() -> None:
    case = a_case(State.HANDLING, handler=WANG.id)
    sent = rules.dispatch(case, unit=HUANGCHENG, by=SUN, now=NOW)
    assert sent.action is Action.REDISPATCH
    assert sent.case.handler is None
    assert refusal(rules.dispatch, case, unit=DANAN, by=SUN, now=NOW) == "same_unit"
    assert refusal(rules.dispatch, case, unit=HUANGCHENG, by=ZHAO, now=NOW) == "not_allowed"


def test_the_reporter_withdraws_within_five_minutes() -> None:
    fresh = a_case(reported_at=NOW - timedelta(minutes=5))
    assert endings.withdraw(fresh, by=ZHAO, now=NOW, reason=None).case.state is State.VOID
    later = a_case(reported_at=NOW - timedelta(minutes=5, seconds=1))
    assert refusal(endings.withdraw, later, by=ZHAO, now=NOW, reason=None) == "too_late_to_withdraw"


def test_who_passed_it_reopens_within_five_minutes_and_a_dispatcher_at_any_time() -> None:
    just_closed = a_case(State.CLOSED)
    again = endings.reopen(just_closed, by=ZHAO, now=NOW, reason="check_again").case
    assert again.state is State.CHECKING
    later = NOW + timedelta(hours=1)
    assert (
        refusal(endings.reopen, just_closed, by=ZHAO, now=later, reason="x") == "too_late_to_reopen"
    )
    assert endings.reopen(just_closed, by=SUN, now=later, reason="x").case.state is State.CHECKING
    assert refusal(endings.reopen, just_closed, by=WANG, now=NOW, reason="x") == "not_allowed"


def test_an_amended_category_brings_its_limit_unless_a_deadline_was_typed() -> None:
    change = amendments.Amendment(category="暴露垃圾", limit=Limit(4, LimitUnit.HOUR))
    typed = amendments.amend(a_case(), change, by=ZHAO, now=NOW).case
    assert typed.due_at == a_case().due_at
    limited = a_case(due_source=DueSource.LIMIT)
    amended = amendments.amend(limited, change, by=ZHAO, now=NOW).case
    assert amended.due_at == NOW + timedelta(minutes=230)


def test_a_deadline_in_the_past_is_refused() -> None:
    change = amendments.Amendment(due_at=NOW - timedelta(minutes=1))
    assert refusal(amendments.amend, a_case(), change, by=ZHAO, now=NOW) == "deadline_in_the_past"


def test_an_amendment_that_changes_nothing_is_refused() -> None:
    change = amendments.Amendment(address="中街路32号门口")
    assert refusal(amendments.amend, a_case(), change, by=ZHAO, now=NOW) == "nothing_to_amend"


def test_what_turns_out_dangerous_is_called_for_sooner() -> None:
    case = rules.dispatch(a_case(State.FILED), unit=DANAN, by=SUN, now=NOW).case
    assert case.next_step_at == NOW + timedelta(minutes=15)
    change = amendments.Amendment(severity=Severity.URGENT)
    assert amendments.amend(case, change, by=ZHAO, now=NOW).case.next_step_at == NOW + timedelta(
        minutes=5
    )


def test_more_time_that_was_asked_for_never_shortens_what_was_given_since() -> None:
    until = NOW + timedelta(hours=3)
    wish = requests.Wish.EXTEND
    desk = requests.Desk.DISPATCHER
    asked = requests.Request(1, wish, 7, DANAN, LI.id, LI.name, "x", NOW, desk, until)
    case = a_case()
    assert requests.grant(asked, case, by=SUN, now=NOW).case.due_at == until
    change = amendments.Amendment(due_at=NOW + timedelta(hours=4))
    longer = amendments.amend(case, change, by=ZHAO, now=NOW).case
    assert refusal(requests.grant, asked, longer, by=SUN, now=NOW) == "extension_too_short"


@pytest.mark.parametrize("first", [timedelta(minutes=10), timedelta(hours=1, minutes=40)])
def test_each_extension_may_be_as_long_as_the_limit_however_short_the_one_before(
    first: timedelta,
) -> None:
    wish, desk = requests.Wish.EXTEND, requests.Desk.DISPATCHER
    case = clocks.with_deadline(a_case(), NOW + timedelta(minutes=100), None, NOW)
    case = clocks.start(case, NOW)
    assert case.due_at is not None
    until = case.due_at + first
    asked = requests.Request(1, wish, 7, DANAN, LI.id, LI.name, "x", NOW, desk, until)
    longer = requests.grant(asked, case, by=SUN, now=NOW).case
    assert requests.latest_extension(longer) == until + timedelta(minutes=100)


def test_an_extension_of_a_deadline_typed_since_may_be_as_long_as_that() -> None:
    wish, desk = requests.Wish.EXTEND, requests.Desk.DISPATCHER
    case = clocks.start(clocks.with_deadline(a_case(), NOW + timedelta(hours=2), None, NOW), NOW)
    until = NOW + timedelta(hours=3)
    asked = requests.Request(1, wish, 7, DANAN, LI.id, LI.name, "x", NOW, desk, until)
    longer = requests.grant(asked, case, by=SUN, now=NOW).case
    change = amendments.Amendment(due_at=NOW + timedelta(hours=6))
    typed = amendments.amend(longer, change, by=ZHAO, now=NOW).case
    assert requests.latest_extension(typed) == NOW + timedelta(hours=12)


def test_steps_are_taken_one_by_one_and_the_chain_ends() -> None:
    filed = a_case(State.FILED, due_at=NOW + timedelta(minutes=100), limit_minutes=100)
    case = rules.dispatch(filed, unit=DANAN, by=SUN, now=NOW).case
    taken = []
    while case.next_step_at is not None:
        after = (case.next_step_at - NOW).total_seconds() / 60
        decision = rules.take_step(case, now=case.next_step_at)
        taken.append((decision.reason, after))
        case = decision.case
    assert taken == [
        ("accept_next", 15),
        ("accept_leader", 45),
        ("warn", 80),
        ("urge", 100),
        ("order", 150),
        ("account", 200),
    ]


def test_a_step_before_its_time_is_refused() -> None:
    case = rules.dispatch(a_case(State.FILED), unit=DANAN, by=SUN, now=NOW).case
    assert refusal(rules.take_step, case, now=NOW + timedelta(minutes=1)) == "wrong_state"


def test_an_unusable_proof_sends_the_case_back_on_its_old_clock() -> None:
    filed = a_case(State.FILED)
    case = rules.dispatch(filed, unit=DANAN, by=SUN, now=NOW).case
    later = NOW + timedelta(minutes=5)
    proven = rules.submit(case, by=WANG, now=later, photos=1).case
    back = rules.unproven(proven, reason="picture_damaged").case
    assert back.state is State.HANDLING
    assert back.due_at == case.due_at
    assert back.next_step_at == NOW + timedelta(minutes=88)  # the warning, of 110 minutes


def test_every_row_of_the_table_starts_in_a_state_and_names_who() -> None:
    assert set(TABLE) == set(Action) - {Action.REPORT}
    for row in TABLE.values():
        assert row.sources
        assert row.who


def test_no_transition_leaves_an_ended_case() -> None:
    assert not any(State.VOID in row.sources for row in TABLE.values())


def test_leaders_check_too() -> None:
    assert rules.pass_(a_case(State.CHECKING), by=ZHENG, now=NOW).case.state is State.CLOSED


def test_a_case_that_nobody_had_accepted_waits_for_it_again_after_a_suspension() -> None:
    suspended = a_case(State.SUSPENDED, suspended_until=NOW, clock_at=None)
    back = rules.resume(suspended, by=None, now=NOW).case
    assert (back.state, back.handler) == (State.DISPATCHED, None)
    assert back.next_step_at == NOW + timedelta(minutes=15), "not long ago"
    assert rules.resume(suspended, by=SUN, now=NOW).case.state is State.DISPATCHED
    taken_up = rules.resume(suspended, by=LI, now=NOW).case
    assert (taken_up.state, taken_up.handler) == (State.HANDLING, LI.id)
    accepted = a_case(State.SUSPENDED, suspended_until=NOW, clock_at=None, handler=WANG.id)
    assert rules.resume(accepted, by=None, now=NOW).case.state is State.HANDLING
