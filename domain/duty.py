"""Who is on duty: the roster as the org file has it, and the swaps that lie on top of it.

Everything here is told in wall time: `local` is an aware datetime as the clocks on the wall show
it, and what is handed back is in the same zone.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from itertools import pairwise

from domain.people import Person, Role

HORIZON = timedelta(days=35)
"""How far shifts are looked for: a roster is written for a month."""

Span = tuple[date, date]
"""The first and the last of some days in a row."""

_DAY = timedelta(days=1)
_MOMENT = timedelta(microseconds=1)
_AT_MOST = 3


@dataclass(frozen=True, slots=True)
class Duty:
    """One line of the roster.

    `days` are days of the week, Monday = 0; where there are `dates`, those count instead. An
    `until` that is not after `since` passes midnight, and `time.max` is the end of the day.
    """

    unit: int
    person: int
    days: frozenset[int]
    since: time
    until: time
    dates: tuple[Span, ...] = ()

    def shift(self, local: datetime) -> tuple[datetime, datetime] | None:
        """From when until when this line is on, if it is on at that moment."""
        for day in (local.date(), local.date() - _DAY):
            begin, end = self._hours(day, local.tzinfo)
            if self._is_for(day) and begin <= local < end:
                return begin, end
        return None

    def _is_for(self, day: date) -> bool:
        if self.dates:
            return any(first <= day <= last for first, last in self.dates)
        return day.weekday() in self.days

    def _hours(self, day: date, zone: tzinfo | None) -> tuple[datetime, datetime]:
        begin = datetime.combine(day, self.since, zone)
        if self.until == time.max:
            return begin, datetime.combine(day + _DAY, time.min, zone)
        end = datetime.combine(day, self.until, zone)
        return begin, end if end > begin else end + _DAY


@dataclass(frozen=True, slots=True)
class Swap:
    """Somebody stands in for somebody of the same unit, from `since` until `until`."""

    unit: int
    away: int
    stand_in: int
    since: datetime
    until: datetime

    def covers(self, moment: datetime) -> bool:
        """Whether it counts at that moment."""
        return self.since <= moment < self.until


@dataclass(frozen=True)
class Roster:
    """The lines of the org file, and the swaps in the order in which they were agreed."""

    lines: tuple[Duty, ...] = ()
    swaps: tuple[Swap, ...] = ()

    def of(self, unit: int) -> "Roster":
        """Only what is about that unit."""
        return Roster(
            tuple(line for line in self.lines if line.unit == unit),
            tuple(swap for swap in self.swaps if swap.unit == unit),
        )

    def people(self) -> frozenset[int]:
        """Everybody whom a line or a swap names."""
        swapped = (one for swap in self.swaps for one in (swap.away, swap.stand_in))
        return frozenset((*(line.person for line in self.lines), *swapped))


@dataclass(frozen=True, slots=True)
class Change:
    """At that moment the duty goes from those who leave to those who come.

    `leaving` is empty where somebody only joins; where nobody joins, `coming` are those who stay.
    """

    at: datetime
    leaving: tuple[Person, ...]
    coming: tuple[Person, ...]


@dataclass(frozen=True, slots=True)
class Start:
    """A shift begins: when, and whose."""

    at: datetime
    people: tuple[Person, ...]


def rostered(
    roster: Roster, people: Iterable[Person], unit: int, local: datetime
) -> tuple[Person, ...]:
    """Who stands on the roster now, swaps counted; nobody where it has a hole.

    Lines with dates win over those by days of the week in the hours in which they are on.
    """
    members = _members(people, unit)
    return _named(members, _standing(roster.of(unit), members, local))


def on_duty(
    roster: Roster, people: Iterable[Person], unit: int, local: datetime
) -> tuple[Person, ...]:
    """Whom to ping for a unit now: its duty, else its leaders, else its people (at most three)."""
    members = _members(people, unit)
    now_on = _named(members, _standing(roster.of(unit), members, local))
    leaders = tuple(one for one in members if one.has(Role.UNIT_LEADER))
    return (now_on or leaders or members)[:_AT_MOST]


def reminded(
    roster: Roster,
    people: Iterable[Person],
    unit: int,
    local: datetime,
    handlers: Collection[int | None],
) -> tuple[Person, ...]:
    """Whom to remind: who has accepted; the duty, too, if nobody has or his shift is over."""
    members = _members(people, unit)
    accepted = tuple(one for one in members if one.id in handlers)
    duty = on_duty(roster, members, unit, local)
    gone = {one.id for one in accepted} & roster.of(unit).people() - {one.id for one in duty}
    return tuple(dict.fromkeys((*accepted, *duty))) if gone or not accepted else accepted


def changes(
    roster: Roster, people: Iterable[Person], unit: int, local: datetime
) -> Iterator[Change]:
    """Each later moment at which others are to be pinged than before, in order."""
    members, own = _members(people, unit), roster.of(unit)
    before = on_duty(own, members, unit, local)
    for edge in _edges(own, local):
        after = on_duty(own, members, unit, edge)
        if change := _change(edge, before, after):
            yield change
        before = after


def change_at(
    roster: Roster, people: Iterable[Person], unit: int, moment: datetime
) -> Change | None:
    """The change of that very moment, if there is one."""
    members, own = _members(people, unit), roster.of(unit)
    before = on_duty(own, members, unit, moment - _MOMENT)
    return _change(moment, before, on_duty(own, members, unit, moment))


def leaves_at(
    roster: Roster, people: Iterable[Person], unit: int, person: int, local: datetime
) -> datetime | None:
    """When somebody who stands on the roster now no longer does; None if never in the horizon."""
    members, own = _members(people, unit), roster.of(unit)
    ends = (edge for edge in _edges(own, local) if person not in _standing(own, members, edge))
    return next(ends, None)


def shift_end(
    roster: Roster, people: Iterable[Person], unit: int, person: int, local: datetime
) -> datetime | None:
    """When the shift ends that somebody has now; None if he has none.

    Lines that go on without a break are one shift up to a day; beyond, each line is its own.
    """
    members, own = _members(people, unit), roster.of(unit)
    if person not in _standing(own, members, local):
        return None
    leaves = leaves_at(own, members, unit, person, local)
    if leaves is not None and leaves - local <= _DAY:
        return leaves
    shifts = (line.shift(local) for line in own.lines if line.person == person)
    ends = [shift[1] for shift in shifts if shift]
    stands_in = (one for one in own.swaps if one.stand_in == person and one.covers(local))
    ends += [swap.until.astimezone(local.tzinfo) for swap in stands_in]
    return max(ends)


def starts(roster: Roster, people: Iterable[Person], unit: int, local: datetime) -> Iterator[Start]:
    """The shifts that begin later, in order, each with those who were not there just before."""
    members, own = _members(people, unit), roster.of(unit)
    before = _standing(own, members, local)
    for edge in _edges(own, local):
        after = _standing(own, members, edge)
        if after - before:
            yield Start(edge, _named(members, after - before))
        before = after


def next_on_duty(
    roster: Roster, people: Iterable[Person], unit: int, local: datetime
) -> Start | None:
    """The next shift."""
    return next(starts(roster, people, unit, local), None)


def successors(
    roster: Roster, people: Iterable[Person], unit: int, local: datetime
) -> tuple[Person, ...]:
    """Everybody else of the unit's roster in the order in which their shifts come.

    Without those who are on duty now, and without those who have no shift within the horizon.
    """
    members = _members(people, unit)
    here = on_duty(roster, members, unit, local)
    later = dict.fromkeys(
        person for start in starts(roster, members, unit, local) for person in start.people
    )
    return tuple(person for person in later if person not in here)


def holes(
    roster: Roster, people: Iterable[Person], unit: int, local: datetime, span: timedelta
) -> tuple[tuple[datetime, datetime], ...]:
    """From when until when nobody stands on the roster, within that span from now."""
    members, own = _members(people, unit), roster.of(unit)
    end = local + span
    edges = [local, *(edge for edge in _edges(own, local) if edge < end), end]
    found: list[tuple[datetime, datetime]] = []
    for since, until in pairwise(edges):
        if _standing(own, members, since):
            continue
        if found and found[-1][1] == since:
            since = found.pop()[0]
        found.append((since, until))
    return tuple(found)


def _members(people: Iterable[Person], unit: int) -> tuple[Person, ...]:
    return tuple(person for person in people if person.unit == unit)


def _named(members: Iterable[Person], ids: Collection[int]) -> tuple[Person, ...]:
    return tuple(person for person in members if person.id in ids)


def _standing(own: Roster, members: Collection[Person], local: datetime) -> frozenset[int]:
    """The ids of those who are on duty by the roster of one unit and its swaps."""
    known = {person.id for person in members}
    covering = [line for line in own.lines if line.shift(local)]
    dated = [line for line in covering if line.dates]
    here = {line.person for line in dated or covering}
    for swap in own.swaps:
        if swap.away in here and swap.stand_in in known and swap.covers(local):
            here = (here - {swap.away}) | {swap.stand_in}
    return frozenset(here & known)


def _edges(own: Roster, local: datetime) -> Iterator[datetime]:
    """The later moments, in order, at which somebody's hours may begin or end."""
    zone = local.tzinfo
    hours = {time.min} | {at for line in own.lines for at in (line.since, line.until)} - {time.max}
    swapped = [
        at.astimezone(zone) for swap in own.swaps for at in (swap.since, swap.until) if at > local
    ]
    for offset in range(HORIZON.days + 1):
        day = local.date() + offset * _DAY
        moments = {datetime.combine(day, at, zone) for at in hours}
        moments.update(at for at in swapped if at.date() == day)
        yield from sorted(moment for moment in moments if moment > local)


def _change(at: datetime, before: tuple[Person, ...], after: tuple[Person, ...]) -> Change | None:
    if set(before) == set(after):
        return None
    leaving = tuple(person for person in before if person not in after)
    coming = tuple(person for person in after if person not in before)
    return Change(at, leaving, coming or after)
