"""Units, people, groups and duty: who is who, and who may do what."""

from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from enum import StrEnum


class Role(StrEnum):
    """What a person is to the bureau; a person may hold several."""

    SUPERVISOR = "supervisor"
    DISPATCHER = "dispatcher"
    UNIT_LEADER = "unit_leader"
    HANDLER = "handler"
    LEADER = "leader"
    ADMIN = "admin"


class UnitKind(StrEnum):
    """What kind of body a unit is."""

    BUREAU = "bureau"
    SQUAD = "squad"
    STREET = "street"
    COMMUNITY = "community"
    DEPARTMENT = "department"
    COMPANY = "company"


class GroupRole(StrEnum):
    """What a group chat is for."""

    SUPERVISION = "supervision"
    UNIT = "unit"
    LEADERS = "leaders"
    CAMPAIGN = "campaign"


@dataclass(frozen=True, slots=True)
class Unit:
    """A body that cases are dispatched to. `categories` are patterns 大类/小类 with `*`."""

    id: int
    name: str
    kind: UnitKind
    parent: int | None = None
    aliases: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who acts. `id` is ours; `telegram_id` is missing until he is bound.

    `dispatcher_here` is set where the person is an administrator of the supervision group
    that a case belongs to: a dispatcher for that group's cases, never for his own unit's.
    """

    id: int
    name: str
    telegram_id: int | None = None
    username: str | None = None
    roles: frozenset[Role] = frozenset()
    unit: int | None = None
    dispatcher_here: bool = False

    def has(self, *roles: Role) -> bool:
        """Whether the person holds at least one of the roles."""
        return not self.roles.isdisjoint(roles)

    def dispatches(self) -> bool:
        """Whether the person may dispatch, by role or as administrator of this group."""
        return self.dispatcher_here or self.has(Role.DISPATCHER, Role.ADMIN)


@dataclass(frozen=True, slots=True)
class QuietHours:
    """When reminders wait: from `since` to `until`, local wall time, usually over midnight."""

    since: time = time(21)
    until: time = time(7)

    def covers(self, local: datetime) -> bool:
        """Whether it is quiet at that local wall time."""
        if self.since == self.until:
            return False
        if self.since < self.until:
            return self.since <= local.time() < self.until
        return local.time() >= self.since or local.time() < self.until

    def end(self, local: datetime) -> datetime | None:
        """When the quiet hours that are on now end, or None outside of them."""
        if not self.covers(local):
            return None
        hour, minute = self.until.hour, self.until.minute
        end = local.replace(hour=hour, minute=minute, second=0, microsecond=0)
        return end if end > local else end + timedelta(days=1)


class WhoMayReport(StrEnum):
    """Whose photo and line become a case in a group."""

    EVERYONE = "everyone"
    STAFF = "staff"


@dataclass(frozen=True, slots=True)
class GroupSettings:
    """What an admin may set for one group."""

    digest_at: time | None = None
    quiet_hours: QuietHours = field(default_factory=QuietHours)
    who_may_report: WhoMayReport = WhoMayReport.EVERYONE
    locale: str | None = None


@dataclass(frozen=True, slots=True)
class Chat:
    """A chat that the bot has met; `role` is None until somebody enrols it."""

    id: int
    type: str
    title: str = ""
    role: GroupRole | None = None
    unit: int | None = None
    settings: GroupSettings = field(default_factory=GroupSettings)
    username: str | None = None
    is_forum: bool = False
    reachable: bool = True
    trouble: str | None = None
    administrators: frozenset[int] = frozenset()

    @property
    def private(self) -> bool:
        """Whether this is a chat with one person."""
        return self.type == "private"
