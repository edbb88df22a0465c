"""What nobody could be told of, for the operator's eyes and the day's digest."""

from datetime import datetime

from sqlalchemy import func, insert, select

from db.tables import cases, untold
from db.transaction import Transaction


async def add(tx: Transaction, case: int, unit: int | None, step: str) -> None:
    """A step of a case reached nobody."""
    await tx.run(insert(untold).values(case_id=case, unit_id=unit, step=step, at=tx.now))


async def cases_between(
    tx: Transaction,
    since: datetime,
    until: datetime,
    *,
    bureau: int | None = None,
    unit: int | None = None,
) -> list[int]:
    """The cases (of a bureau, or a unit) nobody could be told of in [since, until), each once."""
    query = (
        select(untold.c.case_id)
        .join(cases, cases.c.id == untold.c.case_id)
        .where(untold.c.at >= since, untold.c.at < until)
    )
    if bureau is not None:
        query = query.where(cases.c.bureau_id == bureau)
    if unit is not None:
        query = query.where(untold.c.unit_id == unit)
    return list((await tx.run(query.distinct().order_by(untold.c.case_id))).scalars())


async def count_since(tx: Transaction, since: datetime) -> int:
    """How often nobody could be told since then."""
    query = select(func.count()).select_from(untold).where(untold.c.at >= since)
    return int((await tx.run(query)).scalar_one())
