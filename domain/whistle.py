"""The whistle (吹哨报到): departments are called to a place, and who came when is kept.

Each rule is a function from what is known and the time to what becomes of it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta, tzinfo
from datetime import time as wall
from enum import StrEnum

from domain.people import Person, Role
from domain.refusals import Refused
from domain.wall_time import next_at

DEFAULT_LIMIT_MINUTES = 30
LONGEST_LIMIT_MINUTES = 24 * 60
DAY_ENDS = wall(23, 59)
PIN_WITHIN = timedelta(minutes=10)
"""How long after his 报到 a person's location pin is taken for the place of the arrival."""
CHOOSE_WITHIN = timedelta(minutes=10)
"""How long the units may be chosen of a whistle that named none."""

MAY_BLOW = (Role.UNIT_LEADER, Role.DISPATCHER, Role.LEADER, Role.ADMIN, Role.SUPERVISOR)
MAY_END = (Role.DISPATCHER, Role.LEADER, Role.ADMIN)


class WhistleState(StrEnum):
    """`draft` waits for its units to be chosen; `dropped` is one for which nobody chose any."""

    DRAFT = "draft"
    OPEN = "open"
    ENDED = "ended"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class WhistleNumber:
    """What people call a whistle: `哨1121-01`. Unique with bureau and year."""

    day: date
    serial: int

    def __str__(self) -> str:
        return f"哨{self.day:%m%d}-{self.serial:02d}"


@dataclass(frozen=True, slots=True)
class Whistle:
    """A call of units to a place. Times are aware.

    `message` is the message that blew it; `limit_minutes` is how long the units have to come, and
    `limit_at` that as a moment. `told_at` is when the absent ones were looked for; `due_at` when
    the clock has to do something next (None: nothing any more). `unknown` are names in the call
    that stand for no unit we know.
    """

    id: int
    bureau: int
    chat: int
    thread: int | None
    message: int
    by: int
    by_name: str
    at: datetime
    limit_minutes: int
    place: str = ""
    reason: str = ""
    unknown: tuple[str, ...] = ()
    number: WhistleNumber | None = None
    case: int | None = None
    state: WhistleState = WhistleState.DRAFT
    due_at: datetime | None = None
    told_at: datetime | None = None
    ended_at: datetime | None = None
    ended_by: int | None = None
    minutes: str | None = None

    @property
    def limit_at(self) -> datetime:
        """Until when the units are to be there."""
        return self.at + timedelta(minutes=self.limit_minutes)


@dataclass(frozen=True, slots=True)
class Call:
    """A unit that is called; everything but the unit is empty until somebody of it reports in.

    `place` is latitude and longitude of his pin; `note` what he said with it.
    """

    unit: int
    arrived_at: datetime | None = None
    by: int | None = None
    by_name: str = ""
    place: tuple[float, float] | None = None
    late: bool = False
    note: str = ""


def may_blow(person: Person) -> bool:
    """Whether a person may call departments; an administrator dispatches in his own group."""
    return person.dispatcher_here or person.has(*MAY_BLOW)


def may_speak(whistle: Whistle, calls: Iterable[Call], person: Person) -> bool:
    """Whether his words belong into the minutes: staff's, and those of the units called."""
    called = person.unit is not None and person.unit in {call.unit for call in calls}
    return called or person.id == whistle.by or may_blow(person)


def limit(minutes: int) -> int:
    """The limit in minutes, from 1 to a day; `Refused("whistle_limit")` otherwise."""
    if not 1 <= minutes <= LONGEST_LIMIT_MINUTES:
        raise Refused("whistle_limit")
    return minutes


def blow(whistle: Whistle, called: Sequence[int], number: WhistleNumber, now: datetime) -> Whistle:
    """The units are chosen: from now on their time runs."""
    if whistle.state is not WhistleState.DRAFT:
        raise Refused("whistle_blown" if whistle.state is WhistleState.OPEN else "whistle_over")
    if not called:
        raise Refused("whistle_nobody")
    blown = replace(whistle, state=WhistleState.OPEN, number=number, at=now)
    return replace(blown, due_at=blown.limit_at)


def drop(whistle: Whistle, now: datetime) -> Whistle:
    """Nobody has chosen any units."""
    return replace(whistle, state=WhistleState.DROPPED, due_at=None, ended_at=now)


def arrive(
    whistle: Whistle, calls: Iterable[Call], person: Person, now: datetime, note: str = ""
) -> Call:
    """报到: the first of a called unit reports in; it is late after the limit, to the second."""
    if whistle.state is not WhistleState.OPEN:
        raise Refused("whistle_over")
    mine = next((call for call in calls if call.unit == person.unit), None)
    if mine is None:
        raise Refused("whistle_not_called")
    if mine.arrived_at is not None:
        minutes = minutes_taken(whistle, mine.arrived_at)
        raise Refused("whistle_arrived", first=mine.by_name, minutes=minutes)
    late = now > whistle.limit_at
    return replace(mine, arrived_at=now, by=person.id, by_name=person.name, late=late, note=note)


def minutes_taken(whistle: Whistle, moment: datetime) -> int:
    """Whole minutes from the call to an arrival: more than the limit exactly if it was late.

    In time the begun minute is not counted, late it is.
    """
    taken = max(moment - whistle.at, timedelta())
    whole, rest = divmod(taken, timedelta(minutes=1))
    return whole + 1 if rest and whole >= whistle.limit_minutes else whole


def absentees(calls: Iterable[Call]) -> tuple[int, ...]:
    """The units that nobody has reported in for."""
    return tuple(call.unit for call in calls if call.arrived_at is None)


def limit_passed(whistle: Whistle, zone: tzinfo, now: datetime) -> Whistle:
    """The absent ones have been looked for; the meeting ends by itself when the day does."""
    return replace(whistle, told_at=now, due_at=next_at(DAY_ENDS, zone, whistle.limit_at))


def end(whistle: Whistle, by: Person | None, now: datetime) -> Whistle:
    """结束会商, by who blew, a dispatcher or a leader; None is the end of the day."""
    if whistle.state is not WhistleState.OPEN:
        raise Refused("whistle_over")
    if by is not None and by.id != whistle.by and not (by.dispatcher_here or by.has(*MAY_END)):
        raise Refused("whistle_not_yours", who=whistle.by_name)
    ended_by = by.id if by else None
    return replace(whistle, state=WhistleState.ENDED, due_at=None, ended_at=now, ended_by=ended_by)


@dataclass(frozen=True, slots=True)
class Figures:
    """The whistles of a period; `absent` and `late` are (unit, number) pairs."""

    whistles: tuple[int, ...]
    called: int
    arrived: int
    absent: tuple[tuple[int, str], ...]
    late: tuple[tuple[int, str], ...]


def count(
    blown: Iterable[tuple[Whistle, Sequence[Call]]],
    since: datetime,
    until: datetime,
    unit: int | None = None,
) -> Figures:
    """The whistles whose limit fell into [since, until), as they were at its end.

    Each is counted in one period only, and not before it can be told who came. With `unit` only
    that unit's calls count.
    """
    judged = [
        (whistle, [call for call in calls if unit in (None, call.unit)])
        for whistle, calls in blown
        if whistle.number is not None and since <= whistle.limit_at < until
    ]
    judged = [(whistle, calls) for whistle, calls in judged if calls]
    pairs = [(whistle, call) for whistle, calls in judged for call in calls]
    came = [(whistle, call) for whistle, call in pairs if _by(call, until)]
    return Figures(
        whistles=tuple(whistle.id for whistle, _ in judged),
        called=len(pairs),
        arrived=len(came),
        absent=tuple((call.unit, str(one.number)) for one, call in pairs if not _by(call, until)),
        late=tuple((call.unit, str(one.number)) for one, call in came if call.late),
    )


def _by(call: Call, moment: datetime) -> bool:
    return call.arrived_at is not None and call.arrived_at < moment
