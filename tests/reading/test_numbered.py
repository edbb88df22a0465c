"""Several problems in one message."""

import pytest

from reading.numbered import split_numbered
from reading.reader import read
from tests.reading.cast import NOW


@pytest.mark.parametrize(
    "text",
    [
        "1.中街路占道 2.热闹路外摆",
        "1、中街路占道\n2、热闹路外摆",
        "1）中街路占道；2）热闹路外摆。",
        "一、中街路占道；二、热闹路外摆",
        "一是中街路占道，二是热闹路外摆",
        "①中街路占道②热闹路外摆",
        "(1)中街路占道(2)热闹路外摆",
        "1️⃣中街路占道2️⃣热闹路外摆",
        "第一处、中街路占道，第二处、热闹路外摆",
    ],
)
def test_a_numbered_list_is_cut_in_any_style(text: str) -> None:
    assert split_numbered(text) == ["中街路占道", "热闹路外摆"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "中街路1号、2号门口占道",
        "1、2号楼之间垃圾",
        "3.5米宽的坑",
        "10:00 巡查 1.中街路占道",
        "2.热闹路外摆 3.中街路占道",
        "一是一，二来就来",
    ],
)
def test_numbers_that_count_nothing_make_no_list(text: str) -> None:
    assert split_numbered(text) == [text]


def test_words_around_the_list_apply_to_each_entry() -> None:
    parts = split_numbered("请大南中队处理：\n1. 中街路占道\n2. 热闹路外摆\n两小时内整改到位")
    readings = [read(part, now=NOW) for part in parts]
    assert [r.address for r in readings] == ["中街路", "热闹路"]
    assert [r.unit for r in readings] == ["大南中队", "大南中队"]
    assert [r.deadline.raw for r in readings] == ["两小时内", "两小时内"]


def test_a_long_list_counts_past_ten() -> None:
    text = "\n".join(f"{n}、小南街{n}号占道" for n in range(1, 13))
    assert len(split_numbered(text)) == 12
