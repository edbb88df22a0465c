"""What units ask for (延期 挂账 申诉), and what became of it."""

from datetime import datetime
from typing import Any

from sqlalchemy import Row, and_, bindparam, insert, select, update

from db.tables import requests
from db.taking import longest_due
from db.transaction import Transaction
from domain.requests import Desk, Outcome, Request, Wish

IS_DUE = and_(
    requests.c.outcome == "open",
    requests.c.remind_at <= bindparam("now", type_=requests.c.remind_at.type),
)


def _request(row: Row[Any]) -> Request:
    return Request(
        id=row.id,
        wish=Wish(row.wish),
        case=row.case_id,
        unit=row.unit_id,
        by=row.by_id,
        by_name=row.by_name,
        reason=row.reason,
        at=row.at,
        desk=Desk(row.desk),
        until=row.until,
        outcome=Outcome(row.outcome),
        decided_by=row.decided_by,
        remarks=row.remarks,
    )


async def add(
    tx: Transaction,
    *,
    wish: Wish,
    case: int,
    unit: int,
    by: int,
    by_name: str,
    reason: str,
    until: datetime | None,
    desk: Desk,
    remind_at: datetime,
) -> Request:
    """Keep a request that nobody has decided."""
    statement = insert(requests).values(
        wish=wish.value,
        case_id=case,
        unit_id=unit,
        by_id=by,
        by_name=by_name,
        reason=reason,
        until=until,
        at=tx.now,
        desk=desk.value,
        remind_at=remind_at,
    )
    return _request((await tx.run(statement.returning(requests))).one())


async def get(tx: Transaction, request: int) -> Request | None:
    """One request."""
    row = (await tx.run(select(requests).where(requests.c.id == request))).one_or_none()
    return _request(row) if row else None


async def open_of_case(tx: Transaction, case: int) -> list[Request]:
    """What is asked for a case and not decided, oldest first."""
    query = select(requests).where(requests.c.case_id == case, requests.c.outcome == "open")
    return [_request(row) for row in await tx.run(query.order_by(requests.c.id))]


async def due(tx: Transaction) -> Request | None:
    """One request that is to be brought up again."""
    row = await longest_due(tx, requests, IS_DUE, requests.c.remind_at)
    return _request(row) if row else None


async def remind_at(tx: Transaction, request: int, moment: datetime) -> None:
    """When it is brought up next."""
    await tx.run(update(requests).where(requests.c.id == request).values(remind_at=moment))


async def passed_on(tx: Transaction, request: int, desk: Desk, remind: datetime) -> None:
    """It lies on the next desk now."""
    changed = update(requests).where(requests.c.id == request, requests.c.outcome == "open")
    await tx.run(changed.values(desk=desk.value, remind_at=remind))


async def decided(
    tx: Transaction, request: int, outcome: Outcome, *, by: str, remarks: str = ""
) -> bool:
    """Close a request; False if somebody else was first."""
    changed = (
        update(requests)
        .where(requests.c.id == request, requests.c.outcome == "open")
        .values(outcome=outcome.value, decided_by=by, decided_at=tx.now, remarks=remarks)
    )
    return (await tx.run(changed)).rowcount == 1
