"""Every sentence, in every language, and nothing a person typed can break one."""

from datetime import timedelta
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from operations.viewing import View
from tests.domain.factory import NOW, SHANGHAI
from texts import LOCALES, Texts, sentences

ZH, EN = Texts("zh", SHANGHAI), Texts("en", SHANGHAI)


def a_view(**facts: object) -> View:
    known: dict[str, object] = dict.fromkeys(View.__dataclass_fields__, "")
    known |= {
        "number": "1121-007",
        "light": "🔴",
        "category": "占道经营",
        "state": "dispatched",
        "state_word": "待签收",
        "place": "中街路32号门口",
        "unit": "大南中队",
        "mentions": (Markup("@wang"),),
        "dispatchers": (),
        "due": "今天 18:30",
        "remaining": "剩 2 小时",
        "reporter": "赵督查",
        "reported_clock": "16:28",
        "round": 0,
    }
    return View(**(known | facts))  # type: ignore[arg-type]


def test_a_card_reads_as_people_expect() -> None:
    assert ZH.say("cards.card", cases=[a_view()]) == (
        "🔴 <b>1121-007</b> 占道经营 · 待签收\n"
        "📍 中街路32号门口\n"
        "👥 大南中队 @wang\n"
        "⏰ 今天 18:30 前（剩 2 小时）\n"
        "赵督查 16:28 上报"
    )


def test_a_card_of_several_cases_keeps_them_apart() -> None:
    text = ZH.say("cards.card", cases=[a_view(), a_view(number="1121-008")])
    assert text.count("\n\n") == 1
    assert "上报\n\n🔴 <b>1121-008</b>" in text


def test_a_plate_names_who_is_asked() -> None:
    seen = a_view(state="checking", used="52 分钟")
    text = ZH.say(
        "cards.plate",
        c=seen,
        current=True,
        older=False,
        reason="",
        askers=[Markup("@zhao")],
        warnings=[],
    )
    assert text.splitlines()[0] == (
        "🔵 <b>1121-007</b> 占道经营 大南中队已反馈，用时 52 分钟 @zhao 请核查"
    )


@given(st.text(max_size=200))
def test_what_people_type_cannot_forge_markup(typed: str) -> None:
    text = ZH.say("cards.card", cases=[a_view(place=typed)])
    inside = text.split("📍 ", 1)[1].rsplit("\n👥", 1)[0]
    assert "<" not in inside
    assert unescape(inside).strip() == typed.replace("\r\n", "\n").strip() or "\r" in typed


@pytest.mark.parametrize("locale", LOCALES)
def test_every_language_says_the_same_things(locale: str) -> None:
    assert set(sentences(locale)) == set(sentences("zh"))


@pytest.mark.parametrize(
    ("minutes", "said"),
    [(0, "0 分钟"), (52, "52 分钟"), (60, "1 小时"), (125, "2 小时 5 分钟"), (1500, "1 天 1 小时")],
)
def test_spans_are_told_in_their_two_largest_units(minutes: int, said: str) -> None:
    assert ZH.span(timedelta(minutes=minutes)) == said


def test_times_are_told_as_people_say_them() -> None:
    assert ZH.when(NOW, NOW) == "今天 10:00"
    assert ZH.when(NOW + timedelta(days=1), NOW) == "明天 10:00"
    assert ZH.when(NOW + timedelta(days=9), NOW) == "11月30日 10:00"
    assert EN.when(NOW + timedelta(days=9), NOW) == "30/11 10:00"


def test_plain_words_carry_no_markup() -> None:
    said = ZH.plain("cards.question.photo", who="<b>王</b> & 李", number="1121-007")
    assert said.startswith("📷 <b>王</b> & 李 1121-007")
