"""Durable state in one folder: a SQLite file, written through, and blobs beside it.

Nothing waits for the disk (`synchronous=OFF`): what a process wrote survives its own SIGKILL,
because the operating system has it; only a power cut may lose the last moments.
"""

import hashlib
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

RECORDS = ("people", "bots", "chats", "files")
TABLES = (
    "".join(
        f"CREATE TABLE IF NOT EXISTS {name}"
        " (place INTEGER PRIMARY KEY, id INTEGER NOT NULL UNIQUE, record TEXT NOT NULL);\n"
        for name in RECORDS
    )
    + """
CREATE TABLE IF NOT EXISTS facts (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS messages (
    chat INTEGER NOT NULL, id INTEGER NOT NULL, record TEXT NOT NULL, PRIMARY KEY (chat, id)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS updates (
    bot INTEGER NOT NULL, id INTEGER NOT NULL, record TEXT NOT NULL, PRIMARY KEY (bot, id)
) WITHOUT ROWID;
"""
)


class FolderInUseError(Exception):
    """另一个沙盒正在使用这个文件夹：请先停掉它，或者换一个文件夹。"""


class Store:
    """The only place that touches the disk. One process at a time may hold a folder."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._blobs = folder / "files"
        self._blobs.mkdir(exist_ok=True)
        self._db = sqlite3.connect(folder / "sandbox.db", timeout=1, isolation_level=None)
        self._depth = 0
        try:
            self._open()
        except sqlite3.OperationalError as error:
            self._db.close()
            if "locked" in str(error):
                raise FolderInUseError(FolderInUseError.__doc__) from error
            raise

    def _open(self) -> None:
        self._db.execute("PRAGMA locking_mode=EXCLUSIVE")
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.execute("PRAGMA synchronous=OFF")
        self._db.executescript(TABLES)

    def close(self) -> None:
        """Let go of the folder."""
        self._db.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Everything written inside is kept together or, after a kill, not at all.

        It commits after an exception too: the state in memory is the truth, and a change that
        was made in memory before the exception must not be missing after a restart.
        """
        if self._depth == 0:
            self._db.execute("BEGIN")
        self._depth += 1
        try:
            yield
        finally:
            self._depth -= 1
            if self._depth == 0:
                self._db.execute("COMMIT")

    def fact(self, name: str) -> str | None:
        """A single remembered value."""
        row = self._db.execute("SELECT value FROM facts WHERE name = ?", (name,)).fetchone()
        return None if row is None else str(row[0])

    def keep_fact(self, name: str, value: str) -> None:
        """Remember a single value."""
        self._db.execute("INSERT OR REPLACE INTO facts VALUES (?, ?)", (name, value))

    def keep(self, table: str, key: int, record: str) -> None:
        """Write a record of a table whose key is one number."""
        self._db.execute(
            f"INSERT INTO {table} (id, record) VALUES (?, ?)"  # noqa: S608  our own table names
            " ON CONFLICT (id) DO UPDATE SET record = excluded.record",
            (key, record),
        )

    def records(self, table: str) -> list[str]:
        """All records of a table, in the order in which they were made."""
        query = f"SELECT record FROM {table} ORDER BY place"  # noqa: S608  our own table names
        return [row[0] for row in self._db.execute(query)]

    def keep_message(self, chat: int, message: int, record: str) -> None:
        """Write a message, new or changed."""
        self._db.execute(
            "INSERT OR REPLACE INTO messages VALUES (?, ?, ?)", (chat, message, record)
        )

    def messages(self) -> list[str]:
        """All messages, by chat and number."""
        return [r[0] for r in self._db.execute("SELECT record FROM messages ORDER BY chat, id")]

    def keep_update(self, bot: int, update: int, record: str) -> None:
        """Write an update that its bot has not confirmed yet."""
        self._db.execute("INSERT OR REPLACE INTO updates VALUES (?, ?, ?)", (bot, update, record))

    def forget_updates(self, bot: int, first: int, last: int) -> None:
        """Erase confirmed updates, both ends included."""
        self._db.execute(
            "DELETE FROM updates WHERE bot = ? AND id BETWEEN ? AND ?", (bot, first, last)
        )

    def updates(self) -> list[tuple[int, int, str]]:
        """All unconfirmed updates as (bot, update id, JSON)."""
        return self._db.execute("SELECT bot, id, record FROM updates ORDER BY bot, id").fetchall()

    def keep_blob(self, content: bytes) -> str:
        """Write bytes once under their SHA-256, never half; safe to call from a thread."""
        digest = hashlib.sha256(content).hexdigest()
        path = self.blob(digest)
        if not path.exists():
            path.parent.mkdir(exist_ok=True)
            unfinished = path.with_suffix(f".{id(content)}")
            unfinished.write_bytes(content)
            unfinished.replace(path)
        return digest

    def blob(self, sha256: str) -> Path:
        """Where the bytes with that SHA-256 lie."""
        return self._blobs / sha256[:2] / sha256
