"""One who may and one who may not, for each action of the matrix (docs/rights.md), in the chat.

Acceptance, the check and what follows from it stand in test_rights, rulings in test_exceptions.
"""

from bot.example.town import DANAN, LEADERS
from domain.cases import State
from tests.stories.phone import Message, Person
from tests.stories.pictures import fixed
from tests.stories.test_late import reported
from tests.stories.town import Town

NOT_OURS = "不是你单位"


async def says_no(person: Person, card: Message, words: str, why: str) -> None:
    """Somebody replies to a card, and is told why that is not for him."""
    said = await person.replies(card, words)
    await person.sees(why, to=said)


async def test_a_units_work_is_done_by_its_people_only(town: Town) -> None:
    card = await reported(town)
    assert NOT_OURS in await town.zhou.taps("签收", on=card)
    assert NOT_OURS in await town.zhou.taps("非我辖区", on=card)
    assert NOT_OURS in await town.zhou.taps("申请延期", on=card)
    await says_no(town.zhou, card, "不属于我们", NOT_OURS)
    await says_no(town.zhou, card, "申请延期1小时，人手不够", NOT_OURS)
    await town.wang.taps("签收", on=card)
    await town.zhou.replies(card, "已整改", photo=fixed())
    await town.quiet()
    assert (await town.case()).state is State.HANDLING
    await town.wang.replies(card, "已整改", photo=fixed(seed=2))
    plate = await town.zhao.sees("请核查", button="通过")
    assert "只能由督查员" in await town.zhou.taps("返工", on=plate)
    assert "不能由自己核查" in await town.li.taps("返工", on=plate)
    await town.zhao.replies(plate, "返工，还有两个摊位")
    await town.zhao.sees_again(card, "第2次整改")


async def test_a_unit_gives_back_what_is_its_own(town: Town) -> None:
    card = await reported(town)
    await says_no(town.zhao, card, "非我辖区", NOT_OURS)
    await town.wang.replies(card, "不属于我们，在皇城中队辖区")
    await town.sun.sees_again(card, "待派遣")
    assert "只能由派遣员" in await town.zhao.taps("皇城中队", on=card)
    await says_no(town.zhou, card, "派给皇城中队", "只能由派遣员")
    await town.zhao.taps("更多", on=card)
    assert "只能由派遣员" in await town.zhao.taps("不予立案")
    await town.zhao.taps("返回")
    await town.sun.taps("皇城中队", on=card)
    await town.zhou.sees_again(card, "皇城中队", "待签收")


async def test_a_case_is_moved_put_right_and_ended_by_dispatchers(town: Town) -> None:
    card = await reported(town)
    await says_no(town.zhou, card, "改派给皇城中队", "只能由派遣员")
    await says_no(town.zhou, card, "协办 示范环卫所", "只能由派遣员")
    await says_no(town.zhou, card, "地点改为文化路5号", "只能由")
    await says_no(town.zhou, card, "撤回", "只能由")
    await says_no(town.qian, card, "撤回", "只能由")
    await town.sun.replies(card, "协办 示范环卫所")
    await town.sun.sees_again(card, "协办：示范环卫所")
    await town.sun.replies(card, "地点改为文化路5号")
    await town.sun.sees_again(card, "文化路5号")
    await town.zhao.taps("更多", on=card)
    assert "只能由派遣员" in await town.zhao.taps("作废")
    await town.sun.taps("作废")
    await town.sun.taps("误报")
    await town.zhao.sees_again(card, "作废")


async def test_what_is_missing_is_answered_by_the_reporter_or_a_dispatcher(town: Town) -> None:
    report = await town.zhao.says("占道经营 大南中队2小时内整改")
    question = await town.zhao.sees("在哪里", to=report)
    await town.zhou.taps("热闹路", on=question)
    await town.quiet()
    assert (await town.case()).state is State.DRAFT
    await town.sun.taps("热闹路", on=question)
    await town.zhao.sees("1121-001", "📍 热闹路")


async def test_requests_are_decided_on_their_desk(town: Town) -> None:
    card = await reported(town)
    await town.wang.replies(card, "申请延期1小时，人手不够")
    ours = town.li.at(DANAN)
    asked = await ours.sees("申请延期", button="同意")
    await town.patch(f"/chats/{DANAN}", members=[1004, 1005, 1006])
    for button in ("同意", "不同意"):
        assert "单位负责人" in await town.zhou.at(DANAN).taps(button, on=asked)
    await ours.taps("同意", on=asked)
    second = await town.sun.sees("申请延期", "@sun_pq", button="同意")
    for button in ("同意", "不同意"):
        assert "派遣员" in await town.zhao.taps(button, on=second)
    await town.sun.taps("同意", on=second)
    await town.zhao.sees_again(card, "今天 13:00 前")


async def test_a_suspension_is_granted_and_ended_by_those_who_may(town: Town) -> None:
    card = await reported(town)
    await town.li.replies(card, "申请挂账到12月1日，需要立项")
    asked = await town.sun.sees("申请挂账", button="同意")
    assert "派遣员" in await town.zhao.taps("同意", on=asked)
    await town.sun.taps("同意", on=asked)
    await town.zhao.sees_again(card, "⏸ 挂账到", button="恢复处置")
    assert "只能由" in await town.zhou.taps("恢复处置", on=card)
    await town.wang.taps("恢复处置", on=card)
    await town.zhao.sees_again(card, "处置中")


async def test_an_appeal_is_made_by_the_leader_and_allowed_by_a_leader(town: Town) -> None:
    card = await reported(town)
    await town.wang.replies(card, "已整改", photo=fixed())
    await town.zhao.taps("通过")
    await town.zhao.sees_again(card, "已结案")
    await says_no(town.wang, card, "申诉：道路封闭", "单位负责人")
    await town.li.replies(card, "申诉：当天全市统一活动，道路封闭")
    first = await town.sun.sees("提出申诉", button="同意")
    assert "派遣员" in await town.zhao.taps("同意", on=first)
    await town.sun.taps("同意", on=first)
    second = await town.zheng.at(LEADERS).sees("提出申诉", button="同意")
    assert "领导" in await town.sun.at(LEADERS).taps("同意", on=second)
    await town.zheng.at(LEADERS).taps("同意", on=second)
    await town.zhao.sees_again(card, "申诉成立")


async def test_an_order_is_answered_by_the_unit(town: Town) -> None:
    await reported(town)
    await town.patch(f"/chats/{DANAN}", members=[1004, 1005, 1006])
    await town.advance(minutes=182)
    await town.advance(minutes=31)
    order = await town.li.at(DANAN).sees("督办〔2026〕1号")
    await says_no(town.zhou.at(DANAN), order, "摊主不在，今晚七点前清理完毕", NOT_OURS)
    await town.li.at(DANAN).replies(order, "摊主不在，今晚七点前清理完毕")
    await town.li.at(DANAN).sees_again(order, "书面回复：摊主不在")


async def test_an_order_is_answered_for_the_cases_that_are_left(town: Town) -> None:
    await reported(town)
    another = await reported(town, "文化路8号暴露垃圾 大南中队2小时内清理")
    await town.advance(minutes=182)
    await town.advance(minutes=31)
    order = await town.li.at(DANAN).sees("督办〔2026〕1号", "1121-001", "1121-002")
    await town.sun.replies(another, "作废，私人院内")
    await town.sun.sees_again(another, "作废")
    await town.li.at(DANAN).replies(order, "摊主不在，今晚七点前清理完毕")
    await town.li.at(DANAN).sees_again(order, "书面回复：摊主不在")


async def test_a_stopgap_is_shown_by_the_unit(town: Town) -> None:
    report = await town.zhao.says("热闹路32号门口私搭乱建 大南中队")
    card = await town.zhao.sees("先在时限内采取临时措施", to=report)
    await town.zhou.replies(card, "已临时制止施工", photo=fixed())
    await town.quiet()
    assert (await town.case()).stopgap_at is None
    await town.wang.replies(card, "已临时制止施工", photo=fixed(seed=2))
    await town.zhao.sees_again(card, "已采取临时措施")
