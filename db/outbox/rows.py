"""Rows of `letters` as the domain knows them."""

from typing import Any

from sqlalchemy import Row, bindparam, text, update

from db.tables import letters
from db.transaction import Transaction
from domain.letters import Kind, Letter, Priority

COLUMNS = (
    letters.c.id,
    letters.c.chat_id,
    letters.c.thread_id,
    letters.c.kind,
    letters.c.case_id,
    letters.c.card_id,
    letters.c.dedupe,
    letters.c.priority,
    letters.c.reply_to,
    letters.c.payload,
    letters.c.created_at,
    letters.c.not_before,
    letters.c.attempts,
    letters.c.unknown,
)


def letter(row: Row[Any]) -> Letter:
    """A row with (at least) `COLUMNS`."""
    return Letter(
        id=row.id,
        chat=row.chat_id,
        kind=Kind(row.kind),
        dedupe=row.dedupe,
        priority=Priority(row.priority),
        created_at=row.created_at,
        not_before=row.not_before,
        thread=row.thread_id,
        case=row.case_id,
        card=row.card_id,
        reply_to=row.reply_to,
        payload=row.payload,
        attempts=row.attempts,
        unknown=row.unknown,
    )


_mine = update(letters).where(
    letters.c.id == bindparam("letter"),
    letters.c.state.in_(("sending", "new")),
    letters.c.attempts == bindparam("claimed_attempts"),
)


async def change(tx: Transaction, claimed: Letter, **values: Any) -> None:
    """Change a letter that still is as it was claimed, or was freed since and not reclaimed.

    Whoever claimed it again counted one more attempt: then the first claimer's word comes too late.
    """
    await tx.run(_mine, values | {"letter": claimed.id, "claimed_attempts": claimed.attempts})


# Word for word the condition of the partial index, else SQLite would read every letter ever sent.
UNSENT = text("letters.state IN ('new', 'sending')")
