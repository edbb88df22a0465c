"""One-time links that bind a person: hash, expiry, and when it was used."""

from datetime import datetime

from sqlalchemy import insert, select, update

from db.tables import links
from db.transaction import Transaction


async def add(tx: Transaction, hashed: str, person: int, expires_at: datetime) -> None:
    """Keep a new link."""
    values = {"hash": hashed, "person_id": person, "expires_at": expires_at}
    await tx.run(insert(links).values(**values))


async def person_of(tx: Transaction, hashed: str) -> int | None:
    """For whom a link is that is neither used nor too old."""
    valid = links.c.used_at.is_(None) & (links.c.expires_at > tx.now)
    query = select(links.c.person_id).where(links.c.hash == hashed, valid)
    return (await tx.run(query)).scalar()


async def use(tx: Transaction, hashed: str) -> bool:
    """Use the link up; False if somebody has done so before, or it is too old."""
    valid = links.c.used_at.is_(None) & (links.c.expires_at > tx.now)
    statement = update(links).where(links.c.hash == hashed, valid).values(used_at=tx.now)
    return (await tx.run(statement)).rowcount == 1
