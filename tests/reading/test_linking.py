"""Which verb and which thing belong to a number, where a rule would take the wrong ones."""

import pytest

from bench.links import links
from reading.clauses import Clauses, Spans
from reading.counting import tally
from reading.learned import YES


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("检查餐饮店30家，其中5家未分类", ("发现", "未分类", 5)),
        ("受理投诉83件，办结79件", ("办结", "投诉", 79)),
        ("督查95家小店，其中3家未消毒，4家垃圾桶未密闭", ("发现", "垃圾桶未密闭", 4)),
        ("核了412个案子，打回14个", ("打回", "案子", 14)),
        ("大南中队8人2车，清理店外经营12处", ("出动", "车辆", 2)),
        ("飞线充电剪除7处，毁绿种菜劝退2户", ("劝退", "毁绿种菜", 2)),
        ("清理占道经营29起、流动售卖31起", ("清理", "流动售卖", 31)),
    ],
)
def test_what_was_done_to_what(text: str, expected: tuple[str, str, float]) -> None:
    assert expected in [(one.action, one.item, one.value) for one in tally(text)]


def test_of_two_that_say_the_same_the_nearer_teaches() -> None:
    counted = {"kind": "result", "action": "清理", "value": 1, "unit": ""}
    row = {
        "sentence": "清理小广告20张，清理横幅3条",
        "tallies": [
            counted | {"item": "小广告", "raw": "20张"},
            counted | {"item": "横幅", "raw": "3条"},
        ],
    }
    told = [(seen[0], is_it) for seen, is_it in links([row]) if seen[0].startswith("a:")]
    # One clause and one number further on stands the same verb.
    assert told == [("a:b000", YES), ("a:b000", YES)]


def test_clauses_and_sentences_begin_behind_their_marks() -> None:
    clauses = Clauses("清理3处,拆除2块。收缴1个")
    assert [clauses.clause(at) for at in (0, 4, 5, 12)] == [0, 0, 5, 10]
    assert (clauses.sentence(7), clauses.next_sentence(7)) == (0, 10)
    assert (clauses.next_clause(1), clauses.next_clause(12)) == (5, 14)
    assert clauses.ends(0, 12) == 2


def test_spans_are_found_nearest_first() -> None:
    spans = Spans([(0, 2), (4, 6), (8, 10), (12, 13)])
    assert spans.before(0, 8, 4) == [(4, 6), (0, 2)]
    assert spans.before(0, 5, 4) == [(0, 2)]
    assert spans.behind(7, 13, 1) == [(8, 10)]
    assert spans.within(4, 12) == 2
