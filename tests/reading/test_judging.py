"""How likely each intent is: by the pieces of a text, by their order, and by what is beside it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reading import judging
from reading.acts import rule
from reading.findings import find
from reading.model import EMPTY, NO_CONTEXT, Context
from reading.reader import read
from tests.reading.cast import NOW


def chances(text: str, context: Context = NO_CONTEXT) -> dict[str, float]:
    found = find(text, NOW, EMPTY)
    return judging.chances(found, rule(found, context), context)


@given(st.text(max_size=40))
def test_of_any_text_the_chances_of_all_intents_make_one(text: str) -> None:
    likely = chances(text)
    assert all(0 <= chance <= 1 for chance in likely.values())
    assert sum(likely.values()) == pytest.approx(1)


@pytest.mark.parametrize(
    ("text", "is_report"),
    [
        ("昨天修好的路灯今天又黑了", True),
        ("昨天黑了的路灯今天又修好了", False),
    ],
)
def test_the_order_of_the_words_counts(text: str, *, is_report: bool) -> None:
    assert (chances(text)["report"] >= judging.ENOUGH) is is_report


@pytest.mark.parametrize(
    ("text", "is_report"),
    [
        ("市容巡查三组报:虎踞关,流浪犬四只,追咬路人", True),
        ("城西汽车站盲道电驴摆正69台，拖移3台，宣传11人", False),
        ("没有占道，是店外", True),
        ("没有占道，是风大", False),
        ("没有占道经营，是店外经营，已整改", False),
        ("不是投诉，是表扬：占道经营治理得好", False),
        ("不是我们不管，是流动摊贩太多", False),
        ("没有发现占道，是误报，小广告也清完了", False),
    ],
)
def test_numbers_and_denials_do_not_hide_a_report(text: str, *, is_report: bool) -> None:
    assert read(text, now=NOW).is_report is is_report


def test_of_many_words_the_network_is_not_surer_than_of_as_many_as_it_learnt_from() -> None:
    long = "早上好，今天天气不错，大家辛苦了，周末愉快，" * 12
    by_all, by_pieces = (
        chances(long),
        judging.by_pieces(found := find(long, NOW, EMPTY), rule(found, NO_CONTEXT)),
    )
    assert max(by_all, key=by_all.__getitem__) == max(by_pieces, key=by_pieces.__getitem__)
    assert by_all["report"] < judging.ENOUGH
    assert not read("请尽快处理一下，" * 500, now=NOW).categories


def test_who_sends_a_photo_rather_reports_and_who_replies_rather_does_not() -> None:
    plain = chances("三洞桥西那边")["report"]
    assert chances("三洞桥西那边", Context(has_photo=True))["report"] > plain
    assert chances("三洞桥西那边", Context(reply_to="card"))["report"] < plain


@pytest.mark.parametrize(
    ("text", "is_report"),
    [
        ("步行街出店经营7家", True),
        ("清理步行街出店经营7家", False),
        ("步行街出店经营7家 小东路乱贴2处 劝走了", False),
        ("早上五点多就把鱼市口的水产摊往里劝了又劝，收走堵路水箱4个，洗了一条街", False),
        ("文艺路 劝阻店外搭台唱戏1家 收地毯两卷 关射灯3盏", False),
        ("文艺路 店外搭台唱戏1家，请大南中队劝阻", True),
    ],
)
@pytest.mark.parametrize("has_photo", [False, True])
def test_who_tells_what_was_done_reports_nothing(
    text: str, *, is_report: bool, has_photo: bool
) -> None:
    assert read(text, now=NOW, context=Context(has_photo=has_photo)).is_report is is_report
