"""Opening a database: SQLite with WAL and BEGIN IMMEDIATE, or PostgreSQL."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from sqlalchemy.engine import Connection, Engine, make_url

from db import sqlite
from db.transaction import Transaction

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncEngine

_Seen = TypeVar("_Seen")


class Database:
    """The open database: transactions, and bells that ring when one of them left work behind.

    `path` is that of the SQLite file (None: on a server); its folder is made if it is missing.
    """

    def __init__(self, url: str) -> None:
        parsed = make_url(url)
        self.url = url
        self.is_sqlite = parsed.get_backend_name() == "sqlite"
        """Whether this is the one-file database, with one writer at a time."""
        self.path = parsed.database if self.is_sqlite else None
        self.bells: defaultdict[str, asyncio.Event] = defaultdict(asyncio.Event)
        if self.path:
            Path(self.path).parent.mkdir(parents=True, exist_ok=True)
        self._file = _File(self.path or ":memory:") if self.is_sqlite else None

    @cached_property
    def engine(self) -> "AsyncEngine":
        """For work on the tables themselves; everything else goes by transactions."""
        # SQLite needs it only where tables change, and it takes a quarter of a second to import.
        from db import waiting  # noqa: PLC0415

        return (waiting.file_engine if self.is_sqlite else waiting.server_engine)(self.url)

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
        for name, seconds in tx.rung_later:  # counted from the commit: never too early
            asyncio.get_running_loop().call_later(seconds, self.bells[name].set)
        for act in tx.afterwards:
            act()

    @asynccontextmanager
    async def read(self, now: datetime) -> AsyncIterator[Transaction]:
        """A transaction that only looks: it waits for no writer and stores nothing."""
        if self._file:
            async with self._file.reading() as plain:
                tx = Transaction(plain, now)
                yield tx
        else:
            async with self.engine.connect() as connection, connection.begin():
                tx = Transaction(connection, now)
                yield tx
        for act in tx.afterwards:
            act()

    async def look(self, see: Callable[[Connection], _Seen]) -> _Seen:
        """What `see` finds out on a connection; it changes nothing."""
        if self._file:
            async with self._file.reading() as plain:
                return see(plain)
        async with self.engine.connect() as connection:
            return await connection.run_sync(see)

    async def close(self) -> None:
        """Close every connection."""
        if self._file:
            await self._file.close()
        if "engine" in vars(self):
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
