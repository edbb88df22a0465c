"""Nothing that a test did to a PostgreSQL database is seen by the next that gets it."""

import asyncio
from collections.abc import Callable, Iterator
from typing import Any

import asyncpg  # type: ignore[import-untyped]
import pytest
from sqlalchemy import Table
from sqlalchemy.dialects import postgresql

from db.tables import metadata
from tests.databases import TEMPLATE
from tests.lending import FORM, Contents, Lender, read_contents

Act = Callable[[asyncpg.Connection], Any]

# What no test may leave to the next, and emptying does not undo.
CHANGES = (
    "CREATE TABLE more (id int)",
    "DROP TABLE untold",
    "ALTER TABLE people ADD COLUMN more int",
    "ALTER TABLE people ALTER COLUMN name DROP NOT NULL",
    "ALTER TABLE people ALTER COLUMN name SET DEFAULT 'x'",
    "ALTER TABLE people ADD CONSTRAINT more CHECK (id > 0)",
    "ALTER TABLE people DISABLE TRIGGER ALL",
    "CREATE INDEX more ON people (name)",
    "CREATE VIEW more AS SELECT * FROM people",
    "CREATE RULE more AS ON DELETE TO people DO INSTEAD NOTHING",
    "CREATE SEQUENCE more",
    "ALTER SEQUENCE cases_id_seq INCREMENT 5",
    "CREATE SCHEMA more",
    "CREATE TYPE more AS ENUM ('x')",
    "CREATE FUNCTION more() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "CREATE TEMPORARY TABLE more (id int)",
    "SELECT lo_create(0)",
    "DO $$ BEGIN EXECUTE 'ALTER DATABASE \"' || current_database() || '\" SET jit = off'; END $$",
)

# A value of each kind that is no number.
SOME = {
    "BOOLEAN": "true",
    "DATE": "'2026-11-21'",
    "JSONB": "'{}'",
    "TEXT": "'x'",
    "TIMESTAMP WITH TIME ZONE": "'2026-11-21 10:00+08'",
    "VARCHAR": "'x'",
}


@pytest.fixture(scope="module")
def lender(postgres_server: str, worker_id: str) -> Iterator[Lender]:
    lender = Lender(postgres_server, TEMPLATE, f"{worker_id}_lending")
    yield lender
    lender.close()


async def connected(url: str) -> asyncpg.Connection:
    return await asyncpg.connect(url.replace("+asyncpg", ""))


def do(url: str, act: Act) -> Any:
    """What an act on a database returns."""

    async def acting() -> Any:
        connection = await connected(url)
        try:
            return await act(connection)
        finally:
            await connection.close()

    return asyncio.run(acting())


def contents(url: str) -> Contents:
    found: Contents = do(url, read_contents)
    return found


def row(table: Table) -> str:
    """A row that the table takes."""
    kinds = {column.name: column.type.compile(postgresql.dialect()) for column in table.columns}  # type: ignore[no-untyped-call]
    values = (SOME.get(kind.partition("(")[0], "1") for kind in kinds.values())
    names = (f'"{name}"' for name in kinds)
    return f"INSERT INTO {table.name} ({', '.join(names)}) VALUES ({', '.join(values)})"


async def use_everything(connection: asyncpg.Connection) -> None:
    """Rows in every table, but none that the migrations left; every sequence moved on."""
    await connection.execute("SET session_replication_role = replica")
    await connection.execute("DELETE FROM alembic_version")
    for table in metadata.sorted_tables:
        await connection.execute(row(table))
    for (name,) in await connection.fetch("SELECT sequencename FROM pg_sequences"):
        await connection.execute(f"SELECT nextval('{name}'), nextval('{name}')")


def test_rows_and_numbers_are_as_in_the_template(lender: Lender) -> None:
    with lender.lent() as url:
        fresh = contents(url)
        do(url, use_everything)
        used = contents(url)
    assert used.form == fresh.form
    assert used.rows.keys() >= {table.name for table in metadata.sorted_tables}
    assert not used.sequences.items() & fresh.sequences.items()
    with lender.lent() as url:
        assert contents(url) == fresh
        assert "alembic_version" in fresh.rows


def test_rows_come_in_the_order_in_which_they_are_written(lender: Lender) -> None:
    places: Act = lambda one: one.fetch("SELECT ctid FROM serials")  # noqa: E731
    write: Act = lambda one: one.execute(row(metadata.tables["serials"]))  # noqa: E731
    with lender.lent() as url:
        do(url, write)
        first = do(url, places)
    with lender.lent() as url:
        do(url, write)
        assert do(url, places) == first


def test_nothing_is_left_open_locked_or_listened_to(lender: Lender) -> None:
    with asyncio.Runner() as runner:
        with lender.lent() as url:
            left = runner.run(connected(url))
            for statement in (
                "BEGIN",
                "LOCK TABLE people",
                row(metadata.tables["serials"]),
                "SELECT pg_advisory_lock(1)",
                "LISTEN letters",
            ):
                runner.run(left.execute(statement))
        with lender.lent() as url:
            others = "SELECT count(*) FROM pg_locks WHERE locktype IN ('advisory', 'relation')"
            others += " AND pid <> pg_backend_pid()"
            others += " AND database = (SELECT oid FROM pg_database WHERE datname = $1)"
            name = url.partition("/?")[0].rpartition("/")[2]
            assert do(url, lambda one: one.fetchval(others, name)) == 0
            assert do(url, lambda one: one.fetchval("SELECT count(*) FROM serials")) == 0
        with pytest.raises((asyncpg.PostgresError, asyncpg.InterfaceError)):
            runner.run(left.execute("COMMIT"))


def test_who_was_left_behind_does_not_come_back(lender: Lender) -> None:
    with lender.lent() as url:
        old = url
    with lender.lent(), pytest.raises(asyncpg.InvalidCatalogNameError):
        do(old, lambda one: one.fetchval("SELECT 1"))


def test_two_at_the_same_time_have_one_each(lender: Lender) -> None:
    with lender.lent() as one, lender.lent() as two:
        do(one, use_everything)
        assert one != two
        assert contents(two) != contents(one)
    with lender.lent() as three:
        assert len({one, two, three}) == 3


def test_a_database_that_was_changed_is_thrown_away(lender: Lender) -> None:
    number: Act = lambda one: one.fetchval(  # noqa: E731
        "SELECT oid::int FROM pg_database WHERE datname = current_database()"
    )
    with lender.lent() as url:
        before, same = contents(url), do(url, number)
    with lender.lent() as url:
        assert do(url, number) == same
        do(url, lambda one: one.execute("DROP INDEX ix_cases_number; CREATE TABLE more (id int)"))
    with lender.lent() as url:
        assert do(url, number) != same
        assert contents(url) == before


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_is_noticed(lender: Lender, change: str) -> None:
    async def forms(connection: asyncpg.Connection) -> tuple[list[str], list[str]]:
        before = await connection.fetchval(FORM)
        transaction = connection.transaction()
        await transaction.start()
        await connection.execute(change)
        changed = await connection.fetchval(FORM)
        await transaction.rollback()
        return before, changed

    with lender.lent() as url:
        before, changed = do(url, forms)
    assert before != changed
