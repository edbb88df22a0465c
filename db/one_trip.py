"""SQLite with trips to its thread only for what may wait.

aiosqlite runs SQLite in a thread and goes there for everything: to make a cursor, to execute, to
fetch, to close the cursor. Each trip wakes two threads, which costs more than most of our
statements, and under load lets everything else go first. Here only what may have to wait goes
there, for another writer's lock or for the disk: to begin and end a transaction that writes, and
whatever is not known to be quick. A statement inside a transaction waits for nobody; it is carried
out where it is, with its rows, in some ten to a hundred microseconds.
"""

import sqlite3
from collections.abc import Callable, Sequence
from functools import partial
from types import TracebackType
from typing import Any, Self

import aiosqlite

# Inside a transaction these wait for nothing. Anything else, a PRAGMA or a CREATE, may.
_QUICK = (
    "SELECT",
    "INSERT",
    "UPDATE",
    "DELETE",
    "WITH",
    "SAVEPOINT",
    "RELEASE",
    "ROLLBACK TO",
    "BEGIN DEFERRED",
)


class OneTripCursor:
    """A cursor as SQLAlchemy uses one; rows are fetched with the statement that makes them."""

    arraysize = 1

    def __init__(self, connection: "OneTripConnection") -> None:
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


class OneTripConnection(aiosqlite.Connection):
    """A connection whose cursors are those above."""

    _may_write = False

    def cursor(self) -> OneTripCursor:  # type: ignore[override]
        """A cursor, without a trip."""
        return OneTripCursor(self)

    async def carry_out(self, operation: str, act: Callable[[sqlite3.Connection], Any]) -> Any:
        """Do that at once where it is quick, else in the connection's thread."""
        if operation.startswith(_QUICK):
            return act(self._conn)
        self._may_write = True
        return await self._execute(lambda: act(self._conn))  # type: ignore[no-untyped-call]

    async def commit(self) -> None:
        """Commit; in the thread what may have to be written to the disk."""
        if self._may_write:
            await super().commit()
            self._may_write = False
        else:
            self._conn.commit()

    async def rollback(self) -> None:
        """Roll back; in the thread, after what was begun there and perhaps given up."""
        if self._may_write:
            await super().rollback()
            self._may_write = False
        elif self._conn.in_transaction:
            self._conn.rollback()


async def connect(path: str) -> aiosqlite.Connection:
    """An open connection to that file (or `:memory:`)."""
    connection = OneTripConnection(
        partial(sqlite3.connect, path, check_same_thread=False), iter_chunk_size=64
    )
    # A thread that waits for a next statement must not keep the process from ending.
    connection._thread.daemon = True
    return await connection


def _all(
    act: Callable[[sqlite3.Connection], sqlite3.Cursor], raw: sqlite3.Connection
) -> tuple[Sequence[Any], Any, int, int | None]:
    cursor = act(raw)
    try:
        rows = cursor.fetchall() if cursor.description else ()
        return rows, cursor.description, cursor.rowcount, cursor.lastrowid
    finally:
        cursor.close()
