"""Requests (申请): what a unit asks for, who decides it, and what follows.

延期 and 挂账 are endorsed by the unit's leader and decided by a dispatcher; an appeal (申诉)
against a closed case is reviewed by a dispatcher, then by a leader. Nobody decides on his own.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from domain import clocks, escalation, worktime
from domain.cases import Case, State
from domain.people import Person
from domain.refusals import Refused
from domain.rights import rights
from domain.rules import Decision, Notice, allow, moved, reasoned
from domain.transitions import Action, Who

LONGEST_SUSPENSION = timedelta(days=366)
APPEALS_AT_MOST = 1
REMIND_AFTER = timedelta(minutes=30)
"""A request that nobody decided is brought up again after this, and once more each time."""


class Wish(StrEnum):
    """What is asked for."""

    EXTEND = "extend"
    SUSPEND = "suspend"
    APPEAL = "appeal"


class Desk(StrEnum):
    """Who has to decide next."""

    UNIT_LEADER = "unit_leader"
    DISPATCHER = "dispatcher"
    RULER = "ruler"


class Outcome(StrEnum):
    """How a request ended; open while it has not."""

    OPEN = "open"
    GRANTED = "granted"
    DENIED = "denied"
    LAPSED = "lapsed"


_NEXT = {
    (Wish.EXTEND, Desk.UNIT_LEADER): Desk.DISPATCHER,
    (Wish.SUSPEND, Desk.UNIT_LEADER): Desk.DISPATCHER,
    (Wish.APPEAL, Desk.DISPATCHER): Desk.RULER,
}
_RIGHT = {
    Desk.UNIT_LEADER: Who.UNIT_LEADER,
    Desk.DISPATCHER: Who.DISPATCHER,
    Desk.RULER: Who.RULER,
}


@dataclass(frozen=True, slots=True)
class Request:
    """One request. `until` is the new deadline, or the day on which a suspension ends."""

    id: int
    wish: Wish
    case: int
    unit: int
    by: int
    by_name: str
    reason: str
    at: datetime
    desk: Desk
    until: datetime | None = None
    outcome: Outcome = Outcome.OPEN
    decided_by: str = ""
    remarks: str = ""


def first_desk(wish: Wish, case: Case, by: Person, *, has_leader: bool) -> Desk:
    """Where a request goes first: that of a leader, or of a unit without one, to the dispatcher."""
    if wish is Wish.APPEAL or not has_leader or Who.UNIT_LEADER in rights(case, by):
        return Desk.DISPATCHER
    return Desk.UNIT_LEADER


def ask(
    case: Case, wish: Wish, *, by: Person, now: datetime, until: datetime | None, reason: str | None
) -> Decision:
    """Somebody of the unit asks; `Refused` where it could not be granted anyway."""
    if wish is Wish.APPEAL:
        return _appeal(case, by=by, reason=reason)
    row = allow(case, Action.ASK, by)
    reasoned(row, reason, case)
    if until is None:
        raise Refused("until_needed", case=case)
    if until <= now:
        raise Refused("deadline_in_the_past", case=case)
    if wish is Wish.EXTEND:
        _may_extend(case, until)
    elif until - now > LONGEST_SUSPENSION:
        raise Refused("suspension_too_long", case=case)
    return Decision(case, Action.ASK, reason=f"{wish}：{(reason or '').strip()}")


def _appeal(case: Case, *, by: Person, reason: str | None) -> Decision:
    row = allow(case, Action.APPEAL, by)
    reasoned(row, reason, case)
    if case.appeals >= APPEALS_AT_MOST:
        raise Refused("appealed_already", case=case)
    return Decision(replace(case, appeals=case.appeals + 1), Action.APPEAL, reason=reason)


def begins(case: Case, wish: Wish, now: datetime) -> datetime:
    """From when a mere length counts: more time from the deadline, or from now if that is past."""
    if wish is Wish.SUSPEND or case.due_at is None:
        return now
    return max(case.due_at, now)


def latest_extension(case: Case) -> datetime | None:
    """Until when a deadline may be put off: one more limit, from the deadline of now."""
    if case.due_at is None or case.limit_minutes is None:
        return None
    # What has been granted before is no part of the limit.
    length = case.limit_minutes - case.granted_minutes
    return worktime.add(case.policy.calendar(case.unit), case.due_at, length, case.pace)


def _may_extend(case: Case, until: datetime) -> None:
    if case.extensions >= case.policy.extensions:
        raise Refused("no_more_extensions", case=case, most=case.policy.extensions)
    if case.due_at is not None and until <= case.due_at:
        raise Refused("extension_too_short", case=case)
    latest = latest_extension(case)
    if latest is not None and until > latest:
        raise Refused("extension_too_long", case=case, latest=latest)


def may_decide(request: Request, case: Case, by: Person) -> None:
    """`Refused` unless the request lies on the person's desk, and is not his own."""
    if request.outcome is not Outcome.OPEN:
        raise Refused("request_over", case=case, by=request.decided_by)
    if by.id == request.by:
        raise Refused("own_request", case=case)
    if _RIGHT[request.desk] not in rights(case, by):
        raise Refused("not_your_desk", case=case, desk=request.desk)


def endorse(request: Request, case: Case, by: Person) -> tuple[Decision, Desk] | None:
    """同意 on a desk that is not the last: the next desk. None where this one decides."""
    may_decide(request, case, by)
    following = _NEXT.get((request.wish, request.desk))
    if following is None:
        return None
    allow(case, Action.ENDORSE, by)
    return Decision(case, Action.ENDORSE, reason=request.wish), following


def grant(request: Request, case: Case, *, by: Person, now: datetime) -> Decision:
    """同意 on the last desk: the case gets what was asked for."""
    may_decide(request, case, by)
    if request.wish is Wish.EXTEND:
        return _extend(case, request, by, now)
    if request.wish is Wish.SUSPEND:
        return _suspend(case, request, by, now)
    allow(case, Action.EXEMPT, by)
    return Decision(replace(case, exempt=True), Action.EXEMPT, reason=request.reason)


def _extend(case: Case, request: Request, by: Person, now: datetime) -> Decision:
    allow(case, Action.EXTEND, by)
    if request.until is None or request.until <= now:
        raise Refused("deadline_in_the_past", case=case)
    if case.due_at is not None and request.until <= case.due_at:
        # The deadline was put off by other means after this was asked for.
        raise Refused("extension_too_short", case=case)
    longer = clocks.extend(case, request.until)
    longer = replace(longer, extensions=case.extensions + 1)
    calm = escalation.scheduled(escalation.again(longer, now))
    return Decision(calm, Action.EXTEND, reason=request.reason)


def _suspend(case: Case, request: Request, by: Person, now: datetime) -> Decision:
    row = allow(case, Action.SUSPEND, by)
    if request.until is None or request.until <= now:
        raise Refused("deadline_in_the_past", case=case)
    held = moved(replace(case, suspended_until=request.until), row, now)
    return Decision(held, Action.SUSPEND, reason=request.reason)


def deny(request: Request, case: Case, *, by: Person, reason: str) -> Decision:
    """不同意, on any desk: the case stays as it is."""
    may_decide(request, case, by)
    allow(case, Action.DENY, by)
    told = f"{request.wish}：{reason}" if reason else str(request.wish)
    return Decision(case, Action.DENY, (Notice.REFRESH,), reason=told)


def concerns(request: Request, case: Case) -> bool:
    """Whether it still makes sense to decide it: an ended or submitted case needs no more time."""
    if request.wish is Wish.APPEAL:
        return case.state is State.CLOSED
    return case.state in (State.DISPATCHED, State.HANDLING) and case.unit == request.unit
