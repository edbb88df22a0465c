"""Whistles: calls of units to a place, who came, what was said, and which cases came of it."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, and_, bindparam, delete, insert, select, update

from db import cards, dialect
from db.cards import Card
from db.tables import cards as cards_table
from db.tables import (
    whistle_calls,
    whistle_cards,
    whistle_serials,
    whistles,
)
from db.taking import longest_due
from db.transaction import Transaction
from domain.refusals import Refused
from domain.whistle import Call, Whistle, WhistleNumber, WhistleState

IS_DUE = whistles.c.due_at <= bindparam("now", type_=whistles.c.due_at.type)
_draw = dialect.Insertion(
    whistle_serials,
    lambda new: new.on_conflict_do_update(
        index_elements=[whistle_serials.c.bureau_id, whistle_serials.c.day],
        set_={"last": whistle_serials.c.last + 1},
    ).returning(whistle_serials.c.last),
)
NUMBERED = whistles.c.number_day.is_not(None)

_PLAIN = (
    "place",
    "reason",
    "by_name",
    "at",
    "limit_minutes",
    "limit_at",
    "due_at",
    "told_at",
    "ended_at",
    "ended_by",
    "minutes",
)


def _values(whistle: Whistle) -> dict[str, Any]:
    return {name: getattr(whistle, name) for name in _PLAIN} | {
        "bureau_id": whistle.bureau,
        "number_day": whistle.number.day if whistle.number else None,
        "number_serial": whistle.number.serial if whistle.number else None,
        "chat_id": whistle.chat,
        "thread_id": whistle.thread,
        "message_id": whistle.message,
        "case_id": whistle.case,
        "unknown": list(whistle.unknown),
        "by_id": whistle.by,
        "state": whistle.state.value,
    }


def _whistle(row: Row[Any]) -> Whistle:
    at = row._mapping
    known = {name: at[name] for name in _PLAIN if name != "limit_at"}
    return Whistle(
        id=at["id"],
        bureau=at["bureau_id"],
        number=_number(row),
        chat=at["chat_id"],
        thread=at["thread_id"],
        message=at["message_id"],
        case=at["case_id"],
        unknown=tuple(at["unknown"]),
        by=at["by_id"],
        state=WhistleState(at["state"]),
        **known,
    )


def _number(row: Row[Any]) -> WhistleNumber | None:
    at = row._mapping
    return WhistleNumber(at["number_day"], at["number_serial"]) if at["number_day"] else None


async def draw_number(tx: Transaction, bureau: int, day: date) -> WhistleNumber:
    """The next number of that bureau and day; two at once never draw the same."""
    drawn = await tx.run(_draw.on(tx), {"bureau_id": bureau, "day": day, "last": 1})
    return WhistleNumber(day, drawn.scalar_one())


async def add(tx: Transaction, whistle: Whistle) -> Whistle:
    """Keep a new whistle; returns it with its key."""
    made = await tx.run(insert(whistles).values(_values(whistle)).returning(whistles.c.id))
    return replace(whistle, id=made.scalar_one())


async def get(tx: Transaction, whistle: int) -> Whistle:
    """The whistle with that key; `Refused("old_button")` if there is none."""
    row = (await tx.run(select(whistles).where(whistles.c.id == whistle))).one_or_none()
    if row is None:
        raise Refused("old_button")
    return _whistle(row)


async def many(tx: Transaction, ids: Iterable[int]) -> list[Whistle]:
    """Those whistles, in the order in which they were made."""
    query = select(whistles).where(whistles.c.id.in_(list(ids))).order_by(whistles.c.id)
    return [_whistle(row) for row in await tx.run(query)]


async def store(tx: Transaction, before: Whistle, after: Whistle) -> None:
    """What became of a whistle; `Refused("two_at_once")` where somebody else was faster."""
    same = and_(
        whistles.c.id == before.id,
        whistles.c.state == before.state.value,
        whistles.c.due_at.is_not_distinct_from(before.due_at),
    )
    if (await tx.run(update(whistles).where(same).values(_values(after)))).rowcount != 1:
        raise Refused("two_at_once")


async def due(tx: Transaction) -> Whistle | None:
    """The whistle for which the clock has had to do something for longest, if any."""
    row = await longest_due(tx, whistles, IS_DUE, whistles.c.due_at)
    return _whistle(row) if row else None


async def with_limit_between(
    tx: Transaction, since: datetime, until: datetime, bureau: int | None
) -> list[Whistle]:
    """The whistles whose units had to come in [since, until)."""
    query = select(whistles).where(
        whistles.c.limit_at >= since, whistles.c.limit_at < until, NUMBERED
    )
    if bureau is not None:
        query = query.where(whistles.c.bureau_id == bureau)
    return [_whistle(row) for row in await tx.run(query.order_by(whistles.c.id))]


# --- the units that are called -------------------------------------------------------------


async def call(tx: Transaction, whistle: int, unit: int) -> None:
    """One more unit is called."""
    await tx.run(insert(whistle_calls).values(whistle_id=whistle, unit_id=unit))


async def do_not_call(tx: Transaction, whistle: int, unit: int) -> bool:
    """A unit is not called after all; False if it was not."""
    this = and_(whistle_calls.c.whistle_id == whistle, whistle_calls.c.unit_id == unit)
    return (await tx.run(delete(whistle_calls).where(this))).rowcount == 1


async def calls(tx: Transaction, whistle: int) -> list[Call]:
    """The units that a whistle calls, in the order in which they were named."""
    return (await calls_of(tx, [whistle])).get(whistle, [])


async def calls_of(tx: Transaction, ids: Sequence[int]) -> dict[int, list[Call]]:
    """The same for several whistles."""
    query = select(whistle_calls).where(whistle_calls.c.whistle_id.in_(ids))
    found: dict[int, list[Call]] = {}
    for row in await tx.run(query.order_by(whistle_calls.c.id)):
        found.setdefault(row.whistle_id, []).append(_call(row))
    return found


def _call(row: Row[Any]) -> Call:
    return Call(
        unit=row.unit_id,
        arrived_at=row.arrived_at,
        by=row.by_id,
        by_name=row.by_name,
        place=None if row.latitude is None else (row.latitude, row.longitude),
        late=row.late,
        note=row.note,
    )


async def arrived(tx: Transaction, whistle: int, arrival: Call) -> None:
    """Keep an arrival; `Refused("two_at_once")` where somebody of that unit was faster."""
    this = and_(
        whistle_calls.c.whistle_id == whistle,
        whistle_calls.c.unit_id == arrival.unit,
        whistle_calls.c.arrived_at.is_(None),
    )
    latitude, longitude = arrival.place or (None, None)
    values = {
        "arrived_at": arrival.arrived_at,
        "by_id": arrival.by,
        "by_name": arrival.by_name,
        "latitude": latitude,
        "longitude": longitude,
        "late": arrival.late,
        "note": arrival.note,
    }
    if (await tx.run(update(whistle_calls).where(this).values(values))).rowcount != 1:
        raise Refused("two_at_once")


async def set_place(tx: Transaction, whistle: int, unit: int, place: tuple[float, float]) -> None:
    """Where a unit that has reported in stands."""
    this = and_(whistle_calls.c.whistle_id == whistle, whistle_calls.c.unit_id == unit)
    values = {"latitude": place[0], "longitude": place[1]}
    await tx.run(update(whistle_calls).where(this).values(values))


async def awaiting_pin(tx: Transaction, person: int, since: datetime) -> tuple[int, int] | None:
    """(whistle, unit) of the person's last arrival since then, if it has no place yet."""
    query = (
        select(whistle_calls.c.whistle_id, whistle_calls.c.unit_id)
        .join(whistles, whistles.c.id == whistle_calls.c.whistle_id)
        .where(
            whistles.c.state == WhistleState.OPEN.value,
            whistle_calls.c.by_id == person,
            whistle_calls.c.arrived_at >= since,
            whistle_calls.c.latitude.is_(None),
        )
        .order_by(whistle_calls.c.arrived_at.desc())
        .limit(1)
    )
    row = (await tx.run(query)).one_or_none()
    return (row.whistle_id, row.unit_id) if row else None


# --- the messages that show it ---------------------------------------------------------------


async def shown_on(tx: Transaction, whistle: int, card: int) -> None:
    """That message shows the whistle."""
    await tx.run(insert(whistle_cards).values(whistle_id=whistle, card_id=card))


async def cards_of(tx: Transaction, whistle: int) -> list[Card]:
    """Every message that shows it, the home chat's first."""
    query = select(whistle_cards.c.card_id).where(whistle_cards.c.whistle_id == whistle)
    ids = [row.card_id for row in await tx.run(query.order_by(whistle_cards.c.card_id))]
    return [card for one in ids if (card := await cards.get(tx, one)) is not None]


async def of_card(tx: Transaction, card: int) -> Whistle | None:
    """The whistle that a message shows."""
    query = (
        select(whistles)
        .join(whistle_cards, whistle_cards.c.whistle_id == whistles.c.id)
        .where(whistle_cards.c.card_id == card)
    )
    row = (await tx.run(query)).one_or_none()
    return _whistle(row) if row else None


async def untold(tx: Transaction, chat: int) -> list[Whistle]:
    """The whistles that are going on whose card has not yet been sent to that chat."""
    query = (
        select(whistles)
        .join(whistle_cards, whistle_cards.c.whistle_id == whistles.c.id)
        .join(cards_table, cards_table.c.id == whistle_cards.c.card_id)
        .where(cards_table.c.chat_id == chat, cards_table.c.message_id.is_(None))
        .where(whistles.c.state == WhistleState.OPEN.value, whistles.c.chat_id != chat)
        .order_by(whistles.c.id)
    )
    return [_whistle(row) for row in await tx.run(query)]
