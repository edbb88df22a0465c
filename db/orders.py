"""Numbered orders (督办单): to a unit, for one or several of its cases that are far too late."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from db.tables import card_cases, cards, letters, orders
from db.transaction import Transaction

# How often a number that another process has taken meanwhile is drawn anew.
_TRIES = 3


@dataclass(frozen=True, slots=True)
class Order:
    """An order; `replied_at` None while the written reply is still to come."""

    id: int
    year: int
    serial: int
    unit: int
    cases: tuple[int, ...]
    at: datetime
    reply_by: datetime | None
    replied_at: datetime | None
    replied_by: str
    reply: str


def _order(row: Row[Any]) -> Order:
    return Order(
        id=row.id,
        year=row.year,
        serial=row.serial,
        unit=row.unit_id,
        cases=tuple(row.case_ids),
        at=row.at,
        reply_by=row.reply_by,
        replied_at=row.replied_at,
        replied_by=row.replied_by,
        reply=row.reply,
    )


async def issue(
    tx: Transaction,
    *,
    bureau: int,
    year: int,
    unit: int,
    case: int,
    reply_by: datetime,
) -> Order:
    """The bureau's next order of that year; whoever drew the same number at once draws again."""
    for _ in range(_TRIES):
        with suppress(IntegrityError):
            async with tx.savepoint():
                return await _issued(tx, bureau, year, unit, case, reply_by)
    return await _issued(tx, bureau, year, unit, case, reply_by)


async def _issued(
    tx: Transaction, bureau: int, year: int, unit: int, case: int, reply_by: datetime
) -> Order:
    last = select(func.max(orders.c.serial)).where(
        orders.c.bureau_id == bureau, orders.c.year == year
    )
    serial = ((await tx.run(last)).scalar() or 0) + 1
    statement = insert(orders).values(
        bureau_id=bureau,
        year=year,
        serial=serial,
        unit_id=unit,
        case_ids=[case],
        at=tx.now,
        reply_by=reply_by,
    )
    return _order((await tx.run(statement.returning(orders))).one())


async def waiting(tx: Transaction, chat: int, prefix: str) -> tuple[Order, int] | None:
    """An order to that chat whose letter (its key begins so) was never attempted, with its card.

    The letter is not sent, and nobody else adds a case, before this transaction ends.
    """
    query = select(letters.c.card_id).where(
        letters.c.chat_id == chat,
        letters.c.kind == "order",
        letters.c.state == "new",
        letters.c.dedupe.startswith(prefix, autoescape=True),
        ~letters.c.unknown,
    )
    card = (await tx.run(query.limit(1).with_for_update())).scalar()
    if card is None:
        return None
    payload = (await tx.run(select(cards.c.payload).where(cards.c.id == card))).scalar_one()
    order = await get(tx, payload["order"])
    return (order, card) if order else None


async def also(tx: Transaction, order: Order, card: int, case: int) -> None:
    """One more case for an order that has not been sent."""
    every = [*order.cases, case]
    await tx.run(update(orders).where(orders.c.id == order.id).values(case_ids=every))
    row = {"card_id": card, "case_id": case, "position": len(order.cases)}
    await tx.run(insert(card_cases).values(row))


async def get(tx: Transaction, order: int) -> Order | None:
    """One order."""
    row = (await tx.run(select(orders).where(orders.c.id == order))).one_or_none()
    return _order(row) if row else None


async def told_at(tx: Transaction, order: Order) -> datetime | None:
    """When the unit was sent it; None if that is still to come."""
    # Its letter is that of the case for which it was issued.
    query = select(letters.c.sent_at).where(
        letters.c.case_id == order.cases[0],
        letters.c.kind == "order",
        letters.c.dedupe.endswith(f":order:{order.id}"),
    )
    told: datetime | None = (await tx.run(query.limit(1))).scalar()
    return told


async def of_case(tx: Transaction, unit: int, case: int) -> Order | None:
    """The newest order to that unit that names the case."""
    query = select(orders).where(orders.c.unit_id == unit).order_by(orders.c.id.desc()).limit(200)
    return next((one for row in await tx.run(query) if case in (one := _order(row)).cases), None)


async def reply(tx: Transaction, order: int, *, by: str, words: str) -> bool:
    """Keep the written reply; False if there was one before."""
    statement = (
        update(orders)
        .where(orders.c.id == order, orders.c.replied_at.is_(None))
        .values(replied_at=tx.now, replied_by=by, reply=words)
    )
    return (await tx.run(statement)).rowcount == 1
