"""Late is told before it happens, merged for a unit, and never at night unless it is dangerous."""

from dataclasses import replace
from datetime import time

from bot.example.town import DANAN, SUPERVISION
from db import chats
from domain.people import QuietHours
from tests.stories.phone import Message, words
from tests.stories.pictures import fixed, problem
from tests.stories.town import Town

REPORT = "热闹路32号门口占道经营 大南中队2小时内整改"


async def reported(town: Town, text: str = REPORT) -> Message:
    """The card of a case that Zhao has just reported."""
    report = await town.zhao.says(text)
    return await town.zhao.sees("待签收", to=report)


def told(messages: list[Message], part: str) -> list[str]:
    """The messages that say it."""
    return [words(one) for one in messages if part in words(one)]


async def test_the_unit_is_warned_at_four_fifths_and_urged_when_due(any_town: Town) -> None:
    town = any_town
    card = await reported(town)
    await town.wang.taps("签收", on=card)
    ours = town.wang.at(DANAN)
    await town.advance(minutes=95)
    assert told(await ours.hears(), "快到时限") == []
    await town.advance(minutes=2)
    warning = await ours.sees("大南中队", "快到时限", "1121-001", "wang_dn")
    assert "催办" not in words(warning)
    await town.advance(minutes=24)
    # A unit is reminded at most once in half an hour.
    assert told(await ours.hears(), "催办") == []
    await town.advance(minutes=7)
    urged = await ours.sees("催办", "1121-001", "已到时限")
    assert "@li_dn" in words(urged)
    await town.zhao.sees_again(card, "已超")
    assert told(await town.zhao.hears(), "催办") == []


async def test_a_unit_without_a_group_is_told_where_the_report_stands(town: Town) -> None:
    await reported(town, "热闹路32号门口占道经营 示范环卫所2小时内整改")
    await town.advance(minutes=97)
    await town.zhao.sees("示范环卫所", "快到时限", "1121-001")


async def test_reminders_of_one_unit_are_one_message(town: Town) -> None:
    await reported(town)
    await reported(town, "文化路8号暴露垃圾 大南中队2小时内清理")
    await reported(town, "小东路11号占道经营 皇城中队2小时内整改")
    await town.advance(minutes=121)
    ours = await town.wang.at(DANAN).hears()
    (urged,) = told(ours, "催办")
    assert "1121-001" in urged
    assert "1121-002" in urged
    assert "1121-003" not in urged


async def test_what_is_done_in_time_is_never_urged(town: Town) -> None:
    card = await reported(town)
    await town.advance(minutes=60)
    await town.wang.replies(card, "已整改", photo=fixed())
    await town.zhao.sees("请核查")
    await town.advance(hours=3)
    assert told(await town.wang.at(DANAN).hears(), "时限") == []


async def test_at_night_reminders_wait_for_the_morning(town: Town) -> None:
    await town.to("20:00")
    await reported(town)
    await town.to("22:30")
    ours = town.wang.at(DANAN)
    assert told(await ours.hears(), "催办") == []
    await town.to("06:55")
    assert told(await ours.hears(), "时限") == []
    await town.to("07:01")
    # What was to be said in the night is said once, by its gravest word.
    (ordered,) = told(await ours.hears(), "写明原因")
    assert "超时 9 小时" in ordered
    await town.to("12:00")
    assert told(await ours.hears(), "时限") == []


async def test_danger_is_told_at_night(town: Town) -> None:
    await town.to("22:00")
    report = await town.zhao.posts(
        problem("manhole"), text="热闹路8号井盖没了，危险 大南中队1小时内处理"
    )
    await town.zhao.sees("🚨", "1121-001", to=report)
    await town.advance(minutes=61)
    await town.wang.at(DANAN).sees("催办", "1121-001")


async def test_steps_missed_while_the_bot_was_down_are_caught_up_once(any_town: Town) -> None:
    town = any_town
    card = await reported(town)
    await town.quiet()
    await town.stop_bot()
    await town.advance(minutes=150)
    await town.start_bot()
    ours = town.wang.at(DANAN)
    await ours.sees("催办", "1121-001", "超时 30 分钟")
    assert told(await ours.hears(), "快到时限") == []
    assert len(told(await ours.hears(), "催办")) == 1
    await town.zhao.sees_again(card, "已超 30 分钟")
    await town.restart()
    assert len(told(await ours.hears(), "催办")) == 1


async def test_a_reply_to_a_reminder_counts_for_its_case(town: Town) -> None:
    card = await reported(town)
    await town.advance(minutes=97)
    ours = town.wang.at(DANAN)
    warning = await ours.sees("快到时限")
    await ours.replies(warning, "收到")
    await town.zhao.sees_again(card, "王队员 已签收")
    await ours.replies(warning, "已整改", photo=fixed())
    await town.zhao.sees("请核查")


async def test_a_rework_gets_a_clock_of_its_own(town: Town) -> None:
    card = await reported(town)
    await town.advance(minutes=100)
    await town.wang.replies(card, "已整改", photo=fixed())
    await town.zhao.replies(await town.zhao.sees("请核查"), "返工，还有两个摊位")
    await town.zhao.sees_again(card, "第2次整改", "今天 13:40 前（剩 2 小时）")
    await town.advance(minutes=121)
    await town.wang.at(DANAN).sees("催办", "1121-001")


async def test_a_new_deadline_begins_the_chain_anew(town: Town) -> None:
    card = await reported(town)
    await town.advance(minutes=30)
    await town.zhao.replies(card, "限今晚八点前")
    await town.zhao.sees_again(card, "今天 20:00 前")
    await town.advance(hours=3)
    assert told(await town.wang.at(DANAN).hears(), "时限") == []
    await town.to("20:01")
    await town.wang.at(DANAN).sees("催办")


async def test_only_the_handler_and_then_the_leader_are_called(town: Town) -> None:
    await reported(town)
    await town.wang.taps("签收")
    await town.advance(minutes=97)
    warning = await town.wang.at(DANAN).sees("快到时限")
    assert "wang_dn" in words(warning)
    assert "@li_dn" not in words(warning)
    assert told(await town.wang.at(SUPERVISION).hears(), "快到时限") == []


async def test_the_night_is_that_of_the_group_that_is_told(town: Town) -> None:
    async with town.bot.database.begin(town.bot.clock.now()) as tx:
        group = await chats.get(tx, DANAN)
        assert group is not None and group.role is not None
        awake = replace(group.settings, quiet_hours=QuietHours(time(0), time(0)))
        await chats.enrol(tx, DANAN, group.role, group.unit, awake, None)
    await town.to("20:00")
    await reported(town)
    await town.to("22:30")
    assert len(told(await town.wang.at(DANAN).hears(), "催办")) == 1


async def test_danger_at_night_takes_no_waiting_reminder_along(town: Town) -> None:
    await town.to("20:00")
    await reported(town)
    await town.zhao.posts(problem("manhole"), text="热闹路8号井盖没了，危险 大南中队3小时内处理")
    await town.zhao.sees("🚨", "1121-002")
    await town.to("23:10")
    (urged,) = told(await town.wang.at(DANAN).hears(), "催办")
    assert "1121-002" in urged
    assert "1121-001" not in urged
