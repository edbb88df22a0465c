"""Helpers are called and copies sent, as a route says or a dispatcher; the lead waits for all."""

from db import cases, chats, units
from db.transaction import Transaction
from domain import endings, joint, rules
from domain.cases import Case
from domain.people import Person
from domain.refusals import Refused
from domain.routing import company
from domain.transitions import SENDINGS, Action
from operations import telling
from operations.understanding import clues_of

LEAD_VOID = "lead_void"
"""The reason for which a helper's case ends with its lead."""


async def call(tx: Transaction, lead: Case) -> Case:
    """A case was sent to its unit: whom the route adds is called; who was called before is not."""
    if lead.unit is None or lead.parent is not None:
        return lead
    chart = await units.org_chart(tx)
    if not chart.routes:
        return lead
    clues, _place = await clues_of(
        tx,
        address=lead.address,
        text=lead.text,
        category=lead.category,
        location=lead.location,
        near=lead.bureau,
    )
    route = company(chart, clues, lead.unit)
    if route is None:
        return lead
    why = f"route:{route.name}"
    called = {one.unit for one in await cases.helpers_of(tx, lead.id)}
    for unit in route.helpers:
        if unit in chart.active and unit not in called:
            lead = await _join(tx, lead, unit, why=(why,))
    if await _sent_so_often(tx, lead) == 1:
        for unit in route.copies:
            await _copy(tx, lead, unit)
    return lead


async def _sent_so_often(tx: Transaction, case: Case) -> int:
    """How often the case was sent to the unit that has it now."""
    times, unit = 0, None
    for event in await cases.history(tx, case.id):
        unit = event.after.get("unit_id", unit)
        sent = event.action in SENDINGS
        times += sent and unit == case.unit
    return times


async def _copy(tx: Transaction, case: Case, unit: int) -> None:
    """抄送: one notice in the unit's groups, and nothing to do."""
    lead = (await units.org_chart(tx)).unit(case.unit)
    for group in await chats.of_unit(tx, unit):
        await telling.notice(
            tx,
            chat=group.id,
            key="copied",
            dedupe=f"copied:{group.id}:{case.id}",
            case=case.id,
            number=str(case.number or ""),
            category=case.category or "",
            place=case.address or "",
            unit=lead.name if lead else "",
        )


async def add(
    tx: Transaction, lead: Case, unit: int, person: Person, message: int | None = None
) -> Case:
    """协办: a dispatcher calls one more unit to help."""
    return await _join(tx, lead, unit, by=person, message=message, why=("dispatcher",))


async def _join(
    tx: Transaction,
    lead: Case,
    unit: int,
    *,
    why: tuple[str, ...],
    by: Person | None = None,
    message: int | None = None,
) -> Case:
    """Note it in the lead's history, and send the helper a case of its own."""
    body = (await units.org_chart(tx)).unit(unit)
    helpers = await cases.helpers_of(tx, lead.id)
    name = body.name if body else ""
    decision = joint.join(lead, unit=unit, helpers=helpers, by=by, reason=name)
    after = await cases.apply(
        tx,
        lead,
        decision,
        by=by.id if by else None,
        by_name=by.name if by else "",
        message=message,
    )
    assert lead.number is not None  # noqa: S101 - what was sent has its number
    # It is drawn for the lead's day, so that the numbers of joint work stand together.
    number = await cases.draw_number(tx, lead.bureau, lead.number.day)
    source = lead.source
    filed = await cases.add(
        tx,
        joint.helper_case(lead, number, tx.now),
        by=source.reporter,
        by_name=source.reporter_name,
    )
    reasons = (f"helper:{lead.number}", *why)
    sent = await cases.apply(
        tx,
        filed,
        rules.dispatch(filed, unit=unit, by=None, now=tx.now, why=reasons),
        by=by.id if by else None,
        by_name=by.name if by else "",
    )
    await telling.tell(tx, sent, (rules.Notice.PING,))
    await telling.refresh(tx, after)
    return after


async def all_done(tx: Transaction, lead: Case) -> None:
    """A lead is not passed while a helper has something to do: `Refused` names who."""
    open_ = [one for one in await cases.helpers_of(tx, lead.id) if one.is_open]
    if open_:
        raise Refused("helpers_open", case=lead, helpers=tuple(await _named(tx, open_)))


async def _named(tx: Transaction, found: list[Case]) -> list[str]:
    chart = await units.org_chart(tx)
    bodies = ((chart.unit(one.unit), one.number) for one in found)
    return [f"{body.name if body else ''} {number}".strip() for body, number in bodies]


async def end(tx: Transaction, lead: Case, person: Person, message: int | None = None) -> None:
    """The lead is void: its helpers have nothing to do any more."""
    for one in await cases.helpers_of(tx, lead.id):
        if rules.may(one, Action.VOID, person):
            decision = endings.void(one, by=person, now=tx.now, reason=LEAD_VOID, pointer=lead.id)
        elif rules.may(one, Action.WITHDRAW, person):
            decision = endings.withdraw(one, by=person, now=tx.now, reason=LEAD_VOID)
        else:
            continue
        gone = await cases.apply(
            tx, one, decision, by=person.id, by_name=person.name, message=message
        )
        await telling.tell(tx, gone, decision.notices)
