"""Standards in spreadsheets: Chinese titles, and each mistake with its row."""

from dataclasses import replace

import pytest

from domain.mistakes import Mistake
from domain.standard import Kind, Phase
from domain.standard_rows import Parsed, StandardWrong
from domain.standard_sheet import Merged, Sheet, read_sheets

VOCABULARY = {"占道经营": "占道经营", "道路破损": "道路破损", "无照经营游商": "流动摊贩"}
TITLES = ("大类代码", "大类", "小类代码", "小类", "立案条件", "处置时限", "结案条件", "责任单位")
TRADE = ("4", "街面秩序", "6", "占道经营", "占用道路做买卖", "2紧急工作时", "恢复", "执法中队")
HOLE = ("01", "市容环境", "13", "道路破损", "塌坑、下沉", "4小时", "修复", "市政")
CRACK = ("01", "市容环境", "13", "道路破损", "裂缝", "7个工作日", "修复", "市政")
ROWS = (TITLES, TRADE, HOLE, CRACK)


def read(*rows: tuple[str, ...], name: str = "Sheet1", merged: tuple[Merged, ...] = ()) -> Parsed:
    return read_sheets([Sheet(name, rows, merged)], VOCABULARY)


def mistakes(*rows: tuple[str, ...], merged: tuple[Merged, ...] = ()) -> list[Mistake]:
    with pytest.raises(StandardWrong) as wrong:
        read(*rows, merged=merged)
    return list(wrong.value.mistakes)


def only(*rows: tuple[str, ...], merged: tuple[Merged, ...] = ()) -> Mistake:
    (mistake,) = mistakes(*rows, merged=merged)
    return mistake


def with_cell(row: tuple[str, ...], title: str, value: str) -> tuple[str, ...]:
    at = TITLES.index(title)
    return (*row[:at], value, *row[at + 1 :])


def test_a_table_is_read() -> None:
    parsed = read(*ROWS)
    trade, road = parsed.standard.items
    assert (trade.code, trade.category, trade.kind) == ("04-06", "占道经营", Kind.EVENT)
    assert [one.filing for one in road.conditions] == ["塌坑、下沉", "裂缝"]
    assert road.conditions[1].phases == (Phase(7, "work_day"),)
    assert road.conditions[0].words == ("塌坑", "下沉")
    assert parsed.warnings == ()
    assert "占道经营\t占用道路做买卖\t2紧急工作时" in parsed.text


def test_city_and_source_stand_above_the_titles() -> None:
    heading = ("示范市立案标准",)
    above = (heading, ("城市：", "示范市", "来源", "城管局"))
    standard = read(*above, *ROWS, merged=(Merged(1, 1),)).standard
    assert (standard.city, standard.source) == ("示范市", "城管局")
    assert read(*ROWS).standard.city == "本市"


def test_columns_may_stand_in_any_order_with_others_between() -> None:
    titles = (
        "序号",
        "时限",
        "小类名称",
        "大类名称",
        "代码",
        "类别",
        "关键词",
        "紧急",
        "默认",
        "类型",
    )
    row = ("1", "2天", "游商", "街面秩序", "04-01", "无照经营游商", "叫卖 推车", "是", "√", "部件")
    ((item),) = read(titles, row).standard.items
    (condition,) = item.conditions
    assert (item.category, item.kind, item.code) == ("流动摊贩", Kind.COMPONENT, "04-01")
    assert (condition.words, condition.urgent, condition.default) == (("叫卖", "推车"), True, True)


def test_a_sheet_of_components_is_read_beside_one_of_events() -> None:
    events, components = Sheet("事件", ROWS), Sheet("部件标准", (TITLES, TRADE))
    note = Sheet("说明", (("这是说明",),))
    parsed = read_sheets([note, events, components], VOCABULARY)
    assert [one.kind for one in parsed.standard.items] == [
        Kind.EVENT,
        Kind.EVENT,
        Kind.COMPONENT,
    ]
    assert ["说明" in one.sentence for one in parsed.warnings] == [True]
    wrong = with_cell(TRADE, "处置时限", "2周")
    with pytest.raises(StandardWrong, match=r"第 2 行.*工作表“部件标准”"):
        read_sheets([events, replace(components, rows=(TITLES, wrong))], VOCABULARY)


def test_the_small_code_may_carry_the_big_one() -> None:
    row = with_cell(with_cell(TRADE, "大类代码", "04"), "小类代码", "0406")
    assert read(TITLES, row).standard.items[0].code == "04-06"
    assert read(TITLES, with_cell(TRADE, "小类代码", "04-06")).standard.items[0].code == "04-06"


@pytest.mark.parametrize(
    ("title", "value", "said"),
    [
        ("处置时限", "2周", "“周”不是时间单位"),
        ("处置时限", "0", "看不懂时限"),
        ("处置时限", "-1天", "不大于零"),
        ("处置时限", "", "没有写时限"),
        ("处置时限", "15天/2小时", "第二段比第一段短"),
        ("小类代码", "2026-04-06T00:00:00", "改成了日期"),
        ("小类代码", "", "代码"),
        ("小类", "", "没有写小类"),
        ("大类", "", "没有写大类"),
        ("立案条件", "塌坑、下沉", "在第 3 行已经写过"),
        ("立案条件", "长" * 501, "太长"),
        ("大类", "街面秩序", "在第 3 行是“市容环境”"),
        ("小类", "路面破损", "在第 3 行已经是“道路破损”"),
    ],
)
def test_a_mistake_is_told_with_its_row(title: str, value: str, said: str) -> None:
    told = mistakes(TITLES, TRADE, HOLE, with_cell(CRACK, title, value))
    assert {one.line for one in told} == {4}
    assert any(said in one.sentence for one in told), told


def test_missing_and_doubled_columns_are_named() -> None:
    missing = only(TITLES[3:], TRADE[3:])
    assert missing.line == 1
    assert "“大类”“大类代码”“小类代码”" in missing.sentence
    assert "出现了两次" in only((*TITLES, "小类"), TRADE).sentence
    assert "找不到表头" in only(TRADE).sentence
    with pytest.raises(StandardWrong, match="找不到表头"):
        read_sheets([], VOCABULARY)


def test_empty_rows_within_the_table_are_refused_those_below_are_not() -> None:
    empty = ("", " ")
    assert only(TITLES, TRADE, empty, HOLE) == Mistake(3, "这是空行，下面还有内容。请删去空行。")
    assert len(read(*ROWS, empty, empty).standard.items) == 2
    assert "没有任何立案条件" in only(TITLES, empty).sentence


def test_merged_cells_in_the_table_are_refused() -> None:
    merged = only(*ROWS, merged=(Merged(3, 4),))
    assert merged.line == 3
    assert "第 3 到 4 行有合并的单元格。请取消合并" in merged.sentence


def test_words_that_cannot_be_meant_are_refused() -> None:
    titles = (*TITLES, "类型", "紧急")
    assert "可以写：事件、部件" in only(titles, (*TRADE, "东西", "")).sentence
    assert "请写“是”或留空" in only(titles, (*TRADE, "事件", "也许")).sentence


def test_rows_may_be_shorter_than_the_titles() -> None:
    assert read(TITLES, TRADE[:6]).standard.items[0].conditions[0].closing == ""
