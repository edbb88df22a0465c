"""What a job takes in hand: the row that has been due for longest, one a transaction."""

from typing import Any

from sqlalchemy import Column, ColumnElement, Row, Table, select

from db.transaction import Transaction


async def longest_due(
    tx: Transaction,
    table: Table,
    due: ColumnElement[bool],
    since: Column[Any],
    *,
    lock: bool = False,
) -> Row[Any] | None:
    """The row of a table that is `due`, and has been `since` then for longest, if any is.

    Not one that this process leaves alone for a while (`tx.aside`). It is what the transaction has
    at hand from now on. With `lock` no other process gets it meanwhile (SQLite has one writer
    anyway).
    """
    (key,) = table.primary_key
    query = select(table).where(due).order_by(since, key).limit(1)
    if aside := [row for name, row in tx.aside if name == table.name]:
        query = query.where(key.not_in(aside))
    if lock:
        query = query.with_for_update(skip_locked=True)
    row = (await tx.run(query, {"now": tx.now})).one_or_none()
    if row is not None:
        tx.at_hand = (table.name, row._mapping[key])
    return row
