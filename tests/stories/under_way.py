"""What the bot still has to do, as its database tells; empty if nothing."""

from datetime import datetime, timedelta

from sqlalchemy import func, select

from db import (
    cards,
    cases,
    chats,
    gatherings,
    handovers,
    inbox,
    outbox,
    photos,
    questions,
    rosters,
    whistles,
)
from db.tables import letters
from db.transaction import Transaction
from domain.letters import Kind
from operations import reminding


async def unhandled(tx: Transaction) -> str:
    """What has arrived or fallen due and is not dealt with."""
    if (await inbox.figures(tx)).waiting:
        return "inbox"
    if await gatherings.due(tx) or await questions.expired(tx) or await cases.next_step_due(tx):
        return "what is due"
    if await whistles.due(tx):
        return "whistle"
    if await chats.due_digest(tx, tx.now):
        return "digest"
    if await rosters.due_shift(tx) or await handovers.due_call(tx):
        return "shifts"
    return "photos" if (await photos.count_by_state(tx)).get("new") else ""


async def unsaid(tx: Transaction) -> str:
    """What is still to be drawn or sent."""
    if await cards.undrawn(tx):
        return "pictures"
    return await waiting_letters(tx)


async def waiting_letters(tx: Transaction) -> str:
    """What is still to be sent."""
    queue = await outbox.statistics(tx)
    return f"letters {queue.waiting}" if queue.waiting or queue.sending else ""


async def gathering(tx: Transaction) -> timedelta | None:
    """How long reminders still wait for others, if that is all that anybody waits for."""
    if await waiting_letters(tx) or await unhandled(tx) or await cards.undrawn(tx):
        return None
    first = select(func.min(letters.c.not_before)).where(
        letters.c.state == "new",
        letters.c.kind.in_((Kind.REMINDER, Kind.ORDER)),
        letters.c.not_before <= tx.now + reminding.GATHER,
    )
    moment: datetime | None = (await tx.run(first)).scalar()
    return None if moment is None else moment - tx.now
