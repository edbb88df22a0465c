"""Somebody answers a closed case: it is back (又摆出来了)."""

from db.transaction import Transaction
from domain import endings, rules
from domain.cases import Case, Severity, State
from domain.refusals import Refused
from domain.routing import Choice
from domain.transitions import Action
from operations import acting, family, limits, policing, reporting
from operations.actor import Actor
from operations.arrival import Arrival, Understood, may_report
from operations.asking import Draft
from operations.gathering import keep_photo
from operations.office import Office
from operations.understanding import UnitSaid, told
from reading.model import Reading


async def again(
    tx: Transaction, office: Office, arrival: Arrival, actor: Actor, case: Case, reading: Reading
) -> Understood:
    """Just closed, it goes back to its unit by whoever may; later it is the family's next case."""
    last = await family.newest(tx, case)
    if last.is_open:
        raise Refused("came_back_already", case=last)
    if _just_closed(tx, last) and rules.may(last, Action.REOPEN, actor.person):
        await keep_photo(tx, arrival, "check", last)
        reason = arrival.text.strip()[:300]
        reopened = await acting.reopen(tx, last, actor, reason)
        if rules.may(reopened, Action.REWORK, actor.person):
            await acting.rework(tx, reopened, actor, reason)
        return Understood(acted=True)
    if not may_report(arrival):
        return Understood("may_not_report_here")
    made = await reporting.file_drafts(
        tx, office, arrival, [await _next(tx, office, arrival, last, reading)]
    )
    return Understood(filed=tuple(one.id for one in made))


def _just_closed(tx: Transaction, case: Case) -> bool:
    return case.closed_at is not None and tx.now - case.closed_at <= endings.REOPEN_WITHIN


async def _next(
    tx: Transaction, office: Office, arrival: Arrival, last: Case, reading: Reading
) -> Draft:
    """What and where and whose it is, the closed case knows."""
    said = told(reading)
    case = Case(
        id=0,
        source=arrival.source,
        text=arrival.text,
        reported_at=tx.now,
        policy=await policing.in_force(tx, office),
        state=State.DRAFT,
        bureau=last.bureau,
        category=last.category,
        categories=last.categories,
        address=said.address or last.address,
        location=arrival.location or last.location,
        severity=Severity(reading.severity or Severity.NORMAL),
    )
    case = await limits.with_due(tx, family.come_back(case, last), said.deadline, tx.now)
    return Draft(case, Choice(last.unit, ("rebound",)), None, UnitSaid())
