"""One speaker per bot, released by death."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.lock import AlreadySpeaking, speaking_right
from db.engine import Database

BOT = 7_000_000_001
ROOT = Path(__file__).parents[2]
HOLD = """
import asyncio, sys
from bot.lock import speaking_right
from db.engine import Database

async def main():
    async with speaking_right(Database(sys.argv[1]), int(sys.argv[2])):
        print("held", flush=True)
        await asyncio.sleep(60)

asyncio.run(main())
"""


@asynccontextmanager
async def elsewhere(url: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """Another process that holds the right."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", HOLD, url, str(BOT), stdout=asyncio.subprocess.PIPE, cwd=ROOT
    )
    assert process.stdout
    try:
        assert await process.stdout.readline() == b"held\n"
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def test_on_sqlite_a_second_process_is_refused_until_the_first_dies(sqlite_url: str) -> None:
    database = Database(sqlite_url)
    async with elsewhere(sqlite_url) as first:
        with pytest.raises(AlreadySpeaking) as refusal:
            async with speaking_right(database, BOT):
                pass
        assert "请先停掉那个进程" in (refusal.type.__doc__ or "")
        os.kill(first.pid, signal.SIGKILL)
        await first.wait()
        async with speaking_right(database, BOT) as right:
            assert right.held
    await database.close()


async def test_the_right_ends_with_the_block(database: Database) -> None:
    for _ in range(2):
        async with speaking_right(database, BOT) as right:
            assert right.held
        assert not right.held
        await right.lost()


async def test_on_postgresql_a_second_process_stands_by_and_takes_over(
    postgresql_url: str,
) -> None:
    database = Database(postgresql_url)
    async with elsewhere(postgresql_url) as first:
        taking = asyncio.create_task(hold(database))
        await asyncio.sleep(0.3)
        assert not taking.done()
        os.kill(first.pid, signal.SIGKILL)
        await first.wait()
        assert await asyncio.wait_for(taking, 5)
    await database.close()


async def hold(database: Database, bot: int = BOT) -> bool:
    async with speaking_right(database, bot) as right:
        return right.held


async def test_another_bot_on_the_same_server_may_speak(postgresql_url: str) -> None:
    database = Database(postgresql_url)
    async with speaking_right(database, BOT):
        assert await asyncio.wait_for(hold(database, BOT + 1), 3)
    await database.close()


async def test_losing_the_connection_takes_the_right_away_at_once(postgresql_url: str) -> None:
    database = Database(postgresql_url)
    others = (
        "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'"
        " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
    )
    async with speaking_right(database, BOT) as right:
        async with database.engine.begin() as connection:
            await connection.execute(text(others))
        await asyncio.wait_for(right.lost(), 0.9)
        assert not right.held
    await database.close()
