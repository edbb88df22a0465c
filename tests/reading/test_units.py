"""Who."""

import pytest

from reading.model import EMPTY, Directory, KnownUnit
from reading.reader import read
from reading.units import suggest_unit
from tests.reading.cast import BUREAU, NOW


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("塔柏路31号乱堆乱放，请解放街道2小时内清理", "解放街道"),
        ("中街商业街店外摆放 大南中队速处理", "大南中队"),
        ("舍利塔公园垃圾成堆 请园林处安排保洁", "园林处"),
        ("翠湖公园湖面漂浮物多，麻烦园林的同志看一下", "园林"),
        ("@园林-小张 青山路行道树枯死3棵", "园林"),
        ("枫林苑私搭阳光房 城管执法大队抓紧制止", "城管执法大队"),
        ("南关教堂门前落叶没扫 大南街道环卫所清一下", "大南街道环卫所"),
        ("步行街出店经营，机动中队限今晚8点前整改", "机动中队"),
    ],
)
def test_whoever_is_told_to_act_is_the_unit(text: str, unit: str) -> None:
    assert read(text, now=NOW).unit == unit


@pytest.mark.parametrize(
    "text",
    [
        "派出所对面占道经营",
        "御苑社区私搭鸽子棚子",
        "中街路32号占道经营",
        "巡查至文安路，发现店外经营，已通知中队",
        "园林路垃圾成堆",
    ],
)
def test_a_name_that_says_where_is_no_unit(text: str) -> None:
    assert read(text, now=NOW).unit is None


def test_several_units_are_all_kept() -> None:
    reading = read("消防通道被占，交警大队和新区街道联合处理", now=NOW)
    assert [unit.text for unit in reading.units] == ["交警大队", "新区街道"]
    assert reading.unit == "交警大队"


@pytest.mark.parametrize(
    ("text", "typed"),
    [
        ("热闹路占道 大南中队速处理", "大南中队"),
        ("热闹路占道 大南执法中队去一下", "大南执法中队"),
        ("热闹路占道 @大南 去看看", "大南"),
        ("热闹路占道 大南的同志去一下", "大南"),
    ],
)
def test_a_known_unit_is_found_by_any_of_its_names(text: str, typed: str) -> None:
    reading = read(text, now=NOW, directory=BUREAU)
    assert (reading.unit, reading.unit_name) == (typed, "大南中队")


def test_a_street_implies_its_squad() -> None:
    reading = read("热闹路15号店外摆放", now=NOW, directory=BUREAU)
    assert (reading.unit, reading.unit_name) == (None, "大南中队")


def test_a_street_of_two_squads_implies_none() -> None:
    shared = Directory(
        units=(KnownUnit("甲中队", areas=("热闹路",)), KnownUnit("乙中队", areas=("热闹路",)))
    )
    assert read("热闹路15号店外摆放", now=NOW, directory=shared).unit_name is None


def test_a_name_nearly_right_is_suggested_and_never_taken() -> None:
    reading = read("热闹路15号店外摆放 请大男中队处理", now=NOW, directory=BUREAU)
    assert reading.unit == "大男中队"
    assert reading.unit_name is None
    assert reading.units[0].suggestion == "大南中队"


def test_nothing_is_suggested_for_a_stranger() -> None:
    assert suggest_unit("燃气公司", BUREAU) is None
    assert suggest_unit("大南中队", EMPTY) is None


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("不归我们管，转房产局", "房产局"),
        ("这个点不归我们管，属于铁西的", "铁西"),
        ("改派给泉园中队", "泉园中队"),
    ],
)
def test_a_refusal_names_who_should_have_it(text: str, target: str) -> None:
    reading = read(text, now=NOW, directory=BUREAU)
    assert reading.target_unit == target
    assert reading.unit is None
