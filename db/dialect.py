"""The few statements that SQLite and PostgreSQL spell alike but SQLAlchemy keeps per dialect."""

from collections.abc import Callable

from sqlalchemy import Executable, Table
from sqlalchemy.dialects import postgresql, sqlite

from db.transaction import Transaction

AnyInsert = sqlite.Insert | postgresql.Insert


def is_sqlite(tx: Transaction) -> bool:
    """Whether this transaction is in the one-file database (no row locks, no sequences)."""
    return tx.connection.dialect.name == "sqlite"


def insert(tx: Transaction, table: Table) -> AnyInsert:
    """The dialect's INSERT, which knows `on_conflict_do_nothing` and `on_conflict_do_update`.

    Use it like this on both databases (`excluded` is the row that was to be inserted):

        statement = insert(tx, facts).values(name="bot_id", value=7)
        await tx.run(statement.on_conflict_do_update(
            index_elements=[facts.c.name], set_={"value": statement.excluded.value}))
    """
    return sqlite.insert(table) if is_sqlite(tx) else postgresql.insert(table)


class Insertion:
    """Such an INSERT built once for each database, where it runs with every message.

    _put = Insertion(facts, lambda new: new.on_conflict_do_nothing())
    await tx.run(_put.on(tx), {"name": "bot_id", "value": 7})
    """

    def __init__(self, table: Table, finished: Callable[[AnyInsert], Executable]) -> None:
        self._sqlite = finished(sqlite.insert(table))
        self._postgresql = finished(postgresql.insert(table))

    def on(self, tx: Transaction) -> Executable:
        """The statement for this transaction's database."""
        return self._sqlite if is_sqlite(tx) else self._postgresql
