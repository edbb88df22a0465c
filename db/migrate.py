"""Bringing a database to the tables of today. Safe when several processes start at once.

Nearly every start finds nothing to do, and sees that without Alembic, which takes as long to import
as SQLAlchemy does.
"""

from importlib import resources

from sqlalchemy import inspect, text
from sqlalchemy.engine import Connection

from db.engine import Database

# Any number will do, as long as every process of ours asks for the same one.
_LOCK = 0x6475_6261


def newest() -> str:
    """The revision that this program needs; the files of `db.migrations` begin with theirs."""
    steps = resources.files("db").joinpath("migrations", "versions").iterdir()
    return max(one.name.partition("_")[0] for one in steps if one.name[0].isdigit())


def current(connection: Connection) -> str | None:
    """The revision that a database is at; None if it is empty."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return found


async def migrate(database: Database) -> None:
    """Run the missing steps, all in one transaction; nothing is done if there are none.

    Raises NewerDatabase if the database is ahead of this program.
    """
    if await database.look(current) == newest():
        return
    async with database.engine.begin() as connection:
        if not database.is_sqlite:
            await connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
        await connection.run_sync(_upgrade)


def _upgrade(connection: Connection) -> None:
    # Another process may have been faster.
    if current(connection) == newest():
        return
    from db import steps  # noqa: PLC0415 (see above)

    steps.take(connection)
