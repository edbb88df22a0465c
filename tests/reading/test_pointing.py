"""Where it is, and who should act: which place is the address, where names begin and end."""

import pytest

from reading.addressing import main_place
from reading.reader import read
from tests.reading.cast import NOW


@pytest.mark.parametrize(
    ("text", "places", "main"),
    [
        ("咱小区门口灯箱碰头，渔港路42号", ["咱小区门口", "渔港路42号"], "渔港路42号"),
        ("银行大门上头悬着冰溜子 工农大路建行", ["银行大门上头", "工农大路建行"], "工农大路建行"),
        ("文化路5号和文化路7号都在烧纸", ["文化路5号", "文化路7号"], "文化路5号"),
        ("热闹路32号门口，小东路口也有", ["热闹路32号门口", "小东路口"], "热闹路32号门口"),
        ("河坊街", ["河坊街"], "河坊街"),
    ],
)
def test_the_surest_place_is_the_address(text: str, places: list[str], main: str) -> None:
    spans = [(text.index(place), text.index(place) + len(place)) for place in places]
    found = main_place(text, spans)
    assert found is not None
    assert text[slice(*found)] == main


def test_without_a_place_there_is_no_address() -> None:
    assert main_place("垃圾满了", []) is None


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("占道经营，麻烦再生资源公司处理", "再生资源公司"),
        ("夜里打架，快叫派出所", "派出所"),
        ("店外经营，或者物业去说一声", "物业"),
        ("占道 @张伟 大南中队", "大南中队"),
        ("占道 @赵刚-大南中队", "大南中队"),
        ("占道 @张伟（大南中队）", "大南中队"),
    ],
)
def test_no_name_loses_a_letter_to_the_word_before_it(text: str, unit: str) -> None:
    assert read(f"热闹路32号{text}", now=NOW).unit == unit


def test_who_is_asked_to_deal_with_a_place_is_the_unit() -> None:
    assert read("请兴华中队对泰山路12号店外经营进行整改", now=NOW).unit == "兴华中队"


def test_a_piece_of_an_account_is_no_unit() -> None:
    assert read("热闹路32号占道经营 @wang_dn 处理", now=NOW).unit is None


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("热闹路32号 露天烧烤", "热闹路32号"),
        ("热闹路 32 号占道经营", "热闹路 32 号"),
        ("保利花园3号楼2单元楼道堆杂物", "保利花园3号楼2单元"),
        ("大米漏一地，丰乐路圆通，房东该堵洞", "丰乐路圆通"),
        ("青山路行道树枯死3棵", "青山路"),
        ("小东路灯坏了", "小东路"),
        ("宁山路灯箱坏了", "宁山路"),
        ("火车站路灯坏了", "火车站"),
        ("大桥路灯不亮", "大桥"),
        ("柳林路第七根路灯杆歪了，风一吹晃", "柳林路第七根"),
        ("二环东陵桥北第3根灯杆不亮", "二环东陵桥北第3根"),
        ("请大南中队对泰山路12号店外经营进行整改", "泰山路12号"),
        ("桃源街道办对面公交港湾，烟灰桶满得往外漏烟头", "桃源街道办对面公交港湾"),
        ("崇山中路（岐山路-长江街）人行道破损", "崇山中路（岐山路-长江街）"),
        ("文艺路小学门口流动摊贩 早7点-8点 晚3点-5点", "文艺路小学门口"),
        ("泰山路12号店外摆放 案件号20210303001", "泰山路12号"),
    ],
)
def test_an_address_ends_before_the_problem(text: str, address: str) -> None:
    assert read(text, now=NOW).address == address


def test_the_number_of_a_case_says_not_where() -> None:
    quoted = read("热闹路33号门口占道经营\n✅ 1121-009 已结案\n大南中队", now=NOW)
    assert quoted.addresses == ("热闹路33号门口",)


def test_neither_a_link_nor_an_endless_word_says_where_or_who() -> None:
    linked = read("*热闹路34号门口* _占道经营_ [大南中队](tg://user?id=1008)", now=NOW)
    assert (linked.address, linked.unit) == ("热闹路34号门口", "大南中队")
    endless = read("热闹路42号门口占道经营 大南中队 " + "长" * 4000, now=NOW)
    assert (endless.address, endless.unit) == ("热闹路42号门口", "大南中队")
