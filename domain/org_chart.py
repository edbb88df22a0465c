"""The units as the newest org file has them."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from domain.people import Unit, UnitKind
from domain.ways import Area, Route, Street


@dataclass(frozen=True)
class OrgChart:
    """Who stands where. `every_unit` also holds those no longer named, for the cases they had.

    `areas` are those of today's units.

    The same object is handed out until the org file changes: what is derived from it may be
    kept beside it.
    """

    every_unit: Mapping[int, Unit]
    active: frozenset[int] = frozenset()
    routes: tuple[Route, ...] = ()
    streets: tuple[Street, ...] = ()
    areas: tuple[Area, ...] = ()

    @cached_property
    def units(self) -> tuple[Unit, ...]:
        """The units of today, in the file's order."""
        return tuple(unit for unit in self.every_unit.values() if unit.id in self.active)

    @cached_property
    def _by_name(self) -> dict[str, Unit]:
        by_alias = {alias: unit for unit in self.units for alias in unit.aliases}
        return by_alias | {unit.name: unit for unit in self.units}

    def unit(self, unit_id: int | None) -> Unit | None:
        """A unit by its id, one of former days too."""
        return None if unit_id is None else self.every_unit.get(unit_id)

    def named(self, name: str) -> Unit | None:
        """A unit of today by its name or alias, exactly."""
        return self._by_name.get(name.strip())

    def bureau_of(self, unit_id: int | None) -> int | None:
        """The bureau that a unit stands under, itself if it is one; else its topmost parent."""
        unit = self.unit(unit_id)
        steps = len(self.every_unit)
        while unit is not None and unit.kind is not UnitKind.BUREAU and unit.parent and steps:
            unit, steps = self.unit(unit.parent), steps - 1
        return unit.id if unit else None
