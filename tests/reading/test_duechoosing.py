"""Which of the times that a report names is its deadline."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reading.deadline import read_deadline, times
from reading.duechoosing import evidence, until_when
from reading.text import Message
from tests.reading.cast import NOW


@pytest.mark.parametrize(
    ("text", "kind", "due", "raw"),
    [
        ("浑河大桥桥墩上刷了防水广告，夜巡组，今晚", "clock", "03-03 22:00", "今晚"),
        ("育才东校门步道成镜面，学生摔倒，半小时撒沙", "relative", "03-03 10:00", "半小时"),
        ("地下道积水没退，百花地下道，排水今天抽", "end_of_day", "03-03 23:59", "今天"),
        ("树池空了一溜，解放路，园林植树节前补栽", "date", "03-12 23:59", "植树节前"),
        ("楼道堆满纸箱，香樟苑3栋，物业周内清掉", "date", "03-07 23:59", "周内"),
        ("毛巾混放，清滨路美容店，限5日改", "relative", "03-08 09:30", "5日"),
        ("菜市场污水横流，五爱天桥，午前冲完", "clock", "03-03 12:00", "午前"),
    ],
)
def test_a_time_is_a_deadline_without_a_word_for_it(
    text: str, kind: str, due: str, raw: str
) -> None:
    deadline = until_when(Message.of(text), NOW)
    assert deadline.due is not None
    assert (deadline.kind, deadline.due.strftime("%m-%d %H:%M"), deadline.raw) == (kind, due, raw)


@pytest.mark.parametrize(
    ("text", "raw"),
    [
        ("中山路井盖没了，路灯所快围上", "快"),
        ("护栏缺一节，设施科先堵上", "先"),
        ("阁楼焊钢架，天悦府顶层，规划现在去叫停", "现在"),
    ],
)
def test_what_hastens_is_at_once(text: str, raw: str) -> None:
    deadline = until_when(Message.of(text), NOW)
    assert (deadline.kind, deadline.due, deadline.raw) == ("immediate", None, raw)


@pytest.mark.parametrize(
    "text",
    [
        "建材市场外水泥管占路，上次说要整改到今天还没动静",
        "洗浴池水发绿，老城区大众澡堂，说三天换一次",
        "快车道上掉了个床头柜，南二环",
        "紧急出口前堆满纸箱，万达三楼",
        "早七点巡查，中街路早市占道",
    ],
)
def test_a_time_of_something_else_is_none(text: str) -> None:
    assert until_when(Message.of(text), NOW).kind == "none"


def test_what_the_rules_take_for_a_deadline_is_among_the_times() -> None:
    text = "昨晚就摆出来了，中街路，大南中队2小时内清理，明早复查"
    named = times(text, NOW)
    assert [time.deadline.raw for time in named if time.ruled] == ["2小时内"]
    assert read_deadline(text, NOW) == next(time.deadline for time in named if time.ruled)
    assert {time.deadline.raw for time in named} == {"2小时内", "晚", "明早"}


@given(st.text(alphabet="今明晚早天周月底前内限先快两3日点半小时，路 \n", max_size=60))
def test_any_times_are_pieces_of_the_text_and_apart(text: str) -> None:
    named = times(text, NOW)
    for time in named:
        start, end = time.span
        assert text[start:end] == time.deadline.raw
        assert evidence(Message.of(text).folded, time)
    spans = sorted(time.span for time in named)
    assert all(one[1] <= two[0] for one, two in pairwise(spans))
