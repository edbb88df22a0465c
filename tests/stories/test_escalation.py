"""Nothing goes late in silence: one level more each time, and at last the leaders."""

from bot.example.town import DANAN, LEADERS
from tests.stories.phone import words
from tests.stories.pictures import fixed
from tests.stories.test_late import reported, told
from tests.stories.town import Town


async def test_from_urging_to_an_order_with_its_reply_to_accountability(any_town: Town) -> None:
    town = any_town
    card = await reported(town)
    ours = town.wang.at(DANAN)
    await town.wang.taps("签收", on=card)
    await town.advance(minutes=121)
    await ours.sees("催办", "1121-001")
    await town.advance(minutes=61)
    order = await ours.sees("督办〔2026〕1号", "1121-001", "写明原因", "@li_dn")
    await town.li.at(DANAN).replies(order, "收到")
    await ours.sees("书面回复太短")
    await town.li.at(DANAN).replies(order, "摊主不在，已联系，今晚七点前清理完毕")
    await ours.sees_again(order, "李中队长", "书面回复：摊主不在")
    assert told(await town.zheng.at(LEADERS).hears(), "问责") == []
    await town.advance(minutes=61)
    listed = await town.zheng.at(LEADERS).sees("问责清单", "1121-001", "大南中队")
    assert "签收（王队员）" in words(listed)
    assert "已催办" in words(listed)
    assert "督办〔2026〕1号 已回复：摊主不在" in words(listed)
    assert "没有整改照片" in words(listed)
    await town.wang.replies(card, "已整改", photo=fixed())
    await town.zhao.sees("请核查")


async def test_nobody_is_blamed_for_an_answer_that_is_not_due(town: Town) -> None:
    card = await reported(town)
    await town.wang.replies(card, "申请延期到下午一点，人手不够")
    await town.zhao.sees_again(card, "申请延期到 今天 13:00")
    for _ in range(3):
        await town.advance(minutes=61)
    await town.wang.at(DANAN).sees("督办〔2026〕1号", "17:", "前回复")
    await town.advance(minutes=61)
    listed = words(await town.zheng.at(LEADERS).sees("问责清单", "1121-001"))
    assert "督办〔2026〕1号 书面回复期限 今天 17:" in listed
    assert "申请延期：" in listed


async def test_nobody_accepts_so_the_next_one_and_then_the_leader_is_called(town: Town) -> None:
    await reported(town, "热闹路32号门口占道经营 大南中队4小时内整改")
    ours = town.wang.at(DANAN)
    await town.advance(minutes=14)
    assert told(await ours.hears(), "签收：") == []
    await town.advance(minutes=2)
    await ours.sees("还没有人签收", "1121-001")
    await town.advance(minutes=31)
    await ours.sees("请负责人安排", "@li_dn", "1121-001")


async def test_an_accepted_case_calls_nobody_else(town: Town) -> None:
    card = await reported(town)
    await town.wang.taps("签收", on=card)
    await town.advance(minutes=60)
    assert told(await town.wang.at(DANAN).hears(), "签收：") == []


async def test_a_case_that_nobody_dispatches_is_brought_up_again(town: Town) -> None:
    await town.zhao.says("热闹路32号门口占道经营")
    await town.wang.taps("非我辖区")
    await town.wang.taps("不在我辖区")
    await town.advance(minutes=16)
    brought_up = words(await town.sun.sees("还没有派遣", "1121-001", "@sun_pq"))
    assert "·  前" not in brought_up
    await town.advance(minutes=46)
    await town.sun.sees("一直没有派遣", "1121-001", "请领导协调")


async def test_a_proof_that_nobody_checks_is_brought_up_again(town: Town) -> None:
    card = await reported(town)
    await town.wang.replies(card, "已整改", photo=fixed())
    await town.zhao.sees("请核查")
    await town.advance(minutes=121)
    await town.zhao.sees("等待核查", "1121-001")


async def test_orders_of_one_moment_are_one_message(town: Town) -> None:
    await reported(town)
    await reported(town, "文化路8号暴露垃圾 大南中队2小时内清理")
    await town.advance(minutes=182)
    await town.advance(minutes=31)
    ours = await town.wang.at(DANAN).hears()
    (order,) = told(ours, "写明原因")
    assert "1121-001" in order
    assert "1121-002" in order


async def test_the_digest_names_what_is_to_be_answered_for(town: Town) -> None:
    await reported(town)
    await reported(town, "文化路8号占道经营 示范环卫所2小时内整改")
    await town.to("17:00")
    await town.to("18:00")
    digest = await town.zhao.sees("督查日报", "问责 2 件", "📵 1 件没有人能通知到", button="问责 2")
    await town.zhao.taps("无人可通知 1", on=digest)
    await town.zhao.sees_again(digest, "无人可通知", "1121-002", "示范环卫所")


async def test_what_an_appeal_has_exempted_is_not_counted(town: Town) -> None:
    card = await reported(town)
    await town.advance(minutes=125)
    await town.wang.replies(card, "已整改", photo=fixed())
    await town.zhao.taps("通过")
    await town.zhao.sees_again(card, "已结案")
    await town.zhao.says("/digest")
    await town.zhao.sees("超时 1", "按期处置率 0/1")
    await town.li.replies(card, "申诉：当天全市统一活动，道路封闭")
    await town.sun.taps("同意")
    await town.zheng.at(LEADERS).taps("同意")
    await town.zhao.sees_again(card, "不计入考核")
    await town.zhao.says("/digest")
    await town.zhao.sees("结案 1", "超时 0")


async def test_danger_that_nobody_accepts_waits_for_no_reminder(town: Town) -> None:
    await reported(town, "热闹路32号门口占道经营 大南中队4小时内整改")
    await town.advance(minutes=16)
    ours = town.wang.at(DANAN)
    await ours.sees("还没有人签收", "1121-001")
    report = await town.zhao.says("热闹路8号井盖没了，危险 大南中队2小时内处理")
    await town.zhao.sees("🚨", "1121-002", to=report)
    await town.advance(minutes=6)
    await ours.sees("🚨 1121-002", "还没有人签收")
    await town.advance(minutes=5)
    await ours.sees("🚨 1121-002", "还没有人签收", "@li_dn")
