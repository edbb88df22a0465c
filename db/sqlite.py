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

from sqlalchemy import create_engine, event
from sqlalchemy.engine import Connection, Engine, RootTransaction
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import QueuePool

# Seconds to wait for the lock of another process, and between two tries.
PATIENCE = 15.0
PAUSE = 0.005
# Transactions that wrote, between two checkpoints: some megabytes of log.
CHECKPOINT_EVERY = 200

_PRAGMAS = (
    "journal_mode=WAL",
    "busy_timeout=0",
    "wal_autocheckpoint=0",
    "synchronous=NORMAL",
    "foreign_keys=ON",
    "cache_size=-8000",
)


def open_engine(path: str) -> Engine:
    """The file's engine. Its transactions write; those of its `readers` only look."""
    # Nobody may block while he waits for a connection: beyond the first few they are made anew.
    engine = create_engine(
        "sqlite://", creator=partial(_connect, path), poolclass=QueuePool, max_overflow=-1
    )
    event.listen(engine, "begin", _begin)
    return engine


def readers(engine: Engine) -> Engine:
    """The same engine for transactions that store nothing: they wait for no writer."""
    return engine.execution_options(read_only=True)


async def begun(connection: Connection) -> RootTransaction:
    """A transaction, as soon as no other process is writing; raises OperationalError if never."""
    until = time.monotonic() + PATIENCE
    while True:
        try:
            return connection.begin()
        except OperationalError as error:
            if not _is_busy(error) or time.monotonic() > until:
                raise
        await asyncio.sleep(PAUSE)


def checkpoint(path: str) -> None:
    """Copy the log into the database, as far as nobody reads it. May wait for the disk.

    What goes wrong is left to the next time: all that was committed is safe in the log.
    """
    with suppress(sqlite3.Error), closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()


def begin_statement(connection: Connection) -> str:
    """How a transaction begins: a plain BEGIN would take the lock of writers too late.

    Two processes would lose transactions by it.
    """
    read_only = connection.get_execution_options().get("read_only")
    return "BEGIN DEFERRED" if read_only else "BEGIN IMMEDIATE"


def _connect(path: str) -> sqlite3.Connection:
    # The driver must not open transactions of its own. Closing happens in a thread.
    connection = sqlite3.connect(
        path, timeout=PATIENCE, isolation_level=None, check_same_thread=False
    )
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}").fetchall()
    return connection


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql(begin_statement(connection))


def _is_busy(error: OperationalError) -> bool:
    # The low byte is the kind of error, whatever its finer reason.
    code = getattr(error.orig, "sqlite_errorcode", 0)
    return bool(code & 0xFF == sqlite3.SQLITE_BUSY)
