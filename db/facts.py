"""Single values by name: whose database this is, the claim code, who was made an admin."""

from typing import Any

from sqlalchemy import Select, bindparam, delete, select

from db.dialect import insert
from db.tables import facts
from db.transaction import Transaction

_get = select(facts.c.value).where(facts.c.name == bindparam("name"))


async def get(tx: Transaction, name: str) -> Any | None:
    """The value kept under that name, as JSON has it; None if there is none."""
    return (await tx.run(_get, {"name": name})).scalar()


def version(name: str) -> Select[tuple[Any]]:
    """The query for a value that is another after each change of what it stands for."""
    return select(facts.c.value).where(facts.c.name == name)


async def put(tx: Transaction, name: str, value: Any) -> None:
    """Keep a value under that name, in place of what was there."""
    statement = insert(tx, facts).values(name=name, value=value)
    await tx.run(
        statement.on_conflict_do_update(
            index_elements=[facts.c.name], set_={"value": statement.excluded.value}
        )
    )


async def forget(tx: Transaction, name: str) -> None:
    """Drop the value; nothing happens if there is none."""
    await tx.run(delete(facts).where(facts.c.name == name))
