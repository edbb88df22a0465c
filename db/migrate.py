"""Bringing a database to the tables of today. Safe when several processes start at once."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import text
from sqlalchemy.engine import Connection

from db.engine import Database

FOLDER = Path(__file__).with_name("migrations")

# Any number will do, as long as every process of ours asks for the same one.
_LOCK = 0x6475_6261


class NewerDatabase(Exception):
    """数据库是由更新版本的程序建立的，当前程序不认识它。请升级程序，或换用该版本之前的备份。"""


def configuration(connection: Connection | None = None) -> Config:
    """Alembic's settings; `connection` is the open one that the steps run on."""
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def newest() -> str:
    """The revision that this program needs."""
    head = ScriptDirectory.from_config(configuration()).get_current_head()
    if head is None:
        raise RuntimeError("there is no migration")
    return head


def current(connection: Connection) -> str | None:
    """The revision that a database is at; None if it is empty."""
    return MigrationContext.configure(connection).get_current_revision()


async def migrate(database: Database) -> None:
    """Run the missing steps, all in one transaction; nothing is done if there are none.

    Raises NewerDatabase if the database is ahead of this program.
    """
    async with database.engine.begin() as connection:
        if not database.is_sqlite:
            await connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
        await connection.run_sync(_upgrade)


def _upgrade(connection: Connection) -> None:
    if current(connection) == newest():
        return
    try:
        command.upgrade(configuration(connection), "head")
    except CommandError as error:
        raise NewerDatabase from error
