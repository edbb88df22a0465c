"""How a case ends without a fix, and how an ending is taken back."""

from dataclasses import replace
from datetime import datetime, timedelta

from domain.cases import Case
from domain.people import Person
from domain.refusals import Refused
from domain.rights import rights
from domain.rules import Decision, allow, moved, reasoned
from domain.transitions import Action, Who

WITHDRAW_WITHIN = timedelta(minutes=5)
REOPEN_WITHIN = timedelta(minutes=5)


def withdraw(case: Case, *, by: Person, now: datetime, reason: str | None) -> Decision:
    """The reporter takes it back, within five minutes."""
    row = allow(case, Action.WITHDRAW, by)
    if now - case.reported_at > WITHDRAW_WITHIN:
        raise Refused("too_late_to_withdraw", case=case)
    gone = replace(case, ended_at=now, end_reason=reason)
    return Decision(moved(gone, row, now), Action.WITHDRAW, reason=reason)


def void(
    case: Case, *, by: Person, now: datetime, reason: str | None, pointer: int | None = None
) -> Decision:
    """A dispatcher ends a case that is none: a mistake, or a duplicate with a pointer."""
    row = allow(case, Action.VOID, by)
    reasoned(row, reason, case)
    gone = replace(case, ended_at=now, end_reason=reason, pointer=pointer)
    return Decision(moved(gone, row, now), Action.VOID, reason=reason)


def reopen(case: Case, *, by: Person, now: datetime, reason: str | None) -> Decision:
    """撤销结案: who passed it within five minutes, a dispatcher at any time; checked once more."""
    row = allow(case, Action.REOPEN, by)
    reasoned(row, reason, case)
    late = case.closed_at is None or now - case.closed_at > REOPEN_WITHIN
    if late and Who.DISPATCHER not in rights(case, by):
        raise Refused("too_late_to_reopen", case=case)
    again = replace(case, closed_at=None, checked_by=None)
    return Decision(moved(again, row, now), Action.REOPEN, reason=reason)


def refuse(case: Case, *, by: Person, now: datetime, reason: str | None) -> Decision:
    """不予立案: a dispatcher finds that this is no case for the bureau, and says why."""
    row = allow(case, Action.REFUSE, by)
    reasoned(row, reason, case)
    gone = replace(case, ended_at=now, end_reason=reason)
    return Decision(moved(gone, row, now), Action.REFUSE, reason=reason)
