"""SQLite for asyncio: at once what waits for nothing, in a thread what may.

aiosqlite runs SQLite in a thread and goes there for everything: to make a cursor, to execute, to
fetch, to commit. Each trip wakes two threads and costs some 0.2 ms of CPU, several times more than
most of our statements, and under load it lets everything else go first. Here a statement is
carried out where it is, together with its rows: inside a transaction it waits for nobody. Another
process's lock is waited for by asking again, not by blocking, and to the thread goes what waits
for the disk (copying the log into the database: checkpoints) or is not known to be quick.
"""

import asyncio
import sqlite3
import time
from collections.abc import Callable, Sequence
from functools import partial
from types import TracebackType
from typing import Any, Self

import aiosqlite

# Seconds to wait for the lock of another process, and between two tries.
PATIENCE = 15.0
PAUSE = 0.005
# Commits of a connection between two checkpoints: some megabytes of log.
CHECKPOINT_EVERY = 200

_QUICK = (
    "SELECT",
    "INSERT",
    "UPDATE",
    "DELETE",
    "WITH",
    "SAVEPOINT",
    "RELEASE",
    "ROLLBACK TO",
    "BEGIN",
)
_PRAGMAS = (
    # While others are busy with the file, the log is switched on in the thread, with patience.
    f"busy_timeout={PATIENCE * 1000:.0f}",
    "journal_mode=WAL",
    "busy_timeout=0",
    "wal_autocheckpoint=0",
    "synchronous=NORMAL",
    "foreign_keys=ON",
    "cache_size=-8000",
)


class Cursor:
    """A cursor as SQLAlchemy uses one; rows are fetched with the statement that makes them."""

    arraysize = 1

    def __init__(self, connection: "Connection") -> None:
        self._connection = connection
        self._rows: Sequence[Any] = ()
        self.description: Any = None
        self.rowcount = -1
        self.lastrowid: int | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.close()

    async def execute(self, operation: str, parameters: Any = ()) -> None:
        """Execute a statement, and fetch what it returns."""
        await self._run(operation, lambda raw: raw.execute(operation, parameters))

    async def executemany(self, operation: str, parameters: Any) -> None:
        """Execute a statement once for each set of parameters."""
        await self._run(operation, lambda raw: raw.executemany(operation, parameters))

    async def fetchall(self) -> Sequence[Any]:
        """What the last statement returned."""
        return self._rows

    async def close(self) -> None:
        """Nothing is open: all rows were fetched."""
        self._rows = ()

    async def _run(
        self, operation: str, act: Callable[[sqlite3.Connection], sqlite3.Cursor]
    ) -> None:
        done = await self._connection.carry_out(operation, partial(_all, act))
        self._rows, self.description, self.rowcount, self.lastrowid = done


class Connection(aiosqlite.Connection):
    """A connection whose cursors are those above."""

    _commits = 0
    _changes = 0

    def cursor(self) -> Cursor:  # type: ignore[override]
        """A cursor, without a trip."""
        return Cursor(self)

    async def prepare(self) -> None:
        """Set what every connection needs."""
        for pragma in _PRAGMAS:
            await self.carry_out("PRAGMA", lambda raw, said=pragma: raw.execute(f"PRAGMA {said}"))

    async def carry_out(self, operation: str, act: Callable[..., Any]) -> Any:
        """`act` with the bare connection: at once where it is quick, else in the thread."""
        if not operation.startswith(_QUICK):
            return await self._execute(lambda: act(self._conn))  # type: ignore[no-untyped-call]
        until = time.monotonic() + PATIENCE
        while True:
            try:
                return act(self._conn)
            except sqlite3.OperationalError as error:
                # The low byte is the kind of error, whatever its finer reason.
                is_busy = error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY
                if not is_busy or time.monotonic() > until:
                    raise
            await asyncio.sleep(PAUSE)

    async def commit(self) -> None:
        """Commit; now and then the log is copied into the database, which may wait for the disk."""
        self._conn.commit()
        if self._conn.total_changes == self._changes:
            return
        self._changes = self._conn.total_changes
        self._commits += 1
        if self._commits >= CHECKPOINT_EVERY:
            self._commits = 0
            await self.carry_out("PRAGMA", _checkpoint)

    async def rollback(self) -> None:
        """Roll back."""
        self._conn.rollback()


async def connect(path: str) -> aiosqlite.Connection:
    """An open connection to that file (or `:memory:`)."""
    connection = Connection(
        partial(sqlite3.connect, path, check_same_thread=False, isolation_level=None),
        iter_chunk_size=64,
    )
    # A thread that waits for its next work must not keep the process from ending.
    connection._thread.daemon = True
    await connection
    await connection.prepare()
    return connection


def _checkpoint(raw: sqlite3.Connection) -> None:
    raw.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()


def _all(
    act: Callable[[sqlite3.Connection], sqlite3.Cursor], raw: sqlite3.Connection
) -> tuple[Sequence[Any], Any, int, int | None]:
    cursor = act(raw)
    try:
        rows = cursor.fetchall() if cursor.description else ()
        return rows, cursor.description, cursor.rowcount, cursor.lastrowid
    finally:
        cursor.close()
