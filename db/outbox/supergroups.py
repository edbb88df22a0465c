"""A group became a supergroup: the same people under a new chat id, with new message ids."""

from typing import Any

from sqlalchemy import Row, Table, and_, exists, func, select, update

from db import dialect
from db.outbox.outcomes import send_anew, still_matters
from db.tables import (
    cards,
    cases,
    chats,
    digests,
    gatherings,
    inbox,
    letters,
    photos,
    questions,
    tallies,
    whistle_notes,
    whistles,
)
from db.transaction import Transaction
from domain.letters import Kind

# What a chat is to us; its title and type are told by Telegram anew.
_ENROLMENT = ("role", "unit_id", "settings", "enrolled_at", "greeted_at", "next_digest_at")


async def migrate_chat(tx: Transaction, old: int, new: int) -> bool:
    """Follow a group to its new id, everywhere, in this transaction; False if nothing was there.

    Message ids of the old group mean other messages in the new one, and nobody can reply to or
    edit the old ones: they are kept negated (-17 is message 17 of the old group). Cards that still
    matter are sent anew. Events stay as they are: history is not rewritten. May be done again for
    what came late.
    """
    enrolled = await _move_enrolment(tx, old, new)
    moved = 0
    for table in (cases, gatherings, photos, tallies, whistles, whistle_notes):
        moved += await _move(tx, table, old, new, message_id=-table.c.message_id)
    await _move(tx, questions, old, new, reply_to=-questions.c.reply_to)
    await _move_digests(tx, old, new)
    await _move(tx, letters, old, new, message_id=-letters.c.message_id, reply_to=None)
    await _move_cards(tx, old, new)
    tx.ring("letters")
    return enrolled or moved > 0


async def lane_is_drained(tx: Transaction, chat: int) -> bool:
    """Whether no update of that chat waits: the last of an old group tells where it went."""
    query = select(inbox.c.id).where(inbox.c.chat_id == chat, inbox.c.state == "new").limit(1)
    return (await tx.run(query)).first() is None


async def _move(tx: Transaction, table: Table, old: int, new: int, **changes: Any) -> int:
    statement = update(table).where(table.c.chat_id == old)
    return (await tx.run(statement.values(chat_id=new, **changes))).rowcount


async def _move_enrolment(tx: Transaction, old: int, new: int) -> bool:
    row = (await tx.run(select(chats).where(chats.c.id == old))).one_or_none()
    if row is None:
        return False
    fresh = {"id": new, "type": "supergroup", "title": row.title, "settings": {}}
    statement = dialect.insert(tx, chats).values(fresh | {"administrators": row.administrators})
    await tx.run(statement.on_conflict_do_nothing(index_elements=[chats.c.id]))
    if row.role is None:
        return True
    kept = {name: getattr(row, name) for name in _ENROLMENT}
    free = and_(chats.c.id == new, chats.c.role.is_(None))
    await tx.run(update(chats).where(free).values(kept))
    emptied: dict[str, Any] = dict.fromkeys(_ENROLMENT) | {"settings": {"migrated_to": new}}
    await tx.run(update(chats).where(chats.c.id == old).values(emptied))
    return True


async def _move_digests(tx: Transaction, old: int, new: int) -> None:
    told = digests.alias("told")
    same_day = exists().where(told.c.chat_id == new, told.c.day == digests.c.day)
    statement = update(digests).where(digests.c.chat_id == old, ~same_day)
    await tx.run(statement.values(chat_id=new))


async def _move_cards(tx: Transaction, old: int, new: int) -> None:
    query = (
        select(letters)
        .join(cards, cards.c.id == letters.c.card_id)
        .where(cards.c.chat_id == old, cards.c.message_id.is_not(None), still_matters())
        .where(letters.c.id == _last_letter())
        .order_by(letters.c.id)
    )
    again: list[Row[Any]] = list(await tx.run(query))
    await _move(tx, cards, old, new, message_id=-cards.c.message_id)
    for letter in again:
        lost = update(cards).where(cards.c.id == letter.card_id)
        await tx.run(lost.values(message_id=None, shown=None))
        await send_anew(tx, letter)


def _last_letter() -> Any:
    """The newest letter that sent a card (not an edit of it)."""
    newest = letters.alias("newest")
    query = select(func.max(newest.c.id)).where(
        newest.c.card_id == cards.c.id, newest.c.kind != Kind.EDIT.value
    )
    return query.correlate(cards).scalar_subquery()
