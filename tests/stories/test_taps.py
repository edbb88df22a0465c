"""Buttons pressed twice, at once, too late, by strangers; and data that no button ever had."""

import asyncio

from bot.example.town import DANAN, HUANGCHENG, SUPERVISION
from domain.cases import State
from tests.stories.phone import Message
from tests.stories.pictures import fixed
from tests.stories.town import Town

REPORT = "热闹路32号门口占道经营 大南中队2小时内整改"


async def reported(town: Town, text: str = REPORT) -> Message:
    """The card of a case that Zhao has just reported."""
    report = await town.zhao.says(text)
    return await town.zhao.sees("待签收", to=report)


def data_of(message: Message, label: str) -> str:
    """What stands behind a button."""
    (found,) = [
        button["callback_data"]
        for row in message["buttons"]
        for button in row
        if button["text"] == label
    ]
    return str(found)


async def test_of_two_who_press_at_once_one_wins_and_the_other_hears_who(any_town: Town) -> None:
    town = any_town
    card = await reported(town)
    ours = await town.wang.at(DANAN).sees("1121-001")
    answers = await asyncio.gather(
        town.wang.taps("签收", on=card), town.li.at(DANAN).taps("签收", on=ours)
    )
    won = [answer for answer in answers if "前完成" in answer]
    lost = [answer for answer in answers if "已经由" in answer]
    assert len(won) == len(lost) == 1, answers
    case = await town.case()
    assert case.state is State.HANDLING
    assert ("王队员" in lost[0]) == ("前完成" in answers[0])


async def test_two_supervisors_who_check_at_once_close_the_case_once(any_town: Town) -> None:
    town = any_town
    card = await reported(town)
    await town.wang.replies(card, "已整改", photo=fixed())
    plate = await town.zhao.sees("请核查", button="通过")
    answers = await asyncio.gather(
        *(person.taps("通过", on=plate) for person in (town.zhao, town.qian, town.sun))
    )
    assert sorted(answer == "已结案。" for answer in answers) == [False, False, True]
    assert sum("已经由" in answer for answer in answers) == 2, answers


async def test_a_button_pressed_twice_by_the_same_person_says_that_it_is_done(town: Town) -> None:
    card = await reported(town)
    await town.wang.taps("签收", on=card)
    assert "已经由 王队员 签收" in await town.wang.forges(data_of(card, "签收"), card)


async def test_buttons_of_a_closed_case_say_that_it_is_closed(town: Town) -> None:
    card = await reported(town)
    await town.wang.replies(card, "已整改", photo=fixed())
    await town.zhao.taps("通过")
    await town.zhao.sees_again(card, "已结案")
    for label in ("签收", "不是案件"):
        assert "已经结案" in await town.wang.forges(data_of(card, label), card)


async def test_an_old_plate_does_not_pass_a_newer_proof(town: Town) -> None:
    card = await reported(town)
    await town.wang.replies(card, "已整改", photo=fixed())
    old = await town.zhao.sees("请核查", button="通过")
    await town.zhao.replies(old, "返工，还有两个摊位")
    await town.zhao.sees_again(card, "第2次整改")
    await town.wang.replies(card, "已整改", photo=fixed(seed=2))
    await town.zhao.sees("请核查", after=old)
    assert "请看最新" in await town.zhao.forges(data_of(old, "通过"), old)
    assert (await town.case()).state is State.CHECKING


async def test_a_reply_to_an_old_plate_does_not_pass_a_newer_proof(town: Town) -> None:
    card = await reported(town)
    await town.wang.replies(card, "已整改", photo=fixed())
    old = await town.zhao.sees("请核查", button="通过")
    await town.zhao.replies(old, "返工，还有两个摊位")
    await town.zhao.sees_again(card, "第2次整改")
    await town.wang.replies(card, "已整改", photo=fixed(seed=2))
    await town.zhao.sees("请核查", after=old)
    word = await town.zhao.replies(old, "通过")
    await town.zhao.sees("请看最新", to=word)
    assert (await town.case()).state is State.CHECKING


async def test_forged_data_is_answered_and_does_nothing(town: Town) -> None:
    card = await reported(town)
    for data in ("", "x", "1|a", "1|a|99999999999999999999", "1|a|1|2", "1|p|1 OR 1=1", "1|a|１"):
        answer = await town.wang.forges(data, card)
        assert "按钮" in answer, (data, answer)
    assert (await town.case()).version == 1


async def test_another_cases_id_under_a_card_is_refused(town: Town) -> None:
    card = await reported(town)
    await reported(town, "文化路8号暴露垃圾 大南中队今天清理")
    assert "没有这个案件" in await town.wang.forges("1|a|2", card)
    assert "没有这个案件" in await town.wang.forges("1|a|777", card)
    assert {case.state for case in await town.cases()} == {State.DISPATCHED}


async def test_arguments_that_no_button_offers_are_refused(town: Town) -> None:
    card = await reported(town)
    for data in ("1|r|1|because", "1|c|1|无此类别", "1|t|1|5", "1|m|1|nowhere", "1|v|1|fun"):
        assert "按钮太旧" in await town.sun.forges(data, card), data
    assert "没有叫" in await town.sun.forges("1|s|1|4242", card)
    assert (await town.case()).version == 1


async def test_a_format_of_the_future_or_the_past_is_answered(town: Town) -> None:
    card = await reported(town)
    assert "按钮太旧" in await town.wang.forges("0|a|1", card)
    assert "按钮太旧" in await town.wang.forges("9|a|1", card)


async def test_a_card_of_another_chat_opens_nothing_here(town: Town) -> None:
    card = await reported(town)
    theirs = await town.wang.at(DANAN).sees("1121-001")
    await town.zhao.says("小东路11号暴露垃圾 皇城中队")
    there = await town.zhou.at(HUANGCHENG).sees("1121-002")
    assert "没有这个案件" in await town.zhou.at(HUANGCHENG).forges(data_of(theirs, "签收"), there)
    assert card["chat_id"] == SUPERVISION


async def test_a_stranger_who_taps_is_told_that_it_is_not_his(town: Town) -> None:
    await town.post("/people", id=2003, first_name="路人")
    everybody = [1001, 1002, 1003, 1004, 1005, 1006, 1007, 1008, 2003]
    await town.patch(f"/chats/{SUPERVISION}", members=everybody)
    card = await reported(town)
    stranger = town.person(2003)
    assert "不是你单位" in await stranger.taps("签收", on=card)
    assert "只能由" in await stranger.taps("更多", on=card)
    assert (await town.case()).version == 1
