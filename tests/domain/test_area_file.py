"""Map files: what they draw, and each mistake with its feature and what to do."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.area_file import AreaEntry, AreaFileWrong, read_areas

RING = [[123.4, 41.7], [123.5, 41.7], [123.5, 41.8], [123.4, 41.7]]


def known(name: str) -> str | None:
    return None if name == "大南中队" else f"没有叫“{name}”的单位。"


def feature(coordinates: Any = None, kind: str = "Polygon", **about: Any) -> dict[str, Any]:
    return {
        "type": "Feature",
        "properties": {"unit": "大南中队", **about},
        "geometry": {"type": kind, "coordinates": [RING] if coordinates is None else coordinates},
    }


def read(*features: Any) -> tuple[AreaEntry, ...]:
    return read_areas(json.dumps({"type": "FeatureCollection", "features": features}), known)


def wrong(*features: Any) -> str:
    with pytest.raises(AreaFileWrong) as error:
        read(*features)
    return str(error.value)


def test_polygons_with_holes_and_several_of_them() -> None:
    hole = [[123.45, 41.72], [123.46, 41.72], [123.46, 41.73], [123.45, 41.72]]
    one, two = read(feature([RING, hole], name="南片"), feature([[RING], [RING]], "MultiPolygon"))
    assert (one.number, one.unit, one.name, len(one.polygons[0].holes)) == (
        1,
        "大南中队",
        "南片",
        1,
    )
    assert (two.number, two.name, len(two.polygons)) == (2, "大南中队", 2)
    assert one.polygons[0].outer[0] == (123.4, 41.7)


def test_heights_are_left_out_and_an_empty_collection_is_none() -> None:
    (area,) = read(feature([[[*position, 50.0] for position in RING]]))
    assert area.polygons[0].outer[0] == (123.4, 41.7)
    assert read() == ()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "第 1 行：第 1 个字符附近不是 JSON"),
        ('{"type":\n "FeatureCollection",\n "features": [}', "第 3 行："),
        ("[1, 2]", "FeatureCollection"),
        ('{"type": "FeatureCollection", "features": 1}', "FeatureCollection"),
        ('{"type": "Topology", "features": []}', "FeatureCollection"),
        ("[" * 100_000, "无法解析"),
        ("9" * 5_000, "无法解析"),
    ],
)
def test_what_is_no_map_file(text: str, told: str) -> None:
    with pytest.raises(AreaFileWrong) as error:
        read_areas(text, known)
    assert told in str(error.value)


@pytest.mark.parametrize(
    ("bad", "told"),
    [
        (7, "不是 Feature"),
        (feature(unit="北大中队"), "没有叫“北大中队”的单位"),
        (feature(unit=None), "缺少 unit"),
        (feature(kind="Point"), "点和线不能当区域"),
        ({**feature(), "geometry": None}, "点和线不能当区域"),
        ({**feature(), "properties": None}, "缺少 unit"),
        (feature([]), "是空的"),
        (feature([[]]), "是空的"),
        (feature([RING[:3]]), "只有 3 个点"),
        (feature([[*RING[:3], [123.4, 41.71]]]), "没有闭合"),
        (feature([[[0, 0], [1, 1], [2, 2], [0, 0]]]), "没有面积"),
        (feature([[[lat, lng] for lng, lat in RING]]), "经纬度写反了"),
        (feature([[[35.0, 80.0], [36.0, 80.0], [36.0, 81.0], [35.0, 80.0]]]), "经纬度写反了"),
        (feature([[[12345678.0, 4512345.0]] * 4]), "超出范围"),
        (feature([[["123.4", "41.7"]] * 4]), "要写成 [经度, 纬度]"),
        (feature([[[True, False]] * 4]), "要写成 [经度, 纬度]"),
        (feature([[[float("nan"), 41.7]] * 4]), "要写成 [经度, 纬度]"),
        (feature([[[10**400, 41.7]] * 4]), "要写成 [经度, 纬度]"),
    ],
)
def test_a_feature_that_is_wrong_is_told_by_its_number(bad: Any, told: str) -> None:
    sentence = wrong(feature(), bad)
    assert sentence.startswith("第 2 个区域：")
    assert told in sentence


def test_every_mistake_is_told_at_once() -> None:
    assert len(wrong(feature(unit="甲"), feature(), feature(kind="Point")).splitlines()) == 2


json_values = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=12,
)


@given(geometry=json_values, kind=st.sampled_from(["Polygon", "MultiPolygon"]))
def test_nonsense_is_refused_and_never_breaks_anything(geometry: Any, kind: str) -> None:
    try:
        read(feature(geometry, kind))
    except AreaFileWrong:
        return
