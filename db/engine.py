"""Opening a database: SQLite with WAL and BEGIN IMMEDIATE, or PostgreSQL."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Connection, Engine, make_url
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from db import sqlite
from db.transaction import Transaction


def create_engine(url: str) -> AsyncEngine:
    """An engine for either database; for SQLite the folder of the file is made if missing."""
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return create_async_engine(url, pool_size=8, max_overflow=4, pool_pre_ping=True)
    if parsed.database:
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_async_engine(url)
    event.listen(engine.sync_engine, "connect", _prepare_sqlite)
    event.listen(engine.sync_engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(dbapi: Any, _record: object) -> None:
    # The driver must not open transactions of its own: see db.sqlite.
    dbapi.isolation_level = None
    cursor = dbapi.cursor()
    for pragma in (f"busy_timeout={sqlite.PATIENCE * 1000:.0f}", "journal_mode=WAL"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    connection.exec_driver_sql(sqlite.WRITING)


class Database:
    """The open database: transactions, and bells that ring when one of them left work behind.

    `engine` is for work on the tables themselves; everything else goes by transactions.
    """

    def __init__(self, url: str) -> None:
        self.url = url
        self.engine = create_engine(url)
        self.bells: defaultdict[str, asyncio.Event] = defaultdict(asyncio.Event)
        self._file = _File(self.engine.url.database or ":memory:") if self.is_sqlite else None

    @property
    def is_sqlite(self) -> bool:
        """Whether this is the one-file database, with one writer at a time."""
        return self.engine.dialect.name == "sqlite"

    @property
    def heard_at(self) -> Engine:
        """The engine whose events tell of every statement of a transaction."""
        return self._file.engine if self._file else self.engine.sync_engine

    @asynccontextmanager
    async def begin(self, now: datetime) -> AsyncIterator[Transaction]:
        """One transaction; it commits when the block ends and rolls back when it raises."""
        if self._file:
            async with self._file.writing() as plain:
                tx = Transaction(plain, now)
                yield tx
        else:
            async with self.engine.begin() as connection:
                tx = Transaction(connection, now)
                yield tx
        for name in tx.rung:
            self.bells[name].set()
        for act in tx.afterwards:
            act()

    @asynccontextmanager
    async def read(self, now: datetime) -> AsyncIterator[Transaction]:
        """A transaction that only looks: it waits for no writer and stores nothing."""
        if self._file:
            async with self._file.reading() as plain:
                yield Transaction(plain, now)
            return
        async with self.engine.connect() as connection, connection.begin():
            yield Transaction(connection, now)

    async def close(self) -> None:
        """Close every connection."""
        if self._file:
            await self._file.close()
        await self.engine.dispose()


class _File:
    """An SQLite file as the event loop uses it: one writer after the other, readers as they like.

    Writers take turns here; SQLite would let them sleep and look again.
    """

    def __init__(self, path: str) -> None:
        self._path = path
        self.engine = sqlite.open_engine(path)
        self._turn = asyncio.Lock()
        self._written = 0

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Connection]:
        """A connection in a transaction that only looks; it ends with the block."""
        await _others_first()
        with self.engine.connect() as connection, sqlite.looking(connection):
            yield connection

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[Connection]:
        """A connection in a transaction that may write; it ends with the block."""
        await _others_first()
        async with self._turn:
            with self.engine.connect() as connection, await sqlite.begun(connection):
                yield connection
            self._written += 1
            if self._written % sqlite.CHECKPOINT_EVERY == 0:
                # While nobody writes: a log that grows meanwhile would never begin anew.
                await asyncio.to_thread(sqlite.checkpoint, self._path)

    async def close(self) -> None:
        """Close every connection; the last one copies what is left of the log."""
        await asyncio.to_thread(self.engine.dispose)


async def _others_first() -> None:
    """Let the loop go round: nothing in a transaction waits, and the next may follow at once."""
    await asyncio.sleep(0)
