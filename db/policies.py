"""Every policy that was ever in force; the newest one holds."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select

from db.remembered import Remembered
from db.tables import policies
from db.transaction import Transaction
from domain.policy import POLICY, Policy
from domain.policy_form import of_plain, plain

_version = select(policies.c.id).order_by(policies.c.id.desc()).limit(1)


@dataclass(frozen=True, slots=True)
class Change:
    """One change of policy: when, by whom, and the words or the file that it was made by."""

    version: int
    at: datetime
    by: str
    source: str


async def newest(tx: Transaction) -> Policy:
    """What was set last."""
    return await _policy.get(tx)


async def hold(tx: Transaction) -> None:
    """Let nobody else change what is in force before this transaction ends; it is read anew."""
    await tx.run(_version.with_for_update())
    _policy.forget(tx)


async def _read(tx: Transaction) -> Policy:
    query = select(policies.c.id, policies.c.value).order_by(policies.c.id.desc()).limit(1)
    row = (await tx.run(query)).one_or_none()
    return of_plain(row.value | {"version": row.id}) if row else POLICY


_policy = Remembered("policy", _version, _read)


async def add(tx: Transaction, policy: Policy, *, by: str, source: str) -> Policy:
    """Put a policy in force from now on; it with its version."""
    values: dict[str, Any] = {"at": tx.now, "by": by, "source": source, "value": plain(policy)}
    made = await tx.run(insert(policies).values(**values).returning(policies.c.id))
    version: int = made.scalar_one()
    _policy.forget(tx)
    return of_plain(plain(policy) | {"version": version})


async def changes(tx: Transaction, most: int = 10) -> list[Change]:
    """The newest changes, newest first."""
    columns = (policies.c.id, policies.c.at, policies.c.by, policies.c.source)
    rows = await tx.run(select(*columns).order_by(policies.c.id.desc()).limit(most))
    return [Change(row.id, row.at, row.by, row.source) for row in rows]
