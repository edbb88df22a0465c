"""Commands: what each person may ask for, and where."""

import re

from bot.example.bureau import org_text
from bot.example.town import DANAN, HUANGCHENG, LEADERS, SUPERVISION
from operations import claiming
from tests.stories.phone import words
from tests.stories.town import Town

REPORT = "热闹路32号门口占道经营 大南中队2小时内整改"


async def test_help_shows_what_this_person_may_do_here(town: Town) -> None:
    answers = {}
    for person in (town.zhao, town.sun, town.wang, town.zheng):
        asked = await person.says("/help")
        answers[person.name] = words(await person.sees(f"你是：{person.name}", to=asked))
    assert "核查：" in answers["赵督查"]
    assert "处置：" not in answers["赵督查"]
    assert "派遣：" in answers["孙派遣"]
    assert "处置：" in answers["王队员"]
    assert "核查：" not in answers["王队员"]
    assert "/enroll" in answers["郑局长"]
    assert "/enroll" not in answers["孙派遣"]
    assert all("上报：" in answer for answer in answers.values())


async def test_start_greets_those_who_are_known_and_tells_others_what_to_do(town: Town) -> None:
    await town.zhao.private.says("/start")
    await town.zhao.private.sees("你好，赵督查", "/help")
    await town.post("/people", id=2001, first_name="路人")
    stranger = town.person(2001).private
    await stranger.says("/start")
    await stranger.sees("只为登记过的人服务")


async def test_words_in_private_are_answered(town: Town) -> None:
    await town.zhao.private.says("热闹路32号门口占道经营")
    await town.zhao.private.sees("请在督查群里")
    await town.post("/people", id=2001, first_name="路人")
    await town.person(2001).private.says("你好")
    await town.person(2001).private.sees("只为登记过的人服务")
    await town.person(2001).private.says("还在吗")
    await town.quiet()
    assert len(await town.person(2001).private.hears()) == 1
    assert not await town.remembers("还在吗")
    assert await town.cases() == []


async def test_a_case_is_looked_up_by_its_number(town: Town) -> None:
    await town.zhao.says(REPORT)
    await town.wang.taps("签收")
    asked = await town.qian.says("/case 1121-001")
    history = words(await town.qian.sees("1121-001", "占道经营", "热闹路32号门口", to=asked))
    assert "赵督查 上报" in history
    assert "王队员 签收" in history
    unknown = await town.qian.says("/case 1121-099")
    await town.qian.sees("没有找到这个案件", to=unknown)
    bare = await town.qian.says("/case")
    await town.qian.sees("请带上编号", to=bare)


async def test_a_unit_sees_its_own_cases_and_staff_all(town: Town) -> None:
    await town.zhao.says(REPORT)
    await town.zhao.says("小东路11号暴露垃圾 皇城中队今天清理")
    everything = await town.zhao.says("/open")
    await town.zhao.sees("2 件", "1121-001", "1121-002", to=everything)
    ours = await town.zhou.at(HUANGCHENG).says("/open")
    theirs = words(await town.zhou.at(HUANGCHENG).sees("1 件", "1121-002", to=ours))
    assert "1121-001" not in theirs
    other = await town.wang.at(DANAN).says("/case 1121-002")
    await town.wang.at(DANAN).sees("没有找到", to=other)
    leaders = await town.zheng.at(LEADERS).says("/open")
    await town.zheng.at(LEADERS).sees("2 件", to=leaders)


async def test_open_cases_are_listed_a_page_at_a_time_and_by_unit(town: Town) -> None:
    for house in range(1, 22):
        await town.zhao.says(f"热闹路{house}号占道经营 大南中队今天整改")
        await town.zhao.sees(f"1121-{house:03}")
    await town.zhao.says("小东路11号暴露垃圾 皇城中队2小时内清理")
    await town.zhao.sees("1121-022")
    asked = await town.zhao.says("/open 大南中队")
    first = words(await town.zhao.sees("未结案件（21 件）", to=asked))
    assert "还有 1 件，发 /open 大南中队 2 看后面的" in first
    assert "1121-022" not in first
    asked = await town.zhao.says("/open 大南中队 2")
    assert "1121-021" in words(await town.zhao.sees("未结案件（21 件）", to=asked))
    asked = await town.zhao.says("/open 没有的中队")
    await town.zhao.sees("没有叫", to=asked)


async def test_mine_is_what_waits_for_this_person(town: Town) -> None:
    await town.zhao.says(REPORT)
    await town.zhao.sees("1121-001")
    for person in (town.wang, town.zhao):
        await person.private.says("/mine")
        await person.private.sees("我的案件", "1121-001")
    await town.zhou.private.says("/mine")
    await town.zhou.private.sees("没有要处理的案件")


async def test_strangers_learn_nothing_by_commands(town: Town) -> None:
    await town.zhao.says(REPORT)
    await town.post("/people", id=2001, first_name="路人")
    stranger = town.person(2001).private
    for command in ("/open", "/mine", "/case 1121-001", "/digest"):
        await stranger.says(command)
        await town.quiet()
    (only,) = await stranger.hears()
    assert "只为登记过的人服务" in words(only)


async def test_a_group_is_enrolled_by_an_admin(town: Town) -> None:
    made = await town.post("/chats", title="新督查群", members=[1001, 1004], administrators=[1008])
    here, zhao = town.zheng.at(made["id"]), town.zhao.at(made["id"])
    await zhao.sees("还没有登记")
    await zhao.says(REPORT)
    refused = await zhao.says("/enroll 督查")
    await zhao.sees("只有管理员", to=refused)
    bare = await here.says("/enroll")
    await here.sees("请写明这是什么群", to=bare)
    done = await here.says("/enroll 督查")
    await here.sees("已登记为督查群", "18:00", to=done)
    report = await zhao.says(REPORT)
    await zhao.sees("1121-001", to=report)
    assert len(await town.cases()) == 1


async def test_a_person_is_bound_by_a_reply(town: Town) -> None:
    await town.load(org_text() + TWO_UNBOUND)
    await town.post("/people", id=2005, first_name="Newcomer")
    everybody = [1001, 1002, 1003, 1004, 1005, 1006, 1007, 1008, 2005]
    await town.patch(f"/chats/{SUPERVISION}", members=everybody)
    word = await town.person(2005).says("大家好")
    refused = await town.zhao.replies(word, "/bind 冯队员")
    await town.zhao.sees("只有管理员", to=refused)
    asked = await town.zheng.replies(word, "/bind")
    await town.zheng.sees("冯队员", "褚队员", to=asked)
    done = await town.zheng.replies(word, "/bind 冯队员")
    await town.zheng.sees("已把 冯队员", to=done)
    await town.zhao.says(REPORT)
    card = await town.zhao.sees("1121-001")
    assert "已签收" in await town.person(2005).taps("签收", on=card)
    await town.zhao.sees_again(card, "冯队员 已签收")


async def test_a_person_is_bound_by_a_private_link_once(town: Town) -> None:
    await town.load(org_text() + TWO_UNBOUND)
    await town.zheng.private.says("/bind 褚队员")
    link = re.search(r"start=(\S+)", words(await town.zheng.private.sees("t.me/duban_bot")))
    assert link is not None
    await town.post("/people", id=2006, first_name="Chu")
    await town.person(2006).private.says(f"/start {link[1]}")
    await town.person(2006).private.sees("已把 褚队员")
    await town.post("/people", id=2007, first_name="Thief")
    await town.person(2007).private.says(f"/start {link[1]}")
    await town.person(2007).private.sees("用过或过期")


async def test_a_link_is_over_after_a_day(town: Town) -> None:
    await town.load(org_text() + TWO_UNBOUND)
    await town.zheng.private.says("/bind 褚队员")
    link = re.search(r"start=(\S+)", words(await town.zheng.private.sees("t.me/duban_bot")))
    assert link is not None
    await town.advance(hours=25)
    await town.post("/people", id=2006, first_name="Chu")
    await town.person(2006).private.says(f"/start {link[1]}")
    await town.person(2006).private.sees("用过或过期")


async def test_the_first_admin_claims_the_bot_with_the_code_from_the_terminal(town: Town) -> None:
    await town.load(org_text().replace(', "admin"]', "]"))
    async with town.bot.database.begin(town.bot.clock.now()) as tx:
        code = await claiming.new_claim_code(tx, tx.now)
    group = await town.zhao.says(f"/claim {code}")
    await town.zhao.sees("私聊我", to=group)
    await town.zhao.private.says("/claim 0000")
    await town.zhao.private.sees("认领码不对", "4 次")
    await town.zhao.private.says(f"/claim {code}")
    await town.zhao.private.sees("你现在是管理员")
    await town.qian.private.says(f"/claim {code}")
    await town.qian.private.sees("已经有管理员")


async def test_a_claim_code_is_over_after_ten_minutes(town: Town) -> None:
    await town.load(org_text().replace(', "admin"]', "]"))
    async with town.bot.database.begin(town.bot.clock.now()) as tx:
        code = await claiming.new_claim_code(tx, tx.now)
    await town.advance(minutes=11)
    await town.zhao.private.says(f"/claim {code}")
    await town.zhao.private.sees("认领码已经失效")


async def test_a_command_for_another_bot_is_left_alone(town: Town) -> None:
    await town.zhao.says("/help@other_bot")
    assert await town.zhao.hears() == []
    asked = await town.zhao.says("/help@duban_bot")
    await town.zhao.sees("你是：赵督查", to=asked)


TWO_UNBOUND = """

[[people]]
name = "冯队员"
roles = ["handler"]
unit = "大南中队"

[[people]]
name = "褚队员"
roles = ["handler"]
unit = "皇城中队"
"""
