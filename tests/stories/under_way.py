"""What the bot still has to do, as its database tells; empty if nothing."""

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
from db.transaction import Transaction


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
