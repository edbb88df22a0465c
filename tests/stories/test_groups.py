"""Groups come, go, change and fall silent; the cases go on."""

from bot.example.town import DANAN, LI, SUPERVISION, WANG, ZHAO, ZHENG
from domain.cases import State
from tests.stories.phone import words
from tests.stories.pictures import fixed, problem
from tests.stories.town import Town

REPORT = "热闹路32号门口占道经营 大南中队2小时内整改"


async def plain_group(town: Town) -> int:
    """An ordinary group (not yet a supergroup) that is enrolled for supervision."""
    people = [ZHAO, WANG, LI]
    made = await town.post(
        "/chats", type="group", title="小群", members=people, administrators=[ZHENG]
    )
    await town.zheng.at(made["id"]).says("/enroll 督查")
    await town.zheng.at(made["id"]).sees("已登记为督查群")
    number: int = made["id"]
    return number


async def test_a_group_that_becomes_a_supergroup_keeps_its_cases(any_town: Town) -> None:
    town = any_town
    old = await plain_group(town)
    await town.zhao.at(old).says(REPORT)
    await town.zhao.at(old).sees("1121-001", "待签收")
    await town.quiet()
    new = (await town.post(f"/chats/{old}/migrate"))["id"]
    await town.wang.at(DANAN).taps("签收")
    here = town.wang.at(new)
    await here.says("已整改")
    await here.posts(fixed())
    plate = await town.zhao.at(new).sees("1121-001", "请核查", button="通过")
    await town.zhao.at(new).taps("通过", on=plate)
    await town.zhao.at(new).sees_again(plate, "已结案")
    assert (await town.case()).source.chat == new


async def test_a_report_sent_while_the_group_moves_is_told_in_the_new_one(town: Town) -> None:
    old = await plain_group(town)
    await town.quiet()
    await town.stop_bot()
    await town.zhao.at(old).says(REPORT)
    new = (await town.post(f"/chats/{old}/migrate"))["id"]
    await town.start_bot()
    await town.zhao.at(new).sees("1121-001", "待签收")
    assert len(await town.cases()) == 1


async def test_an_unenrolled_group_gets_one_sentence_and_nothing_is_stored(town: Town) -> None:
    made = await town.post("/chats", title="闲聊群", members=[ZHAO, WANG], administrators=[LI])
    here = town.zhao.at(made["id"])
    for number in range(3):
        await here.says(f"{REPORT} 第{number}次，秘密")
        await here.says("再说一句秘密")
    (only,) = await here.hears()
    assert "还没有登记" in words(only)
    assert await town.cases() == []
    assert not await town.remembers("秘密")


async def test_a_bot_that_was_removed_says_what_it_missed_when_it_is_back(town: Town) -> None:
    report = await town.zhao.says(REPORT)
    card = await town.zhao.sees("1121-001", "待签收", to=report)
    await town.quiet()
    await town.patch(f"/chats/{SUPERVISION}", bot={"status": "kicked"})
    await town.wang.at(DANAN).taps("签收")
    await town.wang.at(DANAN).sees("处置中")
    await town.patch(f"/chats/{SUPERVISION}", bot={"status": "member"})
    await town.zhao.sees_again(card, "处置中", "王队员 已签收")


async def test_a_muted_bot_says_what_it_missed_when_it_may_speak_again(any_town: Town) -> None:
    town = any_town
    await town.patch(f"/chats/{SUPERVISION}", bot={"can_send": False})
    report = await town.zhao.says(REPORT)
    await town.wang.at(DANAN).sees("1121-001", button="签收")
    await town.wang.at(DANAN).taps("签收")
    assert [one for one in await town.zhao.reads(report) if one["from"]["is_bot"]] == []
    await town.patch(f"/chats/{SUPERVISION}", bot={"can_send": True})
    await town.zhao.sees("1121-001", "处置中", to=report)
    assert len(await town.zhao.hears()) == 1


async def test_where_the_units_group_is_out_of_reach_the_report_mentions_the_unit(
    town: Town,
) -> None:
    await town.patch(f"/chats/{DANAN}", bot={"status": "kicked"})
    await town.quiet()
    report = await town.zhao.says(REPORT)
    await town.zhao.sees("1121-001", "大南中队 @王队员", to=report)


async def test_a_unit_whose_group_proves_closed_is_called_where_the_report_stands(
    town: Town,
) -> None:
    closed = {"status": 403, "description": "Forbidden: bot was kicked from the supergroup chat"}
    await town.faults(method="sendPhoto", count=9, chat_id=DANAN, **closed)
    report = await town.zhao.posts(problem(), text=REPORT)
    card = await town.zhao.sees("待签收", to=report)
    await town.zhao.sees("大南中队 @王队员", "请在这里签收", to=report)
    await town.zhao.sees_again(card, "大南中队 @王队员")
    await town.wang.taps("签收", on=card)
    await town.zhao.sees_again(card, "处置中")


async def test_a_group_without_reactions_works_the_same(town: Town) -> None:
    await town.patch(f"/chats/{SUPERVISION}", reactions=False)
    report = await town.zhao.posts(problem(), text=REPORT)
    card = await town.zhao.sees("1121-001", to=report)
    await town.wang.replies(card, "已整改", photo=fixed())
    await town.zhao.taps("通过")
    await town.zhao.sees_again(card, "已结案")


async def test_a_deleted_card_is_posted_anew(town: Town) -> None:
    report = await town.zhao.says(REPORT)
    card = await town.zhao.sees("1121-001", to=report)
    await town.quiet()
    await town.delete(f"/chats/{SUPERVISION}/messages/{card['message_id']}")
    await town.wang.at(DANAN).taps("签收")
    again = await town.zhao.sees("1121-001", "处置中", to=report)
    assert again["message_id"] != card["message_id"]
    await town.wang.replies(again, "已整改", photo=fixed())
    await town.zhao.sees("请核查")


async def test_a_deleted_report_does_not_keep_its_case_from_being_told(town: Town) -> None:
    await town.stop_bot()
    report = await town.zhao.says(REPORT)
    await town.delete(f"/chats/{SUPERVISION}/messages/{report['message_id']}")
    await town.start_bot()
    await town.zhao.sees("1121-001", "待签收")


async def test_a_new_owner_of_the_right_to_dispatch_is_known_at_once(town: Town) -> None:
    report = await town.zhao.says(REPORT)
    card = await town.zhao.sees("1121-001", to=report)
    refused = await town.qian.replies(card, "改派给皇城中队")
    await town.qian.sees("只能由派遣员", to=refused)
    await town.appoint(SUPERVISION, town.qian)
    await town.qian.replies(card, "改派给皇城中队")
    await town.qian.sees_again(card, "皇城中队")
    assert (await town.case()).state is State.DISPATCHED
