"""A policy file: what it may set, and every mistake with its line."""

from datetime import date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.people import Role
from domain.policy import CHAIN, POLICY, Policy
from domain.policy_file import PolicyWrong, is_policy, read_policy
from domain.policy_form import kept, of_plain, of_text, plain
from domain.policy_words import NotUnderstood, changed
from domain.worktime import Limit, LimitUnit
from tests.domain.factory import DANAN, NOW, SHANGHAI

UNITS = {"大南中队": DANAN, "大南": DANAN}
WHOLE = """
limit = "3工作日"
checking = "1自然小时"
returns = 1
extensions = 1

[[work]]
hours = ["09:00-17:00"]
days = ["mon", "周二"]

[[work]]
unit = "大南"
hours = ["07:00-19:00"]
days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
holidays = false

[[days]]
off = ["2026-12-24"]
on = ["2026-12-26"]

[[war]]
since = 2026-12-01T08:00:00
until = "2026-12-10T20:00"

[[chain]]
step = "accept_next"
minutes = 10
urgent_minutes = 3

[[chain]]
step = "order"
off = true

[[chain]]
step = "urge"
share = 0.9
tell = ["unit_leader", "leader"]
"""


def read(text: str) -> Policy:
    return read_policy(text.encode(), UNITS, SHANGHAI)


def wrong(text: str) -> list[str]:
    with pytest.raises(PolicyWrong) as caught:
        read(text)
    return [str(one) for one in caught.value.mistakes]


def test_everything_may_be_set() -> None:
    policy = read(WHOLE)
    assert policy.limit == Limit(3, LimitUnit.WORK_DAY)
    assert policy.checking == Limit(1, LimitUnit.HOUR)
    assert (policy.returns, policy.extensions) == (1, 1)
    assert policy.table.slots == ((time(9), time(17)),)
    assert policy.table.weekdays == {0, 1}
    assert not policy.tables[DANAN].keeps_holidays
    assert policy.calendar(DANAN).table.minutes_a_day == 720
    assert policy.off == {date(2026, 12, 24)}
    assert policy.on == {date(2026, 12, 26)}
    [(since, until)] = policy.war
    assert since == datetime(2026, 12, 1, 8, tzinfo=SHANGHAI)
    assert until == datetime(2026, 12, 10, 20, tzinfo=SHANGHAI)
    steps = {step.name: step for step in policy.chain}
    assert "order" not in steps
    assert (steps["accept_next"].minutes, steps["accept_next"].urgent_minutes) == (10, 3)
    assert steps["urge"].tell == (Role.UNIT_LEADER, Role.LEADER)


def test_what_is_kept_with_a_case_is_read_back() -> None:
    policy = read(WHOLE)
    assert of_text(kept(policy)) == policy
    assert kept(POLICY) is None
    assert of_text(None) == POLICY
    # What an older program did not know holds as by default.
    assert of_plain({}) == POLICY
    assert of_plain(plain(policy)) == policy


@pytest.mark.parametrize(
    ("text", "line", "part"),
    [
        ('limit = "0小时"', 1, "大于"),
        ("returns = 9", 1, "0 到 5"),
        ('checking = "2紧急工作日制止/15天"', 1, "一段"),
        ('[[work]]\nunit = "皇城"\nhours = ["08:00-12:00"]', 2, "没有叫“皇城”的单位"),
        ('[[work]]\nhours = ["08:00-12:00", "11:00-13:00"]', 2, "重叠"),
        ('[[work]]\nhours = ["8点"]', 2, "开始-结束"),
        ('[[work]]\nhours = ["08:00-12:00"]\n[[work]]\nhours = ["09:00-12:00"]', 3, "已经写过"),
        ('[[days]]\noff = ["2026-12-24"]\non = ["2026-12-24"]', 3, "既是休息日又是上班日"),
        ('[[days]]\noff = ["12-24"]', 2, "不是日期"),
        ("[[war]]\nuntil = 2026-12-10T20:00:00", 1, "缺少开始时间"),
        ("[[war]]\nsince = 2026-12-10T20:00:00\nuntil = 2026-12-01T20:00:00", 3, "不晚于开始"),
        ('[[chain]]\nstep = "shout"', 2, "accept_next"),
        ('[[chain]]\nstep = "urge"\ntell = ["boss"]', 3, "不认识 tell 里的“boss”"),
        ('[[chain]]\nstep = "urge"\nshare = 0', 3, "不小于"),
        ('[[chain]]\nstep = "urge"\nsahre = 1', 3, "不认识“sahre”"),
        ("limit = 24小时", 1, "写法不对"),
    ],
)
def test_a_mistake_is_told_with_its_line(text: str, line: int, part: str) -> None:
    assert any(said.startswith(f"第 {line} 行：") and part in said for said in wrong(text)), wrong(
        text
    )


def test_the_kind_of_a_file_is_told_by_its_tables() -> None:
    assert is_policy(WHOLE)
    assert is_policy("returns = 1")
    assert not is_policy('[[units]]\nname = "大南中队"\n')
    assert not is_policy("")


def test_one_thing_is_changed_by_words() -> None:
    until = NOW.replace(hour=20)
    war = changed(POLICY, "战时 到今晚八点", NOW, until)
    assert war.war == ((NOW, until),)
    later = NOW.replace(hour=12)
    assert changed(war, "战时 结束", later, None).war == ((NOW, later),)
    assert changed(POLICY, "休息 2026-12-24", NOW, None).off == {date(2026, 12, 24)}
    assert changed(POLICY, "延期 1", NOW, None).extensions == 1
    assert changed(POLICY, "核查 3自然小时", NOW, None).checking == Limit(3, LimitUnit.HOUR)
    sooner = {step.name: step.minutes for step in changed(POLICY, "签收 5", NOW, None).chain}
    assert (sooner["accept_next"], sooner["accept_leader"]) == (5, 15)


@pytest.mark.parametrize(
    "words",
    [
        "",
        "随便",
        "战时 结束",
        "战时 很久",
        "休息 明天",
        "延期 九次",
        "核查 0小时",
        "签收 0",
        "回复",
    ],
)
def test_words_that_say_nothing_change_nothing(words: str) -> None:
    with pytest.raises(NotUnderstood):
        changed(POLICY, words, NOW, None)


@given(st.text(max_size=40))
def test_any_words_are_refused_or_give_a_policy(words: str) -> None:
    try:
        policy = changed(POLICY, words, NOW, None)
    except NotUnderstood:
        return
    assert {step.name for step in policy.chain} == {step.name for step in CHAIN}
    assert of_plain(plain(policy)) == policy
