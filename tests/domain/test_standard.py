"""Standards in TOML: what they say, how a condition is chosen, and each mistake with its line."""

import re
from pathlib import Path

import pytest

from domain.mistakes import Mistake
from domain.standard import Condition, Item, Kind, Phase, Standard
from domain.standard_file import is_standard, read_standard
from domain.standard_rows import Parsed, StandardWrong
from operations import standards
from reading.lexicon import lexicon

VOCABULARY = {"占道经营": "占道经营", "道路破损": "道路破损", "无照经营游商": "流动摊贩"}

GOOD = """\
city = "示范市"
source = "示范市立案结案标准"

[[items]]
code = "04-06"
big_class = "街面秩序"
name = "占道经营"
limit = "2紧急工作时"
closing = "恢复通行"

[[items]]
code = "04-01"
big_class = "街面秩序"
name = "无照经营游商"
limit = "2紧急工作时"

[[items]]
code = "01-13"
big_class = "市容环境"
name = "道路破损"
handler = "市政"
aliases = ["路面"]

[[items.conditions]]
filing = "塌坑、下沉"
limit = "4小时"
urgent = true

[[items.conditions]]
filing = "裂缝"
limit = "7个工作日"
words = ["裂"]
default = true
handler = "养护"

[[items]]
code = "01-37"
kind = "component"
big_class = "公用设施"
name = "路灯"
limit = "2天"
"""


def read(text: str) -> Parsed:
    return read_standard(text.encode(), VOCABULARY)


def mistakes(text: str) -> list[Mistake]:
    with pytest.raises(StandardWrong) as wrong:
        read(text)
    return list(wrong.value.mistakes)


def only(text: str) -> Mistake:
    (mistake,) = mistakes(text)
    return mistake


def changed(old: str, new: str) -> str:
    assert GOOD.count(old) >= 1
    return GOOD.replace(old, new, 1)


def line_of(text: str, part: str) -> int:
    return text[: text.index(part)].count("\n") + 1


def test_a_standard_is_read() -> None:
    parsed = read(GOOD)
    standard = parsed.standard
    assert (standard.city, standard.source) == ("示范市", "示范市立案结案标准")
    (road,) = standard.of("道路破损")
    assert (road.code, road.kind, road.big_class) == ("01-13", Kind.EVENT, "市容环境")
    hole, crack = road.conditions
    assert hole.words == ("塌坑", "下沉")
    assert (hole.urgent, hole.handler, hole.phases) == (True, "市政", (Phase(4, "work_hour"),))
    assert (crack.words, crack.default, crack.handler) == (("裂",), True, "养护")
    (vendor,) = standard.of("流动摊贩")
    assert vendor.name == "无照经营游商"
    assert standard.of("路灯")[0].kind is Kind.COMPONENT


def test_a_category_that_the_reader_does_not_know_is_a_warning() -> None:
    (warning,) = read(GOOD).warnings
    assert warning.line == line_of(GOOD, 'code = "01-37"') - 1
    assert "“路灯”不在机器人的词表里" in warning.sentence


def test_a_condition_is_chosen_by_words_else_the_default() -> None:
    standard = read(GOOD).standard

    def filed(text: str) -> str:
        chosen = standard.choose("道路破损", text)
        assert chosen is not None
        return chosen[1].filing

    assert filed("热闹路32号塌坑") == "塌坑、下沉"
    assert filed("热闹路32号路面开裂") == "裂缝"
    assert filed("热闹路32号") == "裂缝"
    assert standard.choose("没有的类别", "塌坑") is None


def test_the_small_class_named_in_the_text_is_chosen() -> None:
    def item(name: str, code: str, *aliases: str) -> Item:
        missing = Condition("1", "缺失", "", (Phase(2, "urgent_hour"),), words=("没了",))
        loose = Condition("2", "松动", "", (Phase(2, "work_day"),), words=("松动",))
        return Item("井盖", Kind.COMPONENT, "公用设施", "01", code, name, (missing, loose), aliases)

    covers = Standard("市", "", (item("污水井盖", "02"), item("路灯井盖", "06", "灯井")))
    chosen = [covers.choose("井盖", text) for text in ("路灯井盖松动", "灯井没了", "井盖松动", "")]
    assert [(one[0].name, one[1].filing) for one in chosen if one] == [
        ("路灯井盖", "松动"),
        ("路灯井盖", "缺失"),
        ("污水井盖", "松动"),
        ("污水井盖", "缺失"),
    ]


def test_conditions_may_stand_in_one_line() -> None:
    text = """[[items]]
code = "01-13"
big_class = "市容环境"
name = "道路破损"
conditions = [
    { filing = "塌坑", limit = "4小时" },
    { filing = "裂缝", limit = "7天" },
]
"""
    (road,) = read(text).standard.items
    assert [one.filing for one in road.conditions] == ["塌坑", "裂缝"]
    twice = text.replace("裂缝", "塌坑")
    assert "已经写过" in only(twice).sentence
    wrong = only(text.replace("7天", "7周"))
    assert wrong.line == 1
    assert "“周”" in wrong.sentence


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('limit = "4小时"', 'limit = "4年"', "“年”不是时间单位"),
        ('limit = "4小时"', 'limit = "0小时"', "不大于零"),
        ('limit = "2天"', 'limit = "15天/2小时"', "第二段比第一段短"),
        ('limit = "2天"', "limit = 2", "要写成文字"),
        ('code = "04-01"', 'code = "04-06"', "第 4 行已经是“占道经营”"),
        ('code = "04-01"', 'code = "四"', "代码“四”不对"),
        ('code = "04-01"\n', "", "没有写代码"),
        ('filing = "裂缝"', 'filing = "塌坑、下沉"', "在第 24 行已经写过"),
        ('big_class = "公用设施"\n', "", "没有写大类的名称"),
        ('name = "路灯"\n', "", "没有写小类的名称"),
        ('kind = "component"', 'kind = "thing"', "component 部件"),
        ('aliases = ["路面"]', 'aliases = "路面"', "要写成一列文字"),
        ("urgent = true", 'urgent = "是"', "true 或 false"),
        ('filing = "裂缝"', 'filling = "裂缝"', "不认识“filling”。是不是“filing”"),
        ('handler = "市政"', 'limit = "4小时"', "要写在每个条件里"),
        ('name = "路灯"', f'name = "{"长" * 61}"', "太长"),
        ("urgent = true", "default = true", "默认条件在第 24 行已经定过"),
        ('[[items]]\ncode = "01-37"', '[[item]]\ncode = "01-37"', "不认识“item”"),
        ('city = "示范市"', "city = “示范市”", "全角标点"),
    ],
)
def test_a_mistake_is_told_with_what_to_do(old: str, new: str, said: str) -> None:
    told = mistakes(changed(old, new))
    assert any(said in one.sentence for one in told), told


def test_a_mistake_stands_in_its_line() -> None:
    text = changed('limit = "7个工作日"', 'limit = "7周"')
    assert only(text).line == line_of(text, 'filing = "裂缝"') - 1
    other = GOOD.replace('big_class = "街面秩序"\nname = "无照', 'big_class = "秩序"\nname = "无照')
    assert only(other).line == line_of(other, 'code = "04-01"') - 1
    assert "在第 4 行是“街面秩序”" in only(other).sentence


def test_every_mistake_is_told_at_once() -> None:
    text = GOOD.replace('"4小时"', '"4年"').replace('"7个工作日"', '"零"')
    assert len(mistakes(text)) == 2


def test_an_empty_file_and_no_text_are_refused() -> None:
    assert "没有任何立案条件" in only('city = "示范市"').sentence
    with pytest.raises(StandardWrong, match="UTF-8"):
        read_standard(b"\xff\xfe\x00\x81\xff", VOCABULARY)
    with pytest.raises(StandardWrong, match="太大"):
        read_standard(b"#" * 2_000_001, VOCABULARY)
    assert "两层方括号" in only('items = "x"').sentence


def test_a_standard_is_told_from_an_org_file() -> None:
    assert is_standard(GOOD)
    assert is_standard('items = [{ code = "04-06" }]')
    assert not is_standard('[[units]]\nname = "items"\n')


# --- the shipped one -----------------------------------------------------------------------


def test_the_shipped_standard_sets_the_limit_of_every_category_of_chat() -> None:
    standard = standards.shipped()
    unlimited = []
    for name, category in lexicon().categories.items():
        chosen = standard.choose(name)
        if chosen is None:
            unlimited.append(name)
            continue
        full = chosen[1].phases[-1]
        assert (name, full.value, full.unit) == (name, category.limit.value, category.limit.unit)
    # At once (即时) is no limit that a clock could count.
    assert unlimited == ["违规吸烟"]


def test_the_shipped_standard_names_where_it_comes_from() -> None:
    standard = standards.shipped()
    assert "smart_cityguard" in standard.source
    assert "运城" in standard.city


def test_the_shipped_standard_covers_every_class_of_the_domain_notes(shared: Path) -> None:
    notes = (shared / "DOMAIN.md").read_text("utf-8")
    tables = notes.partition("### 2.3")[2].partition("### 2.5")[0]
    events, components = tables.split("### 2.4")
    ours = {(item.kind, item.code, item.name) for item in standards.shipped().items}
    for kind, part in ((Kind.EVENT, events), (Kind.COMPONENT, components)):
        rows = re.findall(r"^\| (\d\d-\d\d) \| ([^|]+?) \|", part, re.MULTILINE)
        assert len(rows) > 90
        assert {(kind, code, name) for code, name in rows} <= ours
