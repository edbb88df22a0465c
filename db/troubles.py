"""What went wrong and waits for an operator's eye."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from db.tables import letters, photos
from db.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Trouble:
    """So many times the same reason in the same chat."""

    chat: int
    reason: str
    times: int


async def letters_given_up(tx: Transaction, since: datetime) -> tuple[Trouble, ...]:
    """Letters that were never sent, by chat and reason, most frequent first."""
    times = func.count().label("times")
    query = (
        select(letters.c.chat_id, letters.c.error, times)
        .where(letters.c.state == "given_up", letters.c.created_at >= since)
        .group_by(letters.c.chat_id, letters.c.error)
        .order_by(times.desc(), letters.c.chat_id)
    )
    return tuple(Trouble(row.chat_id, row.error or "", row.times) for row in await tx.run(query))


async def photos_failed(tx: Transaction, since: datetime) -> tuple[Trouble, ...]:
    """Photos that could not be fetched, by chat and reason, most frequent first."""
    times = func.count().label("times")
    query = (
        select(photos.c.chat_id, photos.c.trouble, times)
        .where(photos.c.state == "failed", photos.c.received_at >= since)
        .group_by(photos.c.chat_id, photos.c.trouble)
        .order_by(times.desc(), photos.c.chat_id)
    )
    return tuple(Trouble(row.chat_id, row.trouble or "", row.times) for row in await tx.run(query))
