"""The numbers of a day, each with the cases behind it. Facts only: every number can be recounted.

按期处置率 = 按期处置数 / 应处置数 (GB/T 30428.4 names the rate; the denominator here is what fell
due or was answered in the period). All of it is told by the times of a case, so a digest that is
made late, because the bot was down, counts the same as one made in time.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from domain import escalation
from domain.cases import Case, State

# A unit with fewer cases than this has no place in the ranking.
MINIMUM_SAMPLE = 3


@dataclass(frozen=True, slots=True)
class UnitFigures:
    """One unit's day: `due` fell due or was answered, `on_time` of these was answered in time."""

    unit: int
    closed: int
    open: int
    late: int
    due: int
    on_time: int

    @property
    def rate(self) -> float:
        """按期处置率, 0 to 1; 1 where nothing was due."""
        return self.on_time / self.due if self.due else 1.0


@dataclass(frozen=True, slots=True)
class Numbers:
    """The keys of the cases behind each number of the period [since, until)."""

    reported: tuple[int, ...]
    filed: tuple[int, ...]
    closed: tuple[int, ...]
    void: tuple[int, ...]
    open: tuple[int, ...]
    late: tuple[int, ...]
    due: tuple[int, ...]
    on_time: tuple[int, ...]
    overdue: tuple[int, ...]
    account: tuple[int, ...]
    units: tuple[UnitFigures, ...]
    categories: tuple[tuple[str, int], ...]


def was_open(case: Case, at: datetime) -> bool:
    """Whether the case was filed and waiting for somebody at that time; a draft is none yet."""
    ends = [moment for moment in (case.closed_at, case.ended_at) if moment is not None]
    filed = case.filed_at is not None and case.filed_at < at
    return filed and all(moment >= at for moment in ends)


def _overdue(case: Case, at: datetime) -> bool:
    """Open, dispatched, and past its due time without a proof at that time."""
    if case.due_at is None or case.unit is None or not was_open(case, at) or _excused(case):
        return False
    return case.due_at < at and (case.submitted_at is None or case.submitted_at >= at)


def _excused(case: Case) -> bool:
    """A granted appeal leaves the fact and exempts it from these numbers; 挂账 stops the clock."""
    return case.exempt or case.state is State.SUSPENDED


def _accounted(case: Case, at: datetime) -> bool:
    """Whether it was so late by then that the leaders hear of it (问责)."""
    step = next((one for one in case.policy.chain if one.name == "account"), None)
    moment = escalation.step_time(case, step) if step else None
    return moment is not None and moment < at


def _within(moment: datetime | None, since: datetime, until: datetime) -> bool:
    return moment is not None and since <= moment < until


def _fell_due(case: Case, since: datetime, until: datetime) -> bool:
    if case.ended_at is not None or case.unit is None or _excused(case):
        return False
    return _within(case.submitted_at, since, until) or _within(case.due_at, since, until)


def _in_time(case: Case) -> bool:
    return bool(case.submitted_at and case.due_at and case.submitted_at <= case.due_at)


def count(cases: Iterable[Case], since: datetime, until: datetime) -> Numbers:
    """Count the cases that were touched in the period or open at its end."""
    known = list(cases)

    def keys(chosen: Iterable[Case]) -> tuple[int, ...]:
        return tuple(case.id for case in chosen)

    due = [case for case in known if _fell_due(case, since, until)]
    overdue = sorted(
        (case for case in known if _overdue(case, until)), key=lambda case: (case.due_at, case.id)
    )
    answered_late = [
        case
        for case in due
        if _within(case.submitted_at, since, until) and not _in_time(case) and case not in overdue
    ]
    reported = [case for case in known if _within(case.reported_at, since, until)]
    kinds = Counter(case.category for case in reported if case.category and not case.ended_at)
    return Numbers(
        reported=keys(reported),
        filed=keys(case for case in known if _within(case.filed_at, since, until)),
        closed=keys(case for case in known if _within(case.closed_at, since, until)),
        void=keys(case for case in known if _within(case.ended_at, since, until)),
        open=keys(case for case in known if was_open(case, until)),
        late=keys([*overdue, *answered_late]),
        due=keys(due),
        on_time=keys(case for case in due if _in_time(case)),
        overdue=keys(overdue),
        account=keys(case for case in overdue if _accounted(case, until)),
        units=_by_unit(known, since, until),
        categories=tuple(kinds.most_common()),
    )


def _by_unit(known: list[Case], since: datetime, until: datetime) -> tuple[UnitFigures, ...]:
    units = sorted({case.unit for case in known if case.unit is not None})
    rows = [_unit_row(unit, known, since, until) for unit in units]
    return tuple(sorted(rows, key=lambda row: (-(row.closed + row.open), row.unit)))


def _unit_row(unit: int, known: list[Case], since: datetime, until: datetime) -> UnitFigures:
    mine = [case for case in known if case.unit == unit]
    late = sum(_overdue(case, until) for case in mine)
    due = [case for case in mine if _fell_due(case, since, until)]
    return UnitFigures(
        unit=unit,
        closed=sum(_within(case.closed_at, since, until) for case in mine),
        open=sum(was_open(case, until) for case in mine) - late,
        late=late,
        due=len(due),
        on_time=sum(_in_time(case) for case in due),
    )


def ranking(units: Iterable[UnitFigures]) -> tuple[UnitFigures, ...]:
    """Units with enough cases, the best rate first; of equal rates the one with more cases."""
    able = [row for row in units if row.due >= MINIMUM_SAMPLE]
    return tuple(sorted(able, key=lambda row: (-row.rate, -row.due, row.unit)))
