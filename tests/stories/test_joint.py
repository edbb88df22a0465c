"""Joint work: a lead and helpers, each with a case of their own; copies only hear of it."""

from bot.example.town import DANAN, HUANGCHENG, SUPERVISION
from domain.cases import State
from tests.stories.phone import Message, words
from tests.stories.pictures import fixed, problem
from tests.stories.town import Town

JOINT = "五爱街12号门口积存垃圾渣土 今天清完"


async def filed(town: Town) -> tuple[Message, Message]:
    """The cards of the lead and of the helper in the chat of the report."""
    report = await town.zhao.posts(problem(), text=JOINT)
    lead = await town.zhao.sees("🤝 协办：示范环卫所 1121-002", to=report)
    return lead, await town.zhao.sees("🤝 主办：大南中队 1121-001", to=report)


async def test_a_route_calls_a_helper_with_a_case_of_its_own(any_town: Town) -> None:
    town = any_town
    lead, helper = await filed(town)
    await town.zhao.sees_again(lead, "大南中队", "🤝 协办：示范环卫所 1121-002 待签收")
    await town.zhao.sees_again(helper, "示范环卫所", "🤝 主办：大南中队 1121-001", "⏰")
    first, second = await town.cases()
    assert (second.parent, first.parent) == (first.id, None)
    assert (second.text, second.address, second.due_at) == (first.text, first.address, first.due_at)
    assert [one.file_id for one in await town.photos(second)] == [
        one.file_id for one in await town.photos(first)
    ]
    assert second.why == ("helper:1121-001", "route:市容环境/积存垃圾渣土 · 五爱街")


async def test_a_copy_is_one_notice_without_any_duty(town: Town) -> None:
    lead, _helper = await filed(town)
    huang = town.zhou.at(HUANGCHENG)
    notice = await huang.sees("📎 抄送", "1121-001", "五爱街", "由大南中队处理")
    assert notice["buttons"] == []
    for unit in ("泉园中队", "大南中队"):
        await town.sun.replies(lead, f"改派给{unit}")
        await town.sun.sees_again(lead, unit)
    told = [one for one in await huang.hears() if "抄送" in words(one)]
    assert len(told) == 1
    assert len(await town.cases()) == 2


async def test_the_lead_is_not_passed_before_its_helpers(town: Town) -> None:
    lead, helper = await filed(town)
    await town.wang.replies(lead, "已整改", photo=fixed())
    plate = await town.qian.sees("1121-001", "请核查")
    said = await town.qian.taps("通过", on=plate)
    assert "协办还没有办完：示范环卫所 1121-002" in said
    assert (await town.cases())[0].state is State.CHECKING
    await town.sun.taps("更多", on=helper)
    await town.sun.taps("作废", on=await town.sun.sees_again(helper, button="作废"))
    await town.sun.taps("误报", on=await town.sun.sees_again(helper, button="误报"))
    await town.zhao.sees_again(helper, "作废")
    await town.quiet()
    assert "协办" not in words(await town.zhao.sees_again(lead, "待核查"))
    await town.qian.taps("通过", on=plate)
    await town.zhao.sees_again(lead, "已结案")


async def test_a_helper_proves_and_is_checked_by_itself(town: Town) -> None:
    report = await town.zhao.posts(problem(), text="热闹路3号门口占道经营 2小时内整改")
    lead = await town.zhao.sees("1121-001", to=report)
    await town.sun.replies(lead, "协办 皇城中队")
    await town.sun.sees_again(lead, "🤝 协办：皇城中队 1121-002 待签收")
    huang = town.zhou.at(HUANGCHENG)
    await huang.taps("签收", on=await huang.sees("1121-002", "主办：大南中队 1121-001"))
    await town.sun.sees_again(lead, "皇城中队 1121-002 处置中")
    await huang.replies(await huang.sees("1121-002"), "已整改", photo=fixed())
    await town.zhao.taps("通过", on=await town.zhao.sees("1121-002", "请核查"))
    await town.sun.sees_again(lead, "皇城中队 1121-002 已结案")
    first, second = await town.cases()
    assert (first.state, second.state) == (State.DISPATCHED, State.CLOSED)
    await town.wang.at(DANAN).sees("1121-001", button="签收")


async def test_who_may_call_a_helper_and_whom(town: Town) -> None:
    await town.zhao.posts(problem(), text="热闹路3号门口占道经营 2小时内整改")
    lead = await town.zhao.sees("1121-001")
    await town.wang.replies(lead, "协办 皇城中队")
    await town.wang.sees("这一步只能由派遣员")
    await town.sun.replies(lead, "协办：大南中队")
    await town.sun.sees("已经在这个单位了")
    await town.sun.replies(lead, "协办 没听说过的所")
    await town.sun.sees("没有叫“没听说过的所”的单位")
    await town.sun.replies(lead, "协办皇城中队")
    helper = await town.sun.sees("1121-002", "🤝 主办")
    await town.sun.replies(lead, "请协办：皇城")
    await town.sun.sees("皇城中队 已经在协办 1121-001")
    await town.sun.replies(helper, "协办 泉园中队")
    await town.sun.sees("1121-002 本身是协办案件")
    await town.sun.replies(lead, "协办单位辛苦了")
    await town.quiet()
    assert len(await town.cases()) == 2


async def test_what_was_no_case_is_none_for_the_helper_either(town: Town) -> None:
    lead, helper = await filed(town)
    await town.zhao.taps("不是案件", on=lead)
    await town.zhao.sees_again(lead, "作废")
    await town.zhao.sees_again(helper, "作废", "主办案件已作废")
    assert {case.state for case in await town.cases()} == {State.VOID}


async def test_a_reply_to_the_report_is_for_the_lead(town: Town) -> None:
    report = await town.zhao.posts(problem(), text=JOINT)
    await town.zhao.sees("1121-002", to=report)
    await town.wang.at(SUPERVISION).replies(report, "收到")
    await town.zhao.sees("1121-001", "处置中")
    first, second = await town.cases()
    assert (first.state, second.state) == (State.HANDLING, State.DISPATCHED)
