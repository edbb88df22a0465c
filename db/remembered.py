"""What is read once and kept while it stays the same: the org chart, the roster, the policy …"""

from collections.abc import Awaitable, Callable
from typing import Any, Generic, TypeVar
from weakref import WeakKeyDictionary

from sqlalchemy import Select
from sqlalchemy.pool import Pool

from db.transaction import Transaction

Kept = TypeVar("Kept")


class Remembered(Generic[Kept]):
    """A thing that stands in tables and seldom changes: one small query while it stays the same.

    Safe with several processes: every change makes another version, which is asked for in each
    transaction. The same object is handed out until then.
    """

    def __init__(
        self,
        name: str,
        version: Select[Any],
        read: Callable[[Transaction], Awaitable[Kept]],
    ) -> None:
        """`version` finds at most one row, which is another after each change."""
        self._name = name
        self._version = version
        self._read = read
        # By database of this process: the newest, and the version that it stands for.
        self._kept: WeakKeyDictionary[Pool, tuple[Any, Kept]] = WeakKeyDictionary()

    async def get(self, tx: Transaction) -> Kept:
        """The thing as it is in this transaction."""
        if self._name not in tx.memory:
            tx.memory[self._name] = await self._newest(tx)
        found: Kept = tx.memory[self._name]
        return found

    def forget(self, tx: Transaction) -> None:
        """What this transaction has read of it is no longer so: it changes it."""
        tx.memory.pop(self._name, None)

    async def _newest(self, tx: Transaction) -> Kept:
        row = (await tx.run(self._version)).one_or_none()
        version = tuple(row) if row else None
        kept = self._kept.get(tx.pool)
        if kept and kept[0] == version:
            return kept[1]
        found = await self._read(tx)
        # What was read here may still be undone: kept only once it is committed.
        tx.after_commit(lambda: self._kept.__setitem__(tx.pool, (version, found)))
        return found
