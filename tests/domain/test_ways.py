"""Routes, streets with chiefs, and areas: the more special decides, and always the same."""

import random
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.geography import Polygon, Ring
from domain.org_chart import OrgChart
from domain.people import Unit, UnitKind
from domain.routing import REASONS, Clues, company, route, routes_for, street_at
from domain.routing_checks import disputed_streets, idle_routes
from domain.ways import Area, Route, Street

EVERYTHING = ("街面秩序/*", "市容环境/*")
DANAN = Unit(2, "大南中队", UnitKind.SQUAD, 1, categories=EVERYTHING, areas=("大南街", "热闹路"))
HUANG = Unit(3, "皇城中队", UnitKind.SQUAD, 1, categories=EVERYTHING, areas=("中街路", "热闹路"))
QUAN = Unit(4, "泉园中队", UnitKind.SQUAD, 1, categories=EVERYTHING, areas=("文萃路",))
CLEAN = Unit(5, "示范环卫所", UnitKind.DEPARTMENT, 1, categories=("市容环境/暴露垃圾",))
PARK = Unit(6, "公园管理处", UnitKind.DEPARTMENT, 1, areas=("万柳塘公园",))
UNITS = (DANAN, HUANG, QUAN, CLEAN, PARK)
KNOWN = ("街面秩序/占道经营", "街面秩序/店外经营", "市容环境/暴露垃圾", "市容环境/道路不洁")


def box(west: float, east: float) -> tuple[Polygon, ...]:
    ring: Ring = ((west, 41.0), (east, 41.0), (east, 42.0), (west, 42.0), (west, 41.0))
    return (Polygon(ring),)


WEST = Area(DANAN.id, "西片", box(123.0, 123.5))
EAST = Area(HUANG.id, "东片", box(123.4, 124.0))
IN_WEST, IN_EAST, IN_BOTH = (41.5, 123.1), (41.5, 123.9), (41.5, 123.45)
CHIEF = Street("热闹路", QUAN.id, 31, "吴队员", ("热闹街",))


def a_chart(
    *routes: Route,
    streets: tuple[Street, ...] = (),
    areas: tuple[Area, ...] = (),
    units: tuple[Unit, ...] = UNITS,
) -> OrgChart:
    every = {unit.id: unit for unit in units}
    return OrgChart(every, frozenset(every), routes, streets, areas)


STALL = Clues("热闹路8号", "街面秩序", "占道经营")


def test_the_ranks_from_the_most_special_to_the_most_general() -> None:
    ranks = [
        Route(QUAN.id, category="街面秩序/占道经营", street="热闹路", area="早市"),
        Route(HUANG.id, category="街面秩序/占道经营", street="热闹路"),
        Route(DANAN.id, category="街面秩序/*", street="热闹路"),
        Route(QUAN.id, street="热闹路", area="早市"),
        Route(HUANG.id, street="热闹路"),
        Route(DANAN.id, category="街面秩序/占道经营", area="早市"),
        Route(QUAN.id, category="街面秩序/*", area="早市"),
        Route(HUANG.id, area="早市"),
        Route(DANAN.id, category="街面秩序/占道经营"),
        Route(QUAN.id, category="街面秩序/*"),
    ]
    clues = replace(STALL, place="热闹路早市8号")
    stranger = Unit(9, "别的中队", UnitKind.SQUAD)
    units = tuple(replace(one, areas=(), categories=()) for one in UNITS)
    for first in range(len(ranks)):
        left = ranks[first:]
        random.Random(first).shuffle(left)
        chart = a_chart(*left, units=(*units, stranger))
        assert route(chart, clues).unit == ranks[first].unit
        assert routes_for(chart, clues)[0][0] == ranks[first]


def test_a_rule_with_a_street_comes_before_a_units_own_streets_one_without_after_them() -> None:
    own = Clues("大南街8号", "市容环境", "暴露垃圾")
    special = Route(CLEAN.id, category="市容环境/暴露垃圾", street="大南街")
    general = Route(CLEAN.id, category="市容环境/暴露垃圾")
    assert route(a_chart(special), own).unit == CLEAN.id
    assert route(a_chart(general), own).unit == DANAN.id
    assert route(a_chart(general), replace(own, place="别处")).unit == CLEAN.id


def test_an_area_comes_before_the_street_and_says_so() -> None:
    chart = a_chart(areas=(WEST, EAST))
    choice = route(chart, Clues("中街路3号", "街面秩序", "占道经营", IN_WEST))
    assert (choice.unit, choice.why) == (DANAN.id, ("polygon:西片", "category:占道经营"))
    assert route(chart, Clues("某处", "街面秩序", "占道经营", IN_EAST)).unit == HUANG.id


def test_an_area_counts_only_for_what_its_unit_takes() -> None:
    chart = a_chart(areas=(Area(CLEAN.id, "保洁片", box(123.0, 123.5)), WEST))
    assert route(chart, Clues("某处", "街面秩序", "占道经营", IN_WEST)).unit == DANAN.id


def test_of_two_areas_the_street_chooses_and_of_two_streets_the_area() -> None:
    chart = a_chart(areas=(WEST, EAST))
    both = Clues("中街路3号", "街面秩序", "占道经营", IN_BOTH)
    assert route(chart, both).unit == HUANG.id
    assert route(chart, replace(both, place="某处")).rivals == (DANAN.id, HUANG.id)
    assert route(chart, replace(STALL, location=IN_EAST)).unit == HUANG.id


def test_a_chief_decides_between_units_that_share_his_street() -> None:
    assert route(a_chart(), STALL).rivals == (DANAN.id, HUANG.id)
    choice = route(a_chart(streets=(replace(CHIEF, unit=HUANG.id),)), STALL)
    assert choice.unit == HUANG.id
    assert choice.why[-2:] == ("street:热闹路", "chief:吴队员")


def test_a_street_is_found_by_its_aliases_and_not_inside_another() -> None:
    short = Street("中街", DANAN.id, 32, "李中队长")
    long = Street("中街路", HUANG.id, 33, "周队员")
    chart = a_chart(Route(CLEAN.id, street="热闹路"), streets=(CHIEF, short, long))
    assert route(chart, replace(STALL, place="热闹街8号")).unit == CLEAN.id
    assert street_at(chart, "中街路32号") == long
    assert street_at(chart, "中街32号") == short
    assert street_at(chart, "热闹路与中街路交叉口") is None


def test_a_rule_for_an_area_holds_by_pin_and_by_name() -> None:
    chart = a_chart(Route(PARK.id, area="西片", category="街面秩序/*"), areas=(WEST,))
    pinned = route(chart, Clues("某处", "街面秩序", "占道经营", IN_WEST))
    assert (pinned.unit, pinned.why[1]) == (PARK.id, "polygon:西片")
    assert route(chart, Clues("西片早市", "街面秩序", "占道经营")).why[1] == "area:西片"


def test_helpers_come_with_the_rule_whose_unit_leads_whoever_chose_it() -> None:
    first = Route(DANAN.id, street="热闹路", helpers=(CLEAN.id,))
    second = Route(HUANG.id, category="街面秩序/*", copies=(QUAN.id,))
    chart = a_chart(first, second)
    assert company(chart, STALL, DANAN.id) == first
    assert company(chart, STALL, HUANG.id) == second
    assert company(chart, STALL, QUAN.id) is None


def test_a_unit_of_former_days_has_no_streets_any_more() -> None:
    every = {unit.id: unit for unit in UNITS}
    chart = OrgChart(every, frozenset(every) - {HUANG.id})
    assert route(chart, STALL).unit == DANAN.id


# --- always the same -----------------------------------------------------------------------

names = st.sampled_from(["热闹路", "中街路", "文萃路", "早市"])
patterns = st.sampled_from(["街面秩序/*", "街面秩序/占道经营", "市容环境/*"])
rules = st.builds(
    Route,
    unit=st.sampled_from([unit.id for unit in UNITS]),
    category=st.none() | patterns,
    street=st.none() | names,
    area=st.none() | st.sampled_from(["早市", "西片", "东片"]),
).filter(lambda one: bool(one.name))
places = st.lists(st.sampled_from(["热闹路", "中街路", "早市", "西片", "8号"]), max_size=3).map(
    "".join
)
spots = st.none() | st.tuples(st.floats(41, 42), st.floats(123, 124))
kinds = st.sampled_from([("街面秩序", "占道经营"), ("市容环境", "暴露垃圾"), (None, None)])


@given(rules=st.lists(rules, max_size=6), place=places, spot=spots, kind=kinds, seed=st.integers())
def test_the_same_report_goes_to_the_same_unit_in_whatever_order_the_rules_stand(
    rules: list[Route],
    place: str,
    spot: tuple[float, float] | None,
    kind: tuple[str | None, str | None],
    seed: int,
) -> None:
    clues = Clues(place, *kind, spot)
    chart = a_chart(*rules, streets=(CHIEF,), areas=(WEST, EAST))
    choice = route(chart, clues)
    assert route(chart, clues) == choice
    mixed = list(rules)
    random.Random(seed).shuffle(mixed)
    again = route(replace(chart, routes=tuple(mixed)), clues)
    assert again.unit == choice.unit
    assert set(again.rivals) == set(choice.rivals)
    assert {one.partition(":")[0] for one in choice.why} <= set(REASONS)
    assert (choice.unit is None) or not choice.rivals
    assert set(choice.rivals) == set(choice.suggestions[: len(choice.rivals)])


@given(rules=st.lists(rules, max_size=6), place=places, spot=spots, kind=kinds)
def test_what_is_added_to_the_winning_rule_makes_it_win_more(
    rules: list[Route],
    place: str,
    spot: tuple[float, float] | None,
    kind: tuple[str | None, str | None],
) -> None:
    clues = Clues(f"{place} 文萃路", *kind, spot)
    most_special = Route(PARK.id, "街面秩序/占道经营", "文萃路", "早市")
    chart = a_chart(*rules, most_special, areas=(WEST, EAST))
    fits = kind[1] == "占道经营" and "早市" in clues.place
    fitting = [one for one, _ in routes_for(chart, clues)]
    # Of a place with two streets, two rules may speak as exactly as each other.
    rivals = {one.unit for one in fitting if _is_as_special(one)}
    choice = route(chart, clues)
    if not fits:
        assert most_special not in fitting
    elif rivals == {PARK.id}:
        assert choice.unit == PARK.id
    else:
        assert choice.unit in rivals or set(choice.rivals) == rivals


def _is_as_special(one: Route) -> bool:
    return bool(one.street and one.area and one.category and "*" not in one.category)


def test_two_rules_as_special_for_two_streets_of_a_place_are_rivals() -> None:
    rules = [
        Route(DANAN.id, category="街面秩序/占道经营", street="中街路", area="早市"),
        Route(PARK.id, category="街面秩序/占道经营", street="文萃路", area="早市"),
    ]
    crossing = Clues("中街路早市 文萃路", "街面秩序", "占道经营")
    assert set(route(a_chart(*rules), crossing).rivals) == {DANAN.id, PARK.id}


# --- holes ---------------------------------------------------------------------------------


def test_a_rule_that_others_always_outdo_is_found() -> None:
    wide = Route(DANAN.id, category="街面秩序/*", street="文萃路")
    narrow = [
        Route(HUANG.id, category="街面秩序/占道经营", street="文萃路"),
        Route(QUAN.id, category="街面秩序/店外经营", street="文萃路"),
    ]
    assert idle_routes(a_chart(wide, *narrow), KNOWN) == (wide,)
    assert idle_routes(a_chart(wide, narrow[0]), KNOWN) == ()


def test_a_general_rule_about_a_units_own_place_is_idle() -> None:
    rule = Route(CLEAN.id, area="文萃路")
    assert idle_routes(a_chart(rule), KNOWN) == (rule,)


def test_a_street_of_two_units_is_found_unless_a_rule_or_a_chief_decides() -> None:
    assert disputed_streets(a_chart(), KNOWN) == (("热闹路", (DANAN, HUANG)),)
    assert disputed_streets(a_chart(Route(DANAN.id, street="热闹路")), KNOWN) == ()
    some = Route(DANAN.id, street="热闹路", category="街面秩序/*")
    assert len(disputed_streets(a_chart(some), KNOWN)) == 1
    assert disputed_streets(a_chart(streets=(replace(CHIEF, unit=DANAN.id),)), KNOWN) == ()


@pytest.mark.parametrize("units", [(DANAN, QUAN), (DANAN, replace(HUANG, categories=("甲/*",)))])
def test_who_does_not_share_a_street_disputes_none(units: tuple[Unit, ...]) -> None:
    assert disputed_streets(a_chart(units=units), KNOWN) == ()
