"""The database for a command that runs beside the bot, or without it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from bot.clock import Clock, NoClock, RealClock, SandboxClock
from bot.opening import open_and_migrate, open_database
from bot.playground import ADDRESS, clock_url
from bot.settings import Settings
from db.engine import Database

# Seconds to wait for a sandbox that may have been killed.
PATIENCE = 0.5


@asynccontextmanager
async def desk(settings: Settings) -> AsyncIterator[tuple[Database, Clock]]:
    """The migrated database, and the time as the bot has it."""
    database = open_database(settings.database)
    try:
        await open_and_migrate(database)
        clock = await _clock(settings)
        try:
            yield database, clock
        finally:
            await clock.stop()
    finally:
        await database.close()


async def _clock(settings: Settings) -> Clock:
    url = settings.clock_url
    if settings.in_sandbox and ADDRESS.exists():
        url = clock_url(ADDRESS.read_text())
    if url:
        with suppress(NoClock):
            clock = SandboxClock(url, settings.zone, PATIENCE)
            await clock.start()
            return clock
    return RealClock(settings.zone)
