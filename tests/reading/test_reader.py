"""The reader as a whole: what always holds, and how fast it is."""

import json
import subprocess
import sys
import time
from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reading.addressing import LONGEST_PLACE
from reading.model import EMPTY, Context, Directory
from reading.numbered import split_numbered
from reading.reader import read
from reading.work import tally
from tests.reading.cast import BUREAU, FIELDS, NOW

WORDS = st.sampled_from(
    [
        *("中街路", "32号", "门口", "占道经营", "大南中队", "垃圾", "井盖", "没了", "乱扔乱写"),
        *("2小时内", "明早八点前", "本周五", "3月5日", "没有", "不是", "已清理", "收到", "谢谢"),
        *("通知：", "清理", "80处", "@园林", "对", "进行", "检查", "在", "的", "，", "。", "、"),
        *("\n", "1.", "2.", "①", "🔴", "ＡＢ", "İ"),
    ]
)
TEXTS = st.one_of(st.text(max_size=200), st.lists(WORDS, max_size=30).map("".join))


@given(TEXTS, st.sampled_from([EMPTY, BUREAU]), st.booleans())
@settings(max_examples=300)
def test_any_text_gets_an_answer_that_stands_in_it(
    text: str, directory: Directory, photo: bool
) -> None:
    context = Context(has_photo=photo)
    reading = read(text, now=NOW, directory=directory, context=context)
    for part in (*reading.addresses, reading.address, reading.unit, reading.deadline.raw):
        assert part is None or (part and part in text)
    assert set(reading.to_json()) == FIELDS
    assert 0 <= reading.confidence <= 1
    assert reading == read(text, now=NOW, directory=directory, context=context)


def test_an_address_is_no_longer_than_places_are() -> None:
    heap = "101室3单元第三根A座32号" * 60 + "占道经营"
    reading = read(heap, now=NOW, context=Context(has_photo=True))
    assert all(len(place) <= LONGEST_PLACE for place in (*reading.addresses, reading.address or ""))


@given(TEXTS)
@settings(max_examples=200)
def test_any_text_can_be_counted_and_split(text: str) -> None:
    for one in tally(text):
        assert one.raw in text
        assert one.value >= 0
    assert split_numbered(text)


def test_the_answer_is_printed_as_the_design_says() -> None:
    reading = read("热闹路15号占道经营 大南中队2小时内整改", now=NOW, directory=BUREAU)
    assert json.loads(json.dumps(reading.to_json())) == {
        "text": "热闹路15号占道经营 大南中队2小时内整改",
        "is_report": True,
        "intent": "report",
        "act": "report",
        "categories": ["占道经营"],
        "address": "热闹路15号",
        "unit": "大南中队",
        "unit_name": "大南中队",
        "deadline": {"kind": "relative", "due": "2021-03-03T11:30:00+08:00", "raw": "2小时内"},
        "severity": "normal",
    }


def test_an_answer_says_which_words_led_to_it() -> None:
    reading = read("中街路 下水口的盖子不见了", now=NOW)
    assert any("盖子" in word for word in reading.why)


def test_a_naive_now_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        read("占道经营", now=datetime(2021, 3, 3))  # noqa: DTZ001


@pytest.mark.parametrize(
    "piece",
    [
        "占道经营中街路32号",
        "1",
        "乱",
        "垃圾",
        "对1家",
        "清理1处",
        "1-",
        "大南街",
        "没有",
        "3月",
        "a",
        "，",
        "@园",
    ],
)
def test_a_hundred_kilobytes_take_less_than_a_second(piece: str) -> None:
    text = piece * (100_000 // len(piece.encode()))
    read("中街路", now=NOW)
    started = time.process_time()
    read(text, now=NOW)
    tally(text)
    split_numbered(text)
    assert time.process_time() - started < 2  # one second, and as much again for a busy machine


def test_the_vocabulary_is_loaded_in_a_moment() -> None:
    program = (
        "import time; t = time.process_time()\n"
        "from reading.lexicon import lexicon; lexicon()\n"
        "print(time.process_time() - t)"
    )
    seconds = [
        float(
            subprocess.run([sys.executable, "-c", program], check=True, capture_output=True).stdout
        )
        for _ in range(3)
    ]
    assert min(seconds) < 0.3
