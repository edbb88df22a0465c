"""Where."""

import pytest

from reading.gazetteer import KnownPlace
from reading.model import Directory, KnownUnit
from reading.reader import read
from tests.reading.cast import NOW


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("塔柏路31号门口乱堆乱放", "塔柏路31号门口"),
        ("兴工街三十二号楼头 乱堆乱放", "兴工街三十二号楼头"),
        ("占道经营中街路32号", "中街路32号"),
        ("柳林街9-3号 开墙打洞", "柳林街9-3号"),
        ("热闹路与大南街交叉口东北角有两家店外摆放", "热闹路与大南街交叉口东北角"),
        ("三经街与八纬路交口 违停", "三经街与八纬路交口"),
        ("中兴街至太原街段 地砖松动", "中兴街至太原街段"),
        ("昆山西路110号灯杆旁乱堆物料", "昆山西路110号灯杆旁"),
        ("枫林苑26栋顶楼 私搭乱建", "枫林苑26栋顶楼"),
        ("保利花园3号楼2单元楼道堆杂物", "保利花园3号楼2单元"),
        ("长江花园二期北门 飞线充电", "长江花园二期北门"),
        ("陵东文官村 垃圾成堆", "陵东文官村"),
        ("金凌市场 污水横流", "金凌市场"),
        ("文艺路兰州拉面门口 泔水外溢", "文艺路兰州拉面门口"),
        ("舍利塔公园西侧树坑里全是烟头", "舍利塔公园西侧"),
        ("皇城这边小东路有家烧烤把炉子支外头了", "小东路"),
        ("新华街某洗浴未一客一消毒", "新华街"),
        ("水韵花都西门野广告", "水韵花都西门"),
        ("肯德基门口 占道经营", "肯德基门口"),
        ("御景王宅 牛皮癣", "御景王宅"),
        ("步行街出店经营7家", "步行街"),
        ("光缆耷拉下来了 骑车容易刮脖子 永安里三号巷", "永安里三号巷"),
        ("那个大南街那块啊有个三轮车卖西瓜", "大南街"),
        ("领导我在文化路看到垃圾成堆", "文化路"),
        ("和平北大街 井盖没了", "和平北大街"),
        ("朝阳街口 井盖翘着", "朝阳街口"),
    ],
)
def test_an_address_is_found_whole(text: str, address: str) -> None:
    assert read(text, now=NOW).address == address


@pytest.mark.parametrize(
    "text",
    [
        "马路中间有坑",
        "人行道上全是垃圾",
        "路灯不亮",
        "小区里垃圾成堆",
        "三家店外摆放",
        "往马路上泼污水",
    ],
)
def test_words_for_any_place_are_no_address(text: str) -> None:
    assert read(text, now=NOW).address is None


def test_every_address_is_kept() -> None:
    reading = read("沈营大街店外摆放反弹，白塔街也有", now=NOW)
    assert reading.addresses == ("沈营大街", "白塔街")


def test_a_place_that_the_bureau_knows_needs_no_word_for_a_road() -> None:
    known = Directory(places=(KnownPlace("老八一小学对过"), KnownPlace("大什字")))
    assert read("大什字 占道经营", now=NOW, directory=known).address == "大什字"


def test_a_known_street_gives_way_to_the_longer_name_that_was_typed() -> None:
    known = Directory(units=(KnownUnit("中街中队", areas=("中街",)),))
    assert read("中街路32号占道经营", now=NOW, directory=known).address == "中街路32号"


def test_a_letter_of_a_name_says_nothing_of_the_problem() -> None:
    assert read("五里河街 垃圾落地", now=NOW).categories == ("暴露垃圾",)
