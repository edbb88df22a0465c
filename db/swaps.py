"""Who asked whom to stand in for whom, and what became of it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Row, insert, select, update

from db import rosters
from db.tables import duty_swaps
from db.transaction import Transaction
from domain.duty import Swap


class Outcome(StrEnum):
    """What became of a wish to swap; one that nobody answers ends with the shift."""

    ASKED = "asked"
    AGREED = "agreed"
    DECLINED = "declined"


@dataclass(frozen=True, slots=True)
class Wish:
    """A row: people by our own ids; `privately` says that it was asked for in a private chat."""

    id: int
    unit: int
    away: int
    stand_in: int
    until: datetime
    outcome: Outcome
    asked_by: int
    asked_at: datetime
    privately: bool
    answered_by: int | None
    card: int | None


def _wish(row: Row[Any]) -> Wish:
    at = row._mapping
    return Wish(
        id=at["id"],
        unit=at["unit_id"],
        away=at["away_id"],
        stand_in=at["stand_in_id"],
        until=at["until"],
        outcome=Outcome(at["outcome"]),
        asked_by=at["asked_by"],
        asked_at=at["asked_at"],
        privately=at["privately"],
        answered_by=at["answered_by"],
        card=at["card_id"],
    )


async def ask(tx: Transaction, swap: Swap, *, by: int, privately: bool) -> Wish:
    """Somebody is asked to stand in; it counts once he agrees."""
    statement = insert(duty_swaps).values(
        unit_id=swap.unit,
        away_id=swap.away,
        stand_in_id=swap.stand_in,
        until=swap.until,
        outcome=Outcome.ASKED,
        asked_by=by,
        asked_at=tx.now,
        privately=privately,
    )
    return _wish((await tx.run(statement.returning(duty_swaps))).one())


async def get(tx: Transaction, wish: int) -> Wish | None:
    """One of them."""
    row = (await tx.run(select(duty_swaps).where(duty_swaps.c.id == wish))).one_or_none()
    return _wish(row) if row else None


async def is_asked(tx: Transaction, swap: Swap) -> bool:
    """Whether the same person was asked for this shift, and has not answered."""
    query = select(duty_swaps.c.id).where(
        duty_swaps.c.unit_id == swap.unit,
        duty_swaps.c.away_id == swap.away,
        duty_swaps.c.stand_in_id == swap.stand_in,
        duty_swaps.c.until == swap.until,
        duty_swaps.c.outcome == Outcome.ASKED,
    )
    return (await tx.run(query.limit(1))).first() is not None


async def set_card(tx: Transaction, wish: int, card: int) -> None:
    """The message that tells of it."""
    await tx.run(update(duty_swaps).where(duty_swaps.c.id == wish).values(card_id=card))


async def answer(tx: Transaction, wish: Wish, outcome: Outcome, *, by: int) -> bool:
    """Agreed or declined, once; False when it was answered before. What is agreed counts from now.

    The caller holds the unit's duty (`rosters.hold`): somebody else may agree to the same shift.
    """
    asked = (duty_swaps.c.id == wish.id) & (duty_swaps.c.outcome == Outcome.ASKED)
    since = tx.now if outcome is Outcome.AGREED else None
    answered = update(duty_swaps).where(asked)
    done = await tx.run(
        answered.values(outcome=outcome, answered_by=by, answered_at=tx.now, since=since)
    )
    if outcome is Outcome.AGREED:
        await rosters.changed(tx)
    return done.rowcount == 1
