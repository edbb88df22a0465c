"""Corrections counted per word, and what of a text is kept."""

import pytest

from domain.corrections import Correction, Field, ReadingError, count_errors, without_people


def put_right(
    case: int, read_as: str | None, meant: str, *words: str, text: str = "门口摆摊"
) -> Correction:
    return Correction(case, Field.CATEGORY, read_as, meant, words, text)


def test_the_word_with_the_most_errors_comes_first_and_its_most_frequent_error() -> None:
    errors = count_errors(
        [
            put_right(1, "店外经营", "流动摊贩", "摆"),
            put_right(2, "占道经营", "店外经营", "占道"),
            put_right(3, "店外经营", "占道经营", "摆", "门口", text="旧例"),
            put_right(4, "店外经营", "占道经营", "摆", "门口", text="新例"),
        ]
    )
    assert [(one.word, one.meant, one.times) for one in errors] == [
        ("摆", "占道经营", 2),
        ("摆", "流动摊贩", 1),
        ("门口", "占道经营", 2),
        ("占道", "店外经营", 1),
    ]
    assert errors[0].text == "新例"


def test_a_word_that_a_text_repeats_counts_once() -> None:
    (error,) = count_errors([put_right(1, "店外经营", "占道经营", "摆", "摆")])
    assert error.times == 1


def test_texts_in_which_nothing_was_found_stand_at_the_end_each_for_itself() -> None:
    errors = count_errors(
        [
            put_right(1, None, "暴露垃圾", text="地上全是瓜子皮"),
            put_right(2, None, "暴露垃圾", text="地上全是瓜子皮"),
            put_right(3, None, "暴露垃圾", text="一地的纸壳"),
            put_right(4, "店外经营", "占道经营", "摆"),
        ]
    )
    assert [(one.word, one.text, one.times) for one in errors] == [
        ("摆", "门口摆摊", 1),
        (None, "地上全是瓜子皮", 2),
        (None, "一地的纸壳", 1),
    ]


def test_no_corrections_no_errors() -> None:
    assert count_errors([]) == ()


def test_an_unknown_name_is_told_by_what_was_typed() -> None:
    typed = Correction(1, Field.UNIT, None, "大南中队", ("大楠中队",), "…")
    assert count_errors([typed]) == (
        ReadingError("大楠中队", Field.UNIT, None, "大南中队", 1, "…"),
    )


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("热闹路32号 @wang_dn 处理", "热闹路32号 @… 处理"),
        ("@王队员，快去", "@…，快去"),
        ("@大南中队 王队 处理", "@大南中队 王队 处理"),
        ("电话13800138000", "电话1…"),
        ("单号138001380001", "单号138001380001"),
        ("没有人", "没有人"),
    ],
)
def test_accounts_and_telephone_numbers_of_people_are_not_kept(text: str, kept: str) -> None:
    assert without_people(text, ["大南中队"]) == kept
