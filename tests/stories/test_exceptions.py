"""Not mine, not yet, not fair: returns and rulings, more time, suspension, appeal."""

from bot.example.town import DANAN, LEADERS
from domain.cases import State
from tests.stories.phone import labels, words
from tests.stories.pictures import fixed
from tests.stories.test_late import reported, told
from tests.stories.town import Town


async def test_two_returns_a_ruling_and_its_precedent(any_town: Town) -> None:
    town = any_town
    card = await reported(town, "青年大街100号占道经营 大南中队2小时内整改")
    await town.wang.replies(card, "不属于我们，在皇城中队辖区")
    await town.sun.replies(card, "改派给皇城中队")
    await town.zhao.sees_again(card, "待签收", "皇城中队")
    await town.zhou.replies(card, "非我辖区，是大南的")
    await town.zhao.sees_again(card, "等待值班领导", "裁定")
    early = await town.sun.replies(card, "改派给泉园中队")
    await town.sun.sees("裁定之前不能派遣", to=early)
    asked = await town.zheng.at(LEADERS).sees("⚖️ 裁定", "大南中队 王队员", "皇城中队 周队员")
    assert "只能由值班领导" in await town.sun.at(LEADERS).taps("皇城中队", on=asked)
    assert await town.zheng.at(LEADERS).taps("皇城中队", on=asked) == "已派给 皇城中队。"
    await town.zheng.at(LEADERS).sees_again(asked, "郑局长 裁定由皇城中队负责")
    await town.zhao.sees_again(card, "待签收", "皇城中队")
    asked = await town.zhao.says("/case 1121-001")
    told = words(await town.zhao.sees("📨 3. 皇城中队", to=asked))
    assert "郑局长 · 值班领导裁定" in told
    await town.zhou.replies(card, "不归我们管")
    await town.zhao.sees("已经回退两次")
    # The next such case on that street needs no quarrel.
    again = await town.zhao.says("青年大街120号门口占道经营，尽快处理")
    await town.zhao.sees("1121-002", "皇城中队", to=again)


async def test_a_ruling_that_nobody_gives_comes_back_to_the_dispatcher(town: Town) -> None:
    card = await reported(town)
    await town.wang.replies(card, "不属于我们")
    await town.sun.replies(card, "改派给皇城中队")
    await town.zhou.replies(card, "不属于我们")
    await town.zheng.at(LEADERS).sees("⚖️ 裁定")
    await town.advance(minutes=121)
    await town.sun.sees("裁定超时", "1121-001", "@sun_pq")
    await town.advance(minutes=31)
    await town.sun.sees("还没有派遣", "1121-001")
    await town.sun.replies(card, "改派给泉园中队")
    await town.zhao.sees_again(card, "待签收", "泉园中队")


async def test_a_request_says_whose_it_is_when_its_case_has_gone_back(town: Town) -> None:
    card = await reported(town)
    await town.wang.replies(card, "申请延期到下午一点，人手不够")
    ours = town.li.at(DANAN)
    asked = await ours.sees("大南中队 王队员 申请延期", button="同意")
    await town.wang.replies(card, "不属于我们，在皇城中队辖区")
    await town.zhao.sees_again(card, "待派遣")
    await town.advance(minutes=31)
    await ours.sees_again(asked, "大南中队 王队员 申请延期")


async def test_more_time_is_asked_for_refused_and_granted_in_two_steps(any_town: Town) -> None:
    town = any_town
    card = await reported(town)
    sent = await town.wang.replies(card, "申请延期到下午三点")
    await town.zhao.sees("最多再延一个时限", "14:00", to=sent)
    await town.wang.replies(card, "申请延期到下午一点，人手不够")
    await town.zhao.sees_again(card, "申请延期到 今天 13:00", "待单位负责人决定")
    ours = town.li.at(DANAN)
    asked = await ours.sees("王队员 申请延期到 今天 13:00", "人手不够", button="同意")
    assert "不能批准自己的申请" in await town.wang.at(DANAN).taps("同意", on=asked)
    await ours.taps("同意", on=asked)
    await ours.sees_again(asked, "等待派遣员决定")
    second = await town.sun.sees("申请延期到 今天 13:00", "@sun_pq", button="不同意")
    assert await town.sun.taps("不同意", on=second) == "已不同意。"
    await ours.sees("没有同意", "时限仍是 今天 12:00", "wang_dn")
    await town.li.replies(card, "申请延期1小时，缺少材料")
    third = await town.sun.sees("李中队长 申请延期到 今天 13:00", "缺少材料", button="同意")
    await town.sun.taps("同意", on=third)
    await town.zhao.sees_again(card, "今天 13:00 前")
    await ours.sees("已同意", "新时限 今天 13:00", "@li_dn")
    assert (await town.case()).extensions == 1
    await town.advance(minutes=125)
    assert told(await ours.hears(), "催办") == []


async def test_more_time_by_buttons(town: Town) -> None:
    await reported(town)
    ours = town.wang.at(DANAN)
    await ours.taps("申请延期")
    await ours.taps("人手不足")
    assert await ours.taps("+1 小时") == "已提出申请，请等待决定。"
    await town.li.at(DANAN).taps("同意")
    await town.sun.taps("同意")
    await town.zhao.sees("今天 13:00 前")


async def test_more_time_by_buttons_when_it_is_late_counts_from_now(town: Town) -> None:
    await reported(town)
    await town.advance(minutes=150)
    ours = town.wang.at(DANAN)
    await ours.taps("申请延期")
    await ours.taps("人手不足")
    assert await ours.taps("+1 小时") == "已提出申请，请等待决定。"
    await ours.sees("王队员 申请延期到 今天 13:30", button="同意")


async def test_a_request_that_nobody_decides_is_brought_up_again(town: Town) -> None:
    card = await reported(town, "热闹路32号门口占道经营 大南中队4小时内整改")
    await town.li.replies(card, "申请延期2小时，人手不够")
    await town.sun.sees("申请延期到 今天 16:00")
    await town.advance(minutes=31)
    await town.sun.sees("还没有人决定", "1121-001", "@sun_pq")


async def test_a_suspended_case_comes_back_by_itself(any_town: Town) -> None:
    town = any_town
    card = await reported(town)
    await town.advance(minutes=30)
    await town.li.replies(card, "申请挂账到11月25日上午九点，涉及拆迁")
    asked = await town.sun.sees("申请挂账到 11月25日 09:00", "涉及拆迁", button="同意")
    await town.sun.taps("同意", on=asked)
    await town.zhao.sees_again(card, "挂账", "⏸ 挂账到 11月25日 09:00")
    await town.advance(days=2)
    assert told(await town.wang.at(DANAN).hears(), "催办") == []
    assert "正在挂账" in words(
        await town.zhao.sees(to=await town.wang.replies(card, "已整改", photo=fixed()))
    )
    await town.advance(days=1, hours=22, minutes=30)
    back = await town.case()
    # Nobody had accepted it. An hour and a half of the two hours were left.
    assert back.state is State.DISPATCHED
    await town.zhao.sees_again(card, "待签收", "剩 1 小时")
    await town.wang.at(DANAN).sees("挂账结束", "1121-001", "时限 今天 10:3")
    await town.wang.replies(card, "收到")
    await town.zhao.sees_again(card, "处置中", "王队员 已签收")


async def test_a_suspended_case_is_resumed_by_a_word(town: Town) -> None:
    card = await reported(town)
    await town.li.replies(card, "申请挂账到12月1日，需要立项")
    await town.sun.taps("同意")
    await town.zhao.sees_again(card, "⏸ 挂账到", button="恢复处置")
    await town.li.replies(card, "恢复处置")
    await town.zhao.sees_again(card, "处置中", "李中队长 已签收")


async def test_an_appeal_goes_through_two_reviews(town: Town) -> None:
    card = await reported(town)
    await town.advance(minutes=125)
    await town.wang.replies(card, "已整改", photo=fixed())
    await town.zhao.taps("通过")
    await town.zhao.sees_again(card, "已结案")
    wrong = await town.wang.replies(card, "申诉：当天全市统一活动，道路封闭")
    await town.zhao.sees("单位负责人", to=wrong)
    await town.li.replies(card, "申诉：当天全市统一活动，道路封闭")
    first = await town.sun.sees("提出申诉", "道路封闭", button="同意")
    await town.sun.taps("同意", on=first)
    second = await town.zheng.at(LEADERS).sees("提出申诉", button="同意")
    await town.zheng.at(LEADERS).taps("同意", on=second)
    await town.zhao.sees_again(card, "申诉成立，不计入考核")
    assert (await town.case()).exempt
    again = await town.li.replies(card, "申诉：还有话说")
    await town.zhao.sees("已经申诉过一次", to=again)


async def test_a_dispatcher_refuses_what_is_no_case(town: Town) -> None:
    card = await reported(town)
    await town.wang.replies(card, "不属于我们，是私人院子里")
    await town.sun.sees_again(card, "待派遣")
    await town.sun.taps("更多", on=card)
    await town.sun.taps("不予立案")
    await town.sun.taps("私人产权，不属公共管理")
    closed = await town.zhao.sees_again(card, "不予立案", "私人产权")
    assert labels(closed) == []


async def test_a_request_is_over_with_what_it_was_for(town: Town) -> None:
    card = await reported(town)
    await town.li.replies(card, "申请延期1小时，缺少材料")
    asked = await town.sun.sees("申请延期到 今天 13:00", button="同意")
    await town.wang.replies(card, "已整改", photo=fixed())
    await town.zhao.sees("请核查")
    assert "不用再决定" in await town.sun.taps("同意", on=asked)
    await town.sun.sees_again(asked, "不用再决定")


async def test_a_length_that_no_calendar_has_is_too_long(town: Town) -> None:
    card = await reported(town)
    asked = await town.wang.replies(card, "申请延期99999999天，缺少材料")
    await town.wang.sees("最多再延一个时限", to=asked)
    asked = await town.wang.replies(card, "申请挂账99999999天，缺少材料")
    await town.wang.sees("挂账", to=asked)
