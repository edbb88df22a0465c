"""Which words speak for one category of several."""

from reading.explain import words_for


def test_only_the_words_of_the_category_are_told() -> None:
    why = ("占道经营", "满溢", "整改")
    assert words_for("占道经营", why) == ("占道经营",)
    assert words_for("垃圾满溢", why) == ("满溢",)


def test_a_misspelt_word_is_told_as_it_was_typed() -> None:
    assert words_for("占道经营", ("占到经营", "整改")) == ("占到经营",)


def test_all_words_are_told_where_none_stands_in_the_vocabulary() -> None:
    assert words_for("占道经营", ("husks", "ground")) == ("husks", "ground")
