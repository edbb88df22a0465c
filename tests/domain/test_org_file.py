"""Org files: what they say, and each mistake with its line and what to do."""

import tomllib
from datetime import datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.example.bureau import org_text
from domain.duty import Duty
from domain.mistakes import Mistake
from domain.org_file import LONGEST, decode, read_organisation
from domain.organisation import Organisation, OrgFileWrong
from domain.people import GroupRole, Role, UnitKind, WhoMayReport

CATEGORIES = frozenset({"街面秩序/占道经营", "市容环境/乱堆乱放", "市容环境/暴露垃圾"})

GOOD = """\
timezone = "Asia/Shanghai"

[[units]]
name = "执法局"
kind = "bureau"

[[units]]
name = "大南中队"
parent = "执法局"
aliases = ["大南",
           "大南执法中队"]
categories = ["街面秩序/*"]

[[people]]
telegram_id = 1001
name = "赵督查"
roles = ["supervisor"]
unit = "执法局"

[[people]]
name = "王队员"
unit = "大南"

[[groups]]
chat_id = -1001
role = "unit"
unit = "大南"
digest_at = "18:00"
quiet_hours = "22:00-06:30"
who_may_report = "staff"

[[duty]]
unit = "大南"
person = "王队员"
days = ["mon", "周二"]
hours = "20:00-08:00"
"""


def read(text: str) -> Organisation:
    return read_organisation(text, CATEGORIES)


def mistakes(text: str) -> list[Mistake]:
    with pytest.raises(OrgFileWrong) as wrong:
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


def test_a_good_file_is_understood() -> None:
    org = read(GOOD)
    bureau, squad = org.units
    assert (bureau.kind, squad.kind, squad.parent) == (UnitKind.BUREAU, UnitKind.SQUAD, "执法局")
    assert squad.aliases == ("大南", "大南执法中队")
    zhao, wang = org.people
    assert (zhao.telegram_id, zhao.roles) == (1001, frozenset({Role.SUPERVISOR}))
    assert (wang.unit, wang.roles, wang.telegram_id) == (
        "大南中队",
        frozenset({Role.HANDLER}),
        None,
    )
    (group,) = org.groups
    assert (group.role, group.unit, group.settings.digest_at) == (
        GroupRole.UNIT,
        "大南中队",
        time(18),
    )
    assert group.settings.quiet_hours.until == time(6, 30)
    assert group.settings.who_may_report is WhoMayReport.STAFF
    (duty,) = org.duty
    assert (duty.days, duty.since, duty.until) == (frozenset({0, 1}), time(20), time(8))
    assert org.person_of(duty) == wang


def test_a_line_of_the_roster_may_have_dates() -> None:
    dates = 'dates = ["2026-12-01", "2026-12-03..2026-12-05", 2026-12-24]'
    (duty,) = read(changed('days = ["mon", "周二"]', dates)).duty
    assert [(str(first), str(last)) for first, last in duty.dates] == [
        ("2026-12-01", "2026-12-01"),
        ("2026-12-03", "2026-12-05"),
        ("2026-12-24", "2026-12-24"),
    ]


def test_two_may_be_on_duty_at_once_but_the_same_line_stands_once() -> None:
    roster = GOOD[GOOD.index("[[duty]]") :]
    other = '\n[[people]]\nname = "冯队员"\nunit = "大南"\n'
    both = GOOD + other + roster.replace("王队员", "冯队员")
    assert len(read(both).duty) == 2
    again = GOOD + "\n" + roster.replace('"大南"', '"大南中队"')
    mistake = only(again)
    first = line_of(GOOD, "[[duty]]")
    assert f"与第 {first} 行的值班完全相同" in mistake.sentence
    assert again.split("\n")[mistake.line - 1] == 'person = "王队员"'
    assert len(read(again.replace("20:00-08:00", "20:00-09:00", 1)).duty) == 2


def test_the_example_bureau_is_a_good_file() -> None:
    raw = tomllib.loads(org_text())
    patterns = {pattern for unit in raw["units"] for pattern in unit.get("categories", ())}
    patterns |= {route["category"] for route in raw["routes"]}
    org = read_organisation(org_text(), {pattern.replace("*", "某类") for pattern in patterns})
    assert len(org.people) == 8
    assert [group.role for group in org.groups].count(GroupRole.UNIT) == 3


def test_a_whole_day_is_covered_to_its_last_minute() -> None:
    duty = read(changed('hours = "20:00-08:00"', 'hours = "00:00-24:00"')).duty[0]
    whole = Duty(1, 1, frozenset(range(7)), duty.since, duty.until)
    zone = ZoneInfo("Asia/Shanghai")
    assert whole.shift(datetime(2026, 11, 21, 0, 0, tzinfo=zone))
    assert whole.shift(datetime(2026, 11, 21, 23, 59, 59, 999999, tzinfo=zone))


@pytest.mark.parametrize(
    ("old", "new", "at", "says"),
    [
        ('name = "赵督查"', 'nane = "赵督查"', "nane", "是不是“name”"),
        ('name = "赵督查"', 'name = "赵督查"\ncolour = 1', "colour", "这里可以写"),
        ('kind = "bureau"', 'kind = "ministry"', 'kind = "m', "bureau 局"),
        ('kind = "bureau"', "kind = 3", "kind = 3", "英文双引号"),
        ('name = "执法局"', 'name = " "', 'name = " "', "空的"),
        ('parent = "执法局"', 'parent = "执法据"', "parent", "是不是“执法局”"),
        ('parent = "执法局"', 'parent = "大南"', "parent", "绕成了圈"),
        ('kind = "bureau"', 'parent = "大南"', 'parent = "大南"', "绕成了圈"),
        ('"大南执法中队"]', '"执法局"]', "aliases", "已经在第 3 行的单位用过"),
        ('["街面秩序/*"]', '["街面次序/*"]', "categories", "是不是“街面秩序/*”"),
        ('["街面秩序/*"]', '"街面秩序/*"', "categories", "一列文字"),
        ('["mon", "周二"]', '["mon", "周二"]\ndates = ["2026-12-01"]', "dates", "只能写一个"),
        ('days = ["mon", "周二"]', 'dates = "2026-12-01"', "dates", "一列日期"),
        ('days = ["mon", "周二"]', "dates = []", "dates", "一列日期"),
        ('days = ["mon", "周二"]', 'dates = ["2026-02-30"]', "dates", "“2026-02-30”不对"),
        ('days = ["mon", "周二"]', 'dates = ["12-01"]', "dates", "年-月-日"),
        (
            'days = ["mon", "周二"]',
            'dates = ["2026-12-05..2026-12-03"]',
            "dates",
            "结束早于开始",
        ),
        ('days = ["mon", "周二"]', 'dates = ["2026-12-05..2028-12-03"]', "dates", "超过一年"),
        ('person = "王队员"', "person = 1001", "person = 1001", "不能给“大南中队”值班"),
        ("telegram_id = 1001", "telegram_id = -5", "telegram_id", "正整数"),
        ("telegram_id = 1001", 'telegram_id = "1001"', "telegram_id", "正整数"),
        ("telegram_id = 1001", "telegram_id = 99999999999999999999", "telegram_id", "正整数"),
        ("telegram_id = 1001", "telegram_id = true", "telegram_id", "正整数"),
        ('roles = ["supervisor"]', 'roles = ["boss"]', "roles", "supervisor 督查"),
        ('unit = "执法局"\n', 'unit = "公安局"\n', 'unit = "公安局"', "没有叫“公安局”的单位"),
        ("chat_id = -1001", "chat_id = 1001", "chat_id", "负整数"),
        ('role = "unit"', 'role = "squad"', 'role = "squad"', "supervision 督查群"),
        ('digest_at = "18:00"', 'digest_at = "25:00"', "digest_at", "00:00 到 23:59"),
        ('digest_at = "18:00"', "digest_at = 18", "digest_at", "00:00 到 23:59"),
        ('"22:00-06:30"', '"22:00"', "quiet_hours", "开始-结束"),
        ('person = "王队员"', 'person = "王对员"', "person", "是不是“王队员”"),
        ('person = "王队员"', "person = 1001", "person", "属于“执法局”"),
        ('person = "王队员"\n', "", "[[duty]]", "缺少 person"),
        ('["mon", "周二"]', '["mon", "funday"]', "days", "mon、tue"),
        ('["mon", "周二"]', "[]", "days", "空的"),
        ('"20:00-08:00"', '"08:00-08:00"', '"08:00-08:00"', "整天值班"),
        ('timezone = "Asia/Shanghai"', "timezone = 8", "timezone", "英文双引号"),
    ],
)
def test_a_mistake_is_told_with_its_line(old: str, new: str, at: str, says: str) -> None:
    text = changed(old, new)
    found = mistakes(text)
    assert any(one.line == line_of(text, at) and says in one.sentence for one in found), found


def test_doubles_are_told_in_the_later_place() -> None:
    twice = GOOD + '\n[[people]]\ntelegram_id = 1001\nname = "王队员"\nunit = "大南中队"\n'
    account, name = mistakes(twice)
    assert account.line == line_of(twice, twice[len(GOOD) + 1 :]) + 1
    assert "telegram_id 1001 已经属于第 14 行的人" in account.sentence
    assert "已有一位“王队员”" in name.sentence
    group = GOOD + '\n[[groups]]\nchat_id = -1001\nrole = "supervision"\n'
    assert "chat_id -1001 已经在第 24 行的群用过" in only(group).sentence


PLACES = """
[[places]]
name = "热闹路早市"
aliases = ["老早市"]
unit = "大南"

[[places]]
name = "北门市场"
"""


def test_places_have_names_aliases_and_a_unit() -> None:
    market, gate = read(GOOD + PLACES).places
    assert (market.name, market.aliases, market.unit) == ("热闹路早市", ("老早市",), "大南中队")
    assert (gate.aliases, gate.unit) == ((), None)


@pytest.mark.parametrize(
    ("old", "new", "at", "says"),
    [
        ('name = "热闹路早市"\n', "", "[[places]]", "这个地点缺少 name"),
        ("老早市", "市", '["市"]', "太短"),
        ("热闹路早市", "市", '"市"', "太短"),
        ("老早市", "大南", '["大南"]', "单位的名称或别名"),
        ("老早市", "北门市场", '["北门市场"]', "用过"),
        ('aliases = ["老早市"]\nunit = "大南"', 'unit = "大北"', 'unit = "大北"', "没有叫“大北”"),
        ("aliases =", "alias =", "alias =", "是不是“aliases”"),
    ],
)
def test_a_wrong_place_is_told_with_its_line(old: str, new: str, at: str, says: str) -> None:
    text = GOOD + PLACES.replace(old, new, 1)
    found = mistakes(text)
    assert any(one.line == line_of(text, at) and says in one.sentence for one in found), found


def test_namesakes_in_two_units_are_two_people_and_duty_means_the_units_own() -> None:
    org = read(
        GOOD.replace("[[groups]]", '[[people]]\nname = "王队员"\nunit = "执法局"\n[[groups]]')
    )
    person = org.person_of(org.duty[0])
    assert person is not None
    assert person.unit == "大南中队"


def test_every_mistake_is_told_at_once() -> None:
    text = GOOD.replace("-1001", "1001").replace("18:00", "25:00").replace("执法局", "", 1)
    assert len(mistakes(text)) >= 3


def test_a_member_and_a_units_group_need_a_unit() -> None:
    text = changed('unit = "大南"\n\n[[groups]]', 'roles = ["handler"]\n\n[[groups]]')
    assert any("没有写单位" in one.sentence for one in mistakes(text))
    assert "单位群要写明" in only(changed('role = "unit"\nunit = "大南"', 'role = "unit"')).sentence


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ('[[units]]\nname = "大南\n', 2, "英文双引号"),
        ("[[units]]\nname = “大南”\n", 2, "全角标点"),
        ("[[units]]\nname = \n", 2, "个字符附近"),
        ('[[units]]\nname = "a"\nname = "b"\n', 3, "写法不对"),
        ('x = """', 1, "文件结尾"),
        ("", 1, "没有任何单位"),
        ("[units]\nname = 'a'", 1, "两层方括号"),
        ("units = 3", 1, "两层方括号"),
        ("a = " + "[" * 20_000, 1, "无法解析"),
        ("a = " + "9" * 20_000, 1, "无法解析"),
    ],
)
def test_what_is_no_toml_or_no_org_file_is_told(text: str, line: int, says: str) -> None:
    assert any(one.line == line and says in one.sentence for one in mistakes(text))


def test_strings_and_lists_of_several_lines_do_not_shift_lines() -> None:
    text = (
        '[[units]]\nname = "a" # [[units]]\nareas = [\n  "]", # ]\n  "[[people]]",\n]\n'
        "aliases = ['''\n[[units]]\nname = 'x'\\''']\n"
        '[[units]]\nname = "b"\nparent = "c"\n'
    )
    assert only(text).line == line_of(text, "parent")


def test_inline_tables_are_understood_too() -> None:
    org = read('units = [{name = "a"}, {name = "b", parent = "a"}]')
    assert [unit.name for unit in org.units] == ["a", "b"]
    assert only('\nunits = [{name = "a"}, {name = "b", parent = "c"}]').line == 2


def test_files_of_old_editors_are_read_and_others_refused() -> None:
    assert decode(GOOD.encode("utf-8-sig")) == GOOD
    assert decode(GOOD.encode("gb18030")) == GOOD
    with pytest.raises(OrgFileWrong, match="不是文本"):
        decode(b"\xff\xd8\xff\xe0")
    with pytest.raises(OrgFileWrong, match="太大"):
        decode(b" " * (LONGEST + 1))


@given(st.text(alphabet=st.sampled_from(list("[]{}\"'\\=#,.\n abunitspeople1-:\u0000\ud800"))))
def test_any_text_gives_an_organisation_or_mistakes(text: str) -> None:
    try:
        assert read(text).units
    except OrgFileWrong as wrong:
        assert wrong.mistakes
        assert all(1 <= one.line <= text.count("\n") + 1 for one in wrong.mistakes)


@given(st.data())
def test_a_damaged_file_is_never_half_understood(data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(GOOD)))
    length = data.draw(st.integers(1, 40))
    damaged = GOOD[:start] + GOOD[start + length :]
    try:
        read(damaged)
    except OrgFileWrong as wrong:
        assert all(one.sentence.endswith(("。", "？")) for one in wrong.mistakes)
