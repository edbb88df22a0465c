"""The handling clock of a case: started, stopped, kept while it stands, begun anew.

Work clocks run in the unit's work time, all others always; see `domain.worktime`. What was used is
kept while a clock stands, and nothing that has happened is overwritten.
"""

from dataclasses import replace
from datetime import datetime

from domain.cases import Case, DueSource
from domain.running import Phases, Running
from domain.worktime import Calendar, Limit, Pace


def with_limit(case: Case, limit: Limit, source: DueSource, permanent: Limit | None = None) -> Case:
    """The case under a limit of the standard, for its unit's work table; nothing runs by it yet."""
    table = _calendar(case).table
    return replace(
        case,
        limit=limit,
        permanent=permanent,
        limit_minutes=float(limit.minutes(table)),
        granted_minutes=0.0,
        pace=limit.pace,
        due_source=source,
        due_raw=None,
    )


def with_deadline(case: Case, due: datetime, raw: str | None, now: datetime) -> Case:
    """The case with a typed deadline, which wins over every limit, in natural time."""
    return replace(
        case,
        limit=None,
        permanent=None,
        limit_minutes=max(1.0, (due - now).total_seconds() / 60),
        granted_minutes=0.0,
        pace=Pace.ALWAYS,
        due_at=due,
        due_source=DueSource.TYPED,
        due_raw=raw,
    )


def start(case: Case, now: datetime) -> Case:
    """The handling clock from now: a limit counts from now, a typed deadline stands.

    Whoever gets the case only after that deadline gets as much time as it gave.
    """
    case = _measured(case)
    fresh = replace(case, clock_at=now, used_minutes=0.0, permanent_used=0.0, stopgap_at=None)
    kept = case.due_at if case.due_source is DueSource.TYPED else None
    if kept is not None and kept > now:
        left = max(1.0, (kept - now).total_seconds() / 60)
        return replace(fresh, limit_minutes=left, granted_minutes=0.0)
    return replace(fresh, due_at=when_used(fresh, _limit(fresh)))


def start_anew(case: Case, now: datetime) -> Case:
    """A new clock of the same length, for a rework: what was typed once is past by then."""
    fresh = replace(_measured(case), clock_at=now, used_minutes=0.0, permanent_used=0.0)
    return replace(fresh, due_at=when_used(fresh, _limit(fresh)))


def pause(case: Case, now: datetime) -> Case:
    """The clock stands from now; what was used is kept."""
    return _kept(case, clock(case).pause(_calendar(case), now))


def resume(case: Case, now: datetime) -> Case:
    """The clock goes on with what was used before it stood."""
    running = _kept(case, clock(case).resume(now))
    return replace(running, due_at=when_used(running, _limit(running)))


def extend(case: Case, until: datetime) -> Case:
    """More time, until that moment; the limit grows by what is used of it until then."""
    limit = _limit(case)
    longer = max(limit, clock(case).elapsed(_calendar(case), until))
    granted = case.granted_minutes + longer - limit
    return replace(case, due_at=until, limit_minutes=longer, granted_minutes=granted)


def lasting(case: Case, now: datetime) -> Case:
    """The stopgap is shown: the limit of the lasting fix counts, from the same beginning."""
    if case.permanent is None:
        return case
    fix = clock(case).meet_stopgap(_calendar(case), now).permanent
    calm = replace(
        case,
        stopgap_at=now,
        limit=case.permanent,
        permanent=None,
        limit_minutes=fix.limit_minutes,
        granted_minutes=0.0,
        pace=fix.pace,
        used_minutes=fix.used,
        permanent_used=0.0,
    )
    return replace(calm, due_at=when_used(calm, fix.limit_minutes))


def used(case: Case, now: datetime) -> float:
    """The minutes used until now, in the pace of the case's clock."""
    return clock(case).elapsed(_calendar(case), now)


def when_used(case: Case, minutes: float) -> datetime | None:
    """When that many minutes will be used; None while the clock stands."""
    return clock(case).when_used(_calendar(case), minutes)


def clock(case: Case) -> Phases:
    """The case's clock, in one phase or (while a stopgap is due first) in two."""
    first = Running(_limit(case), case.pace, case.clock_at, case.used_minutes)
    if case.permanent is None:
        return Phases(first)
    minutes = case.permanent.minutes(_calendar(case).table)
    fix = Running(minutes, case.permanent.pace, case.clock_at, case.permanent_used)
    return Phases(fix, first)


def _kept(case: Case, clock: Phases) -> Case:
    fix = clock.permanent.used if case.permanent is not None else 0.0
    first = clock.in_force
    return replace(case, clock_at=first.since, used_minutes=first.used, permanent_used=fix)


def _calendar(case: Case) -> Calendar:
    return case.policy.calendar(case.unit)


def _measured(case: Case) -> Case:
    """A day of the standard is a day of this unit's work table."""
    if case.limit is None:
        return case
    minutes = float(case.limit.minutes(_calendar(case).table))
    return replace(case, limit_minutes=minutes, granted_minutes=0.0, pace=case.limit.pace)


def _limit(case: Case) -> float:
    if case.limit_minutes is not None:
        return case.limit_minutes
    return float(case.policy.limit.minutes(_calendar(case).table))
