"""Where a pin lies, and how a Chinese map shows it.

Places are (latitude, longitude) in degrees of WGS-84, as phones and cameras tell them. Rings are
as in GeoJSON (RFC 7946): positions (longitude, latitude), the last equal to the first.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from math import hypot, pi, sin, sqrt
from urllib.parse import urlencode

Place = tuple[float, float]
Ring = tuple[tuple[float, float], ...]

# Nearer to an edge than this (a tenth of a millimetre) is on it, whatever rounding says.
_ON_EDGE = 1e-9


@dataclass(frozen=True, slots=True)
class Polygon:
    """An outer ring, and the holes in it."""

    outer: Ring
    holes: tuple[Ring, ...] = ()

    def contains(self, place: Place) -> bool:
        """Whether a place lies in it; its edges, those of its holes too, count as inside."""
        latitude, longitude = place
        point = (longitude, latitude)
        if any(_on_edge(ring, point) for ring in (self.outer, *self.holes)):
            return True
        return _within(self.outer, point) and not any(_within(hole, point) for hole in self.holes)


def _edges(ring: Ring) -> Iterator[tuple[float, float, float, float]]:
    """The edges from their southern end, so that the ring's direction changes no rounding."""
    for start, end in pairwise(ring):
        low, high = sorted((start, end), key=lambda one: (one[1], one[0]))
        yield (*low, *high)


def _within(ring: Ring, point: tuple[float, float]) -> bool:
    """The even-odd rule: a ray to the east crosses the ring an odd number of times."""
    x, y = point
    inside = False
    for x1, y1, x2, y2 in _edges(ring):
        if y1 <= y < y2 and x < x1 + (x2 - x1) * (y - y1) / (y2 - y1):
            inside = not inside
    return inside


def _on_edge(ring: Ring, point: tuple[float, float]) -> bool:
    x, y = point
    for x1, y1, x2, y2 in _edges(ring):
        across, along = x2 - x1, y2 - y1
        length = across * across + along * along
        share = ((x - x1) * across + (y - y1) * along) / length if length else 0.0
        share = min(1.0, max(0.0, share))
        if hypot(x - x1 - share * across, y - y1 - share * along) <= _ON_EDGE:
            return True
    return False


# The public formula of GCJ-02 (国测局坐标), on the Krasovsky ellipsoid: half of the long axis in
# metres and the eccentricity squared. The deviation is counted from 35° N, 105° E.
_AXIS = 6378245.0
_ECCENTRICITY = 0.00669342162296594323


def in_china(place: Place) -> bool:
    """Whether GCJ-02 is used there: the rectangle of the public formula."""
    latitude, longitude = place
    return 0.8293 <= latitude <= 55.8271 and 72.004 <= longitude <= 137.8347


def to_gcj02(place: Place) -> Place:
    """The place as Chinese maps have it; outside of China unchanged."""
    if not in_china(place):
        return place
    latitude, longitude = place
    north, east = _deviation(longitude - 105.0, latitude - 35.0)
    radians = latitude / 180.0 * pi
    magic = 1 - _ECCENTRICITY * sin(radians) ** 2
    meridian = _AXIS * (1 - _ECCENTRICITY) / (magic * sqrt(magic))
    parallel = _AXIS / sqrt(magic) * sin(pi / 2 - radians)
    return (
        latitude + north * 180.0 / (meridian * pi),
        longitude + east * 180.0 / (parallel * pi),
    )


def _deviation(x: float, y: float) -> tuple[float, float]:
    """How far (metres to the north, to the east) the map is off, x° and y° from 105 E, 35 N."""
    common = (20.0 * sin(6.0 * x * pi) + 20.0 * sin(2.0 * x * pi)) * 2.0 / 3.0
    north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(abs(x)) + common
    north += (20.0 * sin(y * pi) + 40.0 * sin(y / 3.0 * pi)) * 2.0 / 3.0
    north += (160.0 * sin(y / 12.0 * pi) + 320.0 * sin(y * pi / 30.0)) * 2.0 / 3.0
    east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(abs(x)) + common
    east += (20.0 * sin(x * pi) + 40.0 * sin(x / 3.0 * pi)) * 2.0 / 3.0
    east += (150.0 * sin(x / 12.0 * pi) + 300.0 * sin(x / 30.0 * pi)) * 2.0 / 3.0
    return north, east


def map_link(place: Place, name: str) -> str:
    """The address of a map (高德, documented at lbs.amap.com/api/uri-api) with a named marker."""
    latitude, longitude = to_gcj02(place)
    told = {"position": f"{longitude:.6f},{latitude:.6f}", "name": name}
    return f"https://uri.amap.com/marker?{urlencode(told, safe=',')}"
