"""The steps lead to exactly the tables of `db.tables`, on both databases, and may run at once."""

import asyncio
import os
import sys
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text
from sqlalchemy.engine import Connection

from db.engine import Database
from db.failures import NewerDatabase
from db.migrate import current, migrate, newest
from db.steps import configuration
from db.tables import metadata
from tests.warm.programs import Awaited, Nursery

ROOT = Path(__file__).parents[2]


def differences(connection: Connection) -> list[object]:
    context = MigrationContext.configure(connection, opts={"target_metadata": metadata})
    return list(compare_metadata(context, metadata))


async def test_the_steps_and_the_tables_agree(database: Database) -> None:
    async with database.engine.connect() as connection:
        assert await connection.run_sync(differences) == []
        assert await connection.run_sync(current) == newest()


def test_the_newest_revision_is_where_the_steps_lead() -> None:
    assert newest() == ScriptDirectory.from_config(configuration()).get_current_head()


MIGRATED_ALREADY = """
import asyncio, sys
from db.engine import Database
from db.migrate import migrate

async def main():
    database = Database(sys.argv[1])
    await migrate(database)
    await database.close()

asyncio.run(main())
print(sorted({"aiosqlite", "alembic", "sqlalchemy.orm"} & sys.modules.keys()))
"""


async def test_a_database_that_is_up_to_date_is_opened_without_alembic(sqlite_url: str) -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", MIGRATED_ALREADY, sqlite_url, cwd=ROOT, stdout=asyncio.subprocess.PIPE
    )
    assert (await process.communicate())[0] == b"[]\n"


async def test_migrating_again_changes_nothing(database: Database) -> None:
    await migrate(database)
    async with database.engine.connect() as connection:
        names = await connection.run_sync(lambda c: inspect(c).get_table_names())
    assert set(names) == {*metadata.tables, "alembic_version"}


async def test_a_database_of_a_newer_program_is_refused(database: Database) -> None:
    async with database.engine.begin() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(NewerDatabase):
        await migrate(database)


async def test_a_failing_step_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    empty = Database(f"sqlite+aiosqlite:///{tmp_path}/empty.db")
    async with empty.engine.begin() as connection:
        await connection.execute(text("CREATE TABLE units (id INTEGER)"))
    with pytest.raises(Exception, match="already exists"):
        await migrate(empty)
    async with empty.engine.connect() as connection:
        names = await connection.run_sync(lambda c: inspect(c).get_table_names())
    await empty.close()
    assert names == ["units"]


async def migrated(nursery: Nursery, folder: Path, url: str, times: int) -> list[int]:
    """How so many processes ended that were started at once to migrate that database."""
    env = {**os.environ, "DUBAN_DATABASE": url, "DUBAN_TELEGRAM_TOKEN": "7:a-bot"}
    command = (sys.executable, "-m", "bot", "migrate")
    with (folder / "log").open("wb") as log:
        begun = [Awaited(nursery.begin(command, folder, env, log)) for _ in range(times)]
    return await asyncio.gather(*(one.wait() for one in begun))


async def test_two_processes_may_start_on_an_empty_file(tmp_path: Path, nursery: Nursery) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path}/new.db"
    assert await migrated(nursery, tmp_path, url, 3) == [0, 0, 0]


async def test_two_processes_may_start_on_an_empty_server(
    tmp_path: Path, nursery: Nursery, postgres_server: str
) -> None:
    server = Database(postgres_server.format("postgres"))
    async with server.engine.connect() as plain:
        connection = await plain.execution_options(isolation_level="AUTOCOMMIT")
        await connection.execute(text("CREATE DATABASE two_at_once"))
    await server.close()
    url = postgres_server.format("two_at_once")
    assert await migrated(nursery, tmp_path, url, 2) == [0, 0]
