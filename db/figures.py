"""Counts for the operator's eyes."""

from sqlalchemy import func, select

from db.tables import cases
from db.transaction import Transaction


async def cases_by_state(tx: Transaction) -> dict[str, int]:
    """How many cases stand in each state."""
    rows = await tx.run(select(cases.c.state, func.count().label("total")).group_by(cases.c.state))
    return {row.state: row.total for row in rows}
