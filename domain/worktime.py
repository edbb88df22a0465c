"""Work time: which minutes count for a clock, and when a number of them is over.

Moments go in with any time zone and come out in UTC, where differences are true durations.
"""

import heapq
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum
from itertools import pairwise
from math import isfinite

from domain.wall_time import written

Slot = tuple[time, time]
Span = tuple[datetime, datetime]

_MINUTE = timedelta(minutes=1)
_DAY = timedelta(days=1)
_FOREVER = datetime.max.replace(tzinfo=UTC)

# No holiday lasts that long: a calendar without a work day for so many days has none at all.
LONGEST_REST_DAYS = 366


class NoWorkTime(ValueError):
    """The calendar has no work day within a year: look at its weekdays and days off."""


class Pace(StrEnum):
    """Whether a clock runs always, nights and holidays too, or only in work time."""

    ALWAYS = "always"
    WORK = "work"


class LimitUnit(StrEnum):
    """What the tables of limits count in: 自然日, 紧急工作时, 工作时 and 工作日 with their kin."""

    MINUTE = "minute"
    HOUR = "hour"
    DAY = "day"
    URGENT_HOUR = "urgent_hour"
    URGENT_DAY = "urgent_day"
    WORK_HOUR = "work_hour"
    WORK_DAY = "work_day"

    @property
    def pace(self) -> Pace:
        """Only work hours and work days wait for work time."""
        return Pace.WORK if self in (LimitUnit.WORK_HOUR, LimitUnit.WORK_DAY) else Pace.ALWAYS


# A work day is missing here: it is as long as a day of the work table.
_MINUTES = {
    LimitUnit.MINUTE: 1,
    LimitUnit.HOUR: 60,
    LimitUnit.DAY: 24 * 60,
    LimitUnit.URGENT_HOUR: 60,
    LimitUnit.URGENT_DAY: 24 * 60,
    LimitUnit.WORK_HOUR: 60,
}

# Beyond it a number is a slip of the pen, and some day no date any more.
_LONGEST_LIMIT_MINUTES = 10 * 365 * 24 * 60


def _since_midnight(at: time) -> timedelta:
    """`time.max` is how 24:00 is written."""
    return _DAY if at == time.max else timedelta(hours=at.hour, minutes=at.minute)


def _offsets(slot: Slot) -> tuple[timedelta, timedelta]:
    """A slot as wall time since midnight of its day; past midnight, the end is over 24 hours."""
    begin, end = (_since_midnight(at) for at in slot)
    return begin, end if end > begin else end + _DAY


def _written(slot: Slot) -> str:
    return f"{written(slot[0])}-{written(slot[1])}"


@dataclass(frozen=True, slots=True)
class WorkTable:
    """The hours in which work clocks run. The default is eGova's: 480 minutes a day.

    A slot may end at 24:00 (`time.max`), or pass midnight (22:00-06:00): it belongs to the day on
    which it begins, so that the night before a holiday is worked to its end. Weekdays: 0 is
    Monday. Units that work on holidays, too, do not keep them: their weekdays alone count.
    ValueError for slots that are empty or overlap (also the next day's), and for no weekday.
    """

    slots: tuple[Slot, ...] = ((time(8), time(12)), (time(14), time(18)))
    weekdays: frozenset[int] = frozenset(range(5))
    keeps_holidays: bool = True

    def __post_init__(self) -> None:
        if not self.slots:
            raise ValueError("a work table needs at least one slot")
        if not self.weekdays or not self.weekdays <= frozenset(range(7)):
            raise ValueError("a work table needs weekdays, from 0 (Monday) to 6 (Sunday)")
        for slot in self.slots:
            if slot[0] == slot[1]:
                raise ValueError(f"the slot {_written(slot)} is empty")
            if any(at != time.max and (at.second or at.microsecond) for at in slot):
                raise ValueError(f"a slot begins and ends at whole minutes: {slot[0]}-{slot[1]}")
        object.__setattr__(self, "slots", tuple(sorted(self.slots)))
        self._refuse_overlaps()

    def _refuse_overlaps(self) -> None:
        """Of slots that follow each other, the last of a day and the first of the next included."""
        first, *_ = spans = self.offsets
        again = (first[0] + _DAY, first[1] + _DAY)
        for place, (earlier, later) in enumerate(pairwise((*spans, again)), start=1):
            if later[0] < earlier[1]:
                slot, after = self.slots[place - 1], self.slots[place % len(self.slots)]
                raise ValueError(f"the slots {_written(slot)} and {_written(after)} overlap")

    @property
    def offsets(self) -> tuple[tuple[timedelta, timedelta], ...]:
        """Begin and end of each slot as wall time since midnight."""
        return tuple(_offsets(slot) for slot in self.slots)

    @property
    def minutes_a_day(self) -> int:
        """How long a work day is."""
        return sum((end - begin) // _MINUTE for begin, end in self.offsets)


@dataclass(frozen=True, slots=True)
class Limit:
    """So much time, as a table of limits says it. ValueError for nothing and for over ten years."""

    value: float
    unit: LimitUnit

    def __post_init__(self) -> None:
        if not (isfinite(self.value) and self.value > 0):
            raise ValueError(f"a limit must be more than nothing: {self.value}")
        if self.value * _MINUTES.get(self.unit, 24 * 60) > _LONGEST_LIMIT_MINUTES:
            raise ValueError(f"a limit must be under ten years: {self.value} {self.unit}")

    @property
    def pace(self) -> Pace:
        """Whether it runs always."""
        return self.unit.pace

    def minutes(self, table: WorkTable) -> int:
        """In minutes of its pace, at least one."""
        of_unit = table.minutes_a_day if self.unit is LimitUnit.WORK_DAY else _MINUTES[self.unit]
        return max(1, round(self.value * of_unit))


@dataclass(frozen=True, slots=True)
class Calendar:
    """When a unit works.

    `off` are official holidays, `on` work days besides the table's weekdays (调休). In `war` mode
    (白加黑, 5+2), from one moment to another or until further notice, work clocks run always.
    ValueError for a day that is both, a war that ends before it began, and naive moments.
    """

    zone: tzinfo
    table: WorkTable = field(default_factory=WorkTable)
    off: frozenset[date] = frozenset()
    on: frozenset[date] = frozenset()
    war: tuple[tuple[datetime, datetime | None], ...] = ()

    def __post_init__(self) -> None:
        if both := self.off & self.on:
            raise ValueError(f"{min(both)} is both a day off and a work day")
        for begin, end in self.wars:
            if end < begin:
                raise ValueError(f"a war mode ends before it begins: {begin:%Y-%m-%d %H:%M} UTC")

    @property
    def wars(self) -> list[Span]:
        """Each with an end, in order; they may overlap."""
        return sorted(
            (_utc(since), _utc(until) if until else _FOREVER) for since, until in self.war
        )

    def is_work_day(self, day: date) -> bool:
        """Whether the slots that begin on that day are worked."""
        if self.table.keeps_holidays and day in self.off:
            return False
        if self.table.keeps_holidays and day in self.on:
            return True
        return day.weekday() in self.table.weekdays


def add(calendar: Calendar, start: datetime, minutes: float, pace: Pace) -> datetime:
    """When that many minutes from `start` are used up.

    Used up at the very end of a slot is that end, not the beginning of the next. ValueError for
    less than no minutes; NoWorkTime where the calendar never works.
    """
    left = timedelta(minutes=minutes)
    if left < timedelta():
        raise ValueError(f"time can only be added: {minutes} minutes")
    begun = _utc(start)
    if pace is Pace.ALWAYS or not left:
        return begun + left
    for begin, end in _worked(calendar, begun, None):
        if left <= end - begin:
            return begin + left
        left -= end - begin
    raise NoWorkTime(f"no work day in {LONGEST_REST_DAYS} days, counted from {start:%Y-%m-%d}")


def used(calendar: Calendar, since: datetime, until: datetime, pace: Pace) -> float:
    """How many minutes count between two moments, to the microsecond; 0 if `until` is earlier."""
    begun, ended = _utc(since), _utc(until)
    if ended <= begun:
        return 0.0
    if pace is Pace.ALWAYS:
        return (ended - begun) / _MINUTE
    total = timedelta()
    for begin, end in _worked(calendar, begun, ended):
        if begin >= ended:
            break
        total += min(end, ended) - begin
    return total / _MINUTE


def _worked(calendar: Calendar, start: datetime, until: datetime | None) -> Iterator[Span]:
    """The spans in which work clocks run from `start` on, in order and apart."""
    reached = start
    for begin, end in heapq.merge(_slots(calendar, start, until), calendar.wars):
        if max(begin, reached) < end:
            yield max(begin, reached), end
            reached = end


def _slots(calendar: Calendar, start: datetime, until: datetime | None) -> Iterator[Span]:
    """The slots of work days, until the given moment or, without one, until no more can come."""
    offsets = calendar.table.offsets
    last = until.astimezone(calendar.zone).date() if until else None
    # A slot of the day before may pass midnight.
    day = start.astimezone(calendar.zone).date() - _DAY
    rested = 0
    while (day <= last) if last else (rested < LONGEST_REST_DAYS):
        rested += 1
        if calendar.is_work_day(day):
            rested = 0
            midnight = datetime.combine(day, time.min)
            for begin, end in offsets:
                yield _here(midnight + begin, calendar.zone), _here(midnight + end, calendar.zone)
        day += _DAY


def _here(wall: datetime, zone: tzinfo) -> datetime:
    return wall.replace(tzinfo=zone).astimezone(UTC)


def _utc(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError(f"a moment without a time zone: {moment}")
    return moment.astimezone(UTC)
