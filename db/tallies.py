"""Numbers that units reported about their own work."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Integer, String, cast, delete, distinct, func, insert, select

from db.tables import tallies
from db.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Count:
    """One count of a work report: 清理 小广告 80 处. `approx` for 余, 多, 近."""

    action: str
    item: str
    value: float
    measure: str
    approx: bool = False


async def replace(
    tx: Transaction, chat: int, message: int, unit: int | None, counts: Sequence[Count]
) -> None:
    """Keep a message's counts; an edited message replaces its own."""
    mine = (tallies.c.chat_id == chat) & (tallies.c.message_id == message)
    await tx.run(delete(tallies).where(mine))
    rows = [
        {
            "chat_id": chat,
            "message_id": message,
            "unit_id": unit,
            "at": tx.now,
            "action": count.action[:40],
            "item": count.item[:200],
            "value": count.value,
            "measure": count.measure[:20],
            "approx": count.approx,
        }
        for count in counts
    ]
    if rows:
        await tx.run(insert(tallies), rows)


async def sums(
    tx: Transaction, since: datetime, until: datetime, units: Collection[int], *, most: int
) -> list[Count]:
    """What those units counted in [since, until), added up, in the order of their reports.

    A report that was edited stands where it was edited. Where there is more than `most`, what most
    reports tell of is told, and of that the largest.
    """
    report = cast(tallies.c.chat_id, String) + ":" + cast(tallies.c.message_id, String)
    first, reports = func.min(tallies.c.id), func.count(distinct(report))
    total = func.sum(tallies.c.value)
    keys = (tallies.c.action, tallies.c.item, tallies.c.measure)
    approx = func.max(cast(tallies.c.approx, Integer))
    query = (
        select(*keys, total.label("total"), approx.label("approx"), first.label("first"))
        .where(tallies.c.at >= since, tallies.c.at < until)
        .where(tallies.c.unit_id.in_(units))
        .group_by(*keys)
        .order_by(reports.desc(), total.desc(), *keys)
        .limit(most)
    )
    return [
        Count(row.action, row.item, row.total, row.measure, bool(row.approx))
        for row in sorted(await tx.run(query), key=lambda row: row.first)
    ]
