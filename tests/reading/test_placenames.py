"""What is worth remembering of an address."""

import pytest

from reading.model import EMPTY
from reading.placenames import name_in


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("热闹路32号门口", "热闹路"),
        ("老北门对面", "老北门"),
        ("老北门", "老北门"),
        ("北门菜市场3号摊位", "北门菜市场"),
        ("文化路与热闹路交叉口东北角", "文化路"),
        ("肯德基门口", "肯德基"),
        ("水韵花都西门", "水韵花都"),
        ("御龙家园3号楼2单元", "御龙家园"),
        ("大什字", "大什字"),
    ],
)
def test_the_name_is_what_stands_before_numbers_doors_and_sides(address: str, name: str) -> None:
    assert name_in(address, EMPTY) == name


@pytest.mark.parametrize(
    "address",
    [
        "",
        "路边",
        "门口",
        "小区门口",
        "单位门口",
        "学校对面",
        "马路对面",
        "3号楼",
        "41.80512, 123.43281",
        "占道那家",
        "卖烤地瓜那",
        "这里",
        "老地方",
        "东门",
        "占道经营",
    ],
)
def test_what_any_place_may_be_called_is_no_name(address: str) -> None:
    assert name_in(address, EMPTY) is None
