"""Who wrote, and where: what every update needs to know first, in one query."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, literal, select

from db import chats, people
from db.tables import chats as chats_table
from db.tables import people as people_table
from db.transaction import Transaction
from domain.people import Chat, Person

_nothing = select(literal(1).label("one")).subquery()
_query = select(
    *(column.label(f"chat_{column.name}") for column in chats_table.c),
    *(column.label(f"person_{column.name}") for column in people.COLUMNS),
).select_from(
    _nothing.outerjoin(chats_table, chats_table.c.id == bindparam("chat")).outerjoin(
        people_table, people_table.c.telegram_id == bindparam("account")
    )
)


@dataclass(frozen=True, slots=True)
class Sender:
    """A Telegram account as an update shows it."""

    telegram_id: int
    name: str
    username: str | None = None


async def arrive(
    tx: Transaction, chat_id: int, looks: chats.Looks, sender: Sender | None
) -> tuple[Chat, Person | None]:
    """The chat and the person of an update, stored where they are new or have changed.

    `sender` None: nobody who could hold a role (a channel's post, an anonymous administrator).
    """
    account = sender.telegram_id if sender else None
    found = (await tx.run(_query, {"chat": chat_id, "account": account})).mappings().one()
    chat = await chats.settle(tx, _part(found, "chat", chats_table.c.keys()), chat_id, looks)
    if sender is None:
        return chat, None
    names = (*people_table.c.keys(), "admins")
    row = _part(found, "person", names)
    return chat, await people.settle(tx, row, sender.telegram_id, sender.name, sender.username)


def _part(row: Mapping[Any, Any], prefix: str, names: Iterable[str]) -> dict[str, Any] | None:
    if row[f"{prefix}_id"] is None:
        return None
    return {name: row[f"{prefix}_{name}"] for name in names}
