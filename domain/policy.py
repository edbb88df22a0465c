"""The standing orders of a bureau: work time, limits and the chain of being late.

The policy in force is copied into a case when it is filed, so that a later change of policy does
not move a running case.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from functools import cached_property
from zoneinfo import ZoneInfo

from domain.people import Role
from domain.worktime import Calendar, Limit, LimitUnit, WorkTable


class Phase(StrEnum):
    """Whose clock a step of the chain hangs on."""

    DISPATCH = "dispatch"
    ACCEPT = "accept"
    HANDLING = "handling"
    CHECKING = "checking"


@dataclass(frozen=True, slots=True)
class Step:
    """What is done while a phase of a case grows late.

    `share` is the share of the phase's limit that is used by then; beyond 1 at least `floor`
    minutes lie behind the limit. `minutes` counts from the beginning of the phase instead, in
    natural time; `urgent_minutes` is what it is for a dangerous case. `tell` are the roles that are
    called besides whoever has it in hand.
    """

    name: str
    phase: Phase
    share: float = 0.0
    floor: float = 0.0
    minutes: float | None = None
    urgent_minutes: float | None = None
    tell: tuple[Role, ...] = ()


_HEAD = (Role.UNIT_LEADER,)
_LEADER = (Role.LEADER,)

CHAIN = (
    Step("dispatch_call", Phase.DISPATCH, minutes=15, urgent_minutes=5),
    Step("dispatch_leader", Phase.DISPATCH, minutes=60, urgent_minutes=15, tell=_LEADER),
    Step("accept_next", Phase.ACCEPT, minutes=15, urgent_minutes=5),
    Step("accept_leader", Phase.ACCEPT, minutes=45, urgent_minutes=10, tell=_HEAD),
    Step("warn", Phase.HANDLING, share=0.8),
    Step("urge", Phase.HANDLING, share=1.0, tell=_HEAD),
    Step("order", Phase.HANDLING, share=1.5, floor=30, tell=_HEAD),
    Step("account", Phase.HANDLING, share=2.0, floor=60),
    Step("check_call", Phase.CHECKING, share=1.0),
    Step("check_leader", Phase.CHECKING, share=2.0, floor=60, tell=_LEADER),
)
"""The default chain: not accepted → next on duty → leader; 预警 催办 督办 问责; checking alike."""


_LIMIT = Limit(24, LimitUnit.HOUR)
_CHECKING = Limit(2, LimitUnit.HOUR)
_RULING = Limit(2, LimitUnit.HOUR)
_REPLY = Limit(4, LimitUnit.HOUR)


@dataclass(frozen=True)
class Policy:
    """All that may be set. `tables` are work tables of single units, by their ids.

    `war` are the spans in which work clocks run always (白加黑, 5+2); an open end is None.
    `limit` holds where the standard has none, `checking` is that of a check, `ruling` that of a
    ruling (裁定) by the duty leader, `reply` that of the written reply to an order (督办).
    """

    version: int = 0
    zone: str = "Asia/Shanghai"
    table: WorkTable = field(default_factory=WorkTable)
    tables: Mapping[int, WorkTable] = field(default_factory=dict, hash=False)
    off: frozenset[date] = frozenset()
    on: frozenset[date] = frozenset()
    war: tuple[tuple[datetime, datetime | None], ...] = ()
    limit: Limit = _LIMIT
    checking: Limit = _CHECKING
    ruling: Limit = _RULING
    reply: Limit = _REPLY
    returns: int = 2
    extensions: int = 2
    chain: tuple[Step, ...] = CHAIN

    def calendar(self, unit: int | None) -> Calendar:
        """The calendar by which a unit's work clocks run."""
        table = self.tables.get(unit, self.table) if unit is not None else self.table
        if table not in self._calendars:
            zone = ZoneInfo(self.zone)
            self._calendars[table] = Calendar(zone, table, self.off, self.on, self.war)
        return self._calendars[table]

    @cached_property
    def _calendars(self) -> dict[WorkTable, Calendar]:
        """Those that were asked for: a case asks for its own many times."""
        return {}

    def steps(self, phase: Phase) -> tuple[Step, ...]:
        """The chain's steps of one phase, in order."""
        return tuple(step for step in self.chain if step.phase is phase)


POLICY = Policy()
"""What holds where nobody has loaded anything."""
