"""By which ways a case finds its unit: routes and streets of the org file, areas of a map file."""

from dataclasses import dataclass

from domain.geography import Place, Polygon


@dataclass(frozen=True, slots=True)
class Route:
    """A `[[routes]]` table: where all its conditions hold, `unit` leads.

    `category` is a pattern 大类/小类; `street` and `area` are names. Each of `helpers` gets a case
    of its own (协办), each of `copies` one notice (抄送).
    """

    unit: int
    category: str | None = None
    street: str | None = None
    area: str | None = None
    helpers: tuple[int, ...] = ()
    copies: tuple[int, ...] = ()

    @property
    def name(self) -> str:
        """Its conditions, as people read them."""
        return " · ".join(one for one in (self.category, self.street, self.area) if one)


@dataclass(frozen=True, slots=True)
class Street:
    """A `[[streets]]` table: `chief` is the person who answers for it (路长), of `unit`."""

    name: str
    unit: int
    chief: int
    chief_name: str
    aliases: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """All that it is called."""
        return (self.name, *self.aliases)


@dataclass(frozen=True, slots=True)
class Area:
    """A feature of a map file: whose it is, and where."""

    unit: int
    name: str
    polygons: tuple[Polygon, ...]

    def contains(self, place: Place) -> bool:
        """Whether the place (latitude, longitude) lies in it."""
        return any(polygon.contains(place) for polygon in self.polygons)
