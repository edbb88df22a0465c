"""Engines that let the event loop go on while a statement is carried out.

PostgreSQL is always spoken to by one of them, an SQLite file only to change its tables
(see db.sqlite); they bring SQLAlchemy's object mapper along, a third of what SQLAlchemy is.
"""

from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Connection
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from db import sqlite

STATEMENTS = 500
"""As many are kept prepared on a connection; of the usual hundred most were forgotten again."""


def server_engine(url: str) -> AsyncEngine:
    """The engine of a PostgreSQL database."""
    return create_async_engine(
        url,
        pool_size=8,
        max_overflow=4,
        pool_pre_ping=True,
        # Whoever was here last knows the statements already; each plans them for itself.
        pool_use_lifo=True,
        connect_args={"prepared_statement_cache_size": STATEMENTS},
    )


def file_engine(url: str) -> AsyncEngine:
    """An engine of an SQLite file, whose statements run in a thread."""
    engine = create_async_engine(url)
    event.listen(engine.sync_engine, "connect", _prepare)
    event.listen(engine.sync_engine, "begin", _begin)
    return engine


def _prepare(dbapi: Any, _record: object) -> None:
    # The driver must not open transactions of its own: see db.sqlite.
    dbapi.isolation_level = None
    cursor = dbapi.cursor()
    for pragma in (f"busy_timeout={sqlite.PATIENCE * 1000:.0f}", "journal_mode=WAL"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql(sqlite.WRITING)
