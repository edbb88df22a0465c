"""Putting a case right (更正): its place, category, deadline; the due time is computed anew."""

from dataclasses import dataclass, replace
from datetime import datetime

from domain import clocks, escalation
from domain.cases import Case, DueSource, Severity
from domain.people import Person
from domain.policy import Phase
from domain.refusals import Refused
from domain.rules import Decision, allow
from domain.transitions import IN_HAND, Action
from domain.worktime import Limit


@dataclass(frozen=True, slots=True)
class Amendment:
    """What is put right; None leaves a thing as it is."""

    category: str | None = None
    address: str | None = None
    due_at: datetime | None = None
    due_raw: str | None = None
    limit: Limit | None = None
    permanent: Limit | None = None
    severity: Severity | None = None
    text: str | None = None


def amend(case: Case, change: Amendment, *, by: Person, now: datetime) -> Decision:
    """Put right the place, category or deadline; the due time is computed anew."""
    allow(case, Action.AMEND, by)
    if change.due_at is not None and change.due_at <= now:
        raise Refused("deadline_in_the_past", case=case)
    changed = _with_due(_with_facts(case, change), change, now)
    if changed == case:
        raise Refused("nothing_to_amend", case=case)
    # What is dangerous now is called for sooner, in whatever state it is.
    return Decision(escalation.scheduled(changed), Action.AMEND)


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
        used = replace(case, used_minutes=0.0, clock_at=now if case.clock_at else None)
        case = clocks.with_deadline(used, change.due_at, change.due_raw, now)
    elif change.limit and case.due_source is not DueSource.TYPED:
        limited = clocks.with_limit(case, change.limit, DueSource.LIMIT, change.permanent)
        case = replace(limited, due_at=clocks.when_used(limited, limited.limit_minutes or 0.0))
    else:
        return case
    if case.state not in IN_HAND:
        return case
    return escalation.begun(case, Phase.HANDLING)
