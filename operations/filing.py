"""A case is numbered and goes on its way: to its unit, or to whoever dispatches."""

from dataclasses import replace

from db import cases
from db.transaction import Transaction
from domain import escalation, rules
from domain.cases import Case, DueSource, State
from domain.routing import Choice, unknown_name
from operations import (
    family,
    joint,
    limits,
    policing,
    ruling,
    telling,
)
from operations.office import Office
from operations.understanding import choose_for, understand, unit_said
from reading.model import Act, Deadline, Reading


async def complete(
    tx: Transaction,
    office: Office,
    case: Case,
    *,
    by: int | None,
    by_name: str,
    decision: rules.Decision,
    unit: int | None = None,
    message: int | None = None,
    choice: Choice | None = None,
) -> Case:
    """A draft gets its number and goes to its unit, or to the dispatcher where none is known.

    `choice` is the routing's, where it was asked already.
    """
    ready = replace(decision.case, policy=await policing.in_force(tx, office))
    number = await cases.draw_number(tx, ready.bureau, office.local(tx.now).date())
    ready = await _with_family(tx, office, replace(ready, number=number))
    if ready.due_source is not DueSource.TYPED:
        # The category may have come with the answer, and its limit with it.
        ready = await limits.with_due(tx, ready, Deadline(), tx.now)
    # The draft had its steps by the policy of its own day.
    ready = escalation.scheduled(ready)
    filed = await cases.apply(
        tx, case, replace(decision, case=ready), by=by, by_name=by_name, message=message
    )
    if choice is not None:
        return await send_on(tx, filed, choice)
    known = unit if unit is not None else case.unit
    if known is not None:
        why = case.why if known == case.unit and case.why else ("named",)
        return await send_on(tx, filed, Choice(known, why))
    if unknown_name(case.why) is not None:
        # Who was named is not known: the dispatcher decides, not the street.
        return await send_on(tx, filed, Choice(None))
    choice = await choose_for(tx, filed)
    choice = await ruling.by_precedent(tx, filed, choice)
    if choice.unit is None and filed.earlier is not None:
        choice = Choice((await cases.get(tx, filed.earlier)).unit, ("rebound",))
    return await send_on(tx, filed, choice)


async def _with_family(tx: Transaction, office: Office, case: Case) -> Case:
    """With its place a draft may turn out to be something that came back."""
    if case.earlier is not None:
        return case
    said = await understand(tx, office, case.text, has_photo=True, unit=case.bureau)
    earlier = await family.earlier_of(tx, case, back=said.act is Act.REBOUND)
    return family.come_back(case, earlier) if earlier else case


async def send_on(tx: Transaction, case: Case, choice: Choice) -> Case:
    """Dispatch a filed case by routing; without a unit the card waits for a dispatcher."""
    if choice.unit is None or case.returns:
        await telling.home_card(tx, case)
        return case
    decision = rules.dispatch(case, unit=choice.unit, by=None, now=tx.now, why=choice.why)
    sent = await cases.apply(tx, case, decision, by=None)
    await telling.tell(tx, sent, (rules.Notice.PING,))
    return await joint.call(tx, sent)


async def reroute(tx: Transaction, case: Case, reading: Reading, text: str) -> Case:
    """A corrected text that names another unit, or another street, sends the case there."""
    choice = await choose_for(
        tx, replace(case, address=reading.address, text=text), unit_said(reading)
    )
    if choice.unit is None or choice.unit == case.unit or case.returns:
        return case
    if case.state is State.FILED:
        return await send_on(tx, case, choice)
    decision = rules.reroute(case, unit=choice.unit, now=tx.now, why=choice.why)
    sent = await cases.apply(tx, case, decision, by=None)
    await telling.tell(tx, sent, decision.notices)
    return await joint.call(tx, sent)
