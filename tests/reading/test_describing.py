"""What is wrong, by what a report says and what it only mentions."""

import pytest

from reading.lexicon import lexicon
from reading.reader import read
from tests.reading.cast import NOW


@pytest.mark.parametrize(
    "text",
    ["热闹路32号井盖旁边有人摆摊卖菜", "热闹路32号井盖旁边有人摆摊卖菜，大南中队今天派人看看"],
)
def test_what_only_says_where_is_no_problem(text: str) -> None:
    reading = read(text, now=NOW)
    assert "井盖缺损" not in reading.categories
    assert reading.severity == "normal"


def test_the_name_of_a_problem_is_a_report_of_it() -> None:
    names = set(lexicon().categories)
    assert {n for n in names if read(f"热闹路32号 {n}", now=NOW).categories != (n,)} == set()
