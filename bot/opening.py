"""Opening the database at the start: a server that is just starting, too, is waited for."""

import asyncio
import time

import structlog

from db.engine import Database
from db.failures import NoDatabase, is_passing, is_refusal
from db.migrate import migrate

log = structlog.get_logger(__name__)

PATIENCE = 20.0
PAUSE = 1.0


def open_database(url: str) -> Database:
    """The database at that address; `NoDatabase` where its file can have no place."""
    try:
        return Database(url)
    except OSError as error:
        raise NoDatabase from error


async def open_and_migrate(database: Database) -> None:
    """Bring it to the tables of today; `NoDatabase` if it cannot be reached."""
    until = time.monotonic() + (0.0 if database.is_sqlite else PATIENCE)
    while True:
        try:
            return await migrate(database)
        except Exception as error:
            if is_refusal(error):
                raise NoDatabase from error
            if not is_passing(error):
                raise
            if time.monotonic() >= until:
                raise NoDatabase from error
            log.warning("database_away", error=type(error).__name__, again_in=PAUSE)
        await asyncio.sleep(PAUSE)
