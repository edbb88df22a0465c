"""What one person sends in one go: loose photos, an album, a text and photos after it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, and_, bindparam, insert, select, text, update

from db.tables import gatherings, photos
from db.taking import longest_due
from db.transaction import Transaction

_now = bindparam("now", type_=gatherings.c.closes_at.type)
_open = insert(gatherings).returning(gatherings)
_current = (
    select(gatherings)
    .where(
        gatherings.c.chat_id == bindparam("chat"),
        gatherings.c.sender_id == bindparam("sender"),
        gatherings.c.thread_id.is_not_distinct_from(bindparam("thread")),
        gatherings.c.state.in_(("open", "report", "proof")),
        gatherings.c.closes_at > _now,
    )
    .order_by(gatherings.c.id.desc())
    .limit(1)
)
# As in the partial index of `db.tables`, which knows only those that wait for words.
IS_DUE = and_(
    text("gatherings.state = 'open'"),
    gatherings.c.closes_at <= _now,
)


@dataclass(frozen=True, slots=True)
class Gathering:
    """`state`: open (waits for words), report, proof, asked (a question is open), ended."""

    id: int
    chat: int
    thread: int | None
    sender: int
    album: str | None
    message: int
    opened_at: datetime
    closes_at: datetime | None
    state: str
    cases: tuple[int, ...]


def _gathering(row: Row[Any]) -> Gathering:
    at = row._mapping
    return Gathering(
        id=at["id"],
        chat=at["chat_id"],
        thread=at["thread_id"],
        sender=at["sender_id"],
        album=at["album"],
        message=at["message_id"],
        opened_at=at["opened_at"],
        closes_at=at["closes_at"],
        state=at["state"],
        cases=tuple(at["case_ids"]),
    )


async def open_(
    tx: Transaction,
    *,
    chat: int,
    thread: int | None,
    sender: int,
    album: str | None,
    message: int,
    closes_at: datetime | None,
    state: str,
    cases: tuple[int, ...] = (),
) -> Gathering:
    """A new gathering."""
    gathering = {
        "chat_id": chat,
        "thread_id": thread,
        "sender_id": sender,
        "album": album,
        "message_id": message,
        "opened_at": tx.now,
        "closes_at": closes_at,
        "state": state,
        "case_ids": list(cases),
    }
    return _gathering((await tx.run(_open, gathering)).one())


async def of_album(tx: Transaction, chat: int, album: str) -> Gathering | None:
    """The gathering that an album belongs to, if one of its pictures was here before."""
    query = select(gatherings).where(gatherings.c.chat_id == chat, gatherings.c.album == album)
    row = (await tx.run(query.order_by(gatherings.c.id.desc()).limit(1))).one_or_none()
    return _gathering(row) if row else None


async def current(tx: Transaction, chat: int, thread: int | None, sender: int) -> Gathering | None:
    """The person's gathering here that has not closed yet, the newest."""
    values = {"chat": chat, "thread": thread, "sender": sender, "now": tx.now}
    row = (await tx.run(_current, values)).one_or_none()
    return _gathering(row) if row else None


async def get(tx: Transaction, gathering: int) -> Gathering:
    """One gathering."""
    return _gathering((await tx.run(select(gatherings).where(gatherings.c.id == gathering))).one())


async def became(
    tx: Transaction,
    gathering: int,
    state: str,
    cases: tuple[int, ...] = (),
    closes_at: datetime | None = None,
) -> None:
    """Write down what a gathering became; later pictures of it follow."""
    statement = update(gatherings).where(gatherings.c.id == gathering)
    values: dict[str, Any] = {"state": state, "case_ids": list(cases)}
    if closes_at is not None:
        values["closes_at"] = closes_at
    await tx.run(statement.values(**values))


async def claim(tx: Transaction, gathering: int, state: str = "ended") -> bool:
    """Take an open gathering to make something of it; False when somebody else just did."""
    statement = update(gatherings).where(gatherings.c.id == gathering, gatherings.c.state == "open")
    return (await tx.run(statement.values(state=state))).rowcount == 1


async def waiting_with(tx: Transaction, chat: int, message: int) -> Gathering | None:
    """The gathering that waits for words and holds the photo of this message."""
    query = (
        select(gatherings)
        .join(photos, photos.c.gathering_id == gatherings.c.id)
        .where(
            photos.c.chat_id == chat,
            photos.c.message_id == message,
            gatherings.c.state == "open",
        )
        .limit(1)
    )
    row = (await tx.run(query)).one_or_none()
    return _gathering(row) if row else None


async def due(tx: Transaction) -> Gathering | None:
    """One gathering of loose photos that nobody put a word to in time."""
    row = await longest_due(tx, gatherings, IS_DUE, gatherings.c.closes_at)
    return _gathering(row) if row else None
