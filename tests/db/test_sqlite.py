"""SQLite without trips to a thread behaves as SQLite does, and waits for others politely."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, OperationalError

from db import facts, sqlite
from db.engine import Database
from db.failures import is_passing

NOW = datetime(2026, 11, 21, 8, tzinfo=UTC)


@pytest.fixture
async def opened(sqlite_url: str) -> AsyncIterator[Database]:
    database = Database(sqlite_url)
    yield database
    await database.close()


async def test_checkpoints_keep_the_log_short(opened: Database, tmp_path: Path) -> None:
    for number in range(3 * sqlite.CHECKPOINT_EVERY):
        async with opened.begin(NOW) as tx:
            await facts.put(tx, "a", number)
        await asyncio.sleep(0.0005)
    pages = (tmp_path / "duban.db-wal").stat().st_size / 4096
    assert pages < 2 * sqlite.CHECKPOINT_EVERY


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


async def test_writers_of_one_process_take_turns(opened: Database) -> None:
    async def add(name: str) -> None:
        async with opened.begin(NOW) as tx:
            told = await facts.get(tx, "names") or []
            await asyncio.sleep(0)
            await facts.put(tx, "names", [*told, name])

    names = [f"writer {number}" for number in range(20)]
    async with asyncio.timeout(5):
        await asyncio.gather(*map(add, names))
    async with opened.read(NOW) as tx:
        assert await facts.get(tx, "names") == names


async def test_a_writer_that_waits_for_another_process_does_not_hold_up_the_rest(
    opened: Database, sqlite_url: str
) -> None:
    other = Database(sqlite_url)
    waited = asyncio.Event()

    async def writes() -> None:
        async with opened.begin(NOW) as tx:
            waited.set()
            await facts.put(tx, "a", 1)

    async with other.begin(NOW) as tx:
        await facts.put(tx, "b", 1)
        task = asyncio.create_task(writes())
        for _ in range(20):
            async with opened.read(NOW) as reading:
                assert await facts.get(reading, "b") is None
            await asyncio.sleep(0.005)
        assert not waited.is_set()
    async with asyncio.timeout(5):
        await task
    await other.close()


async def test_who_gives_up_waiting_to_write_leaves_no_lock(
    opened: Database, sqlite_url: str
) -> None:
    async def writes() -> None:
        async with opened.begin(NOW):
            pytest.fail("it had its turn")

    other = Database(sqlite_url)
    async with other.begin(NOW) as tx:
        await facts.put(tx, "b", 1)
        task = asyncio.create_task(writes())
        await asyncio.sleep(0.05)
        task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    async with asyncio.timeout(5), other.begin(NOW) as tx:
        await facts.put(tx, "c", 1)
    async with asyncio.timeout(5), opened.begin(NOW) as tx:
        assert await facts.get(tx, "c") == 1
    await other.close()


async def test_transactions_without_end_let_others_have_a_turn(opened: Database) -> None:
    turns = 0

    async def counts() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    task = asyncio.create_task(counts())
    for number in range(10):
        async with opened.begin(NOW) as tx:
            await facts.put(tx, "a", number)
        async with opened.read(NOW) as tx:
            assert await facts.get(tx, "a") == number
    assert turns >= 20
    task.cancel()


async def test_any_number_may_look_at_once(opened: Database) -> None:
    async with AsyncExitStack() as looking:
        for _ in range(50):
            tx = await looking.enter_async_context(opened.read(NOW))
            assert await facts.get(tx, "a") is None
        async with asyncio.timeout(5), opened.begin(NOW) as tx:
            await facts.put(tx, "a", 1)


async def test_a_file_that_stays_locked_is_told_as_busy(
    opened: Database, sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite, "PATIENCE", 0.05)
    other = Database(sqlite_url)
    async with other.begin(NOW) as tx:
        await facts.put(tx, "a", 1)
        with pytest.raises(OperationalError) as told:
            async with opened.begin(NOW):
                pytest.fail("it had its turn")
    assert is_passing(told.value)
    await other.close()
