"""/duty: who is on duty now, until when, and who comes next."""

from dataclasses import dataclass
from datetime import datetime

from db import cards, outbox, people, rosters, units
from db.cards import Card
from db.transaction import Transaction
from domain.duty import Roster, leaves_at, next_on_duty, on_duty, rostered
from domain.letters import Button, Keyboard, Kind, NotNeeded, Outgoing, Priority
from domain.people import Chat, GroupRole, Person, Role, Unit
from domain.refusals import Refused
from operations import acting, handing_over, swapping
from operations.office import Office
from texts import Texts

KINDS = ("duty", "swap", "handover")
"""The kinds of cards that are about the roster."""

_UNITS = 30
_SEE_ALL = (Role.SUPERVISOR, Role.DISPATCHER, Role.LEADER, Role.ADMIN)


@dataclass(frozen=True, slots=True)
class Here:
    """Somebody on duty as the templates want him; `instead_of` is whom he stands in for."""

    name: str
    until: str
    instead_of: str


@dataclass(frozen=True, slots=True)
class Standing:
    """The duty of a unit in words; `called` are those whom pings go to where nobody is on duty."""

    unit: str
    here: tuple[Here, ...]
    called: tuple[str, ...]
    next: tuple[str, ...]
    next_at: str


async def wanted_unit(
    tx: Transaction, chat: Chat, person: Person | None, words: str
) -> Unit | None:
    """Whose duty is asked for: the unit named, the group's, or one's own; None: every unit's.

    Supervisors, dispatchers and leaders may see all, in a unit's own group that unit's first.
    """
    chart = await units.org_chart(tx)
    is_admin = person is not None and person.telegram_id in chat.administrators
    runs_it = chat.role is GroupRole.SUPERVISION and is_admin
    sees_all = runs_it or (person is not None and person.has(*_SEE_ALL))
    own = person.unit if person else None
    if words:
        unit = chart.unit(await acting.unit_by_words(tx, words))
    elif chat.role is GroupRole.UNIT:
        unit = chart.unit(chat.unit)
    elif sees_all:
        return None
    else:
        unit = chart.unit(own)
    group = chat.unit if chat.role is GroupRole.UNIT else None
    if unit is None or not (sees_all or unit.id in (own, group)):
        raise Refused("duty_not_yours")
    return unit


async def show(
    tx: Transaction, chat: Chat, unit: Unit, *, reply_to: int | None, thread: int | None
) -> None:
    """A message with the unit's duty and [换班]; it is rendered anew when the duty is swapped."""
    card = await cards.add(tx, kind="duty", chat=chat.id, thread=thread, payload={"unit": unit.id})
    await outbox.post(
        tx,
        chat=chat.id,
        thread=thread,
        kind=Kind.DUTY,
        dedupe=f"duty:{card}",
        priority=Priority.PING,
        card=card,
        reply_to=reply_to,
    )


async def overview(tx: Transaction, office: Office, texts: Texts) -> str:
    """A line for each unit that has a roster or is sent cases."""
    roster = await rosters.roster(tx)
    with_roster = {line.unit for line in roster.lines}
    chart = await units.org_chart(tx)
    found = [one for one in chart.units if one.id in with_roster or one.categories]
    lines = [
        texts.say("duty.line", d=await _standing(tx, office, texts, roster, one))
        for one in found[:_UNITS]
    ]
    more = [texts.say("duty.more", n=len(found) - _UNITS)] if len(found) > _UNITS else []
    return "\n".join((texts.say("duty.all", n=len(found)), *lines, *more))


async def _standing(
    tx: Transaction, office: Office, texts: Texts, roster: Roster, unit: Unit
) -> Standing:
    local = office.local(tx.now)
    members = await people.of_unit(tx, unit.id)
    here = rostered(roster, members, unit.id, local)
    following = next_on_duty(roster, members, unit.id, local)
    called = () if here else on_duty(roster, members, unit.id, local)
    return Standing(
        unit=unit.name,
        here=tuple(_here(tx, texts, roster, members, unit.id, one, local) for one in here),
        called=tuple(one.name for one in called),
        next=tuple(one.name for one in following.people) if following else (),
        next_at=texts.when(following.at, tx.now) if following else "",
    )


def _here(
    tx: Transaction,
    texts: Texts,
    roster: Roster,
    members: tuple[Person, ...],
    unit: int,
    person: Person,
    local: datetime,
) -> Here:
    leaves = leaves_at(roster, members, unit, person.id, local)
    away = next(
        (
            swap.away
            for swap in reversed(roster.of(unit).swaps)
            if swap.stand_in == person.id and swap.covers(local)
        ),
        None,
    )
    return Here(
        name=person.name,
        until=texts.when(leaves, tx.now) if leaves else "",
        instead_of=next((one.name for one in members if one.id == away), ""),
    )


async def render(
    tx: Transaction,
    office: Office,
    texts: Texts,
    card: Card,
    *,
    reply_to: int | None,
    first: bool,
) -> Outgoing | NotNeeded:
    """A card about the roster as it is now."""
    if card.kind == "swap":
        return await swapping.message(tx, office, texts, card)
    if card.kind == "handover":
        return await handing_over.message(tx, office, texts, card, first=first)
    unit = (await units.org_chart(tx)).unit(card.payload["unit"])
    if unit is None:
        return NotNeeded("its unit is gone")
    standing = await _standing(tx, office, texts, await rosters.roster(tx), unit)
    page, _, away = card.menu.partition(":")
    relieved = await people.get(tx, int(away)) if away else None
    html = texts.say("duty.unit", d=standing, page=page, away=relieved.name if relieved else "")
    keyboard = await _keyboard(tx, office, texts, card, page, relieved, standing)
    return Outgoing(html, keyboard, reply_to=reply_to)


async def _keyboard(
    tx: Transaction,
    office: Office,
    texts: Texts,
    card: Card,
    page: str,
    relieved: Person | None,
    standing: Standing,
) -> Keyboard:
    unit = str(card.payload["unit"])
    back = (Button(texts.word("button", "back"), "swap", (unit, "back")),)
    if page == "whom":
        here = rostered(
            await rosters.roster(tx),
            await people.of_unit(tx, int(unit)),
            int(unit),
            office.local(tx.now),
        )
        return (*((Button(one.name, "swap", (unit, str(one.id))),) for one in here), back)
    if page == "by" and relieved is not None:
        found = [
            Button(one.name, "stand_in", (unit, f"{relieved.id}.{one.id}"))
            for one in await swapping.colleagues(tx, office, int(unit))
        ]
        rows = tuple(tuple(found[at : at + 2]) for at in range(0, len(found), 2))
        return (*rows, back)
    if not standing.here:
        return ()
    return ((Button(texts.word("button", "swap"), "swap", (unit, "")),),)
