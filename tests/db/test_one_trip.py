"""SQLite through one trip a statement behaves as SQLite does."""

import asyncio
import threading
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, OperationalError

from db import facts
from db import one_trip as trips
from db.engine import Database

NOW = datetime(2026, 11, 21, 8, tzinfo=UTC)


@pytest.fixture
async def opened(sqlite_url: str) -> AsyncIterator[Database]:
    database = Database(sqlite_url)
    yield database
    await database.close()


async def test_a_statement_with_its_rows_is_one_trip(
    opened: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened.begin(NOW) as tx:
        await facts.put(tx, "a", 1)
    made = 0
    go = trips.OneTripConnection._execute

    async def counted(self: trips.OneTripConnection, *given: object, **named: object) -> object:
        nonlocal made
        made += 1
        return await go(self, *given, **named)  # type: ignore[no-untyped-call]

    monkeypatch.setattr(trips.OneTripConnection, "_execute", counted)
    async with opened.begin(NOW) as tx:
        assert await facts.get(tx, "a") == 1
        await facts.put(tx, "b", 2)
    assert made == 4, "begin, select, upsert, commit"


async def test_rows_counts_and_keys_come_back(opened: Database) -> None:
    async with opened.begin(NOW) as tx:
        await tx.run(text("CREATE TABLE t (id INTEGER PRIMARY KEY, x TEXT)"))
        rows = [{"x": "一"}, {"x": "二"}, {"x": "三"}]
        assert (await tx.run(text("INSERT INTO t (x) VALUES (:x)"), rows)).rowcount == 3
        assert (await tx.run(text("UPDATE t SET x = x || '。' WHERE id > 1"))).rowcount == 2
        found = await tx.run(text("SELECT id, x FROM t ORDER BY id"))
        assert [tuple(row) for row in found] == [(1, "一"), (2, "二。"), (3, "三。")]


async def test_errors_are_those_of_the_database(opened: Database) -> None:
    with pytest.raises(IntegrityError):
        async with opened.begin(NOW) as tx:
            await tx.run(text("INSERT INTO facts (name, value) VALUES ('a', '1'), ('a', '2')"))
    with pytest.raises(OperationalError):
        async with opened.begin(NOW) as tx:
            await tx.run(text("SELECT * FROM nowhere"))
    async with opened.read(NOW) as tx:
        assert await facts.get(tx, "a") is None


async def test_a_cancelled_transaction_leaves_nothing_and_holds_no_lock(opened: Database) -> None:
    begun = asyncio.Event()

    async def hangs() -> None:
        async with opened.begin(NOW) as tx:
            await facts.put(tx, "a", 1)
            begun.set()
            await asyncio.sleep(60)

    task = asyncio.create_task(hangs())
    await begun.wait()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    async with asyncio.timeout(5), opened.begin(NOW) as tx:
        assert await facts.get(tx, "a") is None


async def test_closing_ends_the_threads(tmp_path: Path) -> None:
    before = threading.active_count()
    database = Database(f"sqlite+aiosqlite:///{tmp_path}/x.db")
    async with database.begin(NOW) as tx:
        await tx.run(text("SELECT 1"))
    assert threading.active_count() == before + 1
    await database.close()
    await asyncio.sleep(0.05)
    assert threading.active_count() == before
