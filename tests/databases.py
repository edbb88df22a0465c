"""Fixtures: a fresh migrated database for each test, once on SQLite and once on PostgreSQL.

    async def test_something(database: Database) -> None:       # runs twice
    async def test_files(sqlite_url: str) -> None:              # only there
    async def test_two_processes(database_url: str) -> None:    # both, opened by the test

Each comes from a template that was migrated once per test session; on PostgreSQL it may be one
that another test had, made like the template again (`tests.lending`).
"""

import asyncio
import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from db.engine import Database
from db.migrate import migrate
from tests.common import once
from tests.lending import Lender
from tests.postgres import common_postgres

TEMPLATE = "template_duban"


async def _migrated(url: str) -> None:
    database = Database(url)
    await migrate(database)
    await database.close()


async def make(server: str, name: str, template: str = "template1") -> str:
    """Make a database on that server, a copy of that template; its address."""
    engine = create_async_engine(server.format("postgres"), isolation_level="AUTOCOMMIT")
    try:
        async with engine.connect() as connection:
            await connection.execute(text(f'CREATE DATABASE "{name}" TEMPLATE "{template}"'))
    finally:
        await engine.dispose()
    return server.format(name)


def _furnish(server: str) -> None:
    """Make the migrated database that others are copied from."""
    asyncio.run(_migrated(asyncio.run(make(server, TEMPLATE))))


@pytest.fixture(scope="session")
def postgres_server(common: Path) -> Iterator[str]:
    """The address of a server with our template, with `{}` for the name of a database."""
    with common_postgres(common, _furnish) as address:
        yield address


def _build(path: Path) -> None:
    asyncio.run(_migrated(f"sqlite+aiosqlite:///{path}"))


@pytest.fixture(scope="session")
def sqlite_template(common: Path) -> Path:
    """A migrated file that others are copied from."""
    return once(common / "template.db", _build)


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """A fresh migrated SQLite file."""
    path = tmp_path / "duban.db"
    shutil.copy(sqlite_template, path)
    return f"sqlite+aiosqlite:///{path}"


@pytest.fixture(scope="session")
def postgresql_lender(postgres_server: str, worker_id: str) -> Iterator[Lender]:
    """Who lends this process migrated databases."""
    lender = Lender(postgres_server, TEMPLATE, worker_id)
    yield lender
    lender.close()


@pytest.fixture
def postgresql_url(postgresql_lender: Lender) -> Iterator[str]:
    """A fresh migrated PostgreSQL database."""
    with postgresql_lender.lent() as url:
        yield url


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
