"""The org file as data: units, people, groups, roster, places, each with its line."""

from dataclasses import dataclass, field, replace
from datetime import time

from domain.duty import Span
from domain.mistakes import FileWrong
from domain.people import GroupRole, GroupSettings, Role, UnitKind

WHOLE_WEEK = frozenset(range(7))


class OrgFileWrong(FileWrong):
    """组织文件有错误，什么都没有改动。请按下面列出的行改好，再加载一次。"""


@dataclass(frozen=True, slots=True)
class UnitEntry:
    """A `[[units]]` table. `areas` are street and place names."""

    line: int
    name: str
    kind: UnitKind = UnitKind.SQUAD
    parent: str | None = None
    aliases: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PersonEntry:
    """A `[[people]]` table. Without `telegram_id` he is bound later."""

    line: int
    name: str
    telegram_id: int | None = None
    roles: frozenset[Role] = frozenset()
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class GroupEntry:
    """A `[[groups]]` table. Without `chat_id` it waits for /enroll with its role and unit."""

    line: int
    role: GroupRole
    chat_id: int | None = None
    unit: str | None = None
    name: str = ""
    settings: GroupSettings = field(default_factory=GroupSettings)


@dataclass(frozen=True, slots=True)
class DutyEntry:
    """A `[[duty]]` table: a line of `domain.duty.Duty`, its `person` a Telegram id or a name."""

    line: int
    unit: str
    person: int | str
    days: frozenset[int] = WHOLE_WEEK
    since: time = time.min
    until: time = time.max
    dates: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class PlaceEntry:
    """A `[[places]]` table: a place by name, what people also call it, and whose it is."""

    line: int
    name: str
    aliases: tuple[str, ...] = ()
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class RouteEntry:
    """A `[[routes]]` table: where all its conditions hold, `unit` leads."""

    line: int
    unit: str
    category: str | None = None
    street: str | None = None
    area: str | None = None
    helpers: tuple[str, ...] = ()
    copies: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StreetEntry:
    """A `[[streets]]` table. `chief` is a Telegram id or a name; without `unit` it is his."""

    line: int
    name: str
    chief: int | str
    unit: str | None = None
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Organisation:
    """A whole org file."""

    units: tuple[UnitEntry, ...] = ()
    people: tuple[PersonEntry, ...] = ()
    groups: tuple[GroupEntry, ...] = ()
    duty: tuple[DutyEntry, ...] = ()
    places: tuple[PlaceEntry, ...] = ()
    routes: tuple[RouteEntry, ...] = ()
    streets: tuple[StreetEntry, ...] = ()
    timezone: str | None = None
    timezone_line: int = 1

    def person_of(self, duty: DutyEntry) -> PersonEntry | None:
        """Whom a line of the roster means: his id, or his name, in his own unit before others."""
        return self._person(duty.person, duty.unit)

    def chief_of(self, street: StreetEntry) -> PersonEntry | None:
        """Who answers for a street (路长): by his id, or his name, in its unit before others."""
        return self._person(street.chief, street.unit)

    def _person(self, who: int | str, unit: str | None) -> PersonEntry | None:
        if isinstance(who, int):
            return next((one for one in self.people if one.telegram_id == who), None)
        named = [one for one in self.people if one.name == who]
        return min(named, key=lambda one: one.unit != unit, default=None)

    def by_name(self) -> "Organisation":
        """The same, with every unit called by its name where an alias was written."""
        names = {alias: unit.name for unit in self.units for alias in unit.aliases}
        names |= {unit.name: unit.name for unit in self.units}

        def real(name: str | None) -> str | None:
            return names.get(name, name) if name else name

        def all_real(several: tuple[str, ...]) -> tuple[str, ...]:
            return tuple(dict.fromkeys(names.get(name, name) for name in several))

        return replace(
            self,
            units=tuple(replace(one, parent=real(one.parent)) for one in self.units),
            people=tuple(replace(one, unit=real(one.unit)) for one in self.people),
            groups=tuple(replace(one, unit=real(one.unit)) for one in self.groups),
            duty=tuple(replace(one, unit=real(one.unit) or "") for one in self.duty),
            places=tuple(replace(one, unit=real(one.unit)) for one in self.places),
            routes=tuple(
                replace(
                    one,
                    unit=names.get(one.unit, one.unit),
                    helpers=all_real(one.helpers),
                    copies=all_real(one.copies),
                )
                for one in self.routes
            ),
            streets=tuple(replace(one, unit=real(one.unit)) for one in self.streets),
        )
