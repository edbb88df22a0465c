"""Who may do what; and what somebody is told who may not."""

from bot.example.town import DANAN, HUANGCHENG, SUPERVISION
from domain.cases import State
from tests.stories.phone import Message
from tests.stories.pictures import fixed
from tests.stories.town import Town

REPORT = "热闹路32号门口占道经营 大南中队2小时内整改"


async def reported(town: Town, text: str = REPORT) -> Message:
    """The card of a case that Zhao has just reported."""
    report = await town.zhao.says(text)
    return await town.zhao.sees("1121-001", to=report)


async def proven(town: Town) -> Message:
    """The plate of a case whose unit says that it is done."""
    card = await reported(town)
    await town.wang.replies(card, "已整改", photo=fixed())
    return await town.zhao.sees("请核查", button="通过")


async def test_nobody_checks_his_own_units_work(town: Town) -> None:
    plate = await proven(town)
    for member in (town.wang, town.li):
        assert "不能由自己核查" in await member.taps("通过", on=plate)
        assert "不能由自己核查" in await member.taps("返工", on=plate)
    word = await town.li.replies(plate, "通过")
    await town.li.sees("不能由自己核查", to=word)
    assert (await town.case()).state is State.CHECKING


async def test_another_unit_does_not_check_either(town: Town) -> None:
    plate = await proven(town)
    assert "只能由督查员或派遣员" in await town.zhou.taps("通过", on=plate)


async def test_an_administrator_of_the_group_does_not_check_his_own_units_work(town: Town) -> None:
    await town.appoint(SUPERVISION, town.sun, town.li)
    plate = await proven(town)
    assert "不能由自己核查" in await town.li.taps("通过", on=plate)


async def test_another_unit_cannot_accept(town: Town) -> None:
    card = await reported(town)
    assert "不是你单位" in await town.zhou.taps("签收", on=card)
    word = await town.zhou.replies(card, "收到")
    await town.zhou.sees("不是你单位", to=word)
    assert (await town.case()).state is State.DISPATCHED


async def test_another_units_photo_proves_nothing(town: Town) -> None:
    card = await reported(town)
    await town.zhou.replies(card, "已整改", photo=fixed())
    await town.quiet()
    assert (await town.case()).state is State.DISPATCHED


async def test_administrators_of_the_supervision_group_dispatch_there(town: Town) -> None:
    await town.appoint(SUPERVISION, town.sun, town.qian)
    card = await reported(town)
    await town.qian.replies(card, "改派给皇城中队")
    await town.qian.sees_again(card, "皇城中队", "待签收")


async def test_administrators_never_dispatch_their_own_units_cases(town: Town) -> None:
    await town.appoint(SUPERVISION, town.sun, town.li)
    card = await reported(town)
    word = await town.li.replies(card, "改派给皇城中队")
    await town.li.sees("只能由派遣员", to=word)
    another = await town.zhao.says("小东路11号暴露垃圾 皇城中队")
    theirs = await town.zhao.sees("1121-002", to=another)
    await town.li.replies(theirs, "改派给泉园中队")
    await town.li.sees_again(theirs, "泉园中队")


async def test_administrators_of_a_units_group_gain_nothing_by_it(town: Town) -> None:
    await reported(town)
    ours = town.li.at(DANAN)
    theirs = await ours.sees("1121-001")
    word = await ours.replies(theirs, "改派给皇城中队")
    await ours.sees("只能由派遣员", to=word)


async def test_a_return_in_words_needs_no_button_but_a_reason(town: Town) -> None:
    card = await reported(town)
    await town.wang.replies(card, "不是我们的，那边归皇城中队管")
    await town.sun.sees_again(card, "待派遣", "那边归皇城中队管")


async def test_somebody_unlisted_joins_a_unit_by_tapping_in_its_own_group(town: Town) -> None:
    await town.post("/people", id=2002, first_name="小陈")
    await town.patch(f"/chats/{DANAN}", members=[1004, 1005, 2002])
    await reported(town)
    assert "已签收" in await town.person(2002, DANAN).taps("签收")
    await town.zhao.sees("处置中", "小陈 已签收")


async def test_people_of_the_file_stay_in_their_unit(town: Town) -> None:
    await town.patch(f"/chats/{DANAN}", members=[1004, 1005, 1006])
    await reported(town)
    assert "不是你单位" in await town.zhou.at(DANAN).taps("签收")


async def test_a_reporter_withdraws_within_five_minutes_only(town: Town) -> None:
    card = await reported(town)
    await town.advance(minutes=6)
    await town.zhao.taps("更多", on=card)
    assert "上报超过 5 分钟" in await town.zhao.taps("撤回")
    assert (await town.case()).is_open


async def test_who_passed_a_case_reopens_it_within_five_minutes(town: Town) -> None:
    plate = await proven(town)
    await town.zhao.taps("通过", on=plate)
    await town.advance(minutes=6)
    assert "超过 5 分钟" in await town.zhao.taps("撤销结案")
    assert (await town.case()).state is State.CLOSED
    await town.sun.taps("撤销结案")
    await town.zhao.sees_again(plate, "请核查", button="通过")


async def test_another_supervisor_may_check_but_not_reopen(town: Town) -> None:
    plate = await proven(town)
    await town.qian.taps("通过", on=plate)
    await town.qian.sees_again(plate, "钱督查", button="撤销结案")
    assert "只能由" in await town.zhao.taps("撤销结案", on=plate)


async def test_pages_are_closed_to_those_who_could_do_nothing_there(town: Town) -> None:
    card = await reported(town)
    assert "只能由" in await town.zhou.taps("更多", on=card)
    assert "不是你单位" in await town.zhou.taps("非我辖区", on=card)


async def test_where_only_staff_may_report_others_are_ignored(town: Town) -> None:
    await town.staff_only(SUPERVISION)
    await town.wang.says(REPORT)
    await town.quiet()
    assert await town.cases() == []
    await town.zhao.says(REPORT)
    await town.zhao.sees("1121-001")


async def test_a_unit_may_report_what_it_found_in_its_own_group(town: Town) -> None:
    found = await town.wang.at(DANAN).says("小东路11号占道经营 皇城中队")
    await town.wang.at(DANAN).sees("1121-001", "皇城中队", to=found)
    await town.zhou.at(HUANGCHENG).taps("签收")
    await town.wang.at(DANAN).sees("处置中", "周队员")
