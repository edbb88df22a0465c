"""One unit of work: no commit, no change. Queries hang on it by topic."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import Executable
from sqlalchemy.engine import Connection, CursorResult
from sqlalchemy.pool import Pool

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

SOON = 5.0
"""Seconds ahead for which a bell is set like an alarm clock. The ticker, which looks every second,
finds all that is later; and what a clock of this process cannot know: work of other processes."""


Item = tuple[str, int]
"""A row that a job can take in hand: its table's name, and its key."""


class Transaction:
    """What an operation receives. `now` is the business time at which it happens.

    SQLite is spoken to where we are (see db.sqlite), PostgreSQL over the network.
    """

    def __init__(self, connection: "AsyncConnection | Connection", now: datetime) -> None:
        self.connection = connection
        self.now = now
        self.rung: set[str] = set()
        # The moments at which a bell is to be rung, in seconds from `now`.
        self.rung_later: set[tuple[str, float]] = set()
        self.afterwards: list[Callable[[], None]] = []
        # What was read here once and is asked for again, by name; whoever changes it forgets it.
        self.memory: dict[str, Any] = {}
        # Of a job: the row (table, key) that it has taken in hand, and those that it is to leave.
        self.at_hand: Item | None = None
        self.aside: frozenset[Item] = frozenset()

    @property
    def pool(self) -> Pool:
        """Where the connection is from: the same for all transactions of an open database."""
        if isinstance(self.connection, Connection):
            return self.connection.engine.pool
        return self.connection.engine.pool

    async def run(self, statement: Executable, values: Any = None) -> CursorResult[Any]:
        """Execute one statement."""
        if isinstance(self.connection, Connection):
            return self.connection.execute(statement, values)
        return await self.connection.execute(statement, values)

    def ring(self, bell: str) -> None:
        """Wake whoever waits for that kind of work, once this is committed."""
        self.rung.add(bell)

    def ring_at(self, bell: str, moment: datetime) -> None:
        """The same at `moment` (business time), if that is at most `SOON` ahead."""
        seconds = (moment - self.now).total_seconds()
        if 0 < seconds <= SOON:
            self.rung_later.add((bell, seconds))

    def after_commit(self, act: Callable[[], None]) -> None:
        """Do something quick once the effects are safe; not done at all if they are not.

        Of a transaction that only looks: once it has ended well.
        """
        self.afterwards.append(act)

    @asynccontextmanager
    async def savepoint(self) -> AsyncIterator[None]:
        """What happens inside is undone alone if it raises; bells rung inside stay rung."""
        if isinstance(self.connection, Connection):
            with self.connection.begin_nested():
                yield
            return
        async with self.connection.begin_nested():
            yield
