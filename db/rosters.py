"""The roster with the swaps that lie on top of it, and when the duty of each unit changes next."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from secrets import token_hex
from typing import Any

from sqlalchemy import bindparam, delete, select, update

from db import dialect, facts
from db.remembered import Remembered
from db.tables import duty, duty_shifts, duty_swaps
from db.taking import longest_due
from db.transaction import Transaction
from domain.duty import Duty, Roster, Swap
from domain.wall_time import end_time, wall_time

# Swaps that ended longer ago than this say nothing about any shift that is still handed over.
SWAPS_FOR = timedelta(days=7)

_VERSION = "roster_version"

IS_DUE = duty_shifts.c.next_at <= bindparam("now", type_=duty_shifts.c.next_at.type)


async def roster(tx: Transaction) -> Roster:
    """All units' roster, with the swaps that lie on it."""
    return await _roster.get(tx)


async def changed(tx: Transaction) -> None:
    """Lines or swaps are others than before; whoever changes them says so."""
    _roster.forget(tx)
    await facts.put(tx, _VERSION, token_hex(8))


async def _read(tx: Transaction) -> Roster:
    lines = (await tx.run(select(duty).order_by(duty.c.id))).mappings()
    agreed = select(duty_swaps).where(
        duty_swaps.c.outcome == "agreed", duty_swaps.c.until > tx.now - SWAPS_FOR
    )
    swaps = (await tx.run(agreed.order_by(duty_swaps.c.since, duty_swaps.c.id))).mappings()
    return Roster(tuple(map(_line, lines)), tuple(map(_swap, swaps)))


_roster = Remembered("roster", facts.version(_VERSION), _read)


def _line(row: Any) -> Duty:
    return Duty(
        unit=row["unit_id"],
        person=row["person_id"],
        days=frozenset(row["days"]),
        since=wall_time(row["since"]),
        until=end_time(row["until"]),
        dates=tuple(
            (date.fromisoformat(first), date.fromisoformat(last))
            for first, last in row["dates"] or ()
        ),
    )


def _swap(row: Any) -> Swap:
    return Swap(
        unit=row["unit_id"],
        away=row["away_id"],
        stand_in=row["stand_in_id"],
        since=row["since"],
        until=row["until"],
    )


async def absorb(tx: Transaction, *, keep: int, gone: int) -> None:
    """Two rows turn out to be one person: what names the one that goes names the other now."""
    named = (
        duty.c.person_id,
        duty_swaps.c.away_id,
        duty_swaps.c.stand_in_id,
        duty_swaps.c.asked_by,
        duty_swaps.c.answered_by,
    )
    for column in named:
        await tx.run(update(column.table).where(column == gone).values({column: keep}))
    await changed(tx)


# --- when the duty of a unit changes -----------------------------------------------------


@dataclass(frozen=True, slots=True)
class DueShift:
    """A unit whose duty is to be looked at as it was at that moment."""

    unit: int
    at: datetime


async def look_anew(tx: Transaction, units: Collection[int]) -> None:
    """The roster was replaced: these are the units that have one, each to be looked at at once.

    A change that is due already, and was not yet told, stays due.
    """
    await changed(tx)
    await tx.run(delete(duty_shifts).where(duty_shifts.c.unit_id.not_in(units)))
    for unit in units:
        fresh = dialect.insert(tx, duty_shifts).values(unit_id=unit, next_at=tx.now)
        await tx.run(
            fresh.on_conflict_do_update(
                index_elements=[duty_shifts.c.unit_id],
                set_={"next_at": tx.now},
                where=duty_shifts.c.next_at > tx.now,
            )
        )


async def look_at(tx: Transaction, unit: int, at: datetime) -> None:
    """When the unit's duty is to be looked at next."""
    await tx.run(update(duty_shifts).where(duty_shifts.c.unit_id == unit).values(next_at=at))


async def look_earlier(tx: Transaction, unit: int, at: datetime) -> None:
    """The unit's duty is to be looked at by then, if not before."""
    later = (duty_shifts.c.unit_id == unit) & (duty_shifts.c.next_at > at)
    await tx.run(update(duty_shifts).where(later).values(next_at=at))


async def due_shift(tx: Transaction) -> DueShift | None:
    """The unit whose duty has been due for longest; another process does not get it meanwhile."""
    row = await longest_due(tx, duty_shifts, IS_DUE, duty_shifts.c.next_at, lock=True)
    return DueShift(row.unit_id, row.next_at) if row else None


async def hold(tx: Transaction, unit: int) -> None:
    """Let nobody else change who is on duty in this unit before this transaction ends.

    What was read of the roster before is read again.
    """
    row = select(duty_shifts.c.unit_id).where(duty_shifts.c.unit_id == unit)
    await tx.run(row.with_for_update())
    _roster.forget(tx)
