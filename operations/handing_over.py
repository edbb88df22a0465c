"""交接班: at the end of a shift the open cases are listed, and the next on duty takes them over."""

from datetime import timedelta

from db import cards, cases, chats, handovers, outbox, people, rosters, units
from db.cards import Card
from db.handovers import Handover
from db.transaction import Transaction
from domain.cases import Case
from domain.duty import HORIZON, Change, change_at, changes, on_duty
from domain.letters import Button, Kind, NotNeeded, Outgoing, Priority
from domain.people import Chat, Person, Role
from domain.refusals import Refused
from domain.swapping import leads
from domain.transitions import IN_HAND
from operations import telling
from operations.office import Office
from operations.viewing import LONGEST_TEXT, listing, mention, view
from texts import Texts

TAKE_OVER_WITHIN = timedelta(minutes=15)
_LINES = 20


async def due(tx: Transaction, office: Office) -> bool:
    """One change of shift, or one hand-over that nobody has taken in time."""
    return await _change_shift(tx, office) or await _call_leader(tx, office)


async def _change_shift(tx: Transaction, office: Office) -> bool:
    """A change that was missed while the bot was down is told late; not if the next came, too."""
    found = await rosters.due_shift(tx)
    if found is None:
        return False
    roster, members = await rosters.roster(tx), await people.of_unit(tx, found.unit)
    at = office.local(found.at)
    following = next(changes(roster, members, found.unit, at), None)
    change = change_at(roster, members, found.unit, at)
    if change is not None and change.leaving and not _is_past(tx, following):
        await _hand_over(tx, office, found.unit, change)
    await rosters.look_at(tx, found.unit, following.at if following else at + HORIZON)
    return True


def _is_past(tx: Transaction, following: Change | None) -> bool:
    return following is not None and following.at <= tx.now


async def look_ahead(tx: Transaction, office: Office, unit: int) -> None:
    """A swap has moved the changes of a unit's duty: the next one is to be seen in time."""
    roster, members = await rosters.roster(tx), await people.of_unit(tx, unit)
    following = next(changes(roster, members, unit, office.local(tx.now)), None)
    if following is not None:
        await rosters.look_earlier(tx, unit, following.at)


async def _hand_over(tx: Transaction, office: Office, unit: int, change: Change) -> None:
    """One message in the unit's own group, once, if anything is open."""
    items = await cases.open_of_unit(tx, unit)
    groups = [one for one in await chats.of_unit(tx, unit) if one.reachable]
    if not items or not groups:
        return
    group = groups[0]
    told_at = group.settings.quiet_hours.end(office.local(tx.now)) or tx.now
    kept = await handovers.add(
        tx,
        unit=unit,
        at=change.at,
        leaving=[one.id for one in change.leaving],
        coming=[one.id for one in change.coming],
        call_at=told_at + TAKE_OVER_WITHIN,
    )
    if kept is None:
        return
    card = await cards.add(
        tx,
        kind="handover",
        chat=group.id,
        thread=None,
        shows=[case.id for case in items],
        payload={"handover": kept},
    )
    await handovers.set_card(tx, kept, card)
    await outbox.post(
        tx,
        chat=group.id,
        kind=Kind.DUTY,
        dedupe=f"handover:{kept}",
        priority=Priority.REMINDER,
        card=card,
        not_before=told_at,
    )


async def take_over(tx: Transaction, office: Office, handover: Handover, by: Person) -> None:
    """[接班] by who has the duty now, or by the unit's leader."""
    if handover.taken_at is not None:
        first = await people.get(tx, handover.taken_by) if handover.taken_by else None
        raise Refused("handover_taken", first=first.name if first else None)
    if await _over(tx, office, handover):
        raise Refused("shift_over")
    members = await people.of_unit(tx, handover.unit)
    local = office.local(tx.now)
    here = on_duty(await rosters.roster(tx), members, handover.unit, local)
    if by.id not in {one.id for one in here} and not leads(by, handover.unit):
        raise Refused("not_your_handover", name="、".join(one.name for one in here))
    if not await handovers.take(tx, handover.id, by=by.id):
        raise Refused("two_at_once")
    card = await cards.get(tx, handover.card) if handover.card is not None else None
    if card is not None:
        await telling.edit(tx, card, asked=True)


async def _over(tx: Transaction, office: Office, handover: Handover) -> bool:
    """Whether the shift that was to be taken over has itself come to its end."""
    roster, members = await rosters.roster(tx), await people.of_unit(tx, handover.unit)
    at = office.local(handover.at)
    return _is_past(tx, next(changes(roster, members, handover.unit, at), None))


async def _call_leader(tx: Transaction, office: Office) -> bool:
    """Once, in a reply; not at night, and not where the shift is over or nothing is open."""
    handover = await handovers.due_call(tx)
    if handover is None:
        return False
    card = await cards.get(tx, handover.card) if handover.card is not None else None
    group = await chats.get(tx, card.chat) if card is not None else None
    is_open = card is not None and any(
        _is_open_item(one, handover.unit) for one in await cases.many(tx, card.cases)
    )
    if card is None or group is None or not is_open or await _over(tx, office, handover):
        await handovers.call_at(tx, handover.id, None)
        return True
    quiet_until = group.settings.quiet_hours.end(office.local(tx.now))
    if quiet_until is not None or card.message is None:
        await handovers.call_at(tx, handover.id, quiet_until or tx.now + TAKE_OVER_WITHIN)
        return True
    await handovers.call_at(tx, handover.id, None)
    await _call(tx, office, handover, card, group)
    return True


async def _call(
    tx: Transaction, office: Office, handover: Handover, card: Card, group: Chat
) -> None:
    members = await people.of_unit(tx, handover.unit)
    leaders = [one for one in members if one.has(Role.UNIT_LEADER)]
    here = on_duty(await rosters.roster(tx), members, handover.unit, office.local(tx.now))
    texts = office.texts(group)
    html = texts.say(
        "duty.handover.nobody_took",
        unit=await _unit_name(tx, handover.unit),
        at=texts.clock(handover.at),
        names=[one.name for one in here],
        mentions=[mention(one) for one in leaders or here],
    )
    await telling.notice(
        tx,
        chat=group.id,
        key="ready",
        dedupe=f"handover:{handover.id}:call",
        reply_to=card.message,
        priority=Priority.REMINDER,
        html=html,
    )


async def _unit_name(tx: Transaction, unit: int) -> str:
    found = (await units.org_chart(tx)).unit(unit)
    return found.name if found else ""


async def message(
    tx: Transaction, office: Office, texts: Texts, card: Card, *, first: bool
) -> Outgoing | NotNeeded:
    """The list with [接班], or who has taken over; the cases as they are now."""
    handover = await handovers.get(tx, card.payload["handover"])
    if handover is None:
        return NotNeeded("its hand-over is gone")
    shown = await cases.many(tx, card.cases)
    if first:
        shown = [one for one in shown if _is_open_item(one, handover.unit)]
        if not shown or await _over(tx, office, handover):
            return NotNeeded("nothing is to be handed over any more")
    lines = [
        texts.say(
            "duty.handover.line",
            c=await view(tx, office, texts, one, link=True, chat=card.chat),
        )
        for one in shown[:_LINES]
    ]
    taker = await people.get(tx, handover.taken_by) if handover.taken_by else None
    head = texts.say(
        "duty.handover.head",
        unit=await _unit_name(tx, handover.unit),
        leaving=await _names(tx, handover.leaving),
        mentions=[mention(one) for one in await _people(tx, handover.coming)],
        total=len(shown),
        taker=taker.name if taker else "",
        taken_at=texts.clock(handover.taken_at) if handover.taken_at else "",
    )
    label = texts.word("button", "take_over")
    button = Button(label, "take_over", (str(handover.id),))
    keyboard = () if handover.taken_at else ((button,),)
    return Outgoing(listing(texts, head, lines, len(shown), LONGEST_TEXT), keyboard)


def _is_open_item(case: Case, unit: int) -> bool:
    return case.unit == unit and case.state in IN_HAND


async def _people(tx: Transaction, ids: tuple[int, ...]) -> list[Person]:
    return [one for person in ids if (one := await people.get(tx, person))]


async def _names(tx: Transaction, ids: tuple[int, ...]) -> list[str]:
    return [one.name for one in await _people(tx, ids)]
