"""A case's whole life by buttons, in the group of the report and in the unit's own."""

from bot.example.town import DANAN, HUANGCHENG, LEADERS
from domain.cases import State
from tests.stories.phone import labels, words
from tests.stories.pictures import fixed
from tests.stories.town import Town

REPORT = "热闹路32号门口占道经营 大南中队2小时内整改"


async def test_a_case_lives_by_buttons_from_report_to_reopening(any_town: Town) -> None:
    town = any_town
    report = await town.zhao.says(REPORT)
    card = await town.zhao.sees("待签收", to=report)
    assert labels(card) == ["签收", "非我辖区", "申请延期", "不是案件", "更多"]
    await town.wang.taps("签收", on=card)
    await town.zhao.sees_again(card, "处置中", button="已整改")
    await town.wang.replies(card, photo=fixed())
    plate = await town.zhao.sees("请核查", button="返工")
    await town.zhao.taps("返工", on=plate)
    await town.zhao.taps("整改不到位")
    await town.zhao.sees_again(plate, "已返工：整改不到位")
    await town.zhao.sees_again(card, "处置中", "第2次整改", "返工：整改不到位")
    await town.wang.replies(card, photo=fixed(seed=2))
    second = await town.zhao.sees("请核查", after=plate, button="通过")
    assert await town.zhao.taps("通过", on=second) == "已结案。"
    await town.zhao.sees_again(second, "已结案", button="撤销结案")
    assert await town.zhao.taps("撤销结案") == "已撤销结案，请重新核查。"
    await town.zhao.sees_again(second, "请核查", button="通过")
    await town.zhao.taps("通过", on=second)
    await town.zhao.sees_again(card, "已结案")


async def test_buttons_in_the_units_own_group_count_as_well(town: Town) -> None:
    await town.zhao.says(REPORT)
    await town.wang.at(DANAN).taps("签收")
    await town.zhao.sees("处置中", "王队员 已签收")
    await town.wang.at(DANAN).sees("处置中", button="已整改")


async def test_a_returned_case_is_sent_on_by_the_dispatcher(town: Town) -> None:
    report = await town.zhao.says(REPORT)
    card = await town.wang.sees("待签收", to=report)
    await town.wang.taps("非我辖区")
    assert await town.wang.taps("不在我辖区") == "已退回派遣员。"
    await town.sun.sees_again(card, "待派遣", "不在我辖区", "@sun_pq", button="皇城中队")
    assert await town.sun.taps("皇城中队") == "已派给 皇城中队。"
    await town.zhou.at(HUANGCHENG).sees("1121-001", "周队员", button="签收")
    await town.sun.sees_again(card, "待签收", "皇城中队")
    assert "不是你单位" in await town.wang.taps("签收", on=card)
    await town.zhou.taps("签收", on=card)
    await town.sun.sees_again(card, "处置中", "周队员")


async def test_the_unit_that_gave_a_case_back_sees_that_it_is_gone(town: Town) -> None:
    await town.zhao.says(REPORT)
    ours = town.wang.at(DANAN)
    await ours.taps("非我辖区")
    await ours.taps("属于其他部门")
    gone = await ours.sees("已退回派遣员", "不用处理")
    assert labels(gone) == []
    await town.sun.taps("泉园中队")
    await ours.sees("已改派给泉园中队", "不用处理")


async def test_a_third_return_is_refused_with_a_sentence(town: Town) -> None:
    await town.zhao.says(REPORT)
    await town.wang.taps("非我辖区")
    await town.wang.taps("不在我辖区")
    await town.sun.taps("皇城中队")
    await town.zhou.taps("非我辖区")
    await town.zhou.taps("不在我辖区")
    await town.zheng.at(LEADERS).taps("泉园中队")
    await town.wu.taps("非我辖区")
    assert "已经回退两次" in await town.wu.taps("不在我辖区")
    assert (await town.case()).state is State.DISPATCHED


async def test_a_case_without_a_unit_waits_for_the_dispatchers_button(town: Town) -> None:
    report = await town.zhao.says("青年大街100号门口占道经营")
    question = await town.zhao.sees("由哪个单位处理", to=report)
    assert "泉园中队" in labels(question)
    await town.advance(minutes=10)
    card = await town.sun.sees("待派遣", "请派遣员选择", to=report)
    assert "只能由派遣员" in await town.zhao.taps("泉园中队", on=card)
    await town.sun.taps("泉园中队", on=card)
    await town.wu.sees_again(card, "待签收", "泉园中队")


async def test_the_reporter_puts_category_and_deadline_right_by_buttons(town: Town) -> None:
    report = await town.zhao.says("热闹路32号门口占道经营")
    card = await town.zhao.sees("2紧急工作时", to=report)
    await town.zhao.taps("更多", on=card)
    await town.zhao.taps("更正")
    await town.zhao.taps("类别")
    await town.zhao.taps("店外经营")
    await town.zhao.sees_again(card, "店外经营", button="更多")
    await town.zhao.taps("更多", on=card)
    await town.zhao.taps("更正")
    await town.zhao.taps("时限")
    await town.zhao.taps("4 小时")
    await town.zhao.sees_again(card, "今天 14:00 前（剩 4 小时）")


async def test_pages_of_buttons_close_again(town: Town) -> None:
    report = await town.zhao.says(REPORT)
    card = await town.zhao.sees("待签收", to=report)
    await town.zhao.taps("更多", on=card)
    opened = await town.zhao.sees_again(card, button="返回")
    assert labels(opened)[:2] == ["签收", "非我辖区"]
    await town.zhao.taps("返回", on=opened)
    closed = await town.zhao.sees_again(card, button="不是案件")
    assert "返回" not in labels(closed)


async def test_a_page_left_open_does_not_keep_the_unit_from_accepting(town: Town) -> None:
    report = await town.zhao.says(REPORT)
    card = await town.zhao.sees("待签收", to=report)
    await town.zhao.taps("更多", on=card)
    await town.zhao.taps("作废")
    await town.wang.taps("签收")
    await town.zhao.sees_again(card, "处置中", button="已整改")


async def test_a_case_sent_on_after_its_deadline_gets_as_much_time_again(town: Town) -> None:
    report = await town.zhao.says(REPORT)
    card = await town.zhao.sees("今天 12:00 前", to=report)
    await town.advance(minutes=150)
    await town.wang.taps("非我辖区", on=card)
    await town.wang.taps("不在我辖区")
    await town.sun.taps("皇城中队")
    await town.zhou.sees_again(card, "皇城中队", "今天 14:30 前（剩 2 小时）")


async def test_a_dispatcher_voids_a_case_with_a_reason(town: Town) -> None:
    report = await town.zhao.says(REPORT)
    card = await town.sun.sees("待签收", to=report)
    await town.sun.taps("更多", on=card)
    await town.sun.taps("作废")
    assert await town.sun.taps("重复案件") == "已作废。"
    over = await town.sun.sees_again(card, "作废", "重复案件")
    assert labels(over) == []
    await town.wang.at(DANAN).sees("作废")


async def test_a_dispatcher_sends_a_case_elsewhere_by_button(town: Town) -> None:
    report = await town.zhao.says(REPORT)
    card = await town.sun.sees("待签收", to=report)
    await town.wang.taps("签收", on=card)
    await town.sun.sees_again(card, "处置中", button="更多")
    await town.sun.taps("更多", on=card)
    await town.sun.taps("改派")
    await town.sun.taps("泉园中队")
    await town.sun.sees_again(card, "待签收", "泉园中队")
    theirs = await town.wu.at(-1001000000004).sees("1121-001", "吴队员")
    assert "签收" in labels(theirs)


async def test_done_by_button_says_how_to_send_the_photo(town: Town) -> None:
    report = await town.zhao.says(REPORT)
    card = await town.wang.sees("待签收", to=report)
    await town.wang.taps("签收", on=card)
    await town.wang.sees_again(card, button="已整改")
    assert "附上整改后的照片" in await town.wang.taps("已整改", on=card)
    assert (await town.case()).state is State.HANDLING
    assert words(card) != ""
