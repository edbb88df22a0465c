"""SQLite in the event loop itself.

In a thread, as aiosqlite has it, each statement wakes two threads and is handed through several
adapters; that cost two to five times as much CPU as our statements do (a lookup 42 us here, 166
there; an empty transaction 80 us and 400), and under load it let everything else go first. Inside
a transaction a statement waits for nobody, so it is carried out where it is. What may wait does
not hold up the loop: another process's lock is asked for again and again, and the log is copied
into the database (a checkpoint, which waits for the disk) in a thread.
"""

import asyncio
import sqlite3
import time
from contextlib import closing, suppress
from functools import partial

from sqlalchemy import create_engine
from sqlalchemy.engine import Connection, Engine, RootTransaction
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import QueuePool

# Seconds to wait for the lock of another process, and between two tries.
PATIENCE = 15.0
PAUSE = 0.005
# Transactions that wrote, between two checkpoints: some megabytes of log.
CHECKPOINT_EVERY = 200

WRITING = "BEGIN IMMEDIATE"

_PRAGMAS = (
    "journal_mode=WAL",
    "busy_timeout=0",
    "wal_autocheckpoint=0",
    "synchronous=NORMAL",
    "foreign_keys=ON",
    "cache_size=-8000",
)


def open_engine(path: str) -> Engine:
    """The file's engine. Its transactions begin by `begun` or `looking`, no other way."""
    # Nobody may block while he waits for a connection: beyond the first few they are made anew.
    return create_engine(
        "sqlite://", creator=partial(_connect, path), poolclass=QueuePool, max_overflow=-1
    )


def looking(connection: Connection) -> RootTransaction:
    """A transaction that stores nothing: it waits for no writer."""
    transaction = connection.begin()
    _begin(connection, "BEGIN DEFERRED")
    return transaction


async def begun(connection: Connection) -> RootTransaction:
    """A transaction that may write, as soon as no other process does; OperationalError if never.

    It takes the lock of writers at once: two processes would lose transactions by a plain BEGIN.
    """
    transaction = connection.begin()
    until = time.monotonic() + PATIENCE
    while True:
        try:
            _begin(connection, WRITING)
        except sqlite3.OperationalError as error:
            if not _is_busy(error) or time.monotonic() > until:
                raise OperationalError(WRITING, None, error) from error
        else:
            return transaction
        await asyncio.sleep(PAUSE)


def checkpoint(path: str) -> None:
    """Copy the log into the database, as far as nobody reads it. May wait for the disk.

    What goes wrong is left to the next time: all that was committed is safe in the log.
    """
    with suppress(sqlite3.Error), closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()


def _connect(path: str) -> sqlite3.Connection:
    # The driver must not open transactions of its own. Closing happens in a thread.
    connection = sqlite3.connect(
        path, timeout=PATIENCE, isolation_level=None, check_same_thread=False
    )
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}").fetchall()
    return connection


def _begin(connection: Connection, statement: str) -> None:
    # Not by an event of the engine: each statement would then look for who listens to it.
    driver = connection.connection.driver_connection
    assert driver is not None  # noqa: S101 - it was just connected
    driver.execute(statement)


def _is_busy(error: sqlite3.OperationalError) -> bool:
    # The low byte is the kind of error, whatever its finer reason.
    return error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY
