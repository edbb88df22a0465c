"""Numbers with units as people type them in work reports."""

import pytest

from reading.counts import find_counts


def found(text: str) -> list[tuple[float, str, bool]]:
    return [(one.value, one.unit, one.approx) for one in find_counts(text, wide=True)]


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("二百零六个", 206, "个"),
        ("一百二十人", 120, "人"),
        ("一万零五百张", 10500, "张"),
        ("两万三张", 23000, "张"),
        ("一百五份", 150, "份"),
        ("1.37万处", 13700, "处"),
        ("1,204件", 1204, "件"),
        ("3千人", 3000, "人"),
        ("一桶半", 1.5, "桶"),
        ("920辆次", 920, "辆次"),
        ("38个次", 38, "个次"),
        ("5个次氯酸钠桶", 5, "个"),
        ("六个单元", 6, "个"),
        ("管线12 km", 12, "km"),
        ("清理 8 处问题点位", 8, "处"),
        ("账号47个", 47, "个"),
        ("ktv12家", 12, "家"),
        ("称号19户", 19, "户"),
        ("11人分头走", 11, "人"),
        ("俩人", 2, "人"),
        ("俩小头盔", 2, ""),
        ("三马车", 3, "马车"),
        ("手机三部", 3, "部"),
        ("二点六公里", 2.6, "公里"),
        ("一点零五吨", 1.05, "吨"),
        ("一吨二", 1.2, "吨"),
        ("1.2千米", 1.2, "千米"),
    ],
)
def test_a_number_and_its_unit(text: str, value: float, unit: str) -> None:
    assert found(text) == [(value, unit, False)]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("七八袋", 7),
        ("四五十袋", 40),
        ("十七八袋", 17),
        ("一百五六十袋", 150),
        ("两三万袋", 20000),
        ("一万两三千袋", 12000),
        ("30 来袋", 30),
        ("2000余袋", 2000),
        ("80余万袋", 800000),
        ("30-40袋", 30),
        ("3-5千袋", 3000),
        ("1,200-1,500袋", 1200),
    ],
)
def test_about_so_many(text: str, value: float) -> None:
    assert found(text) == [(value, "袋", True)]


def test_what_stands_behind_a_gap_may_be_the_next_word() -> None:
    assert found("人员96 车辆17") == [(96, "", False), (17, "", False)]
    assert found("收件30 来件12") == [(30, "", False), (12, "", False)]


@pytest.mark.parametrize(
    "text",
    [
        "13-1、",
        "20-15吨",
        "a12家",
        "3号",
        "5mm板",
        "架号三十九个",
        "第3个",
        "咱俩去",
        "3部门",
        "5个分",
        "九点三人到岗",
    ],
)
def test_houses_names_and_sizes_count_nothing(text: str) -> None:
    assert found(text) == []
