"""Which unit is responsible, the more special rule first. Why is kept beside the choice."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

from domain.geography import Place
from domain.org_chart import OrgChart
from domain.people import Unit
from domain.ways import Area, Route, Street


@dataclass(frozen=True, slots=True)
class Clues:
    """What is known of a report: its place in words (the whole text where none was read), the
    大类 and name of its category, and its pin or its photo's position in WGS-84.
    """

    place: str
    big: str | None = None
    category: str | None = None
    location: Place | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """The unit chosen (None: a person must choose), the reasons, and the likeliest others.

    `nearest` is the unit that a name may mean which nobody knows; `rivals` are those that fit
    equally well.
    """

    unit: int | None
    why: tuple[str, ...] = ()
    suggestions: tuple[int, ...] = ()
    nearest: int | None = None
    rivals: tuple[int, ...] = ()


REASONS = (
    "named",
    "place",
    "route",
    "street",
    "chief",
    "area",
    "polygon",
    "category",
    "photo",
    "precedent",
    "ruling",
    "rebound",
    "helper",
    "dispatcher",
)
"""The kinds of reasons that `Case.why` may hold: `kind`, or `kind:what`."""

_UNKNOWN = "unknown:"
# Units that fit at one rank, each with its reasons.
_Rank = dict[int, tuple[str, ...]]


def unknown_name(why: Iterable[str]) -> str | None:
    """The unit that was named and that nobody knows, if that is why no unit was chosen."""
    return next((one.removeprefix(_UNKNOWN) for one in why if one.startswith(_UNKNOWN)), None)


def leave_open(choice: Choice, typed: str, nearest: int | None) -> Choice:
    """A unit was named that nobody knows: a person must choose, however clear the street is.

    Whom the street and the category point to is suggested.
    """
    likely = choice.suggestions if choice.unit is None else (choice.unit, *choice.suggestions)
    return Choice(None, (f"{_UNKNOWN}{typed}",), tuple(dict.fromkeys(likely)), nearest)


def covers_category(unit: Unit, big: str | None, category: str | None) -> bool:
    """Whether one of the unit's patterns 大类/小类 fits; a unit without patterns takes none."""
    return any(_fits(pattern, big, category) for pattern in unit.categories)


def _fits(pattern: str, big: str | None, category: str | None) -> bool:
    return bool(category) and fnmatchcase(f"{big or ''}/{category}", pattern)


def area_in(unit: Unit, place: str) -> str | None:
    """The longest of the unit's areas that the place names, if any."""
    return max(_named(unit.areas, place), key=len, default=None)


def _named(names: Iterable[str], place: str) -> list[str]:
    here = place.casefold()
    return [name for name in names if name and name.casefold() in here]


def street_at(chart: OrgChart, place: str) -> Street | None:
    """The street with a chief (路长) that the place names; None where it names none, or several."""
    here = _streets_in(chart, place)
    found = [street for street in chart.streets if not here.isdisjoint(street.names)]
    return found[0] if len(found) == 1 else None


def _streets_in(chart: OrgChart, place: str) -> set[str]:
    """The streets that the place names; not 中街 where it is a part of 中街路."""
    names = {name for street in chart.streets for name in street.names}
    found = _named(names | {route.street for route in chart.routes if route.street}, place)
    return {one for one in found if not any(one != other and one in other for other in found)}


def areas_at(chart: OrgChart, location: Place | None) -> tuple[Area, ...]:
    """The areas in which a pin lies."""
    if location is None:
        return ()
    return tuple(one for one in chart.areas if one.contains(location))


def routes_for(chart: OrgChart, clues: Clues) -> list[tuple[Route, tuple[str, ...]]]:
    """The routes whose conditions hold, the more special first, each with its reasons."""
    here = _streets_in(chart, clues.place)
    pinned = {area.name for area in areas_at(chart, clues.location)}
    held = ((route, _held(chart, route, clues, here, pinned)) for route in chart.routes)
    found = [(route, why) for route, why in held if why is not None]
    return sorted(found, key=lambda one: _specificity(one[0]), reverse=True)


def _held(
    chart: OrgChart, route: Route, clues: Clues, here: set[str], pinned: set[str]
) -> tuple[str, ...] | None:
    """The reasons of a route all of whose conditions hold, else None."""
    why = [f"route:{route.name}"]
    if route.street:
        if here.isdisjoint(_called(chart, route.street)):
            return None
        why.append(f"street:{route.street}")
    if route.area:
        if route.area not in pinned and not _named((route.area,), clues.place):
            return None
        why.append(f"{'polygon' if route.area in pinned else 'area'}:{route.area}")
    if route.category:
        if not _fits(route.category, clues.big, clues.category):
            return None
        why.append(f"category:{clues.category}")
    return tuple(why)


def _called(chart: OrgChart, name: str) -> tuple[str, ...]:
    """All that a street is called."""
    return next((one.names for one in chart.streets if name in one.names), (name,))


def _specificity(route: Route) -> tuple[bool, int, bool, bool]:
    """A street before none, more conditions before fewer, a place before a category; 小类 first."""
    conditions = sum(one is not None for one in (route.category, route.street, route.area))
    second = bool(route.category) if route.street else bool(route.area)
    exact = route.category is not None and "*" not in route.category
    return (route.street is not None, conditions, second, exact)


def company(chart: OrgChart, clues: Clues, unit: int) -> Route | None:
    """The route that says who helps a unit and who is told; it leads, whoever chose it."""
    return next((route for route, _ in routes_for(chart, clues) if route.unit == unit), None)


def route(chart: OrgChart, clues: Clues, *, named: int | None = None) -> Choice:
    """A named unit wins; then the first rank at which units fit decides.

    Of several that fit at that rank, the one that alone fits at a later rank is chosen, too;
    otherwise they are rivals and a person must choose.
    """
    if named is not None:
        return Choice(named, ("named",))
    ranks = [rank for rank in _ranks(chart, clues) if rank]
    if not ranks:
        return Choice(None, (), tuple(_likely(chart, clues, ())))
    first, *later = ranks
    if len(first) == 1:
        ((unit, why),) = first.items()
        return Choice(unit, why)
    for rank in later:
        both = [unit for unit in first if unit in rank]
        if len(both) == 1:
            why = tuple(dict.fromkeys((*first[both[0]], *rank[both[0]])))
            return Choice(both[0], why)
    return Choice(None, (), tuple(_likely(chart, clues, first)), rivals=tuple(first))


def _likely(chart: OrgChart, clues: Clues, first: Iterable[int]) -> list[int]:
    """Whom to suggest: the rivals, whose place it is, who takes such a thing anywhere, who else."""
    local = [unit.id for unit in chart.units if area_in(unit, clues.place)]
    pinned = [area.unit for area in areas_at(chart, clues.location)]
    able = [unit for unit in chart.units if covers_category(unit, clues.big, clues.category)]
    anywhere = [unit.id for unit in able if not unit.areas]
    every = (*first, *pinned, *local, *anywhere, *sorted(unit.id for unit in able))
    return list(dict.fromkeys(unit for unit in every if unit in chart.active))


def _ranks(chart: OrgChart, clues: Clues) -> Iterator[_Rank]:
    """Whom each kind of rule points to, from the most special to the most general."""
    routes = _by_specificity(routes_for(chart, clues))
    yield from (rank for is_special, rank in routes if is_special)
    pinned = {one.unit: (f"polygon:{one.name}",) for one in areas_at(chart, clues.location)}
    named = {
        unit.id: (f"area:{area}",) for unit in chart.units if (area := area_in(unit, clues.place))
    }
    able = {unit.id for unit in chart.units if covers_category(unit, clues.big, clues.category)}
    general = {unit.id for unit in chart.units if not unit.categories}
    kind = (f"category:{clues.category}",)
    yield _only(pinned, able, kind)
    yield _only(named, able, kind)
    yield _only(_of_chief(chart, clues), able | general)
    yield _only(named, general)
    yield _only(pinned, general)
    yield from (rank for is_special, rank in routes if not is_special)
    bound = {unit.id for unit in chart.units if unit.areas} | {one.unit for one in chart.areas}
    yield dict.fromkeys(sorted(able - bound), kind)


def _by_specificity(
    routes: Sequence[tuple[Route, tuple[str, ...]]],
) -> list[tuple[bool, _Rank]]:
    """The routes that are equally special together; whether they count before a unit's own areas.

    Those do that name a street, or an area and a category.
    """
    ranks: dict[tuple[bool, int, bool, bool], _Rank] = {}
    for one, why in routes:
        ranks.setdefault(_specificity(one), {}).setdefault(one.unit, why)
    return [(key[0] or key[1] > 1, rank) for key, rank in ranks.items()]


def _of_chief(chart: OrgChart, clues: Clues) -> _Rank:
    street = street_at(chart, clues.place)
    if street is None:
        return {}
    return {street.unit: (f"street:{street.name}", f"chief:{street.chief_name}")}


def _only(rank: Mapping[int, tuple[str, ...]], units: set[int], why: tuple[str, ...] = ()) -> _Rank:
    return {unit: (*told, *why) for unit, told in rank.items() if unit in units}
