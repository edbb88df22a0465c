"""Limits in words: what tables write is read, and what is written is read back the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.standard import UNITS, Phase
from domain.standard_limits import LimitWrong, format_limit, parse_limit

MINUTES = {"minute": 1, "hour": 60, "day": 1440}


@pytest.mark.parametrize(
    ("written", "phases"),
    [
        ("2紧急工作时", [(2, "urgent_hour", "full")]),
        ("4小时", [(4, "work_hour", "full")]),
        ("1天", [(1, "work_day", "full")]),
        ("7个工作日", [(7, "work_day", "full")]),
        ("5工作日", [(5, "work_day", "full")]),
        (" 2 小时 内 ", [(2, "work_hour", "full")]),
        ("３自然日", [(3, "day", "full")]),
        ("30分钟", [(30, "minute", "full")]),
        ("1.5小时", [(1.5, "work_hour", "full")]),
        ("半天", [(0.5, "work_day", "full")]),
        ("两小时", [(2, "work_hour", "full")]),
        ("二十五个工作日", [(25, "work_day", "full")]),
        ("1紧急工作时制止", [(1, "urgent_hour", "full")]),
        ("2紧急工作日制止/15天", [(2, "urgent_day", "stopgap"), (15, "work_day", "full")]),
        ("停工4工作时；拆除20工作日", [(4, "work_hour", "stopgap"), (20, "work_day", "full")]),
    ],
)
def test_what_tables_write_is_read(written: str, phases: list[tuple[float, str, str]]) -> None:
    assert parse_limit(written) == tuple(Phase(*one) for one in phases)


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("", "没有写时限"),
        ("0天", "不大于零"),
        ("-2小时", "不大于零"),
        ("3周", "“周”不是时间单位"),
        ("即时", "看不懂时限“即时”"),
        ("12", "看不懂时限“12”"),
        ("15天/2小时", "第二段比第一段短"),
        ("停工4工作时/处罚7工作日/拆除20工作日", "最多写两段"),
        ("3651天", "太长"),
        ("87601小时", "太长"),
        ("/", "看不懂时限"),
        ("9" * 500 + "天", "太长"),
    ],
)
def test_what_cannot_be_meant_is_refused_with_what_to_do(written: str, said: str) -> None:
    with pytest.raises(LimitWrong, match=said) as wrong:
        parse_limit(written)
    assert "请" in str(wrong.value) or "最多" in str(wrong.value)


values = st.integers(1, 365_000).map(lambda hundredths: hundredths / 100)
lengths = st.tuples(values, st.sampled_from(sorted(UNITS)))


def natural(length: tuple[float, str]) -> float:
    return length[0] * MINUTES[length[1].rpartition("_")[2]]


@given(lengths)
def test_a_limit_that_is_written_is_read_back(length: tuple[float, str]) -> None:
    phases = (Phase(*length),)
    assert parse_limit(format_limit(phases)) == phases


@given(lengths, lengths)
def test_two_phases_that_are_written_are_read_back(
    one: tuple[float, str], other: tuple[float, str]
) -> None:
    short, long = sorted((one, other), key=natural)
    phases = (Phase(*short, "stopgap"), Phase(*long, "full"))
    assert parse_limit(format_limit(phases)) == phases


@given(st.text(max_size=40) | st.from_regex(r"-?[0-9]{0,12}(\.[0-9]{0,3})?[天日时内个半/ ]{0,4}"))
def test_any_text_is_read_or_refused_with_a_sentence(text: str) -> None:
    try:
        phases = parse_limit(text)
    except LimitWrong as wrong:
        assert str(wrong)
    else:
        assert all(one.value > 0 and one.unit in UNITS for one in phases)
