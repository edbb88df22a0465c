"""Clocks that can be stopped: how much of a limit is used, and when the rest will be.

A clock keeps the time that was *used*, not the moment at which it is due: whatever changes
meanwhile (war mode, an official notice about holidays), the due time is computed anew.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Self

from domain import worktime
from domain.worktime import Calendar, Limit, Pace


@dataclass(frozen=True, slots=True)
class Running:
    """A limit, and how much of it is gone. ValueError for a limit under one minute.

    `since`: running since then, None while it is paused. `used`: minutes used before that.
    """

    limit_minutes: float
    pace: Pace
    since: datetime | None = None
    used: float = 0.0

    def __post_init__(self) -> None:
        if self.limit_minutes < 1:
            raise ValueError(f"a limit is at least one minute: {self.limit_minutes}")
        if self.used < 0:
            raise ValueError(f"used time cannot be negative: {self.used}")

    def elapsed(self, calendar: Calendar, now: datetime) -> float:
        """Minutes used until now."""
        if self.since is None:
            return self.used
        return self.used + worktime.used(calendar, self.since, now, self.pace)

    def when_used(self, calendar: Calendar, minutes: float) -> datetime | None:
        """When that many minutes will be used; None while paused.

        What was used before the last pause counts as used at the moment of resuming.
        """
        if self.since is None:
            return None
        return worktime.add(calendar, self.since, max(0.0, minutes - self.used), self.pace)

    def due(self, calendar: Calendar) -> datetime | None:
        """When the limit will be used; None while paused."""
        return self.when_used(calendar, self.limit_minutes)

    def share_time(self, calendar: Calendar, share: float) -> datetime | None:
        """When that share of the limit will be used (0.8, 1.5); None while paused."""
        return self.when_used(calendar, self.limit_minutes * share)

    def pause(self, calendar: Calendar, now: datetime) -> Self:
        """Stopped; used time is kept. A clock that is paused stays as it is."""
        return replace(self, since=None, used=self.elapsed(calendar, now))

    def resume(self, now: datetime) -> Self:
        """Running on. A clock that is running stays as it is."""
        return self if self.since else replace(self, since=now)

    def extend(self, minutes: float) -> Self:
        """A longer limit, by minutes of its own pace. ValueError for less than one."""
        if minutes < 1:
            raise ValueError(f"an extension is at least one minute: {minutes}")
        return replace(self, limit_minutes=self.limit_minutes + minutes)


@dataclass(frozen=True, slots=True)
class Phases:
    """The clock of a case: a permanent fix and, where the standard asks for one, a stopgap first.

    Both count from the same start, each at its own pace: 私搭乱建 is stopped within 2紧急工作日 and
    pulled down within 15天. The stopgap's limit is in force until it is met.
    """

    permanent: Running
    stopgap: Running | None = None
    stopgap_met: bool = False

    @property
    def in_force(self) -> Running:
        """The clock whose limit must be kept now."""
        return self.permanent if self.stopgap is None or self.stopgap_met else self.stopgap

    def elapsed(self, calendar: Calendar, now: datetime) -> float:
        """Minutes used until now of the limit in force."""
        return self.in_force.elapsed(calendar, now)

    def when_used(self, calendar: Calendar, minutes: float) -> datetime | None:
        """When that many minutes of the limit in force will be used; None while paused."""
        return self.in_force.when_used(calendar, minutes)

    def due(self, calendar: Calendar) -> datetime | None:
        """When the limit in force will be used; None while paused."""
        return self.in_force.due(calendar)

    def share_time(self, calendar: Calendar, share: float) -> datetime | None:
        """When that share of the limit in force will be used; None while paused."""
        return self.in_force.share_time(calendar, share)

    def pause(self, calendar: Calendar, now: datetime) -> Self:
        """Both stopped."""
        stopgap = self.stopgap and self.stopgap.pause(calendar, now)
        return replace(self, permanent=self.permanent.pause(calendar, now), stopgap=stopgap)

    def resume(self, now: datetime) -> Self:
        """Running on; a stopgap that was met stays stopped."""
        stopgap = self.stopgap
        if stopgap and not self.stopgap_met:
            stopgap = stopgap.resume(now)
        return replace(self, permanent=self.permanent.resume(now), stopgap=stopgap)

    def extend(self, minutes: float) -> Self:
        """The limit in force becomes longer, the other stays."""
        longer = self.in_force.extend(minutes)
        if self.in_force is self.permanent:
            return replace(self, permanent=longer)
        return replace(self, stopgap=longer)

    def meet_stopgap(self, calendar: Calendar, now: datetime) -> Self:
        """The stopgap stands: its clock stops and keeps what it took; the permanent limit counts.

        Nothing changes where no stopgap is waited for.
        """
        if self.stopgap is None or self.stopgap_met:
            return self
        return replace(self, stopgap=self.stopgap.pause(calendar, now), stopgap_met=True)


def started(calendar: Calendar, limit: Limit, now: datetime) -> Running:
    """A clock for that limit, running from now on."""
    return Running(limit.minutes(calendar.table), limit.pace, since=now)


def started_phases(
    calendar: Calendar, permanent: Limit, now: datetime, *, stopgap: Limit | None = None
) -> Phases:
    """The clock of a case, in one phase or two, running from now on."""
    first = started(calendar, stopgap, now) if stopgap else None
    return Phases(started(calendar, permanent, now), first)
