"""督办: a numbered order to a unit that is far too late, and its written reply."""

from datetime import datetime

from markupsafe import Markup

from db import cards, cases, orders, outbox, people, rosters, units
from db.orders import Order
from db.transaction import Transaction
from domain import rules, worktime
from domain.cases import Case
from domain.duty import reminded
from domain.letters import Kind, NotBefore, NotNeeded, Outgoing, Priority
from domain.people import Role
from domain.refusals import Refused
from domain.transitions import IN_HAND, Action
from operations import reminding, telling
from operations.actor import Actor
from operations.office import Office
from operations.reminding import Desk
from operations.viewing import LONGEST_TEXT, listing, mention, view
from texts import Texts

SHORTEST_REPLY = 4
"""Characters: 收到 is no written reply."""

_LISTED = 20


async def issue(tx: Transaction, office: Office, case: Case) -> bool:
    """An order for the case, or its place in one that waits; False if no chat can be told."""
    told = await reminding.targets(tx, office, case, Desk.UNIT)
    if case.unit is None or not told:
        return False
    target = told[0]
    # What is dangerous waits for no morning, and takes nothing along that does.
    kind = "danger" if case.urgent else "late"
    prefix = f"{reminding.key(target.chat, target.thread, Desk.UNIT, case.unit)}{kind}:order"
    under_way = await orders.waiting(tx, target.chat, prefix)
    if under_way is not None:
        await orders.also(tx, *under_way, case.id)
        return True
    begins = target.quiet_until or tx.now
    limit, calendar = case.policy.reply, case.policy.calendar(case.unit)
    order = await orders.issue(
        tx,
        bureau=case.bureau,
        year=office.local(tx.now).year,
        unit=case.unit,
        case=case.id,
        reply_by=worktime.add(calendar, begins, limit.minutes(calendar.table), limit.pace),
    )
    card = await cards.add(
        tx,
        kind="order",
        chat=target.chat,
        thread=target.thread,
        shows=(case.id,),
        payload={"order": order.id},
    )
    await outbox.post(
        tx,
        chat=target.chat,
        thread=target.thread,
        kind=Kind.ORDER,
        dedupe=f"{prefix}:{order.id}",
        priority=Priority.DANGER if case.urgent else Priority.REMINDER,
        case=case.id,
        card=card,
        not_before=target.quiet_until or tx.now + reminding.GATHER,
    )
    return True


async def reply_by(tx: Transaction, order: Order, case: Case) -> datetime | None:
    """Until when the unit may answer: its time counts from when it was told, not from before."""
    if order.reply_by is None:
        return None
    limit, calendar = case.policy.reply, case.policy.calendar(order.unit)
    told = await orders.told_at(tx, order) or tx.now
    minutes = limit.minutes(calendar.table)
    return max(order.reply_by, worktime.add(calendar, told, minutes, limit.pace))


def number(texts: Texts, order: Order) -> str:
    """As it is cited: 督办〔2026〕3号."""
    return texts.plain("orders.number", year=order.year, serial=order.serial)


async def message(
    tx: Transaction, office: Office, texts: Texts, card: cards.Card, *, first: bool
) -> Outgoing | NotBefore | NotNeeded:
    """The order as it is told: its cases as they are now, and the reply once there is one."""
    order = await orders.get(tx, card.payload["order"])
    if order is None:
        return NotNeeded("its order is gone")
    about = await cases.many(tx, order.cases)
    if first:
        about = [case for case in about if case.state in IN_HAND and case.unit == order.unit]
        prefix = reminding.key(card.chat, card.thread, Desk.UNIT, order.unit)
        if not about:
            return NotNeeded("nothing is late any more")
        if moment := await reminding.not_before(tx, office, card.chat, prefix, about):
            return NotBefore(moment)
    unit = (await units.org_chart(tx)).unit(order.unit)
    until = await reply_by(tx, order, about[0]) if about else order.reply_by
    head = texts.say(
        "orders.head",
        number=number(texts, order),
        unit=unit.name if unit else "",
        mentions=await _called(tx, office, order, about) if order.replied_at is None else [],
        total=len(about),
        reply_by=texts.when(until, tx.now) if until else "",
        reply=order.reply,
        replied_by=order.replied_by,
        replied_clock=texts.clock(order.replied_at),
    )
    lines = [
        texts.say(
            "reminders.line", c=await view(tx, office, texts, case, link=True, chat=card.chat)
        )
        for case in about[:_LISTED]
    ]
    return Outgoing(listing(texts, head, lines, len(about), LONGEST_TEXT))


async def _called(tx: Transaction, office: Office, order: Order, about: list[Case]) -> list[Markup]:
    """The unit's leaders, and who has accepted or is on duty."""
    members = await people.of_unit(tx, order.unit)
    heads = [one for one in members if one.has(Role.UNIT_LEADER)]
    handlers = {case.handler for case in about}
    roster, local = await rosters.roster(tx), office.local(tx.now)
    first = reminded(roster, members, order.unit, local, handlers)
    return [mention(one) for one in dict.fromkeys([*heads, *first])][:4]


async def reply(tx: Transaction, order: Order, card: cards.Card, actor: Actor, words: str) -> None:
    """The unit's written reply: kept with the order and in the history of each of its cases."""
    said = words.strip()[:1000]
    named = await cases.many(tx, order.cases)
    # What became void or another unit's asks for no answer any more.
    about = [case for case in named if rules.may(case, Action.REPLY, actor.person)] or named
    for case in about:
        rules.allow(case, Action.REPLY, actor.person)
    if len(said) < SHORTEST_REPLY:
        raise Refused("reply_too_short")
    if not await orders.reply(tx, order.id, by=actor.person.name, words=said):
        raise Refused("replied_already", by=order.replied_by)
    for case in about:
        decision = rules.Decision(case, Action.REPLY, reason=said)
        await cases.apply(
            tx,
            case,
            decision,
            by=actor.person.id,
            by_name=actor.person.name,
            message=actor.message,
        )
        await telling.refresh(tx, case)
    await telling.edit(tx, card, asked=True)
