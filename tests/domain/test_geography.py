"""Points in polygons, and places as Chinese maps have them."""

from math import cos, hypot, radians

from hypothesis import given
from hypothesis import strategies as st

from domain.geography import Place, Polygon, Ring, in_china, map_link, to_gcj02

SQUARE: Ring = ((0, 0), (4, 0), (4, 4), (0, 4), (0, 0))
HOLE: Ring = ((1, 1), (3, 1), (3, 3), (1, 3), (1, 1))
# Like a U, open to the north.
BAY: Ring = ((0, 0), (6, 0), (6, 4), (4, 4), (4, 2), (2, 2), (2, 4), (0, 4), (0, 0))

number = st.floats(-5, 5, allow_nan=False).map(lambda value: round(value, 3))
point = st.tuples(number, number)
rings = st.lists(point, min_size=3, max_size=12, unique=True).map(
    lambda points: (*points, points[0])
)


def inside(polygon: Polygon, longitude: float, latitude: float) -> bool:
    return polygon.contains((latitude, longitude))


def test_a_square_holds_its_middle_its_edges_and_its_corners() -> None:
    square = Polygon(SQUARE)
    assert inside(square, 2, 2)
    assert all(inside(square, *corner) for corner in SQUARE)
    assert inside(square, 4, 1.7)
    assert inside(square, 1 / 3, 0)
    assert not inside(square, 4.001, 2)
    assert not inside(square, 2, -0.001)


def test_a_hole_is_outside_but_its_edge_is_not() -> None:
    ring = Polygon(SQUARE, (HOLE,))
    assert inside(ring, 0.5, 0.5)
    assert not inside(ring, 2, 2)
    assert inside(ring, 1, 2)


def test_a_bay_is_outside() -> None:
    bay = Polygon(BAY)
    assert inside(bay, 1, 3)
    assert inside(bay, 5, 3)
    assert not inside(bay, 3, 3)
    assert not inside(bay, -1, 2)


def test_the_middle_of_a_slanting_edge_is_inside_whatever_rounding_says() -> None:
    triangle = Polygon(((0.1, 0.1), (0.7, 0.4), (0.3, 0.9), (0.1, 0.1)))
    for share in (0.1, 1 / 3, 0.5, 0.9):
        assert inside(triangle, 0.1 + 0.6 * share, 0.1 + 0.3 * share)


@given(ring=rings, where=point, turns=st.integers(0, 12))
def test_where_a_ring_begins_and_which_way_it_runs_changes_nothing(
    ring: Ring, where: tuple[float, float], turns: int
) -> None:
    points = ring[:-1]
    at = turns % len(points)
    turned = (*points[at:], *points[:at], points[at])
    expected = inside(Polygon(ring), *where)
    assert inside(Polygon(turned), *where) == expected
    assert inside(Polygon(tuple(reversed(ring))), *where) == expected


@given(ring=rings)
def test_every_corner_is_inside(ring: Ring) -> None:
    assert all(inside(Polygon(ring), *corner) for corner in ring)


def metres(one: Place, other: Place) -> float:
    across = (one[1] - other[1]) * cos(radians(one[0]))
    return hypot(one[0] - other[0], across) * 111_320


def test_a_known_place_on_a_chinese_map() -> None:
    # Tiananmen, after the public implementations of the formula.
    latitude, longitude = to_gcj02((39.908720, 116.397480))
    assert abs(latitude - 39.910123) < 1e-5
    assert abs(longitude - 116.403724) < 1e-5


@given(latitude=st.floats(18, 53.5), longitude=st.floats(73.5, 135))
def test_a_chinese_map_is_off_by_less_than_1200_metres(latitude: float, longitude: float) -> None:
    off = metres((latitude, longitude), to_gcj02((latitude, longitude)))
    assert 0 < off < 1_200


@given(latitude=st.floats(-90, 90), longitude=st.floats(-180, 180))
def test_abroad_a_place_stays_where_it_is(latitude: float, longitude: float) -> None:
    place = (latitude, longitude)
    assert in_china(place) or to_gcj02(place) == place


def test_the_link_tells_the_longitude_first_and_escapes_the_name() -> None:
    link = map_link((31.0, 8.0), "1121-001 & 热闹路")
    assert link.startswith("https://uri.amap.com/marker?position=8.000000,31.000000&name=1121-001")
    assert "%26" in link
    assert " " not in link
