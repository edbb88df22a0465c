"""Fixtures: a fresh migrated database for each test, once on SQLite and once on PostgreSQL.

    async def test_something(database: Database) -> None:       # runs twice
    async def test_files(sqlite_url: str) -> None:              # only there
    async def test_two_processes(database_url: str) -> None:    # both, opened by the test

Each comes from a template that was migrated once per test session.
"""

import asyncio
import shutil
from collections.abc import AsyncIterator, Iterator
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from db.engine import Database
from db.migrate import migrate
from tests.postgres import temporary_postgres

_names = count()


async def _migrated(url: str) -> None:
    database = Database(url)
    await migrate(database)
    await database.close()


async def _make(server: str, name: str, template: str = "template1") -> str:
    engine = create_async_engine(server.format("postgres"), isolation_level="AUTOCOMMIT")
    try:
        async with engine.connect() as connection:
            await connection.execute(text(f'CREATE DATABASE "{name}" TEMPLATE "{template}"'))
    finally:
        await engine.dispose()
    return server.format(name)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The address of an empty server, with `{}` for the name of a database."""
    with temporary_postgres() as address:
        yield address


@pytest.fixture(scope="session")
def postgres_template(postgres_server: str) -> str:
    """The name of a migrated database that others are copied from."""
    url = asyncio.run(_make(postgres_server, "template_duban"))
    asyncio.run(_migrated(url))
    return "template_duban"


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated file that others are copied from."""
    path = tmp_path_factory.mktemp("template") / "duban.db"
    asyncio.run(_migrated(f"sqlite+aiosqlite:///{path}"))
    return path


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """A fresh migrated SQLite file."""
    path = tmp_path / "duban.db"
    shutil.copy(sqlite_template, path)
    return f"sqlite+aiosqlite:///{path}"


@pytest.fixture
def postgresql_url(postgres_server: str, postgres_template: str) -> str:
    """A fresh migrated PostgreSQL database."""
    return asyncio.run(_make(postgres_server, f"test_{next(_names)}", postgres_template))


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """A fresh migrated database of either kind."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """The same, open."""
    opened = Database(database_url)
    yield opened
    await opened.close()
