"""Which unit is responsible: by name, by street, by category. Why is kept beside the choice."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

from domain.people import Unit


@dataclass(frozen=True, slots=True)
class Choice:
    """The unit chosen (None: a person must choose), the reasons, and the likeliest others.

    `nearest` is the unit that a name may mean which nobody knows as it was typed.
    """

    unit: int | None
    why: tuple[str, ...] = ()
    suggestions: tuple[int, ...] = ()
    nearest: int | None = None


_UNKNOWN = "unknown:"


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
    if not category:
        return False
    name = f"{big or ''}/{category}"
    return any(fnmatchcase(name, pattern) for pattern in unit.categories)


def area_in(unit: Unit, place: str) -> str | None:
    """The longest of the unit's areas that the place names, if any."""
    here = place.casefold()
    found = [area for area in unit.areas if area and area.casefold() in here]
    return max(found, key=len, default=None)


def route(
    units: Sequence[Unit],
    *,
    named: int | None,
    place: str,
    big: str | None,
    category: str | None,
) -> Choice:
    """A named unit wins; then street and category together; then the street's or category's only.

    `place` is the address, or the whole text where none was read.
    """
    if named is not None:
        return Choice(named, ("named",))
    by_area = {unit.id: area for unit in units if (area := area_in(unit, place))}
    by_category = {unit.id for unit in units if covers_category(unit, big, category)}
    both = [unit for unit in by_area if unit in by_category]
    if len(both) == 1:
        return Choice(both[0], (f"area:{by_area[both[0]]}", f"category:{category}"))
    local = [unit.id for unit in units if unit.id in by_area and not unit.categories]
    if not both and len(local) == 1:
        return Choice(local[0], (f"area:{by_area[local[0]]}",))
    anywhere = [unit.id for unit in units if unit.id in by_category and not unit.areas]
    if not both and len(anywhere) == 1:
        return Choice(anywhere[0], (f"category:{category}",))
    suggestions = dict.fromkeys([*both, *by_area, *anywhere, *sorted(by_category)])
    return Choice(None, (), tuple(suggestions))
