"""What seldom changes is read once, by whoever needs it first, and again when it has changed."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import event

from db import rosters
from db.engine import Database
from db.transaction import Transaction

NOW = datetime(2026, 11, 21, 8, tzinfo=UTC)
Opening = Callable[[Database], AbstractAsyncContextManager[Transaction]]
WRITING, READING = (lambda one: one.begin(NOW)), (lambda one: one.read(NOW))


@pytest.fixture
async def statements(database: Database) -> AsyncIterator[Callable[[Opening], Awaitable[int]]]:
    """How many statements a transaction asks that needs the roster."""
    asked: list[str] = []

    def count(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        asked.append(statement)

    event.listen(database.heard_at, "before_cursor_execute", count)

    async def needed(opening: Opening) -> int:
        async with opening(database) as tx:
            asked.clear()
            await rosters.roster(tx)
            await rosters.roster(tx)
            return len(asked)

    yield needed
    event.remove(database.heard_at, "before_cursor_execute", count)


@pytest.mark.parametrize("first", [WRITING, READING], ids=["writing", "reading"])
async def test_it_is_read_once_whoever_reads_it_first(
    statements: Callable[[Opening], Awaitable[int]], database: Database, first: Opening
) -> None:
    assert await statements(first) == 3, "its version, its lines and its swaps"
    assert await statements(READING) == await statements(WRITING) == 1, "its version"
    async with database.begin(NOW) as tx:
        await rosters.changed(tx)
    assert await statements(READING) == 3
    assert await statements(READING) == 1


async def test_what_a_transaction_read_that_was_undone_is_not_kept(
    statements: Callable[[Opening], Awaitable[int]],
    database: Database,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # What is changed next has the very version that was undone.
    monkeypatch.setattr("db.rosters.token_hex", lambda _size: "the same")
    with pytest.raises(ZeroDivisionError):
        async with database.begin(NOW) as tx:
            await rosters.changed(tx)
            await rosters.roster(tx)
            raise ZeroDivisionError
    async with database.begin(NOW) as tx:
        await rosters.changed(tx)
    assert await statements(READING) == 3
    assert await statements(READING) == 1
