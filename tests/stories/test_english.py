"""A bureau that set English: reports, answers and cards in English words."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from domain.cases import State
from tests.stories.phone import labels, words
from tests.stories.pictures import fixed, problem
from tests.stories.town import Town

REPORT = "Vendors blocking the pavement at 32 Renao Road, Danan Squad within 2 hours"


async def in_english(town: Town) -> Town:
    """The same town, whose bot was told to speak English."""
    town.locale = "en"
    await town.restart()
    return town


@pytest.fixture
async def bureau(town: Town) -> AsyncIterator[Town]:
    yield await in_english(town)


async def test_a_case_lives_in_english_words(any_town: Town) -> None:
    town = await in_english(any_town)
    report = await town.zhao.posts(problem(), text=REPORT)
    card = await town.zhao.sees("1121-001", "street trading", "to be accepted", to=report)
    assert "32 Renao Road" in words(card)
    assert "by today 12:00 (2 h left)" in words(card)

    await town.wang.replies(card, "on it")
    await town.zhao.sees_again(card, "in handling", "accepted by 王队员")
    proof = await town.wang.replies(card, "done, cleaned up", photo=fixed())
    plate = await town.zhao.sees("street trading", "please check", button="Pass", to=proof)
    await town.zhao.replies(plate, "looks good, close it")
    await town.zhao.sees_again(card, "closed", "passed by 赵督查")
    assert len(await town.zhao.hears()) == 2


@pytest.mark.parametrize("name", ["README.md", "README.zh.md"])
def test_the_readme_tells_these_words(name: str) -> None:
    text = (Path(__file__).parents[2] / name).read_text("utf-8")
    for said in (REPORT, "on it", "done", "looks good, close it"):
        assert f"`{said}`" in text


async def test_what_is_not_clean_is_done_again(bureau: Town) -> None:
    await bureau.zhao.posts(problem(), text=REPORT)
    card = await bureau.zhao.sees("1121-001")
    await bureau.wang.replies(card, "Done", photo=fixed())
    plate = await bureau.zhao.sees("please check")
    await bureau.zhao.replies(plate, "not clean, redo")
    await bureau.zhao.sees_again(card, "in handling", "sent back: not clean, redo")


async def test_done_without_a_photo_is_not_done(bureau: Town) -> None:
    await bureau.zhao.posts(problem(), text=REPORT)
    card = await bureau.zhao.sees("1121-001")
    await bureau.wang.replies(card, "all cleaned up")
    await bureau.zhao.sees("without one it is not done")
    assert (await bureau.case()).state is not State.CHECKING


async def test_a_unit_gives_a_case_back_and_it_is_sent_on(bureau: Town) -> None:
    await bureau.zhao.posts(problem(), text=REPORT)
    card = await bureau.zhao.sees("1121-001")
    await bureau.wang.replies(card, "not ours, it belongs to Huangcheng Squad")
    await bureau.sun.sees_again(card, "to be dispatched", "belongs to Huangcheng Squad")
    await bureau.sun.replies(card, "assign it to Huangcheng Squad")
    await bureau.sun.sees_again(card, "to be accepted", "皇城中队")


async def test_the_reporter_puts_the_place_right(bureau: Town) -> None:
    await bureau.zhao.posts(problem(), text=REPORT)
    card = await bureau.zhao.sees("1121-001")
    await bureau.zhao.replies(card, "wrong place, should be 14 Oak Street")
    await bureau.zhao.sees_again(card, "📍 14 Oak Street")


async def test_chatter_makes_no_case(bureau: Town) -> None:
    for text in ("Thanks everyone!", "anyone up for lunch?", "no issues found on patrol", "ok"):
        await bureau.zhao.says(text)
    assert await bureau.zhao.hears() == []
    await bureau.zhao.says(REPORT)
    await bureau.zhao.sees("1121-001", "32 Renao Road")
    assert len(await bureau.cases()) == 1


async def test_counts_of_work_are_told_in_the_digest(bureau: Town) -> None:
    await bureau.wang.says("cleared 12 stalls, 8 posters")
    await bureau.wang.says("Today we cleared 3 stalls and towed 2 cars")
    await bureau.to("18:00")
    await bureau.zhao.sees("cleared 15 stalls", "cleared 8 posters", "towed 2 cars")


async def test_a_missing_category_is_asked_for_in_english(bureau: Town) -> None:
    report = await bureau.zhao.posts(problem(), text="32 Renao Road, Danan Squad please look today")
    question = await bureau.zhao.sees("What kind of problem", to=report)
    assert "street trading" in labels(question)
    await bureau.zhao.replies(question, "overflowing bin")
    await bureau.zhao.sees("1121-001", "overflowing bin", "32 Renao Road")
    assert (await bureau.case()).category == "垃圾满溢"


async def test_a_tapped_category_is_said_in_english(bureau: Town) -> None:
    await bureau.zhao.posts(problem(), text="32 Renao Road, Danan Squad please look today")
    question = await bureau.zhao.sees("What kind of problem")
    await bureau.zhao.taps("dumped rubbish", on=question)
    await bureau.zhao.sees_again(question, "✔️ dumped rubbish")
    await bureau.zhao.sees("1121-001", "dumped rubbish")


async def test_cases_to_choose_from_are_named_in_english(bureau: Town) -> None:
    first, second = "1. Vendors on the pavement, 3 Oak Street", "2. Bin overflowing, 8 Oak Street"
    text = f"{first}, Danan Squad\n{second}, Danan Squad"
    report = await bureau.zhao.says(text)
    await bureau.zhao.sees("1121-002", "overflowing bin", to=report)
    await bureau.wang.posts(fixed(), text="done")
    which = await bureau.wang.sees("Which case")
    assert labels(which) == [
        "1121-001 street trading 3 Oak Street",
        "1121-002 overflowing bin 8 Oak Street",
    ]
