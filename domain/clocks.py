"""Limits and due times: natural time until the four clocks of the standard come."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from domain.cases import Case, DueSource, Step

# What is done while a case grows late, and after which share of its limit. Copied into the case.
CHAIN = (Step("warn", 0.8), Step("urge", 1.0))

# Where neither the text nor the standard gives a limit.
DEFAULT_LIMIT_MINUTES = 24 * 60

_MINUTES = {
    "minute": 1,
    "hour": 60,
    "urgent_hour": 60,
    "work_hour": 60,
    "day": 24 * 60,
    "urgent_day": 24 * 60,
    "work_day": 24 * 60,
}


def limit_minutes(value: float, unit: str) -> int:
    """A limit of the standard in minutes of natural time, at least one."""
    return max(1, round(value * _MINUTES[unit]))


def step_time(start: datetime, due: datetime, chain: Sequence[Step], taken: int) -> datetime | None:
    """When the next step of the chain falls, or None when all are taken."""
    if taken >= len(chain):
        return None
    return start + (due - start) * chain[taken].share


def start_clock(case: Case, now: datetime) -> Case:
    """The handling clock from now: a limit counts from now, a typed deadline stands.

    Whoever gets the case only after that deadline gets as much time as it gave.
    """
    minutes = case.limit_minutes or DEFAULT_LIMIT_MINUTES
    due = case.due_at if case.due_source is DueSource.TYPED else None
    if due is None or due <= now:
        due = now + timedelta(minutes=minutes)
    return _running(replace(case, due_at=due, limit_minutes=minutes), now)


def restart_clock(case: Case, now: datetime) -> Case:
    """A new clock of the same length, for a rework: what was typed once is past by then."""
    minutes = case.limit_minutes or DEFAULT_LIMIT_MINUTES
    return _running(replace(case, due_at=now + timedelta(minutes=minutes)), now)


def resume_clock(case: Case) -> Case:
    """Let a stopped clock go on as if it had not been stopped (the proof was none)."""
    if case.clock_at is None or case.due_at is None:
        return case
    return replace(
        case, next_step_at=step_time(case.clock_at, case.due_at, case.chain, case.steps_taken)
    )


def stop_clock(case: Case) -> Case:
    """No further step of the chain."""
    return replace(case, next_step_at=None)


def _running(case: Case, now: datetime) -> Case:
    due = case.due_at or now
    return replace(
        case, clock_at=now, chain=CHAIN, steps_taken=0, next_step_at=step_time(now, due, CHAIN, 0)
    )
