"""Chats that cannot be spoken to for now, and the bot that this database belongs to."""

from datetime import timedelta

from sqlalchemy import select, update

from db import dialect
from db.outbox.rows import UNSENT
from db.tables import chats, facts, letters
from db.transaction import Transaction

# How long letters wait for a chat that threw the bot out or muted it.
PATIENCE = timedelta(hours=24)


class OtherBot(Exception):
    """这个数据库属于另一个机器人。请换回原来的令牌，或用 DUBAN_DATABASE 指定一个新的数据库。"""


async def chat_in_trouble(tx: Transaction, chat: int, name: str) -> None:
    """The bot cannot write there (`name`: kicked, blocked, muted …): its letters wait."""
    trouble = {"trouble": name, "trouble_at": tx.now}
    statement = dialect.insert(tx, chats).values(
        id=chat,
        type="private" if chat > 0 else "group",
        settings={},
        administrators=[],
        **trouble,
    )
    await tx.run(statement.on_conflict_do_update(index_elements=[chats.c.id], set_=trouble))


async def chat_recovered(tx: Transaction, chat: int) -> bool:
    """The bot can write there again (my_chat_member says so): its letters go out.

    Returns whether there had been trouble.
    """
    statement = update(chats).where(chats.c.id == chat, chats.c.trouble.is_not(None))
    result = await tx.run(statement.values(trouble=None, trouble_at=None))
    tx.ring("letters")
    return result.rowcount > 0


async def give_up_stale(tx: Transaction) -> int:
    """Give up what has waited a day for chats in trouble; returns how many letters."""
    reason = select(chats.c.trouble).where(chats.c.id == letters.c.chat_id).scalar_subquery()
    statement = update(letters).where(
        UNSENT,
        letters.c.state == "new",
        letters.c.not_before < tx.now - PATIENCE,
        letters.c.chat_id.in_(select(chats.c.id).where(chats.c.trouble.is_not(None))),
    )
    return (await tx.run(statement.values(state="given_up", error=reason))).rowcount


async def remember_bot(tx: Transaction, bot_id: int) -> None:
    """Note whose database this is; raises OtherBot if it is another one's."""
    statement = dialect.insert(tx, facts).values(name="bot_id", value=bot_id)
    await tx.run(statement.on_conflict_do_nothing(index_elements=[facts.c.name]))
    known = (await tx.run(select(facts.c.value).where(facts.c.name == "bot_id"))).scalar_one()
    if known != bot_id:
        raise OtherBot
