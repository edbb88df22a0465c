"""The rules of a case: each is a function from a case, a person and a time to a decision."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from domain import clocks, escalation, worktime
from domain.cases import Case, DueSource, State
from domain.people import Person
from domain.policy import Phase
from domain.refusals import Refused
from domain.rights import rights
from domain.transitions import TABLE, Action, Clock, Need, Transition, Who


class Notice(StrEnum):
    """What must be told because of a decision."""

    PING = "ping"
    RESUMED = "resumed"
    REFRESH = "refresh"
    PLATE = "plate"
    REWORK = "rework"
    RULING = "ruling"


@dataclass(frozen=True, slots=True)
class Decision:
    """What a case becomes, which event tells of it, and who must hear."""

    case: Case
    action: Action
    notices: tuple[Notice, ...] = (Notice.REFRESH,)
    reason: str | None = None


# What to say to somebody who comes too late or too early: by state where no action says better.
_WRONG_STATE = {
    State.DRAFT: "still_a_draft",
    State.FILED: "not_dispatched_yet",
    State.SUSPENDED: "suspended_now",
    State.CHECKING: "already_submitted",
    State.CLOSED: "already_closed",
    State.REFUSED: "not_open",
    State.VOID: "not_open",
}
_STALE = {
    (Action.ACCEPT, State.HANDLING): "already_accepted",
    (Action.PASS, State.CLOSED): "already_checked",
    (Action.REWORK, State.CLOSED): "already_checked",
    (Action.PASS, State.HANDLING): "wrong_state",
    (Action.REWORK, State.HANDLING): "wrong_state",
}


def _wrong_state(case: Case, action: Action) -> Refused:
    if action is Action.REOPEN:
        return Refused("not_closed", case=case)
    key = _STALE.get((action, case.state)) or _WRONG_STATE.get(case.state, "wrong_state")
    return Refused(key, case=case)


def _wrong_person(case: Case, row: Transition, by: Person | None = None) -> Refused:
    if by is not None and Who.CHECKER in row.who and by.unit is not None and by.unit == case.unit:
        return Refused("own_work", case=case)
    key = "not_your_unit" if row.who == {Who.UNIT} else "not_allowed"
    return Refused(key, case=case, who=tuple(sorted(row.who - {Who.CLOCK})))


def allow(case: Case, action: Action, by: Person | None) -> Transition:
    """The row of the table that permits this, or `Refused`. `by` None is the clock."""
    row = TABLE[action]
    if case.state not in row.sources:
        raise _wrong_state(case, action)
    if by is None:
        if Who.CLOCK not in row.who:
            raise _wrong_person(case, row)
        return row
    if not row.who & rights(case, by):
        raise _wrong_person(case, row, by)
    return row


def may(case: Case, action: Action, by: Person) -> bool:
    """Whether the person could do this now (for buttons and for help)."""
    try:
        allow(case, action, by)
    except Refused:
        return False
    return True


_PHASE_OF = {
    State.FILED: Phase.DISPATCH,
    State.DISPATCHED: Phase.ACCEPT,
    State.CHECKING: Phase.CHECKING,
}


def moved(case: Case, row: Transition, now: datetime) -> Case:
    """The case in the row's target state with its clocks treated as the row says."""
    target = row.leads(case)
    if target is not case.state or row.clock is Clock.START:
        case = replace(case, state=target, stage_at=now)
        if target in _PHASE_OF:
            case = escalation.begun(case, _PHASE_OF[target])
    if row.clock is Clock.START:
        case = escalation.begun(clocks.start(case, now), Phase.HANDLING)
    elif row.clock is Clock.ANEW:
        case = escalation.begun(clocks.start_anew(case, now), Phase.HANDLING)
    elif row.clock is Clock.PAUSE:
        case = clocks.pause(case, now)
    elif row.clock is Clock.RESUME:
        case = clocks.resume(case, now)
    return escalation.scheduled(case)


def reasoned(row: Transition, reason: str | None, case: Case) -> None:
    """`Refused` where the row needs a reason and none was given."""
    if Need.REASON in row.needs and not (reason or "").strip():
        raise Refused("reason_needed", case=case)


def complete(case: Case, *, by: Person | None, now: datetime) -> Decision:
    """What was missing is here (or nobody answered): the draft becomes a filed case."""
    row = allow(case, Action.COMPLETE, by)
    return Decision(replace(moved(case, row, now), filed_at=now), Action.COMPLETE)


def dispatch(
    case: Case, *, unit: int | None, by: Person | None, now: datetime, why: tuple[str, ...] = ()
) -> Decision:
    """Send the case to a unit; the second time it is a redispatch. The unit must be another."""
    again = case.state in TABLE[Action.REDISPATCH].sources
    row = allow(case, Action.REDISPATCH if again else Action.DISPATCH, by)
    if by is None and case.returns:
        raise Refused("not_allowed", case=case, who=(Who.DISPATCHER,))
    if case.ruling_until is not None and now < case.ruling_until:
        raise Refused("ruling_waits", case=case)
    if unit is None:
        raise Refused("unit_needed", case=case)
    if again and unit == case.unit:
        raise Refused("same_unit", case=case)
    return _sent(case, row, unit, now, why)


def _sent(case: Case, row: Transition, unit: int, now: datetime, why: tuple[str, ...]) -> Decision:
    sent = replace(
        case,
        unit=unit,
        why=why,
        handler=None,
        accepted_at=None,
        dispatched_at=now,
        ruling_until=None,
    )
    return Decision(moved(sent, row, now), row.action, (Notice.REFRESH, Notice.PING))


def rule(
    case: Case, *, unit: int | None, by: Person, now: datetime, why: tuple[str, ...]
) -> Decision:
    """裁定: the duty leader says whose case it is after two units have given it back."""
    row = allow(case, Action.RULE, by)
    if case.ruling_until is None:
        raise Refused("no_ruling_open", case=case)
    if unit is None:
        raise Refused("unit_needed", case=case)
    if by.unit == unit:
        raise Refused("own_ruling", case=case)
    return _sent(case, row, unit, now, why)


def reroute(case: Case, *, unit: int, now: datetime, why: tuple[str, ...]) -> Decision:
    """The reporter corrected the place or the unit before anybody accepted: sent anew."""
    if case.state is not State.DISPATCHED:
        raise _wrong_state(case, Action.REDISPATCH)
    return _sent(case, TABLE[Action.REDISPATCH], unit, now, why)


def accept(case: Case, *, by: Person, now: datetime) -> Decision:
    """A unit member takes the case; the handling clock keeps running."""
    row = allow(case, Action.ACCEPT, by)
    taken = replace(case, handler=by.id, accepted_at=now)
    return Decision(moved(taken, row, now), Action.ACCEPT)


def return_(case: Case, *, by: Person, now: datetime, reason: str | None) -> Decision:
    """非我辖区: the case goes back to the dispatcher, with a reason, twice at most.

    The last return that is allowed opens a ruling (裁定) by the duty leader.
    """
    row = allow(case, Action.RETURN, by)
    reasoned(row, reason, case)
    if case.returns >= case.policy.returns:
        raise Refused("third_return", case=case)
    returns = case.returns + 1
    ruling = returns >= case.policy.returns
    back = replace(
        case,
        unit=None,
        handler=None,
        accepted_at=None,
        returns=returns,
        ruling_until=ruling_time(case, now) if ruling else None,
        due_at=case.due_at if case.due_source is DueSource.TYPED else None,
        clock_at=None,
    )
    notices = (Notice.REFRESH, Notice.RULING) if ruling else (Notice.REFRESH,)
    return Decision(moved(back, row, now), Action.RETURN, notices, reason)


def ruling_time(case: Case, now: datetime) -> datetime:
    """Until when a ruling that is opened now is to be given."""
    calendar = case.policy.calendar(None)
    limit = case.policy.ruling
    return worktime.add(calendar, now, limit.minutes(calendar.table), limit.pace)


def submit(case: Case, *, by: Person, now: datetime, photos: int) -> Decision:
    """The unit says that it is done and shows at least one new photo."""
    row = allow(case, Action.SUBMIT, by)
    if photos < 1:
        raise Refused("photo_needed", case=case)
    done = replace(case, submitted_at=now, submitted_by=by.id, handler=case.handler or by.id)
    return Decision(moved(done, row, now), Action.SUBMIT, (Notice.REFRESH, Notice.PLATE))


def stopgap(case: Case, *, by: Person, now: datetime, photos: int) -> Decision:
    """临时措施: the danger is contained and shown; from here the lasting fix has its limit."""
    row = allow(case, Action.STOPGAP, by)
    if photos < 1:
        raise Refused("photo_needed", case=case)
    if case.permanent is None:
        raise Refused("no_stopgap_here", case=case)
    contained = clocks.lasting(replace(case, handler=case.handler or by.id), now)
    accepted = replace(contained, accepted_at=case.accepted_at or now)
    fresh = escalation.begun(accepted, Phase.HANDLING)
    return Decision(moved(fresh, row, now), Action.STOPGAP)


def unproven(case: Case, *, reason: str) -> Decision:
    """None of the proof's photos can be used: the case waits for one again, on its old clock."""
    row = allow(case, Action.UNPROVEN, None)
    back = replace(
        case, state=row.target or case.state, submitted_at=None, submitted_by=None, stage_at=None
    )
    return Decision(escalation.scheduled(back), Action.UNPROVEN, reason=reason)


def not_own_work(case: Case, by: Person) -> None:
    """Nobody checks his own work, nor his own unit's."""
    if by.id == case.submitted_by or (case.unit is not None and by.unit == case.unit):
        raise Refused("own_work", case=case)


def pass_(case: Case, *, by: Person, now: datetime) -> Decision:
    """The check is passed and the case closed; never by the unit itself."""
    row = allow(case, Action.PASS, by)
    not_own_work(case, by)
    closed = replace(case, closed_at=now, checked_by=by.id)
    return Decision(moved(closed, row, now), Action.PASS)


def rework(case: Case, *, by: Person, now: datetime, reason: str | None) -> Decision:
    """The fix is not good enough: the same unit again, with a new clock, counted."""
    row = allow(case, Action.REWORK, by)
    not_own_work(case, by)
    reasoned(row, reason, case)
    again = replace(case, submitted_at=None, submitted_by=None, round=case.round + 1)
    notices = (Notice.REFRESH, Notice.REWORK)
    return Decision(moved(again, row, now), Action.REWORK, notices, reason)


def take_step(case: Case, *, now: datetime) -> Decision:
    """The next step of the chain is due: it is taken once, and the one after it is set."""
    due = escalation.next_step(case)
    if case.next_step_at is None or due is None or case.next_step_at > now:
        raise Refused("wrong_state", case=case)
    step = due[1]
    if step is escalation.RESUME:
        return resume(case, by=None, now=now)
    allow(case, Action.STEP, None)
    stepped = escalation.scheduled(replace(case, taken=(*case.taken, step.name)))
    return Decision(stepped, Action.STEP, (), reason=step.name)


def resume(case: Case, *, by: Person | None, now: datetime) -> Decision:
    """恢复: a suspended case goes on with the time that was left, by itself or by somebody.

    Where nobody had accepted it, whoever of the unit takes it up again does; else it waits again.
    """
    row = allow(case, Action.RESUME, by)
    if case.handler is None and by is not None and Who.UNIT in rights(case, by):
        case = replace(case, handler=by.id, accepted_at=now)
    back = replace(moved(case, row, now), suspended_until=None)
    return Decision(back, Action.RESUME, (Notice.REFRESH, Notice.RESUMED))
