"""The few statements that SQLite and PostgreSQL spell alike but SQLAlchemy keeps per dialect."""

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite

from db.transaction import Transaction


def is_sqlite(tx: Transaction) -> bool:
    """Whether this transaction is in the one-file database (no row locks, no sequences)."""
    return tx.connection.dialect.name == "sqlite"


def insert(tx: Transaction, table: Table) -> sqlite.Insert | postgresql.Insert:
    """The dialect's INSERT, which knows `on_conflict_do_nothing` and `on_conflict_do_update`.

    Use it like this on both databases (`excluded` is the row that was to be inserted):

        statement = insert(tx, facts).values(name="bot_id", value=7)
        await tx.run(statement.on_conflict_do_update(
            index_elements=[facts.c.name], set_={"value": statement.excluded.value}))
    """
    return sqlite.insert(table) if is_sqlite(tx) else postgresql.insert(table)
