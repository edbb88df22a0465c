"""Shifts that were handed over to the next, and who took over."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, select, update

from db import dialect
from db.tables import handovers
from db.taking import longest_due
from db.transaction import Transaction

CALL_IS_DUE = handovers.c.call_at <= bindparam("now", type_=handovers.c.call_at.type)


@dataclass(frozen=True, slots=True)
class Handover:
    """The duty of a unit went from `leaving` to `coming` (people by our own ids) at that moment."""

    id: int
    unit: int
    at: datetime
    leaving: tuple[int, ...]
    coming: tuple[int, ...]
    card: int | None
    taken_by: int | None
    taken_at: datetime | None


def _handover(row: Row[Any]) -> Handover:
    at = row._mapping
    return Handover(
        id=at["id"],
        unit=at["unit_id"],
        at=at["at"],
        leaving=tuple(at["leaving"]),
        coming=tuple(at["coming"]),
        card=at["card_id"],
        taken_by=at["taken_by"],
        taken_at=at["taken_at"],
    )


async def add(
    tx: Transaction,
    *,
    unit: int,
    at: datetime,
    leaving: Sequence[int],
    coming: Sequence[int],
    call_at: datetime,
) -> int | None:
    """Keep a hand-over; None if that change of that unit has been told already."""
    fresh = dialect.insert(tx, handovers).values(
        unit_id=unit, at=at, leaving=list(leaving), coming=list(coming), call_at=call_at
    )
    kept = fresh.on_conflict_do_nothing(index_elements=[handovers.c.unit_id, handovers.c.at])
    return (await tx.run(kept.returning(handovers.c.id))).scalar_one_or_none()


async def set_card(tx: Transaction, handover: int, card: int) -> None:
    """The message that tells of it."""
    await tx.run(update(handovers).where(handovers.c.id == handover).values(card_id=card))


async def get(tx: Transaction, handover: int) -> Handover | None:
    """One of them."""
    row = (await tx.run(select(handovers).where(handovers.c.id == handover))).one_or_none()
    return _handover(row) if row else None


async def take(tx: Transaction, handover: int, *, by: int) -> bool:
    """Somebody has taken over; False when somebody had before."""
    free = (handovers.c.id == handover) & handovers.c.taken_at.is_(None)
    taken = update(handovers).where(free)
    return (await tx.run(taken.values(taken_by=by, taken_at=tx.now, call_at=None))).rowcount == 1


async def due_call(tx: Transaction) -> Handover | None:
    """One that nobody has taken over in time; another process does not get it meanwhile."""
    row = await longest_due(tx, handovers, CALL_IS_DUE, handovers.c.call_at, lock=True)
    return _handover(row) if row else None


async def call_at(tx: Transaction, handover: int, at: datetime | None) -> None:
    """When the leader is called; None: never (again)."""
    await tx.run(update(handovers).where(handovers.c.id == handover).values(call_at=at))
