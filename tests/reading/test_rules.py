"""The language of the vocabulary files."""

import pytest

from reading.rules import RuleSet, parse_rule
from reading.text import Message, Spelling, fold

GROUPS = {"没了": ("没了", "不见"), "地面": ("地上", "路面")}


def matches(line: str, text: str) -> list[tuple[str, ...]]:
    found = RuleSet([parse_rule("井盖", line, GROUPS)]).find(Message.of(text))
    return [tuple(text[s:e] for s, e in match.spans) for match in found]


def test_parts_stand_near_each_other_in_any_order() -> None:
    assert matches("井盖 <没了>", "不见的是井盖") == [("井盖", "不见")]


def test_parts_of_two_sentences_say_nothing_together() -> None:
    assert matches("井盖 <没了>", "看了井盖。人没了") == []


def test_parts_too_far_apart_say_nothing_together() -> None:
    assert matches("井盖 <没了>", "井盖" + "好" * 13 + "没了") == []


def test_an_arrow_wants_the_part_afterwards() -> None:
    assert matches("卖 >煎饼", "煎饼卖") == []
    assert matches("卖 >煎饼", "卖大煎饼") == [("卖", "煎饼")]


def test_a_plus_wants_the_part_directly_behind() -> None:
    assert matches("卖 +煎饼", "卖的煎饼") == [("卖", "煎饼")]
    assert matches("卖 +煎饼", "卖的都是煎饼") == []


def test_a_banned_word_counts_in_its_own_clause_only() -> None:
    assert matches("油烟 !罩", "油烟罩坏") == []
    assert matches("油烟 !罩", "油烟大，罩子坏") == [("油烟",)]


@pytest.mark.parametrize("line", ["井盖 <什么>", "!罩"])
def test_a_rule_that_makes_no_sense_is_refused_by_name(line: str) -> None:
    with pytest.raises(ValueError, match=r"什么|井盖"):
        parse_rule("井盖", line, GROUPS)


def test_folding_keeps_every_position() -> None:
    text = "ＬＥＤ屏，Ｋ歌！ İK"
    assert fold(text).startswith("led屏,k歌!")
    assert len(fold(text)) == len(text)


def test_a_misspelling_is_read_as_what_is_meant() -> None:
    assert Spelling({"占到": "占道"}).mend("又占到了") == "又占道了"


def test_a_correction_of_another_length_is_refused() -> None:
    with pytest.raises(ValueError, match="占到"):
        Spelling({"占到": "占道经营"})
