"""Chats that the bot has met, and what each is for."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, bindparam, or_, select, update

from db.dialect import insert
from db.tables import chats
from db.taking import longest_due
from db.transaction import Transaction
from domain.names import tidy
from domain.people import Chat, GroupRole, GroupSettings, QuietHours, WhoMayReport
from domain.wall_time import end_time, wall_time, written

_get = select(chats).where(chats.c.id == bindparam("chat"))
_of_unit = (
    select(chats)
    .where(chats.c.unit_id == bindparam("unit"), chats.c.role == GroupRole.UNIT)
    .order_by(chats.c.id)
)
_stale_administrators = (
    select(chats)
    .where(
        chats.c.role.is_not(None),
        chats.c.trouble.is_(None),
        or_(
            chats.c.administrators_at.is_(None),
            chats.c.administrators_at < bindparam("before", type_=chats.c.administrators_at.type),
        ),
    )
    .order_by(chats.c.administrators_at, chats.c.id)
    .limit(20)
)
_asked = (
    update(chats)
    .where(chats.c.id == bindparam("chat"))
    .values(administrators_at=bindparam("administrators_at"))
)
_set_administrators = _asked.values(administrators=bindparam("administrators"))
DIGEST_IS_DUE = and_(
    chats.c.role.is_not(None),
    chats.c.next_digest_at <= bindparam("now", type_=chats.c.next_digest_at.type),
)


@dataclass(frozen=True, slots=True)
class DueDigest:
    """A group whose digest is due, and since when: the moment belongs to the day it tells of."""

    chat: Chat
    at: datetime


def settings_of(kept: Mapping[str, Any]) -> GroupSettings:
    """A group's settings from their JSON; what is not there has its default."""
    default = GroupSettings()
    quiet = kept.get("quiet_hours")
    digest_at = kept.get("digest_at")
    return GroupSettings(
        digest_at=wall_time(digest_at) if digest_at else None,
        quiet_hours=QuietHours(*map(end_time, quiet)) if quiet else default.quiet_hours,
        who_may_report=WhoMayReport(kept.get("who_may_report", default.who_may_report)),
        locale=kept.get("locale"),
    )


def kept_settings(settings: GroupSettings) -> dict[str, Any]:
    """A group's settings as JSON."""
    quiet = settings.quiet_hours
    return {
        "digest_at": written(settings.digest_at) if settings.digest_at else None,
        "quiet_hours": [written(quiet.since), written(quiet.until)],
        "who_may_report": settings.who_may_report.value,
        "locale": settings.locale,
    }


def chat(row: Mapping[Any, Any]) -> Chat:
    """A row of the table as a chat."""
    return Chat(
        id=row["id"],
        type=row["type"],
        title=row["title"],
        role=GroupRole(row["role"]) if row["role"] else None,
        unit=row["unit_id"],
        settings=settings_of(row["settings"]),
        username=row["username"],
        is_forum=row["is_forum"],
        reachable=row["trouble"] is None,
        trouble=row["trouble"],
        administrators=frozenset(row["administrators"]),
    )


async def _find(tx: Transaction, query: Select[Any]) -> tuple[Chat, ...]:
    return tuple(chat(row) for row in (await tx.run(query)).mappings())


async def get(tx: Transaction, chat_id: int) -> Chat | None:
    """A chat by its Telegram id."""
    row = (await tx.run(_get, {"chat": chat_id})).mappings().first()
    return chat(row) if row else None


async def enrolled(tx: Transaction) -> tuple[Chat, ...]:
    """Every group that has a role."""
    return await _find(tx, select(chats).where(chats.c.role.is_not(None)).order_by(chats.c.id))


async def of_unit(tx: Transaction, unit: int) -> tuple[Chat, ...]:
    """The unit's own groups; it may have several."""
    return tuple(chat(row) for row in (await tx.run(_of_unit, {"unit": unit})).mappings())


async def with_role(tx: Transaction, role: GroupRole) -> tuple[Chat, ...]:
    """Every group of that role."""
    return await _find(tx, select(chats).where(chats.c.role == role).order_by(chats.c.id))


async def in_trouble(tx: Transaction) -> tuple[Chat, ...]:
    """Every chat that could not be written to when last tried."""
    return await _find(tx, select(chats).where(chats.c.trouble.is_not(None)).order_by(chats.c.id))


@dataclass(frozen=True, slots=True)
class Looks:
    """How a chat presents itself. `type` is private, group, supergroup or channel."""

    type: str
    title: str | None = None
    username: str | None = None
    is_forum: bool = False


async def met(tx: Transaction, chat_id: int, looks: Looks) -> Chat:
    """The chat something came from; stored when it is new, or is called or works otherwise now."""
    row = (await tx.run(_get, {"chat": chat_id})).mappings().first()
    return await settle(tx, row, chat_id, looks)


async def settle(
    tx: Transaction, row: Mapping[Any, Any] | None, chat_id: int, looks: Looks
) -> Chat:
    """The same as `met`, for a caller who has looked the row up already (None: there is none)."""
    shown = {
        "type": looks.type,
        "title": tidy(looks.title),
        "username": tidy(looks.username, 64) or None,
        "is_forum": looks.is_forum,
    }
    if row is None:
        await _meet(tx, chat_id, shown)
        row = (await tx.run(_get, {"chat": chat_id})).mappings().one()
    changed = {key: value for key, value in shown.items() if row[key] != value}
    if changed:
        await tx.run(update(chats).where(chats.c.id == chat_id).values(**changed))
        row = (await tx.run(_get, {"chat": chat_id})).mappings().one()
    return chat(row)


async def _meet(tx: Transaction, chat_id: int, shown: Mapping[str, Any]) -> None:
    fresh = insert(tx, chats).values(id=chat_id, settings={}, administrators=[], **shown)
    await tx.run(fresh.on_conflict_do_nothing(index_elements=[chats.c.id]))


async def enrol(
    tx: Transaction,
    chat_id: int,
    role: GroupRole,
    unit: int | None,
    settings: GroupSettings,
    next_digest_at: datetime | None,
) -> None:
    """Give a chat that was met its role, its unit and its settings."""
    await tx.run(
        update(chats)
        .where(chats.c.id == chat_id)
        .values(
            role=role,
            unit_id=unit,
            settings=kept_settings(settings),
            next_digest_at=next_digest_at,
            enrolled_at=tx.now,
        )
    )


async def dismiss(tx: Transaction, chat_id: int) -> None:
    """The chat has no role any more."""
    values = {"role": None, "unit_id": None, "next_digest_at": None, "enrolled_at": None}
    await tx.run(update(chats).where(chats.c.id == chat_id).values(**values))


async def set_administrators(tx: Transaction, chat_id: int, telegram_ids: Iterable[int]) -> None:
    """Who administers the group, as Telegram says now."""
    values = {"administrators": sorted(set(telegram_ids)), "administrators_at": tx.now}
    await tx.run(_set_administrators, {"chat": chat_id, **values})


async def keep_administrators(tx: Transaction, chat_id: int) -> None:
    """Who administers the group could not be found out; it is not asked for again at once."""
    await tx.run(_asked, {"chat": chat_id, "administrators_at": tx.now})


async def stale_administrators(tx: Transaction, before: datetime) -> tuple[Chat, ...]:
    """Enrolled groups whose administrators were last asked for before then, or never; some."""
    rows = (await tx.run(_stale_administrators, {"before": before})).mappings()
    return tuple(map(chat, rows))


async def due_digest(tx: Transaction) -> DueDigest | None:
    """The group whose digest has been due for longest, if any is due."""
    row = await longest_due(tx, chats, DIGEST_IS_DUE, chats.c.next_digest_at)
    return DueDigest(chat(row._mapping), row.next_digest_at) if row else None


async def next_digest(tx: Transaction, chat_id: int) -> datetime | None:
    """When the group's next digest falls due; None if it has none."""
    query = select(chats.c.next_digest_at).where(chats.c.id == chat_id)
    due: datetime | None = (await tx.run(query)).scalar()
    return due


async def set_next_digest(tx: Transaction, chat_id: int, at: datetime | None) -> None:
    """When the group's next digest falls due."""
    await tx.run(update(chats).where(chats.c.id == chat_id).values(next_digest_at=at))


async def mark_greeted(tx: Transaction, chat_id: int) -> bool:
    """True the first time only: a chat nobody enrolled gets one polite sentence."""
    first = (chats.c.id == chat_id) & chats.c.greeted_at.is_(None)
    return (await tx.run(update(chats).where(first).values(greeted_at=tx.now))).rowcount == 1
