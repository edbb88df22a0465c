"""Which unit is responsible, and why."""

from domain.org_chart import OrgChart
from domain.people import Unit, UnitKind
from domain.routing import (
    Choice,
    Clues,
    area_in,
    covers_category,
    leave_open,
    route,
    unknown_name,
)

BUREAU = Unit(1, "示范区执法局", UnitKind.BUREAU)
DANAN = Unit(
    2, "大南中队", UnitKind.SQUAD, 1, categories=("街面秩序/*",), areas=("大南街", "热闹路")
)
HUANG = Unit(3, "皇城中队", UnitKind.SQUAD, 1, categories=("街面秩序/*",), areas=("中街路",))
CLEAN = Unit(4, "示范环卫所", UnitKind.DEPARTMENT, 1, categories=("市容环境/暴露垃圾",))
UNITS = (BUREAU, DANAN, HUANG, CLEAN)


def routed(
    place: str, big: str | None, category: str | None, *more: Unit, named: int | None = None
) -> Choice:
    units = {unit.id: unit for unit in (*UNITS, *more)}
    chart = OrgChart(units, frozenset(units))
    return route(chart, Clues(place, big, category), named=named)


def chosen(
    place: str, big: str | None, category: str | None, named: int | None = None
) -> int | None:
    return routed(place, big, category, named=named).unit


def test_a_named_unit_wins_over_everything() -> None:
    assert chosen("中街路32号", "街面秩序", "占道经营", named=DANAN.id) == DANAN.id


def test_street_and_category_together_choose() -> None:
    assert chosen("中街路32号门口", "街面秩序", "占道经营") == HUANG.id


def test_a_department_without_streets_takes_its_category_anywhere() -> None:
    assert chosen("某某路3号", "市容环境", "暴露垃圾") == CLEAN.id
    assert chosen("中街路3号", "市容环境", "暴露垃圾") == CLEAN.id


def test_where_nobody_fits_a_person_chooses_and_gets_suggestions() -> None:
    choice = routed("北大营街5号", "街面秩序", "占道经营")
    assert choice.unit is None
    assert choice.suggestions == (DANAN.id, HUANG.id)


def test_the_reasons_are_kept() -> None:
    choice = routed("热闹路7号", "街面秩序", "店外经营")
    assert choice.why == ("area:热闹路", "category:店外经营")


def test_two_units_with_the_same_street_are_ambiguous() -> None:
    twin = Unit(5, "热闹中队", UnitKind.SQUAD, 1, categories=("街面秩序/*",), areas=("热闹路",))
    choice = routed("热闹路7号", "街面秩序", "店外经营", twin)
    assert choice.unit is None
    assert choice.rivals == (DANAN.id, twin.id)
    assert set(choice.suggestions[:2]) == {DANAN.id, twin.id}


def test_patterns_match_classes_and_names() -> None:
    assert covers_category(CLEAN, "市容环境", "暴露垃圾")
    assert not covers_category(CLEAN, "市容环境", "乱堆乱放")
    assert not covers_category(BUREAU, "市容环境", "暴露垃圾")
    assert not covers_category(DANAN, None, None)


def test_the_longest_street_counts() -> None:
    unit = Unit(6, "中队", UnitKind.SQUAD, areas=("中街", "中街路"))
    assert area_in(unit, "中街路32号") == "中街路"


def test_an_unknown_name_leaves_the_choice_to_a_person_and_is_remembered() -> None:
    by_street = routed("中街路3号", "街面秩序", "占道经营")
    open_ = leave_open(by_street, "大楠中队", DANAN.id)
    assert (open_.unit, open_.nearest, open_.suggestions) == (None, DANAN.id, (HUANG.id,))
    assert unknown_name(open_.why) == "大楠中队"
    assert unknown_name(by_street.why) is None
