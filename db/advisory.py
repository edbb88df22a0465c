"""A lock of PostgreSQL's that lives as long as one connection does: released by death, not time."""

import asyncio
from typing import Any

import asyncpg  # type: ignore[import-untyped]
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine
from sqlalchemy.pool import NullPool

from db.engine import Database

# The first half of the key: what is locked. The second half is the bot.
_SPEAKING = 0x6475

_FAULTS = (SQLAlchemyError, asyncpg.PostgresError, asyncpg.InterfaceError)


class AdvisoryLock:
    """The right to speak for one bot, on a connection of its own."""

    def __init__(self, database: Database, bot_id: int) -> None:
        """`bot_id` may be larger than the 32 bits that PostgreSQL has for it."""
        self.engine = create_async_engine(
            database.url, poolclass=NullPool, isolation_level="AUTOCOMMIT"
        )
        self.key = {"what": _SPEAKING, "bot": (bot_id & 0xFFFF_FFFF) - 0x8000_0000}
        self.connection: AsyncConnection | None = None
        self.gone = asyncio.Event()

    async def try_take(self) -> bool:
        """Take the lock if nobody has it. Raises OSError or TimeoutError without a database."""
        if self.connection is None:
            self.connection = await self._connect()
        query = text("SELECT pg_try_advisory_lock(:what, :bot)")
        try:
            return bool((await self.connection.execute(query, self.key)).scalar_one())
        except _FAULTS as error:
            await self._drop()
            raise ConnectionError(str(error)) from error

    async def alive(self, seconds: float = 3.0) -> bool:
        """Whether the connection, and so the lock, is still there."""
        if self.connection is None or self.gone.is_set():
            return False
        try:
            async with asyncio.timeout(seconds):
                await self.connection.execute(text("SELECT 1"))
        except (*_FAULTS, OSError, TimeoutError):
            self.gone.set()
            return False
        return True

    async def release(self) -> None:
        """Give the lock back."""
        await self._drop()
        await self.engine.dispose()

    async def _connect(self) -> AsyncConnection:
        try:
            connection = await self.engine.connect()
        except _FAULTS as error:
            raise ConnectionError(str(error)) from error
        driver: Any = (await connection.get_raw_connection()).driver_connection
        driver.add_termination_listener(lambda _connection: self.gone.set())
        return connection

    async def _drop(self) -> None:
        connection, self.connection = self.connection, None
        if connection is not None:
            await connection.invalidate()
            await connection.close()
