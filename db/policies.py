"""Every policy that was ever in force; the newest one holds."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import insert, select
from sqlalchemy.pool import Pool

from db.tables import policies
from db.transaction import Transaction
from domain.policy import POLICY, Policy
from domain.policy_form import Plain, of_plain, plain

_MEMORY = "policy"
# The newest policy per database of this process, with its version.
_newest_of: WeakKeyDictionary[Pool, Policy] = WeakKeyDictionary()
_version = select(policies.c.id).order_by(policies.c.id.desc()).limit(1)


@dataclass(frozen=True, slots=True)
class Change:
    """One change of policy: when, by whom, and the words or the file that it was made by."""

    version: int
    at: datetime
    by: str
    source: str


async def newest(tx: Transaction) -> Policy:
    """What was set last; one small query for each transaction, as several processes may set it."""
    if _MEMORY not in tx.memory:
        tx.memory[_MEMORY] = await _look(tx)
    found: Policy = tx.memory[_MEMORY]
    return found


async def _look(tx: Transaction) -> Policy:
    version = (await tx.run(_version)).scalar()
    known = _newest_of.get(tx.pool)
    if version is None:
        return POLICY
    if known is not None and known.version == version:
        return known
    query = select(policies.c.value).where(policies.c.id == version)
    value: Plain = (await tx.run(query)).scalar_one()
    policy = of_plain(value | {"version": version})
    tx.after_commit(lambda: _newest_of.__setitem__(tx.pool, policy))
    return policy


async def add(tx: Transaction, policy: Policy, *, by: str, source: str) -> Policy:
    """Put a policy in force from now on; it with its version."""
    values: dict[str, Any] = {"at": tx.now, "by": by, "source": source, "value": plain(policy)}
    made = await tx.run(insert(policies).values(**values).returning(policies.c.id))
    version: int = made.scalar_one()
    tx.memory.pop(_MEMORY, None)
    return of_plain(plain(policy) | {"version": version})


async def changes(tx: Transaction, most: int = 10) -> list[Change]:
    """The newest changes, newest first."""
    columns = (policies.c.id, policies.c.at, policies.c.by, policies.c.source)
    rows = await tx.run(select(*columns).order_by(policies.c.id.desc()).limit(most))
    return [Change(row.id, row.at, row.by, row.source) for row in rows]
