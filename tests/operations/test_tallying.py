"""What units told of their own work, as the digest says it."""

import pytest

from db.tallies import Count
from operations.tallying import said


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (Count("清理", "占道经营", 13, "处"), "清理占道经营13处"),
        (Count("清运", "垃圾", 3.5, "吨"), "清运垃圾3.5吨"),
        (Count("清", "小广告", 12_000, "张", approx=True), "清小广告约1.2万张"),
        (Count("清", "小广告", 12_345, "张"), "清小广告12345张"),
        (Count("检测", "车辆", 1_234_567, "台次"), "检测车辆1234567台次"),
        (Count("分拣", "垃圾", 230_000_000, "吨"), "分拣垃圾2.3亿吨"),
        (Count("拆", "遮阳棚", 6, ""), "拆遮阳棚6"),
        (Count("cleared", "flyers", 12_000, "", approx=True), "cleared about 12000 flyers"),
        (Count("hauled", "rubbish", 2.5, "tons"), "hauled 2.5 tons rubbish"),
    ],
)
def test_a_count_is_said_in_full(count: Count, words: str) -> None:
    assert said(count) == words
