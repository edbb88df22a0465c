"""Holes in the routing of an org chart: rules that never decide, streets that nobody decides."""

from collections.abc import Collection, Iterator
from fnmatch import fnmatchcase

from domain.org_chart import OrgChart
from domain.people import Unit
from domain.routing import Clues, covers_category, route
from domain.ways import Route


def idle_routes(chart: OrgChart, known_categories: Collection[str]) -> tuple[Route, ...]:
    """The routes that win for none of the categories (大类/小类): more special ones always do."""
    return tuple(one for one in chart.routes if not _ever_wins(chart, one, known_categories))


def _ever_wins(chart: OrgChart, wanted: Route, known: Collection[str]) -> bool:
    place = " ".join(one for one in (wanted.street, wanted.area) if one)
    fitting = [name for name in known if fnmatchcase(name, wanted.category or "*")]
    won = f"route:{wanted.name}"
    return any(won in route(chart, clues).why for clues in _each(place, fitting))


def _each(place: str, known: Collection[str]) -> Iterator[Clues]:
    for name in sorted(known):
        big, _, category = name.rpartition("/")
        yield Clues(place, big, category)


def disputed_streets(
    chart: OrgChart, known_categories: Collection[str]
) -> tuple[tuple[str, tuple[Unit, ...]], ...]:
    """The streets that several units claim, with these units, where no rule chooses one of them.

    A unit claims a street by its `areas`, or by the street's chief. Areas of a map file decide
    only for reports with a pin; they do not count here.
    """
    found = []
    for street, claims in sorted(_claims(chart).items()):
        units = tuple(unit for unit in chart.units if unit.id in claims)
        if len(units) > 1 and _is_disputed(chart, street, units, known_categories):
            found.append((street, units))
    return tuple(found)


def _claims(chart: OrgChart) -> dict[str, set[int]]:
    claims: dict[str, set[int]] = {}
    for unit in chart.units:
        for area in unit.areas:
            claims.setdefault(area, set()).add(unit.id)
    for street in chart.streets:
        for name in street.names:
            if name == street.name or name in claims:
                claims.setdefault(name, set()).add(street.unit)
    return claims


def _is_disputed(
    chart: OrgChart, street: str, units: tuple[Unit, ...], known: Collection[str]
) -> bool:
    """Whether there is a category that two of the units take there and the routing leaves open."""
    for clues in _each(street, known):
        able = [
            one
            for one in units
            if not one.categories or covers_category(one, clues.big, clues.category)
        ]
        if len(able) > 1 and len(route(chart, clues).rivals) > 1:
            return True
    return False
