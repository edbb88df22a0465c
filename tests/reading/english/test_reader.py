"""The English reader as a whole: what always holds, and how fast it is."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reading.counting import tally
from reading.gazetteer import KnownPlace
from reading.lexicon import lexicon
from reading.model import EMPTY, Context, Directory, KnownUnit
from reading.reader import read
from tests.reading.cast import NOW
from texts import sentences

TOWN = Directory(
    units=(KnownUnit("North Squad", ("North",), ("Mill Road",)),),
    places=(KnownPlace("the Shambles"),),
)
WORDS = st.sampled_from(
    [
        *("12", "Oak", "Street", "corner of", "and", "3rd Ave", "outside", "the school", "block 4"),
        *("vendors", "on the pavement", "rubbish", "manhole cover", "missing", "no", "again"),
        *("within 2 hours", "by Friday", "by 5 pm", "today", "March 5 17:00", "for 3 days"),
        *("North Squad", "@north-li", "parks dept", "please", "done", "thanks", "not ours"),
        *("cleared", "12 stalls", ",", ".", ":", "?", "\n", "’s", "大南中队", "👍", "İ", "ﬀ", "1."),
    ]
)
TEXTS = st.one_of(
    st.text(alphabet=st.characters(codec="latin-1"), max_size=200),
    st.lists(WORDS, max_size=30).map(" ".join),
)


@given(TEXTS, st.sampled_from([EMPTY, TOWN]), st.sampled_from([None, "card"]))
@settings(max_examples=300)
def test_any_text_gets_an_answer_that_stands_in_it(
    text: str, directory: Directory, reply_to: str | None
) -> None:
    context = Context(reply_to=reply_to)
    reading = read(text, now=NOW, directory=directory, context=context)
    for part in (*reading.addresses, reading.address, reading.unit, reading.deadline.raw):
        assert part is None or (part and part in text)
    assert 0 <= reading.confidence <= 1
    assert reading == read(text, now=NOW, directory=directory, context=context)
    assert all(one.raw in text and one.value >= 0 for one in tally(text))


@pytest.mark.parametrize(
    "piece",
    [
        "vendors on the pavement at 12 Oak Street, ",
        "Oak ",
        "Street ",
        "the ",
        "outside the ",
        "block 4, ",
        "and 3rd Ave ",
        "by 5 pm ",
        "within ",
        "rubbish ",
        "no ",
        "cleared 12 stalls ",
        "@a",
        "a",
        "a, ",
        "A ",
        "1 ",
    ],
)
def test_a_hundred_kilobytes_take_less_than_a_second(piece: str) -> None:
    text = "Oak Street " + piece * (100_000 // len(piece))
    read("Oak Street", now=NOW)
    started = time.process_time()
    read(text, now=NOW)
    tally(text)
    assert time.process_time() - started < 2  # one second, and as much again for a busy machine


def test_an_answer_is_printed_in_the_words_of_the_labels() -> None:
    text = "Vendors on the pavement, 12 Mill Road, North Squad within 2 hours"
    assert read(text, now=NOW, directory=TOWN).to_json() == {
        "text": text,
        "is_report": True,
        "intent": "report",
        "act": "report",
        "categories": ["占道经营"],
        "address": "12 Mill Road",
        "unit": "North Squad",
        "unit_name": "North Squad",
        "deadline": {
            "kind": "relative",
            "due": "2021-03-03T11:30:00+08:00",
            "raw": "within 2 hours",
        },
        "severity": "normal",
    }


def test_an_answer_says_which_words_led_to_it() -> None:
    assert "manhole cover" in read("the manhole cover on Mill Road is missing", now=NOW).why


@pytest.mark.parametrize("name", sorted(lexicon().categories))
def test_a_category_is_read_from_its_english_name(name: str) -> None:
    said = sentences("en")[f"words.category.{name}"]
    assert read(f"{said}, 12 Oak Street", now=NOW).categories == (name,)
