"""Which limit a case has: the typed deadline, else the standard's, else the policy's."""

from datetime import datetime

from db.transaction import Transaction
from domain import clocks
from domain.cases import Case, DueSource
from domain.worktime import Limit, LimitUnit
from operations import standards
from reading.model import Deadline

Limits = tuple[Limit | None, Limit | None]
"""The limit that counts first, and that of the lasting fix where the first is for a stopgap."""


async def of_category(tx: Transaction, category: str | None, text: str = "") -> Limits:
    """What the standard gives a case of that category whose report says `text`."""
    phases = await standards.limits_for(tx, category, text)
    found = [Limit(one.value, LimitUnit(one.unit)) for one in phases]
    if not found:
        return None, None
    return found[0], found[1] if len(found) > 1 else None


async def with_due(tx: Transaction, case: Case, deadline: Deadline, now: datetime) -> Case:
    """The case with its due time or limit: what was typed wins over the standard."""
    if deadline.due is not None and deadline.due > now:
        return clocks.with_deadline(case, deadline.due, deadline.raw, now)
    limit, permanent = await of_category(tx, case.category, case.text)
    if limit is None:
        return clocks.with_limit(case, case.policy.limit, DueSource.DEFAULT)
    return clocks.with_limit(case, limit, DueSource.LIMIT, permanent)
