"""A case (案件): its states, its stages and everything that is known about it."""

import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from domain.policy import POLICY, Policy
from domain.worktime import Limit, Pace


class Stage(StrEnum):
    """The six public stages of the standard (GB/T 30428): 上报 立案 派遣 处置 核查 结案."""

    REPORT = "report"
    FILING = "filing"
    DISPATCH = "dispatch"
    HANDLING = "handling"
    CHECKING = "checking"
    CLOSED = "closed"
    ENDED = "ended"


class State(StrEnum):
    """The fine states inside the stages."""

    DRAFT = "draft"
    FILED = "filed"
    DISPATCHED = "dispatched"
    HANDLING = "handling"
    SUSPENDED = "suspended"
    CHECKING = "checking"
    CLOSED = "closed"
    REFUSED = "refused"
    VOID = "void"


STAGE_OF = {
    State.DRAFT: Stage.REPORT,
    State.FILED: Stage.FILING,
    State.DISPATCHED: Stage.DISPATCH,
    State.HANDLING: Stage.HANDLING,
    State.SUSPENDED: Stage.HANDLING,
    State.CHECKING: Stage.CHECKING,
    State.CLOSED: Stage.CLOSED,
    State.REFUSED: Stage.ENDED,
    State.VOID: Stage.ENDED,
}
OPEN = frozenset(
    {
        State.DRAFT,
        State.FILED,
        State.DISPATCHED,
        State.HANDLING,
        State.SUSPENDED,
        State.CHECKING,
    }
)


class Severity(StrEnum):
    """How bad it is; `urgent` is danger to people and ignores quiet hours."""

    URGENT = "urgent"
    HIGH = "high"
    NORMAL = "normal"
    LOW = "low"


class DueSource(StrEnum):
    """Where the due time comes from; the card says so."""

    TYPED = "typed"
    LIMIT = "limit"
    DEFAULT = "default"


@dataclass(frozen=True, slots=True)
class SaidNumber:
    """A case's number as people say it: without the year."""

    month: int
    day: int
    serial: int

    def days(self, newest: int, years: int = 10) -> list[date]:
        """The days that it may stand for, in that year and those before; none if there is none."""
        found = []
        for year in range(newest, newest - years, -1):
            with suppress(ValueError):
                found.append(date(year, self.month, self.day))
        return found


@dataclass(frozen=True, slots=True)
class Number:
    """What people call a case: `1121-007`. Unique with bureau and year."""

    day: date
    serial: int

    def __str__(self) -> str:
        return f"{self.day:%m%d}-{self.serial:03d}"

    @property
    def said(self) -> SaidNumber:
        """What of it is said."""
        return SaidNumber(self.day.month, self.day.day, self.serial)

    def stands_in(self, text: str) -> bool:
        """Whether a text names it, whole or, where it names none so, by its serial."""
        whole = numbers_in(text)
        return self.said in whole if whole else self.serial in serials_in(text)

    def called(self, text: str) -> SaidNumber | int:
        """What a text that names it calls it."""
        return self.said if numbers_in(text) else self.serial


_SAID = re.compile(r"(?<![0-9])([0-9]{2})([0-9]{2})[-－—]([0-9]{3,6})(?![0-9])")


def numbers_in(text: str) -> tuple[SaidNumber, ...]:
    """The case numbers that a text names (`1121-007`), in order, each once."""
    found = (SaidNumber(*map(int, match.groups())) for match in _SAID.finditer(text))
    return tuple(dict.fromkeys(found))


_SHORT = re.compile(r"(?<![0-9.:：\-－—])0[0-9]{2}(?![0-9.:：\-－—])")
_FIRST = re.compile(rf"^\s*(?:(?:[0-9]{{4}}[-－—][0-9]{{3,6}}|{_SHORT.pattern})号?[、，,和\s]*)+")


def serials_in(text: str) -> frozenset[int]:
    """What people shorten a number to among themselves (`007`, `031、032`): its serial.

    Only with a nought before it: 15 and 123 count things and houses.
    """
    return frozenset(int(match.group()) for match in _SHORT.finditer(text))


def names_cases(text: str) -> bool:
    """Whether a text names any case, whole or short."""
    return bool(numbers_in(text) or serials_in(text))


def without_numbers(text: str) -> str:
    """What a text says beside the numbers that it begins with (`007、008通过`: 通过)."""
    return _FIRST.sub("", text)


@dataclass(frozen=True, slots=True)
class Source:
    """Where a report stands: the message that it was, and who wrote it."""

    chat: int
    message: int
    thread: int | None = None
    reporter: int | None = None
    reporter_name: str = ""


@dataclass(frozen=True, slots=True)
class Case:
    """Everything that is known about a case. Times are aware; `version` grows with each change.

    `round` counts proofs: 0 before the first rework, one more with each.

    The clock: `limit` is what the standard gives (None where a deadline was typed),
    `limit_minutes` all that the unit has by now, in minutes of `pace`, of which `granted_minutes`
    are extensions;
    `clock_at` is since when it runs (None: it stands), `used_minutes` what was used before that.
    `permanent` is the limit for the lasting fix where a stopgap is due first (`permanent_used`
    minutes of it are used likewise), `stopgap_at` when that was shown. `stage_at` is when the
    present state began, `taken` names the steps of the chain that were taken, `policy` is the
    one in force when the case was filed.

    `earlier` is the case that came back as this one, the `times`-th. `parent` is
    the lead's case where this one is a helper's (协办). `ruling_until` is until when
    the duty leader rules whose case it is. `exempt` cases count in no statistics (申诉).
    """

    id: int
    source: Source
    text: str
    reported_at: datetime
    state: State = State.DRAFT
    version: int = 0
    bureau: int = 0
    number: Number | None = None
    category: str | None = None
    categories: tuple[str, ...] = ()
    address: str | None = None
    location: tuple[float, float] | None = None
    severity: Severity = Severity.NORMAL
    unit: int | None = None
    why: tuple[str, ...] = ()
    handler: int | None = None
    due_at: datetime | None = None
    due_source: DueSource | None = None
    due_raw: str | None = None
    policy: Policy = POLICY
    limit: Limit | None = None
    permanent: Limit | None = None
    limit_minutes: float | None = None
    granted_minutes: float = 0.0
    pace: Pace = Pace.ALWAYS
    clock_at: datetime | None = None
    used_minutes: float = 0.0
    permanent_used: float = 0.0
    stopgap_at: datetime | None = None
    stage_at: datetime | None = None
    taken: tuple[str, ...] = ()
    next_step_at: datetime | None = None
    filed_at: datetime | None = None
    dispatched_at: datetime | None = None
    accepted_at: datetime | None = None
    submitted_at: datetime | None = None
    submitted_by: int | None = None
    closed_at: datetime | None = None
    checked_by: int | None = None
    ended_at: datetime | None = None
    end_reason: str | None = None
    pointer: int | None = None
    earlier: int | None = None
    parent: int | None = None
    times: int = 1
    returns: int = 0
    round: int = 0
    extensions: int = 0
    suspended_until: datetime | None = None
    ruling_until: datetime | None = None
    appeals: int = 0
    exempt: bool = False

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to do something."""
        return self.state in OPEN

    @property
    def untouched(self) -> bool:
        """Whether nothing has happened to it but that it was filed and sent to its unit."""
        return self.version < 2

    @property
    def urgent(self) -> bool:
        """Whether it is dangerous: told at night too, and first of all."""
        return self.severity is Severity.URGENT

    def late(self, now: datetime) -> bool:
        """Whether the handling limit has passed without (or before) a submitted proof."""
        if self.due_at is None or self.state in (State.VOID, State.REFUSED, State.DRAFT):
            return False
        if self.state is State.SUSPENDED:
            return False
        return (self.submitted_at or now) > self.due_at
