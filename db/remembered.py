"""What is read once and kept while it stays the same: the org chart, the roster, the policy …"""

from collections.abc import Awaitable, Callable
from typing import Any, Generic, TypeVar
from weakref import WeakKeyDictionary

from sqlalchemy import Row, Select, select
from sqlalchemy.pool import Pool

from db.transaction import Transaction

Kept = TypeVar("Kept")
Version = tuple[Any, ...]


class Remembered(Generic[Kept]):
    """A thing that stands in tables and seldom changes.

    Safe with several processes: every change makes another version, and the versions of all such
    things are asked for in each transaction that needs one, by one small query. The same object is
    handed out until its version is another.
    """

    def __init__(
        self,
        name: str,
        version: Select[Any],
        read: Callable[[Transaction], Awaitable[Kept]],
    ) -> None:
        """`version` finds at most one row, which is another after each change."""
        self._name = name
        self._read = read
        # By database of this process: the newest, and the version that it stands for.
        self._kept: WeakKeyDictionary[Pool, tuple[Version, Kept]] = WeakKeyDictionary()
        _versions.add(name, version)

    async def get(self, tx: Transaction) -> Kept:
        """The thing as it is in this transaction."""
        if self._name not in tx.memory:
            tx.memory[self._name] = await self._newest(tx)
        found: Kept = tx.memory[self._name]
        return found

    def forget(self, tx: Transaction) -> None:
        """What this transaction has read of it is no longer so: it changes it."""
        tx.memory.pop(self._name, None)
        _versions.forget(tx)

    async def _newest(self, tx: Transaction) -> Kept:
        version = await _versions.of(tx, self._name)
        kept = self._kept.get(tx.pool)
        if kept and kept[0] == version:
            return kept[1]
        found = await self._read(tx)
        # What was read here may still be undone: kept only once it is committed.
        tx.after_commit(lambda: self._kept.__setitem__(tx.pool, (version, found)))
        return found


class _Versions:
    """The versions of everything that is remembered, found by one query."""

    _MEMORY = "versions"

    def __init__(self) -> None:
        self._columns: list[Any] = []
        self._places: dict[str, slice] = {}
        self._query: Select[Any] | None = None

    def add(self, name: str, version: Select[Any]) -> None:
        """One more thing; each column of its query becomes one of the common query."""
        first, row = len(self._columns), version.subquery()
        self._columns += [
            select(column).scalar_subquery().label(f"{name}_{number}")
            for number, column in enumerate(row.c)
        ]
        self._places[name] = slice(first, len(self._columns))
        self._query = None

    async def of(self, tx: Transaction, name: str) -> Version:
        """The version of that thing in this transaction."""
        if self._MEMORY not in tx.memory:
            if self._query is None:
                self._query = select(*self._columns)
            tx.memory[self._MEMORY] = (await tx.run(self._query)).one()
        row: Row[Any] = tx.memory[self._MEMORY]
        return tuple(row[self._places[name]])

    def forget(self, tx: Transaction) -> None:
        """Something has changed: they are asked for again."""
        tx.memory.pop(self._MEMORY, None)


_versions = _Versions()
