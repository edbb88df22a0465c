"""A spot's history: what was found there before comes first."""

from dataclasses import replace

import pytest

from domain.cases import Case
from domain.spots import street_of, told_before
from tests.domain.factory import a_case


@pytest.mark.parametrize(
    ("address", "street"),
    [
        ("热闹路32号门口", "热闹路"),
        ("中街路32号", "中街路"),
        ("万柳塘公园北门", "万柳塘公园"),
        ("小东路与朝阳街交叉口", "小东路"),
        ("东塔大街8号", "东塔大街"),
        ("老北门对面", "老北门对面"),
        ("12 Oak Street", "12 Oak Street"),
        ("", ""),
    ],
)
def test_the_street_of_an_address(address: str, street: str) -> None:
    assert street_of(address) == street


def found(*at: tuple[str, str | None]) -> list[Case]:
    return [replace(a_case(), address=address, category=kind) for address, kind in at]


def test_the_same_spot_counts_before_the_street_and_there_the_more_frequent() -> None:
    history = found(
        ("热闹路8号", "暴露垃圾"),
        ("热闹路9号", "乱堆乱放"),
        ("热闹路8号", "乱堆乱放"),
        ("热闹路32号", "道路破损"),
        ("热闹路32号", None),
    )
    told = told_before(history, "热闹路32号门口", lambda case: case.category)
    assert told == ("道路破损", "乱堆乱放", "暴露垃圾")


def test_of_equals_the_newest_comes_first() -> None:
    history = found(("热闹路8号", "暴露垃圾"), ("热闹路9号", "乱堆乱放"))
    assert told_before(history, "热闹路3号", lambda case: case.category) == ("暴露垃圾", "乱堆乱放")
