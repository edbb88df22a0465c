"""Known places: found by name and alias, and told to be near where they are misspelt."""

import pytest

from reading.gazetteer import SUGGEST_FROM, Gazetteer, KnownPlace, likeness
from reading.model import Directory, KnownUnit, PlaceSuggestion
from reading.reader import read
from tests.reading.cast import NOW

TOWN = Directory(
    units=(
        KnownUnit("大南中队", areas=("热闹路", "大南街")),
        KnownUnit("皇城中队", areas=("珠江路",)),
    ),
    places=(
        KnownPlace("北门菜市场", ("小北门", "北市场"), "皇城中队"),
        KnownPlace("热闹路早市", ("老早市",)),
        KnownPlace("万柳塘公园"),
    ),
)

# What people mistyped or chose wrongly from a list of candidates, and what they meant.
MISSPELT = (
    ("热闹璐", "热闹路"),
    ("热恼路", "热闹路"),
    ("珠江陆", "珠江路"),
    ("珠江跻", "珠江路"),
    ("诸江路", "珠江路"),
    ("大难街", "大南街"),
    ("文翠路", "文萃路"),
    ("泉圆路", "泉园路"),
    ("小东录", "小东路"),
    ("万柳塘公圆", "万柳塘公园"),
    ("万柳糖公园", "万柳塘公园"),
    ("万塘公园", "万柳塘公园"),
    ("仃车场路", "停车场路"),
    ("浑江街", "滂江街"),
    ("惠工广厂", "惠工广场"),
    ("北行农贸市厂", "北行农贸市场"),
    ("五里合街", "五里河街"),
)
# Pairs of streets that are two.
DIFFERENT = (
    ("文艺路", "文化路"),
    ("南塔街", "北塔街"),
    ("泉园一路", "泉园二路"),
    ("青年南大街", "青年大街"),
    ("大南街", "小南街"),
    ("朝阳街", "朝阳路"),
    ("建设大路", "建设中路"),
    ("沈阳路", "沈辽路"),
    ("五里河街", "五里河路"),
    ("南京南街", "南京北街"),
    ("南京街", "南京南街"),
    ("万柳塘路", "万柳塘公园"),
    ("长青街", "长春街"),
    ("东塔街", "西塔街"),
    ("正阳街", "朝阳街"),
    ("中街路", "中街"),
    ("大东路", "小东路"),
    ("北陵公园", "东陵公园"),
    ("三号街", "四号街"),
    ("热闹路", "热电路"),
    ("车站路", "东站路"),
    ("西安街", "四安街"),
)


@pytest.mark.parametrize(("typed", "meant"), MISSPELT)
def test_a_misspelling_lies_above_the_threshold(typed: str, meant: str) -> None:
    assert likeness(typed, meant) >= SUGGEST_FROM


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_two_streets_lie_below_the_threshold(one: str, other: str) -> None:
    assert max(likeness(one, other), likeness(other, one)) < SUGGEST_FROM


@pytest.mark.parametrize(("typed", "meant"), MISSPELT)
def test_a_misspelling_is_found_inside_a_text(typed: str, meant: str) -> None:
    known = Gazetteer([KnownPlace(meant), KnownPlace("青年大街"), KnownPlace("文化路")])
    text = f"王队，{typed}5号占道经营"
    found = known.nearest(text, (0, len(text)))
    assert found is not None
    assert found.word == meant
    assert text[found.start : found.end] in typed + "5"


def test_a_place_that_is_no_road_is_an_address() -> None:
    reading = read("老早市占道经营", now=NOW, directory=TOWN)
    assert (reading.address, reading.place) == ("老早市", "热闹路早市")
    assert read("老早市占道经营", now=NOW).place is None


def test_an_alias_stands_for_its_place_and_its_unit() -> None:
    reading = read("小北门占道经营", now=NOW, directory=TOWN)
    assert (reading.address, reading.place) == ("小北门", "北门菜市场")
    assert reading.unit_name == "皇城中队"


def test_a_named_unit_wins_over_the_places() -> None:
    reading = read("小北门占道经营 大南中队处理", now=NOW, directory=TOWN)
    assert reading.unit_name == "大南中队"


def test_the_address_goes_on_after_a_known_place() -> None:
    reading = read("小北门东侧3号占道经营", now=NOW, directory=TOWN)
    assert (reading.address, reading.place) == ("小北门东侧3号", "北门菜市场")


def test_a_misspelt_place_stays_as_it_was_typed() -> None:
    reading = read("热闹璐32号门口占道经营", now=NOW, directory=TOWN)
    assert (reading.address, reading.unit_name, reading.place) == ("热闹璐32号门口", None, None)
    assert reading.place_suggestion == PlaceSuggestion("热闹璐", "热闹路", 96.0)


def test_a_misspelt_name_of_a_road_is_an_address_and_the_road_is_suggested() -> None:
    reading = read("珠江陆5号垃圾没人清", now=NOW, directory=TOWN)
    assert reading.address == "珠江陆5号"
    assert reading.place_suggestion == PlaceSuggestion("珠江陆", "珠江路", 96.0)


@pytest.mark.parametrize(
    "text", ["热闹路32号占道经营", "文艺路5号占道经营", "这里很热闹，占道经营", "大家辛苦了"]
)
def test_nothing_is_suggested_where_nothing_is_misspelt(text: str) -> None:
    assert read(text, now=NOW, directory=TOWN).place_suggestion is None


def test_a_street_lamp_is_no_street() -> None:
    assert Gazetteer([KnownPlace("热闹路")]).spans("热闹路灯坏了") == []


def test_of_names_that_begin_together_the_longest_is_meant() -> None:
    known = Gazetteer([KnownPlace("热闹路"), KnownPlace("热闹路早市")])
    found = known.known_in("热闹路早市门口")
    assert found is not None
    assert found.name == "热闹路早市"


def test_a_text_of_nothing_but_places_is_read_like_any_other() -> None:
    reading = read("热闹路占道" * 1200, now=NOW, directory=TOWN)
    assert reading.place == "热闹路"
    assert read("热闹" * 3000, now=NOW, directory=TOWN).place is None
