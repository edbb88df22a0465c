"""Reading a map file: a GeoJSON FeatureCollection (RFC 7946) whose features name their units."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from math import isfinite
from typing import Any

from domain.geography import Polygon, Ring, in_china
from domain.mistakes import Mistake
from domain.names import tidy
from domain.organisation import OrgFileWrong

_LONGEST_NAME = 200
_SHORTEST_RING = 4
_SHAPES = ("Polygon", "MultiPolygon")


class AreaFileWrong(OrgFileWrong):
    """区域文件有错误，什么都没有改动。请按下面列出的改好，再加载一次。"""


@dataclass(frozen=True, slots=True)
class AreaEntry:
    """A feature: its number in the file (from 1), the unit as it is named, what it is called."""

    number: int
    unit: str
    name: str
    polygons: tuple[Polygon, ...]


class _Wrong(Exception):
    """这个区域写得不对。"""


def read_areas(text: str, known: Callable[[str], str | None]) -> tuple[AreaEntry, ...]:
    """The areas that the text draws; raises AreaFileWrong with every mistake found.

    `known` says for a unit's name what is wrong with it, None where nothing is.
    """
    mistakes: list[Mistake] = []
    found: list[AreaEntry] = []
    for number, feature in enumerate(_features(text), start=1):
        try:
            found.append(_area(number, feature, known))
        except _Wrong as wrong:
            mistakes.append(Mistake(number, str(wrong), "个区域"))
    if mistakes:
        raise AreaFileWrong(tuple(mistakes))
    return tuple(found)


def _features(text: str) -> list[Any]:
    try:
        root = json.loads(text.removeprefix("\ufeff"))
    except json.JSONDecodeError as error:
        sentence = f"第 {error.colno} 个字符附近不是 JSON。请重新从地图软件导出 GeoJSON。"
        raise AreaFileWrong((Mistake(error.lineno, sentence),)) from error
    except (RecursionError, ValueError) as error:
        raise AreaFileWrong(
            (Mistake(1, "文件内容异常，无法解析。请重新导出 GeoJSON。"),)
        ) from error
    features = root.get("features") if isinstance(root, dict) else None
    if not isinstance(features, list) or root.get("type") != "FeatureCollection":
        sentence = "不是 GeoJSON 的 FeatureCollection。请在地图软件里导出“要素集合”（GeoJSON）。"
        raise AreaFileWrong((Mistake(1, sentence),))
    return features


def _area(number: int, feature: Any, known: Callable[[str], str | None]) -> AreaEntry:
    if not isinstance(feature, dict) or feature.get("type") != "Feature":
        raise _Wrong("不是 Feature。请重新导出 GeoJSON。")
    about = feature.get("properties")
    about = about if isinstance(about, dict) else {}
    unit = about.get("unit")
    if not isinstance(unit, str) or not tidy(unit):
        raise _Wrong('properties 里缺少 unit。请写上负责的单位，例如 "unit": "大南中队"。')
    unit = tidy(unit)
    if trouble := known(unit):
        raise _Wrong(trouble)
    name = about.get("name")
    called = tidy(name, _LONGEST_NAME) if isinstance(name, str) else ""
    return AreaEntry(number, unit, called or unit, tuple(_polygons(feature.get("geometry"))))


def _polygons(geometry: Any) -> Iterator[Polygon]:
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if kind not in _SHAPES:
        raise _Wrong("geometry 要是 Polygon 或 MultiPolygon（面），点和线不能当区域。")
    parts = geometry.get("coordinates")
    for rings in [parts] if kind == "Polygon" else _some(parts):
        outer, *holes = [_ring(ring) for ring in _some(rings)]
        yield Polygon(outer, tuple(holes))


def _some(value: Any) -> list[Any]:
    if not isinstance(value, list) or not value:
        raise _Wrong("coordinates 是空的或层数不对。请重新导出 GeoJSON。")
    return value


def _ring(value: Any) -> Ring:
    ring = tuple(_position(one) for one in _some(value))
    if len(ring) < _SHORTEST_RING:
        raise _Wrong(f"有一圈只有 {len(ring)} 个点。一圈至少 4 个点，最后一点与第一点相同。")
    if ring[0] != ring[-1]:
        raise _Wrong("有一圈没有闭合：最后一点要与第一点完全相同。")
    if not _doubled_area(ring):
        raise _Wrong("有一圈没有面积，所有的点都在一条线上。")
    return ring


def _doubled_area(ring: Ring) -> float:
    x0, y0 = ring[0]
    moved = [(x - x0, y - y0) for x, y in ring]
    return sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairwise(moved))


def _position(value: Any) -> tuple[float, float]:
    numbers = value[:2] if isinstance(value, list) else []
    if len(numbers) != 2 or not all(_is_number(one) for one in numbers):
        raise _Wrong(f"坐标“{tidy(str(value), 40)}”不对。要写成 [经度, 纬度] 两个数。")
    longitude, latitude = numbers
    if _swapped(longitude, latitude):
        raise _Wrong(f"坐标 [{longitude}, {latitude}] 的经纬度写反了。要先经度、后纬度。")
    if not (-180 <= longitude <= 180 and -90 <= latitude <= 90):
        raise _Wrong(f"坐标 [{longitude}, {latitude}] 超出范围。经度 ±180、纬度 ±90，用 WGS-84。")
    return float(longitude), float(latitude)


def _is_number(value: Any) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return abs(value) < 1e9 and isfinite(value)


def _swapped(longitude: float, latitude: float) -> bool:
    """Whether it is nowhere on earth, or not in China, but would be the other way round."""
    if abs(latitude) > 90:
        return abs(longitude) <= 90 and abs(latitude) <= 180
    return not in_china((latitude, longitude)) and in_china((longitude, latitude))
