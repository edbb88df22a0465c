"""The database for a command that runs beside the bot, or without it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.clock import RealClock
from bot.opening import open_and_migrate, open_database
from bot.settings import Settings
from db.engine import Database


@asynccontextmanager
async def desk(settings: Settings) -> AsyncIterator[tuple[Database, RealClock]]:
    """The migrated database, and the time."""
    database = open_database(settings.database)
    try:
        await open_and_migrate(database)
        yield database, RealClock(settings.zone)
    finally:
        await database.close()
