"""Digests as they were told: the period and the cases behind each number."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, insert, select

from db import dialect
from db.tables import digests
from db.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Digest:
    """`numbers` maps a number's name to the keys of its cases."""

    id: int
    chat: int
    day: date
    since: datetime
    until: datetime
    numbers: dict[str, Any]
    asked: bool


def _digest(row: Row[Any]) -> Digest:
    at = row._mapping
    return Digest(
        at["id"], at["chat_id"], at["day"], at["since"], at["until"], at["numbers"], at["asked"]
    )


async def add(
    tx: Transaction,
    *,
    chat: int,
    day: date,
    since: datetime,
    until: datetime,
    numbers: dict[str, Any],
    asked: bool,
) -> int | None:
    """Keep a digest; None when the group has had the one of that day already."""
    values = {
        "chat_id": chat,
        "day": day,
        "since": since,
        "until": until,
        "numbers": numbers,
        "asked": asked,
    }
    if asked:
        kept: int = (
            await tx.run(insert(digests).values(values).returning(digests.c.id))
        ).scalar_one()
        return kept
    statement = dialect.insert(tx, digests).values(values).on_conflict_do_nothing()
    return (await tx.run(statement.returning(digests.c.id))).scalar_one_or_none()


async def get(tx: Transaction, digest: int) -> Digest | None:
    """One digest."""
    row = (await tx.run(select(digests).where(digests.c.id == digest))).one_or_none()
    return _digest(row) if row else None


async def last_until(tx: Transaction, chat: int, before: datetime) -> datetime | None:
    """Where the group's digest before that moment ended."""
    query = select(digests.c.until).where(
        digests.c.chat_id == chat, digests.c.asked.is_(False), digests.c.until < before
    )
    row = (await tx.run(query.order_by(digests.c.until.desc()).limit(1))).one_or_none()
    return row.until if row else None
