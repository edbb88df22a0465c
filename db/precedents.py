"""Rulings (裁定) that are remembered: whose such a case is on that street."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from db import dialect
from db.tables import precedents
from db.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Precedent:
    """The unit, and the case in which it was ruled, by whom and when."""

    unit: int
    case: int
    by_name: str
    at: datetime


_PUT = dialect.Insertion(
    precedents,
    lambda new: new.on_conflict_do_update(
        index_elements=[
            precedents.c.bureau_id,
            precedents.c.street,
            precedents.c.category,
        ],
        set_={name: new.excluded[name] for name in ("unit_id", "case_id", "by_name", "at")},
    ),
)


async def put(
    tx: Transaction,
    *,
    bureau: int,
    street: str,
    category: str,
    unit: int,
    case: int,
    by_name: str,
) -> None:
    """The newest ruling counts."""
    row = {
        "bureau_id": bureau,
        "street": street,
        "category": category,
        "unit_id": unit,
        "case_id": case,
        "by_name": by_name,
        "at": tx.now,
    }
    await tx.run(_PUT.on(tx), row)


async def find(tx: Transaction, bureau: int, street: str, category: str) -> Precedent | None:
    """The ruling for that kind of case on that street, if there is one."""
    query = select(precedents).where(
        precedents.c.bureau_id == bureau,
        precedents.c.street == street,
        precedents.c.category == category,
    )
    row = (await tx.run(query)).one_or_none()
    return Precedent(row.unit_id, row.case_id, row.by_name, row.at) if row else None
