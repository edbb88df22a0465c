"""Opening a database: SQLite with WAL and BEGIN IMMEDIATE, or PostgreSQL."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from datetime import datetime
from functools import partial
from pathlib import Path

from sqlalchemy import event
from sqlalchemy.engine import Connection, make_url
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from db import sqlite
from db.transaction import Transaction


def create_engine(url: str) -> AsyncEngine:
    """An engine for either database; for SQLite the folder of the file is made if missing."""
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return create_async_engine(url, pool_size=8, max_overflow=4, pool_pre_ping=True)
    if parsed.database:
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
    connect = partial(sqlite.connect, parsed.database or ":memory:")
    engine = create_async_engine(url, pool_size=4, max_overflow=0, async_creator=connect)
    event.listen(engine.sync_engine, "begin", _begin_sqlite)
    return engine


def _begin_sqlite(connection: Connection) -> None:
    # A plain BEGIN takes the write lock too late and loses transactions between two processes.
    read_only = connection.get_execution_options().get("read_only")
    connection.exec_driver_sql("BEGIN DEFERRED" if read_only else "BEGIN IMMEDIATE")


class Database:
    """The open database: transactions, and bells that ring when one of them left work behind."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.engine = create_engine(url)
        self.bells: defaultdict[str, asyncio.Event] = defaultdict(asyncio.Event)
        # Writers of one process take turns here; in SQLite they would sleep and look again.
        self._turn: AbstractAsyncContextManager[object] = (
            asyncio.Lock() if self.is_sqlite else nullcontext()
        )

    @property
    def is_sqlite(self) -> bool:
        """Whether this is the one-file database, with one writer at a time."""
        return self.engine.dialect.name == "sqlite"

    @asynccontextmanager
    async def begin(self, now: datetime) -> AsyncIterator[Transaction]:
        """One transaction; it commits when the block ends and rolls back when it raises."""
        async with self._turn, self.engine.begin() as connection:
            tx = Transaction(connection, now)
            yield tx
        for name in tx.rung:
            self.bells[name].set()
        for act in tx.afterwards:
            act()

    @asynccontextmanager
    async def read(self, now: datetime) -> AsyncIterator[Transaction]:
        """A transaction that only looks: it waits for no writer and stores nothing."""
        async with self.engine.connect() as plain:
            connection: AsyncConnection = await plain.execution_options(read_only=True)
            async with connection.begin():
                yield Transaction(connection, now)

    async def close(self) -> None:
        """Close every connection."""
        await self.engine.dispose()
