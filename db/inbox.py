"""Updates as they arrived, until they are handled: stored before they are confirmed."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, bindparam, delete, exists, func, or_, select, update

from db.dialect import Insertion, insert, is_sqlite
from db.tables import chats, inbox, lanes
from db.transaction import Transaction

# Telegram keeps an update for a day: an id seen again after three belongs to another update.
IDS_LAST = timedelta(days=3)
CONTENT_LASTS = timedelta(hours=72)
# What was set aside is kept longer, for whoever has to find out why.
ASIDE_LASTS = timedelta(days=14)
ERASED_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Arrival:
    """An update as it came: `chat_id` is the lane in whose order it is handled, `raw` its JSON."""

    update_id: int
    chat_id: int
    raw: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """A row that waits to be handled."""

    id: int
    update_id: int
    chat_id: int
    raw: str
    attempts: int


@dataclass(frozen=True, slots=True)
class Figures:
    """How the inbox stands: rows waiting, since when the oldest does, rows set aside."""

    waiting: int
    oldest: datetime | None
    aside: int


@dataclass(frozen=True, slots=True)
class Aside:
    """An update that kept failing, and why."""

    update_id: int
    chat_id: int
    at: datetime | None
    note: str


_store = Insertion(inbox, lambda new: new.on_conflict_do_nothing().returning(inbox.c.update_id))
_enrolled = select(chats.c.id).where(
    chats.c.id.in_(bindparam("groups", expanding=True)), chats.c.role.is_not(None)
)
_earlier = inbox.alias("earlier")
# A row is due unless it, or a row before it in its lane, waits for its next attempt.
IS_DUE = and_(
    inbox.c.state == "new",
    ~exists().where(
        _earlier.c.chat_id == inbox.c.chat_id,
        _earlier.c.state == "new",
        _earlier.c.id <= inbox.c.id,
        _earlier.c.next_at > bindparam("now", type_=inbox.c.next_at.type),
    ),
)
_due = (
    select(inbox.c.id, inbox.c.update_id, inbox.c.chat_id, inbox.c.raw, inbox.c.attempts)
    .where(IS_DUE, inbox.c.chat_id.not_in(bindparam("busy", expanding=True)))
    .order_by(inbox.c.id)
    .limit(bindparam("most"))
)
_lane = (
    select(lanes.c.chat_id)
    .where(lanes.c.chat_id == bindparam("chat"))
    .with_for_update(skip_locked=True)
)
_earlier_in_lane = select(inbox.c.id).where(
    inbox.c.chat_id == bindparam("chat"), inbox.c.state == "new", inbox.c.id < bindparam("row")
)
_claim = (
    update(inbox)
    .where(
        inbox.c.id == bindparam("row"),
        inbox.c.state == "new",
        inbox.c.attempts == bindparam("seen"),
    )
    .values(state="done", done_at=bindparam("at", type_=inbox.c.done_at.type), next_at=None)
)


async def store(tx: Transaction, bot_id: int, arrivals: Sequence[Arrival]) -> int:
    """Keep what is not there yet; returns how many rows that were, and rings for the worker.

    An id that is kept from more than `IDS_LAST` ago means a new update: ids may start anew.
    """
    if not arrivals:
        return 0
    new = await _insert(tx, bot_id, arrivals)
    if len(new) < len(arrivals):
        again = [one for one in arrivals if one.update_id not in new]
        if await _make_room(tx, bot_id, [one.update_id for one in again]):
            new |= await _insert(tx, bot_id, again)
    if new:
        tx.ring("inbox")
    return len(new)


async def _insert(tx: Transaction, bot_id: int, arrivals: Sequence[Arrival]) -> set[int]:
    if not is_sqlite(tx):
        rows = [{"chat_id": chat} for chat in {one.chat_id for one in arrivals}]
        await tx.run(insert(tx, lanes).on_conflict_do_nothing(), rows)
    values = [
        {
            "bot_id": bot_id,
            "update_id": one.update_id,
            "chat_id": one.chat_id,
            "raw": one.raw,
            "received_at": tx.now,
            "state": "new",
            "attempts": 0,
        }
        for one in arrivals
    ]
    return set((await tx.run(_store.on(tx), values)).scalars())


async def _make_room(tx: Transaction, bot_id: int, ids: Collection[int]) -> bool:
    old = await tx.run(
        delete(inbox).where(
            inbox.c.bot_id == bot_id,
            inbox.c.update_id.in_(ids),
            inbox.c.state != "new",
            inbox.c.received_at < tx.now - IDS_LAST,
        )
    )
    return old.rowcount > 0


async def strangers(tx: Transaction, groups: Collection[int]) -> set[int]:
    """Which of these groups and channels nobody enrolled."""
    if not groups:
        return set()
    known = await tx.run(_enrolled, {"groups": list(groups)})
    return set(groups) - set(known.scalars())


async def waiting_in(tx: Transaction, lanes_wanted: Collection[int]) -> tuple[str, ...]:
    """The JSON of what still waits to be handled in these chats."""
    rows = select(inbox.c.raw).where(inbox.c.chat_id.in_(lanes_wanted), inbox.c.state == "new")
    return tuple(raw for raw in (await tx.run(rows)).scalars() if raw)


async def due(
    tx: Transaction, *, most: int, busy: Collection[int] = frozenset()
) -> tuple[Waiting, ...]:
    """The oldest rows that may be handled now, in order, outside the busy lanes."""
    values = {"now": tx.now, "most": most, "busy": list(busy)}
    return tuple(_waiting(row) for row in (await tx.run(_due, values)).mappings())


def _waiting(row: Mapping[Any, Any]) -> Waiting:
    return Waiting(row["id"], row["update_id"], row["chat_id"], row["raw"], row["attempts"])


async def claim(tx: Transaction, row: Waiting) -> bool:
    """Tick the row off, for this transaction's effects to be its handling.

    False if another worker has it, had it, or has the lane; then nothing may be done.
    """
    if not is_sqlite(tx):
        lane = {"chat": row.chat_id}
        if (await tx.run(_lane, lane)).first() is None:
            return False
        if (await tx.run(_earlier_in_lane, lane | {"row": row.id})).first() is not None:
            return False
    claimed = await tx.run(_claim, {"row": row.id, "seen": row.attempts, "at": tx.now})
    return claimed.rowcount == 1


async def ignored(tx: Transaction, row: Waiting, reason: str) -> None:
    """Note why a claimed row needed nothing."""
    await tx.run(update(inbox).where(inbox.c.id == row.id).values(state="ignored", note=reason))


async def forget(tx: Transaction, row: Waiting) -> None:
    """Drop the content of a handled row."""
    await tx.run(update(inbox).where(inbox.c.id == row.id).values(raw=None))


async def again(tx: Transaction, row: Waiting, at: datetime, error: str) -> None:
    """Handling failed: count it, and try once more at that moment."""
    await tx.run(
        update(inbox)
        .where(inbox.c.id == row.id, inbox.c.state == "new")
        .values(attempts=row.attempts + 1, next_at=at, note=error)
    )


async def set_aside(tx: Transaction, row: Waiting, error: str) -> None:
    """Handling keeps failing: let the rest go on, and keep this for the operator."""
    await tx.run(
        update(inbox)
        .where(inbox.c.id == row.id, inbox.c.state == "new")
        .values(state="aside", attempts=row.attempts + 1, next_at=None, note=error, done_at=tx.now)
    )


async def erase(tx: Transaction) -> bool:
    """Drop content that has been kept long enough; True if there may be more of it."""
    old = (
        select(inbox.c.id)
        .where(
            inbox.c.raw.is_not(None),
            inbox.c.state != "new",
            or_(
                and_(inbox.c.state != "aside", inbox.c.done_at < tx.now - CONTENT_LASTS),
                inbox.c.done_at < tx.now - ASIDE_LASTS,
            ),
        )
        .limit(ERASED_AT_ONCE)
    )
    erased = await tx.run(update(inbox).where(inbox.c.id.in_(old)).values(raw=None))
    return erased.rowcount > 0


async def figures(tx: Transaction) -> Figures:
    """How the inbox stands."""
    rows = await tx.run(
        select(
            inbox.c.state, func.count().label("rows"), func.min(inbox.c.received_at).label("oldest")
        )
        .where(inbox.c.state.in_(("new", "aside")))
        .group_by(inbox.c.state)
    )
    by_state = {row["state"]: row for row in rows.mappings()}
    new, kept = by_state.get("new"), by_state.get("aside")
    return Figures(
        waiting=new["rows"] if new else 0,
        oldest=new["oldest"] if new else None,
        aside=kept["rows"] if kept else 0,
    )


async def aside(tx: Transaction, most: int = 20) -> tuple[Aside, ...]:
    """What was set aside, the latest first."""
    rows = (
        select(inbox.c.update_id, inbox.c.chat_id, inbox.c.done_at.label("at"), inbox.c.note)
        .where(inbox.c.state == "aside")
        .order_by(inbox.c.id.desc())
        .limit(most)
    )
    return tuple(Aside(**row) for row in (await tx.run(rows)).mappings())
