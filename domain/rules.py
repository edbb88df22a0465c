"""The rules of a case: each is a function from a case, a person and a time to a decision."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from domain import clocks
from domain.cases import Case, DueSource, Severity, State
from domain.people import Person, Role
from domain.refusals import Refused
from domain.transitions import TABLE, Action, Clock, Need, Transition, Who

WITHDRAW_WITHIN = timedelta(minutes=5)
REOPEN_WITHIN = timedelta(minutes=5)
RETURNS_AT_MOST = 2


class Notice(StrEnum):
    """What must be told because of a decision."""

    PING = "ping"
    REFRESH = "refresh"
    PLATE = "plate"
    REWORK = "rework"


@dataclass(frozen=True, slots=True)
class Decision:
    """What a case becomes, which event tells of it, and who must hear."""

    case: Case
    action: Action
    notices: tuple[Notice, ...] = (Notice.REFRESH,)
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Amendment:
    """What is put right; None leaves a thing as it is."""

    category: str | None = None
    address: str | None = None
    due_at: datetime | None = None
    due_raw: str | None = None
    limit_minutes: int | None = None
    severity: Severity | None = None
    text: str | None = None


_CHECKERS = (Role.SUPERVISOR, Role.DISPATCHER, Role.LEADER, Role.ADMIN)


def _rights(case: Case, by: Person) -> frozenset[Who]:
    """By which rights the person could act on this case."""
    member = case.unit is not None and by.unit == case.unit
    rights: set[Who] = set()
    if case.source.reporter == by.id:
        rights.add(Who.REPORTER)
    # A group's administrator dispatches there, but never his own unit's cases.
    if by.has(Role.DISPATCHER, Role.ADMIN) or (by.dispatcher_here and not member):
        rights.add(Who.DISPATCHER)
    if member:
        rights.add(Who.UNIT)
    if by.has(*_CHECKERS) or by.dispatcher_here:
        rights.add(Who.CHECKER)
    if case.checked_by == by.id:
        rights.add(Who.PASSER)
    return frozenset(rights)


# What to say to somebody who comes too late or too early: by state where no action says better.
_WRONG_STATE = {
    State.DRAFT: "still_a_draft",
    State.FILED: "not_dispatched_yet",
    State.CHECKING: "already_submitted",
    State.CLOSED: "already_closed",
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
    if not row.who & _rights(case, by):
        raise _wrong_person(case, row, by)
    return row


def may(case: Case, action: Action, by: Person) -> bool:
    """Whether the person could do this now (for buttons and for help)."""
    try:
        allow(case, action, by)
    except Refused:
        return False
    return True


def _moved(case: Case, row: Transition, now: datetime) -> Case:
    """The case in the row's target state with its clock treated as the row says."""
    case = replace(case, state=row.target or case.state)
    if row.clock is Clock.START:
        return clocks.start_clock(case, now)
    if row.clock is Clock.ANEW:
        return clocks.restart_clock(case, now)
    return clocks.stop_clock(case) if row.clock is Clock.STOP else case


def _reason(row: Transition, reason: str | None, case: Case) -> None:
    if Need.REASON in row.needs and not (reason or "").strip():
        raise Refused("reason_needed", case=case)


def complete(case: Case, *, by: Person | None, now: datetime) -> Decision:
    """What was missing is here (or nobody answered): the draft becomes a filed case."""
    row = allow(case, Action.COMPLETE, by)
    return Decision(replace(_moved(case, row, now), filed_at=now), Action.COMPLETE)


def dispatch(
    case: Case, *, unit: int | None, by: Person | None, now: datetime, why: tuple[str, ...] = ()
) -> Decision:
    """Send the case to a unit; the second time it is a redispatch. The unit must be another."""
    again = case.state in TABLE[Action.REDISPATCH].sources
    action = Action.REDISPATCH if again else Action.DISPATCH
    row = allow(case, action, by)
    if by is None and case.returns:
        raise Refused("not_allowed", case=case, who=(Who.DISPATCHER,))
    if unit is None:
        raise Refused("unit_needed", case=case)
    if again and unit == case.unit:
        raise Refused("same_unit", case=case)
    sent = replace(case, unit=unit, why=why, handler=None, accepted_at=None, dispatched_at=now)
    return Decision(_moved(sent, row, now), action, (Notice.REFRESH, Notice.PING))


def reroute(case: Case, *, unit: int, now: datetime, why: tuple[str, ...]) -> Decision:
    """The reporter corrected the place or the unit before anybody accepted: sent anew."""
    if case.state is not State.DISPATCHED:
        raise _wrong_state(case, Action.REDISPATCH)
    sent = replace(case, unit=unit, why=why, handler=None, dispatched_at=now)
    row = TABLE[Action.REDISPATCH]
    return Decision(_moved(sent, row, now), row.action, (Notice.REFRESH, Notice.PING))


def accept(case: Case, *, by: Person, now: datetime) -> Decision:
    """A unit member takes the case; the handling clock keeps running."""
    row = allow(case, Action.ACCEPT, by)
    taken = replace(case, handler=by.id, accepted_at=now)
    return Decision(_moved(taken, row, now), Action.ACCEPT)


def return_(case: Case, *, by: Person, now: datetime, reason: str | None) -> Decision:
    """非我辖区: the case goes back to the dispatcher, with a reason, twice at most."""
    row = allow(case, Action.RETURN, by)
    _reason(row, reason, case)
    if case.returns >= RETURNS_AT_MOST:
        raise Refused("third_return", case=case)
    back = replace(
        case,
        unit=None,
        handler=None,
        accepted_at=None,
        returns=case.returns + 1,
        due_at=case.due_at if case.due_source is DueSource.TYPED else None,
    )
    return Decision(_moved(back, row, now), Action.RETURN, reason=reason)


def submit(case: Case, *, by: Person, now: datetime, photos: int) -> Decision:
    """The unit says that it is done and shows at least one new photo."""
    row = allow(case, Action.SUBMIT, by)
    if photos < 1:
        raise Refused("photo_needed", case=case)
    done = replace(case, submitted_at=now, submitted_by=by.id, handler=case.handler or by.id)
    return Decision(_moved(done, row, now), Action.SUBMIT, (Notice.REFRESH, Notice.PLATE))


def unproven(case: Case, *, reason: str) -> Decision:
    """None of the proof's photos can be used: the case waits for one again, on its old clock."""
    row = allow(case, Action.UNPROVEN, None)
    back = replace(case, state=row.target or case.state, submitted_at=None, submitted_by=None)
    return Decision(clocks.resume_clock(back), Action.UNPROVEN, reason=reason)


def not_own_work(case: Case, by: Person) -> None:
    """Nobody checks his own work, nor his own unit's."""
    if by.id == case.submitted_by or (case.unit is not None and by.unit == case.unit):
        raise Refused("own_work", case=case)


def pass_(case: Case, *, by: Person, now: datetime) -> Decision:
    """The check is passed and the case closed; never by the unit itself."""
    row = allow(case, Action.PASS, by)
    not_own_work(case, by)
    closed = replace(case, closed_at=now, checked_by=by.id)
    return Decision(_moved(closed, row, now), Action.PASS)


def rework(case: Case, *, by: Person, now: datetime, reason: str | None) -> Decision:
    """The fix is not good enough: the same unit again, with a new clock, counted."""
    row = allow(case, Action.REWORK, by)
    not_own_work(case, by)
    _reason(row, reason, case)
    again = replace(case, submitted_at=None, submitted_by=None, round=case.round + 1)
    notices = (Notice.REFRESH, Notice.REWORK)
    return Decision(_moved(again, row, now), Action.REWORK, notices, reason)


def amend(case: Case, change: Amendment, *, by: Person, now: datetime) -> Decision:
    """Put right the place, category or deadline; the due time is computed anew."""
    allow(case, Action.AMEND, by)
    if change.due_at is not None and change.due_at <= now:
        raise Refused("deadline_in_the_past", case=case)
    changed = _with_due(_with_facts(case, change), change, now)
    if changed == case:
        raise Refused("nothing_to_amend", case=case)
    return Decision(changed, Action.AMEND)


def _with_facts(case: Case, change: Amendment) -> Case:
    return replace(
        case,
        category=change.category or case.category,
        categories=(change.category,) if change.category else case.categories,
        address=change.address or case.address,
        severity=change.severity or case.severity,
        text=change.text or case.text,
    )


def _with_due(case: Case, change: Amendment, now: datetime) -> Case:
    """A typed deadline wins; a new limit counts only where none was typed."""
    if change.due_at is not None:
        minutes = round((change.due_at - now).total_seconds() / 60)
        case = replace(
            case,
            due_at=change.due_at,
            due_source=DueSource.TYPED,
            due_raw=change.due_raw,
            limit_minutes=max(1, minutes),
        )
    elif change.limit_minutes and case.due_source is not DueSource.TYPED:
        start = case.clock_at or now
        case = replace(
            case,
            limit_minutes=change.limit_minutes,
            due_source=DueSource.LIMIT,
            due_at=start + timedelta(minutes=change.limit_minutes) if case.clock_at else None,
        )
    else:
        return case
    if case.state not in (State.DISPATCHED, State.HANDLING):
        return case
    return clocks.resume_clock(replace(case, steps_taken=0))


def withdraw(case: Case, *, by: Person, now: datetime, reason: str | None) -> Decision:
    """The reporter takes it back, within five minutes."""
    row = allow(case, Action.WITHDRAW, by)
    if now - case.reported_at > WITHDRAW_WITHIN:
        raise Refused("too_late_to_withdraw", case=case)
    gone = replace(case, ended_at=now, end_reason=reason)
    return Decision(_moved(gone, row, now), Action.WITHDRAW, reason=reason)


def void(
    case: Case, *, by: Person, now: datetime, reason: str | None, pointer: int | None = None
) -> Decision:
    """A dispatcher ends a case that is none: a mistake, or a duplicate with a pointer."""
    row = allow(case, Action.VOID, by)
    _reason(row, reason, case)
    gone = replace(case, ended_at=now, end_reason=reason, pointer=pointer)
    return Decision(_moved(gone, row, now), Action.VOID, reason=reason)


def reopen(case: Case, *, by: Person, now: datetime, reason: str | None) -> Decision:
    """撤销结案: who passed it within five minutes, a dispatcher at any time; checked once more."""
    row = allow(case, Action.REOPEN, by)
    _reason(row, reason, case)
    late = case.closed_at is None or now - case.closed_at > REOPEN_WITHIN
    if late and Who.DISPATCHER not in _rights(case, by):
        raise Refused("too_late_to_reopen", case=case)
    again = replace(case, closed_at=None, checked_by=None)
    return Decision(_moved(again, row, now), Action.REOPEN, reason=reason)


def take_step(case: Case, *, now: datetime) -> Decision:
    """The next step of the chain is due: it is taken once, and the one after it is set."""
    allow(case, Action.STEP, None)
    if case.next_step_at is None or case.next_step_at > now:
        raise Refused("wrong_state", case=case)
    step = case.chain[case.steps_taken]
    taken = case.steps_taken + 1
    start, due = case.clock_at or now, case.due_at or now
    after = clocks.step_time(start, due, case.chain, taken)
    stepped = replace(case, steps_taken=taken, next_step_at=after)
    return Decision(stepped, Action.STEP, reason=step.name)
