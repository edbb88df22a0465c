"""Who is on duty, who stands in, and what the next shift takes over."""

from bot.example.bureau import org_text
from bot.example.town import DANAN, LI, WANG
from db import chats
from tests.stories.phone import Message, Person, labels, words
from tests.stories.town import Town

REPORT = "热闹路32号门口占道经营 大南中队{hours}小时内整改"
FENG = 1102
# Two more of 大南中队; one of them has no account yet.
MORE = f"""
[[people]]
telegram_id = {FENG}
name = "冯队员"
unit = "大南中队"

[[people]]
name = "陈队员"
unit = "大南中队"
"""


async def staffed(town: Town) -> Person:
    """大南中队 has two more people, of whom 冯队员 is in its group."""
    await town.post("/people", id=FENG, first_name="冯队员", username="feng_dn")
    await town.patch(f"/chats/{DANAN}", members=[WANG, LI, FENG])
    await town.load(org_text() + MORE)
    feng = town.person(FENG, DANAN)
    await feng.says("大家早上好")
    await town.quiet()
    return feng


async def reported(town: Town, hours: int = 2) -> Message:
    """The card of a case that Zhao has just reported."""
    report = await town.zhao.says(REPORT.format(hours=hours))
    return await town.zhao.sees("待签收", to=report)


async def asks(person: Person) -> Message:
    """The answer to /duty."""
    return await person.sees("值班", after=await person.says("/duty"))


def told(messages: list[Message], part: str) -> list[Message]:
    """The messages that say it."""
    return [one for one in messages if part in words(one)]


async def test_everybody_sees_who_is_on_duty(town: Town) -> None:
    shown = await asks(town.wang.at(DANAN))
    assert "现在：王队员，到 今天 20:00\n接着：李中队长，今天 20:00 起" in words(shown)
    assert labels(shown) == ["换班"]
    await town.zhou.private.says("/duty")
    mine = await town.zhou.private.sees("皇城中队", "现在：周队员")
    assert "到" not in words(mine)
    await town.sun.says("/duty")
    every = await town.sun.sees("各单位值班", "泉园中队：吴队员")
    assert "大南中队：王队员，到 今天 20:00 → 李中队长" in words(every)
    assert "环卫所" not in words(every)
    await town.sun.says("/duty 大南")
    await town.sun.sees("大南中队", "现在：王队员", button="换班")
    await town.zhou.private.says("/duty 大南中队")
    await town.zhou.private.sees("只能看自己单位的值班")


async def test_a_colleague_agrees_to_a_swap_and_is_pinged_until_the_end_of_the_shift(
    any_town: Town,
) -> None:
    town = any_town
    feng = await staffed(town)
    wang = town.wang.at(DANAN)
    shown = await asks(wang)
    assert "班要由正在值班的人" in await feng.taps("换班", on=shown)
    await wang.taps("换班", on=shown)
    await wang.sees_again(shown, "谁代 王队员 值班？", button="冯队员")
    assert "还没有绑定账号" in await wang.taps("陈队员", on=shown)
    assert "已问 冯队员" in await wang.taps("冯队员", on=shown)
    wish = await feng.sees("换班：王队员 请 @feng_dn 代班到 今天 20:00", button="同意换班")
    assert "问 冯队员 的" in await wang.taps("同意换班", on=wish)
    await wang.sees_again(shown, button="换班")
    await wang.taps("换班", on=shown)
    await wang.sees_again(shown, button="冯队员")
    assert "已经问过 冯队员" in await wang.taps("冯队员", on=shown)
    assert "你值班到 今天 20:00" in await feng.taps("同意换班", on=wish)
    assert labels(await feng.sees_again(wish, "冯队员 代 王队员 值班到 今天 20:00")) == []
    await wang.sees_again(shown, "现在：冯队员（代 王队员），到 今天 20:00", "接着：李中队长")
    assert "已经由 冯队员 代" in await wang.taps("换班", on=await wang.sees(button="换班"))
    await reported(town)
    await feng.sees("1121-001", "@feng_dn")
    await town.restart()
    await town.to("20:30")
    again = await asks(wang)
    assert "现在：李中队长，到 明天 08:00\n接着：王队员" in words(again)


async def test_a_colleague_declines_and_another_time_it_is_too_late(town: Town) -> None:
    feng = await staffed(town)
    wang = town.wang.at(DANAN)
    shown = await asks(town.wang.private)
    await town.wang.private.taps("换班", on=shown)
    await town.wang.private.sees_again(shown, "谁代", button="冯队员")
    await town.wang.private.taps("冯队员", on=shown)
    wish = await feng.sees("请 @feng_dn 代班")
    await feng.taps("不同意", on=wish)
    await feng.sees_again(wish, "冯队员 不同意，仍由 王队员 值班")
    await town.wang.private.sees("冯队员 不同意")
    assert "已经有结果" in await feng.forges("1|dy|1", on=wish)
    shown = await asks(wang)
    await wang.taps("换班", on=shown)
    await wang.sees_again(shown, "谁代", button="冯队员")
    await wang.taps("冯队员", on=shown)
    later = await feng.sees("请 @feng_dn 代班", after=wish)
    await town.to("20:01")
    assert "已经结束" in await feng.taps("同意换班", on=later)
    assert "班要由正在值班的人" in await wang.taps("换班", on=await wang.sees(button="换班"))


async def test_the_leader_puts_somebody_in_without_asking(town: Town) -> None:
    feng = await staffed(town)
    li = town.li.at(DANAN)
    shown = await asks(li)
    await li.taps("换班", on=shown)
    await li.sees_again(shown, "谁代 王队员 值班？", button="冯队员")
    assert "已安排 冯队员" in await li.taps("冯队员", on=shown)
    await feng.sees("代班：@feng_dn 代 王队员 值班到 今天 20:00，李中队长 安排")
    await reported(town)
    await feng.sees("1121-001", "@feng_dn")
    assert "@wang_dn" not in words(await feng.sees("1121-001"))


async def test_the_next_shift_takes_over_what_is_open(any_town: Town) -> None:
    town = any_town
    feng = await staffed(town)
    wang, li = town.wang.at(DANAN), town.li.at(DANAN)
    await reported(town, hours=24)
    await wang.taps("签收")
    await town.to("20:00")
    handed = await li.sees("交接班 大南中队：王队员 → @li_dn", "1 件未办结", button="接班")
    assert "1121-001 占道经营 · 热闹路32号门口 · 处置中（王队员） · 明天 10:00 前" in words(handed)
    assert "只有现在值班的人（李中队长）" in await feng.taps("接班", on=handed)
    await town.advance(minutes=3)
    assert await li.taps("接班", on=handed) == "已接班。"
    done = await li.sees_again(handed, "已接班 20:03（李中队长）", "1121-001")
    assert labels(done) == []
    await town.advance(minutes=30)
    assert told(await li.hears(after=handed), "接班") == []
    await town.to("07:30")
    warned = await li.sees("快到时限", "1121-001")
    assert "@wang_dn" in words(warned)
    assert "@li_dn" in words(warned)


async def test_the_leader_is_called_once_if_nobody_takes_over(town: Town) -> None:
    await reported(town, hours=24)
    await town.to("20:00")
    li = town.li.at(DANAN)
    handed = await li.sees("交接班", button="接班")
    await town.advance(minutes=16)
    await li.sees("@li_dn 大南中队 20:00 交接班，还没有人接班", to=handed)
    await town.advance(minutes=40)
    assert len(told(await li.hears(), "还没有人接班")) == 1
    await town.to("08:00")
    morning = await town.wang.at(DANAN).sees("交接班 大南中队：李中队长 → @王队员", after=handed)
    assert "已经结束" in await li.taps("接班", on=handed)
    assert await town.wang.at(DANAN).taps("接班", on=morning) == "已接班。"


async def test_nothing_is_handed_over_where_nothing_is_open(town: Town) -> None:
    await town.to("20:01")
    assert told(await town.li.at(DANAN).hears(), "交接班") == []


async def test_a_change_that_was_missed_is_told_once_unless_the_next_came_too(
    any_town: Town,
) -> None:
    town = any_town
    await reported(town, hours=72)
    await town.stop_bot()
    await town.to("20:20")
    await town.start_bot()
    li = town.li.at(DANAN)
    await li.sees("王队员 → @li_dn")
    await town.restart()
    assert len(told(await li.hears(), "交接班")) == 1
    await town.stop_bot()
    await town.advance(days=2)
    await town.start_bot()
    evening = told(await li.hears(), "交接班 大南中队：")
    assert ["王队员 → @li_dn" in words(one) for one in evening] == [True, True]


async def test_of_two_on_duty_the_leader_says_who_is_relieved(town: Town) -> None:
    await staffed(town)
    feng_too = '\n[[duty]]\nunit = "大南中队"\nperson = "冯队员"\nhours = "08:00-18:00"\n'
    await town.load(org_text() + MORE + feng_too)
    li = town.li.at(DANAN)
    shown = await asks(li)
    assert "现在：王队员，到 今天 20:00；冯队员，到 今天 18:00" in words(shown)
    await li.taps("换班", on=shown)
    await li.sees_again(shown, "换下谁？", button="冯队员")
    await li.taps("冯队员", on=shown)
    await li.sees_again(shown, "谁代 冯队员 值班？", button="李中队长")
    await li.taps("李中队长", on=shown)
    await li.sees_again(shown, "李中队长（代 冯队员）", button="换班")


async def test_a_unit_without_a_group_is_asked_in_private(town: Town) -> None:
    feng = await staffed(town)
    async with town.bot.database.begin(town.bot.clock.now()) as tx:
        await chats.dismiss(tx, DANAN)
    shown = await asks(town.wang.private)
    await town.wang.private.taps("换班", on=shown)
    await town.wang.private.sees_again(shown, button="冯队员")
    assert "没有地方能问到 冯队员" in await town.wang.private.taps("冯队员", on=shown)
    await feng.private.says("/duty")
    await feng.private.sees("现在：王队员")
    await town.wang.private.taps("冯队员", on=shown)
    await feng.private.taps("同意换班", on=await feng.private.sees("请 @feng_dn 代班"))
    await town.wang.private.sees("冯队员 代 王队员 值班到 今天 20:00，已同意")


async def test_at_night_the_handover_waits_for_the_morning(town: Town) -> None:
    late = org_text().replace("08:00-20:00", "10:00-22:00").replace("20:00-08:00", "22:00-10:00")
    await town.load(late)
    await reported(town, hours=72)
    await town.to("22:30")
    li = town.li.at(DANAN)
    assert told(await li.hears(), "交接班") == []
    await town.to("07:00")
    handed = await li.sees("交接班 大南中队：王队员 →", button="接班")
    await town.to("07:16")
    await li.sees("22:00 交接班，还没有人接班", to=handed)


async def test_where_nobody_accepts_the_next_on_duty_is_called(town: Town) -> None:
    feng = await staffed(town)
    idle = '\n[[people]]\ntelegram_id = 1103\nname = "何队员"\nunit = "大南中队"\n'
    evening = '\n[[duty]]\nunit = "大南中队"\nperson = "冯队员"\nhours = "20:00-22:00"\n'
    await town.load(org_text() + idle + MORE + evening)
    await reported(town)
    await town.advance(minutes=16)
    called = await feng.sees("还没有人签收", "1121-001")
    assert "@feng_dn" in words(called)
    assert "何队员" not in words(called)
