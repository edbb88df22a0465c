"""Bad weather: Telegram says 429, answers 5xx, loses connections; the bot stops and starts."""

import pytest

from bot.app import App
from bot.example.town import DANAN, SUPERVISION
from bot.lock import AlreadySpeaking
from domain.cases import State
from tests.stories.phone import Message, words
from tests.stories.pictures import fixed, problem
from tests.stories.town import Town

REPORT = "热闹路32号门口占道经营 大南中队2小时内整改"


async def reported(town: Town, text: str = REPORT) -> Message:
    """The card of a case that Zhao has just reported."""
    report = await town.zhao.says(text)
    return await town.zhao.sees("待签收", to=report)


async def test_a_chat_that_is_told_to_wait_waits_and_others_do_not(town: Town) -> None:
    await town.faults(method="sendMessage", count=1, retry_after=1, chat_id=SUPERVISION)
    report = await town.zhao.says(REPORT)
    await town.wang.at(DANAN).sees("1121-001")
    await town.zhao.sees("1121-001", to=report)
    assert len(await town.zhao.hears()) == 1


async def test_a_server_that_fails_now_and_then_loses_nothing(town: Town) -> None:
    await town.faults(method="sendMessage", count=2, status=502)
    await town.faults(method="editMessageText", count=1, status=500)
    card = await reported(town)
    await town.wang.taps("签收")
    await town.zhao.sees_again(card, "处置中")
    assert len(await town.zhao.hears()) == 1


async def test_a_connection_that_breaks_before_the_message_was_sent_sends_it_again(
    town: Town,
) -> None:
    await town.faults(method="sendMessage", count=1, drop="before")
    await reported(town)
    assert len(await town.zhao.hears()) == 1


async def test_a_message_whose_fate_is_unknown_comes_twice_rather_than_never(town: Town) -> None:
    await town.faults(method="sendMessage", count=1, drop="after", chat_id=SUPERVISION)
    await town.zhao.says(REPORT)
    await town.quiet()
    first, second = await town.zhao.hears()
    assert "1121-001" in words(first)
    assert "1121-001" in words(second)
    await town.wang.taps("签收", on=first)
    await town.zhao.sees_again(first, "处置中")
    await town.zhao.sees_again(second, "另一张卡片")
    assert (await town.case()).state is State.HANDLING


async def test_a_question_whose_fate_is_unknown_is_answered_on_either_copy(town: Town) -> None:
    await town.faults(method="sendMessage", count=1, drop="after", chat_id=SUPERVISION)
    await town.zhao.says("占道经营 大南中队2小时内整改")
    await town.quiet()
    first, _second = await town.zhao.hears()
    await town.zhao.taps("热闹路", on=first)
    await town.zhao.sees("1121-001", "📍 热闹路")


async def test_updates_that_come_twice_or_out_of_order_count_once(any_town: Town) -> None:
    town = any_town
    await town.faults(method="getUpdates", count=3, updates="duplicate")
    card = await reported(town)
    await town.wang.replies(card, "收到")
    await town.zhao.sees_again(card, "处置中")
    await town.quiet()
    assert len(await town.cases()) == 1
    assert (await town.case()).version == 2


async def test_a_photo_that_cannot_be_fetched_at_first_is_fetched_later(town: Town) -> None:
    card = await reported(town)
    await town.quiet()
    await town.faults(method="getFile", count=1, status=500)
    await town.wang.replies(card, "已整改", photo=fixed())
    await town.zhao.sees_again(card, "待核查")
    await town.zhao.sees("请核查", button="通过")


async def test_a_bot_stopped_in_mid_day_loses_nothing(any_town: Town) -> None:
    town = any_town
    card = await reported(town)
    await town.wang.taps("签收")
    await town.zhao.sees_again(card, "处置中")
    await town.stop_bot()
    await town.wang.replies(card, "已整改", photo=fixed())
    another = await town.qian.says("小东路11号暴露垃圾 皇城中队今天清理")
    await town.start_bot()
    plate = await town.zhao.sees("1121-001", "请核查", button="通过")
    await town.qian.sees("1121-002", "皇城中队", to=another)
    await town.restart()
    assert await town.zhao.taps("通过", on=plate) == "已结案。"
    await town.zhao.sees_again(card, "已结案")
    assert len(await town.zhao.hears()) == 3


async def test_a_question_outlives_a_restart(town: Town) -> None:
    await town.zhao.posts(problem())
    await town.advance(seconds=30)
    await town.restart()
    await town.advance(seconds=61)
    question = await town.zhao.sees("收到照片")
    await town.restart()
    await town.zhao.replies(question, "热闹路32号门口占道经营 大南中队2小时内整改")
    await town.zhao.sees("1121-001", "热闹路32号门口")


async def test_a_second_process_on_the_same_file_refuses_with_a_sentence(town: Town) -> None:
    second = App(town.settings)
    with pytest.raises(AlreadySpeaking):
        await second.start()
    assert "另一个督办进程" in (AlreadySpeaking.__doc__ or "")
    await reported(town)
