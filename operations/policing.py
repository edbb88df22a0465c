"""The standing orders (policy): what is in force, and how it is changed."""

from dataclasses import replace
from functools import lru_cache

from db import policies
from db.transaction import Transaction
from domain.policy import Policy
from operations.office import Office
from operations.workdays import official_days


async def in_force(tx: Transaction, office: Office) -> Policy:
    """The policy of now, in the office's time zone, with the official days around today."""
    newest = await policies.newest(tx)
    return _complete(newest, office.timezone.key, office.local(tx.now).year)


@lru_cache(maxsize=64)
def _complete(policy: Policy, zone: str, year: int) -> Policy:
    """A case of today may run into next year; last year's days are those of a case filed then."""
    days = official_days((year, year + 1), off=policy.off, on=policy.on)
    return replace(policy, zone=zone, off=days.off, on=days.on)
