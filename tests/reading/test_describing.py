"""What is wrong, by what a report says and what it only mentions."""

import pytest

from reading.describing import by_clause
from reading.learned import learned
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


def test_each_clause_of_a_folded_text_is_heard_alone() -> None:
    model = learned("categories")
    assert by_clause("路灯不亮", model) == []
    assert by_clause("Ⓟ,路灯不亮!Ⓤ", model) == []
    clauses = by_clause("路灯不亮,井盖翘起来了", model)
    assert [max(one, key=one.__getitem__) for one in clauses] == ["路灯故障", "井盖缺损"]


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        ("树坑里全是烟头，旁边路灯也不亮，北大街", {"绿地脏乱", "路灯故障"}),
        ("兵站巷路灯不亮，井盖也翘起来了", {"路灯故障", "井盖缺损"}),
        ("店外摆桌子，油烟直往楼上灌，幸福路烧鸽子", {"店外经营", "油烟污染"}),
    ],
)
def test_problems_of_several_clauses_are_all_named(text: str, problems: set[str]) -> None:
    assert set(read(text, now=NOW).categories) == problems
