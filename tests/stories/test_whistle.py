"""吹哨报到: departments are called to a place, come or are missed, and what they agree is kept."""

import pytest

from bot.example.bureau import org_text
from bot.example.town import DANAN, HUANGCHENG, LEADERS, SUPERVISION
from domain.cases import DueSource, State
from tests.stories.phone import Message, Person, labels, reactions, words
from tests.stories.pictures import problem
from tests.stories.town import Town

CALL = "/whistle 热闹路早市 占道反弹 @大南中队 示范环卫所 30分钟内到"
REPORT = "热闹路32号门口占道经营 大南中队2小时内整改"
# Somebody of the unit that has neither people nor a group in the example.
SWEEPER = """
[[people]]
telegram_id = 2021
name = "冯环卫"
roles = ["handler"]
unit = "示范环卫所"
"""


async def blown(town: Town, text: str = CALL) -> Message:
    """The whistle's card in the supervision group."""
    call = await town.zhao.says(text)
    return await town.zhao.sees("哨1121-01", to=call, button="报到")


def told(messages: list[Message], *parts: str) -> list[str]:
    return [words(one) for one in messages if all(part in words(one) for part in parts)]


async def test_a_whistle_with_an_absentee(any_town: Town) -> None:
    """Called, one comes, one is named after the limit, the minutes and the digest tell of both."""
    town = any_town
    card = await blown(town)
    for part in ("热闹路早市", "占道反弹", "10:30 前报到（30 分钟内）", "赵督查 10:00 吹哨"):
        assert part in words(card)
    assert "大南中队 · 待报到" in words(card), "its own group is told, with the mention"
    ours = await town.wang.at(DANAN).sees("哨1121-01", "@王队员", "待报到", button="报到")
    assert labels(ours) == ["报到"]
    await town.advance(minutes=12)
    assert "用时 12 分钟" in await town.wang.at(DANAN).taps("报到", on=ours)
    await town.zhao.sees_again(card, "✅ 大南中队 · 已报到 12 分钟 · 王队员")
    await town.wang.at(DANAN).sees_again(ours, "已报到 12 分钟")
    await town.restart()
    await town.advance(minutes=19)
    (absent,) = told(await town.zhao.hears(), "报到时限已到")
    assert "示范环卫所" in absent
    assert "大南" not in absent
    assert "@zheng_jz" in absent, "a unit without people is the bureau's leader's"
    await town.zhao.sees_again(card, "🚨", "示范环卫所 · 超时未到", button="结束会商")
    await town.restart()
    await town.zhao.replies(card, "先清东口，下午再看一遍")
    assert "纪要已发到群里" in await town.zhao.taps("结束会商", on=card)
    minutes = await town.zhao.sees("会商纪要")
    for part in (
        "热闹路早市",
        "赵督查 吹哨，30 分钟内报到",
        "报到：大南中队 12 分钟（王队员）",
        "缺席：示范环卫所",
        "赵督查：先清东口，下午再看一遍",
    ):
        assert part in words(minutes)
    over = await town.zhao.sees_again(card, "已结束", "示范环卫所 · 缺席")
    assert labels(over) == []
    await town.to("18:00")
    digest = await town.zhao.sees("督查日报")
    assert "吹哨 1 次，报到 1/2，缺席：示范环卫所（哨1121-01）" in words(digest)
    await town.zhao.taps("吹哨 1", on=digest)
    opened = await town.zhao.sees_again(digest, "哨1121-01", "报到 1/2", "吹哨 = ")
    assert "热闹路早市" in words(opened)


async def test_nobody_is_named_where_all_have_come(town: Town) -> None:
    card = await blown(town, "/whistle 热闹路早市 占道反弹 大南中队 皇城中队 20分钟内到")
    await town.wang.taps("报到", on=card)
    await town.zhou.at(HUANGCHENG).taps("报到")
    await town.advance(minutes=25)
    assert told(await town.zhao.hears(), "时限已到") == []
    assert "🚨" not in words(await town.zhao.sees_again(card, "皇城中队 · 已报到"))
    await town.to("18:00")
    assert "吹哨 1 次，报到 2/2\n" in words(await town.zhao.sees("督查日报"))


async def test_who_comes_late_is_late(town: Town) -> None:
    card = await blown(town)
    await town.advance(minutes=42)
    (absent,) = told(await town.zhao.hears(), "还没有到")
    assert "大南中队" in absent
    assert "@li_dn" in absent, "its leader is called"
    assert "@wang_dn" not in absent
    assert "超过时限" in await town.wang.taps("报到", on=card)
    await town.zhao.sees_again(card, "大南中队 · 已报到 43 分钟（迟到）")
    await town.to("18:00")
    digest = words(await town.zhao.sees("督查日报"))
    assert "报到 1/2，缺席：示范环卫所（哨1121-01），迟到：大南中队（哨1121-01）" in digest


@pytest.mark.parametrize("said", ["到了", "已到，路上有点堵", "报到", "大南中队已到现场"])
async def test_words_in_reply_report_in(town: Town, said: str) -> None:
    card = await blown(town)
    await town.advance(minutes=5)
    arrival = await town.wang.replies(card, said)
    await town.zhao.sees_again(card, "大南中队 · 已报到 5 分钟 · 王队员")
    await town.quiet()
    (now,) = [one for one in await town.zhao.reads() if one["message_id"] == arrival["message_id"]]
    assert reactions(now) == ["👌"]


async def test_the_second_of_a_unit_is_told_who_was_first(town: Town) -> None:
    card = await blown(town)
    await town.advance(minutes=3)
    await town.wang.taps("报到", on=card)
    assert "王队员 已经替你们单位报到了（3 分钟）" in await town.li.taps("报到", on=card)
    said = await town.li.replies(card, "到了")
    await town.li.sees("王队员 已经替你们单位报到了", to=said)


async def test_buttons_do_nothing_for_the_wrong_people(town: Town) -> None:
    card = await blown(town)
    assert "没有叫你的单位" in await town.zhou.taps("报到", on=card)
    assert "没有叫你的单位" in await town.zhao.taps("报到", on=card)
    for person in (town.wang, town.qian, town.zhou):
        assert "只有吹哨的 赵督查" in await person.taps("结束会商", on=card)
    said = await town.zhou.replies(card, "到了")
    await town.zhou.sees("没有叫你的单位", to=said)
    await town.zhou.replies(card, "我们也看看热闹")
    await town.zhao.replies(card, "会商开始")
    assert "已结束" in await town.sun.taps("结束会商", on=card), "a dispatcher may"
    minutes = words(await town.zhao.sees("会商纪要"))
    assert "看看热闹" not in minutes
    assert "会商开始" in minutes
    assert "已经结束" in await town.wang.forges("1|ri|1", on=card)
    assert "已经结束" in await town.zhao.forges("1|em|1", on=card)
    late = await town.wang.replies(card, "到了")
    await town.wang.sees("已经结束", to=late)


async def test_a_pin_is_where_they_stand(town: Town) -> None:
    card = await blown(town)
    await town.wang.taps("报到", on=card)
    await town.wang.pins(41.8001, 123.4501)
    await town.zhao.sees_again(card, "大南中队 · 已报到 0 分钟 · 王队员 📍")
    assert await town.cases() == []


async def test_a_pin_in_reply_reports_in(town: Town) -> None:
    card = await blown(town)
    await town.advance(minutes=7)
    await town.li.pins(41.8001, 123.4501, reply_to=card["message_id"])
    await town.zhao.sees_again(card, "大南中队 · 已报到 7 分钟 · 李中队长 📍")


async def test_tasks_become_cases(any_town: Town) -> None:
    town = any_town
    card = await blown(town)
    said = await town.zhao.replies(card, "大南中队：清理占道摊位，今天18点前\n环卫所：冲洗路面")
    first = await town.zhao.sees("1121-001", "大南中队", "📣 哨1121-01", to=said)
    assert "热闹路早市" in words(first)
    assert "流动摊贩" in words(first)
    assert "今天 18:00 前" in words(first)
    second = await town.zhao.sees("1121-002", "示范环卫所", "📣 哨1121-01：冲洗路面", to=said)
    assert "热闹路早市" in words(second)
    await town.wang.at(DANAN).sees("1121-001", "📣 哨1121-01：清理占道摊位")
    await town.zhao.taps("结束会商", on=card)
    minutes = words(await town.zhao.sees("会商纪要"))
    assert "1121-001 大南中队：清理占道摊位，今天18点前（今天 18:00 前）" in minutes
    assert "1121-002 示范环卫所：冲洗路面" in minutes
    one, two = await town.cases()
    assert (one.state, one.due_source) == (State.DISPATCHED, DueSource.TYPED)
    assert (two.state, two.address) == (State.DISPATCHED, "热闹路早市")
    assert one.why == ("named",)


async def test_work_is_divided_in_a_units_own_group_too(town: Town) -> None:
    card = await blown(town)
    ours = town.li.at(DANAN)
    await ours.replies(await ours.sees("哨1121-01"), "分工：大南中队清理摊位，环卫所保洁")
    await town.zhao.sees("1121-001", "大南中队", "哨1121-01")
    await town.zhao.sees("1121-002", "示范环卫所", "哨1121-01")
    assert {case.source.chat for case in await town.cases()} == {SUPERVISION}
    await town.zhao.replies(card, "散会")
    assert "李中队长：分工：大南中队清理摊位" in words(await town.zhao.sees("会商纪要"))


async def test_a_case_is_whistled_for_in_reply_to_its_card(town: Town) -> None:
    await town.zhao.posts(problem(), text=REPORT)
    card = await town.zhao.sees("1121-001")
    call = await town.zhao.replies(card, "/whistle 环卫所 大南中队")
    blown = await town.zhao.sees("哨1121-01", "热闹路32号门口", "占道经营", "1121-001", to=call)
    assert "30 分钟内" in words(blown)
    await town.zhao.sees_again(card, "📣 哨1121-01")
    again = await town.li.replies(card, "吹哨，请环卫所、皇城中队45分钟内到场")
    await town.zhao.sees("哨1121-02", "热闹路32号门口", "皇城中队", "45 分钟内", to=again)
    assert len(await town.cases()) == 1


async def test_plain_words_blow(town: Town) -> None:
    call = await town.zhao.says("热闹路早市又摆满了，吹哨！请环卫所、大南中队30分钟内到场")
    card = await town.zhao.sees("哨1121-01", "示范环卫所", "大南中队", "热闹路早市", to=call)
    assert "10:30 前报到" in words(card)
    assert await town.cases() == []


async def test_a_picture_with_a_call_is_a_report_as_well(town: Town) -> None:
    text = "热闹路32号门口占道经营，吹哨！请大南中队、环卫所30分钟内到场"
    call = await town.zhao.posts(problem(), text=text)
    await town.zhao.sees("1121-001", "📣 哨1121-01", to=call, button="签收")
    await town.zhao.sees("哨1121-01", "🔗 1121-001", to=call, button="报到")
    assert len(await town.photos(await town.case())) == 1


SLOGANS = (
    "落实路长吹哨、部门报到机制，大南中队今日清理占道8处",
    "今天上午街道吹哨，大南中队、示范环卫所报到，联合整治热闹路早市",
    "路长吹哨，大南中队、环卫所迅速报到，10分钟内到场处置",
    "街道吹哨、部门报到，大南中队与示范环卫所解决跨界难题16件",
    "各中队要用好吹哨机制，请大南中队、环卫所认真学习",
    "吹哨了吗？大南中队环卫所怎么还没来",
    "我们队长一吹哨，大南中队全到齐",
    "通知：明天上午9点在热闹路搞吹哨演练，请大南中队、环卫所参加",
)


async def test_a_slogan_blows_nothing(town: Town) -> None:
    for slogan in SLOGANS:
        await town.zhao.says(slogan)
    await town.zhou.says("吹哨，请环卫所、大南中队30分钟内到场")
    await town.zhao.says("吹哨，大家都来看看")
    assert told(await town.zhao.hears(), "吹哨") == []


async def test_who_may_not_is_told_so(town: Town) -> None:
    call = await town.wang.says(CALL)
    await town.wang.sees("只有督查员、派遣员、单位负责人", to=call)
    call = await town.li.at(DANAN).says(CALL)
    await town.li.at(DANAN).sees("请在督查群、专项行动群或领导群里吹哨", to=call)
    call = await town.zhao.private.says(CALL)
    await town.zhao.private.sees("请在督查群")
    call = await town.zheng.at(LEADERS).says(CALL)
    await town.zheng.at(LEADERS).sees("哨1121-01", to=call)


async def test_what_makes_no_sense_is_answered(town: Town) -> None:
    bare = await town.zhao.says("/whistle")
    await town.zhao.sees("写明地点、事由、单位和时限", "30 分钟", to=bare)
    typo = await town.zhao.says("/whistle 热闹路早市 大男中队 30分钟内到")
    await town.zhao.sees("没有叫“大男中队”的单位", "是不是：大南中队", to=typo)
    long = await town.zhao.says("/whistle 热闹路早市 大南中队 三天内到")
    await town.zhao.sees("1 分钟到 24 小时之间", to=long)
    strange = await town.zhao.says("/whistle 热闹路早市 请派出所、大南中队30分钟内到")
    card = await town.zhao.sees("哨1121-01", "没有叫“派出所”的单位，没有通知到", to=strange)
    assert "大南中队 · 待报到" in words(card)


async def choosing(town: Town) -> Message:
    call = await town.zhao.says("/whistle 热闹路早市 占道反弹 20分钟内到")
    return await town.zhao.sees("要叫哪些单位", "热闹路早市", to=call, button="示范环卫所")


async def test_units_are_chosen_by_buttons(town: Town) -> None:
    asked = await choosing(town)
    assert labels(asked) == ["大南中队", "皇城中队", "泉园中队", "示范环卫所", "吹哨"]
    assert "还没有选单位" in await town.zhao.taps("吹哨", on=asked)
    assert "是问 赵督查 的" in await town.qian.taps("大南中队", on=asked)
    await town.zhao.taps("大南中队", on=asked)
    await town.zhao.sees_again(asked, button="✅ 大南中队")
    await town.zhao.taps("示范环卫所", on=asked)
    await town.zhao.taps("泉园中队", on=await town.zhao.sees_again(asked, button="✅ 示范环卫所"))
    await town.zhao.taps("✅ 泉园中队", on=await town.zhao.sees_again(asked, button="✅ 泉园中队"))
    await town.restart()
    await town.advance(minutes=2)
    await town.zhao.taps("吹哨", on=await town.zhao.sees_again(asked, button="泉园中队"))
    card = await town.zhao.sees("哨1121-01", "大南中队", "示范环卫所", "10:22 前", button="报到")
    assert "泉园" not in words(card)
    await town.zhao.sees_again(asked, "已吹哨：哨1121-01")
    assert "已经吹过哨" in await town.zhao.forges("1|bw|1", on=asked)


async def test_units_are_written_in_answer(town: Town) -> None:
    asked = await choosing(town)
    await town.zhao.replies(asked, "环卫所 大南中队")
    await town.zhao.sees("哨1121-01", "大南中队", "示范环卫所", button="报到")
    await town.zhao.sees_again(asked, "已吹哨：哨1121-01")


async def test_a_call_that_nobody_finishes_is_dropped(town: Town) -> None:
    asked = await choosing(town)
    await town.advance(minutes=11)
    over = await town.zhao.sees_again(asked, "没有选单位，没有吹哨")
    assert labels(over) == []
    assert "已经结束" in await town.zhao.forges("1|cu|1|2", on=asked)


async def test_it_ends_by_itself_with_the_day(town: Town) -> None:
    card = await blown(town)
    await town.wang.taps("报到", on=card)
    await town.wang.replies(card, "已开始清理")
    await town.quiet()
    await town.stop_bot()
    await town.advance(hours=14)
    await town.start_bot()
    minutes = await town.zhao.sees("会商纪要", "自动结束", "王队员：已开始清理", "缺席：示范环卫所")
    assert "今天" not in words(minutes)
    await town.zhao.sees_again(card, "已结束")
    assert len(told(await town.zhao.hears(), "报到时限已到")) == 1
    assert len(told(await town.zhao.hears(), "会商纪要")) == 1


async def test_a_unit_without_a_group_is_called_where_it_was_blown(town: Town) -> None:
    await town.load(org_text() + SWEEPER)
    await town.post("/people", id=2021, first_name="冯环卫", username="feng_hw")
    feng = Person(town, 2021, "冯环卫")
    await town.patch(f"/chats/{SUPERVISION}", members=[*range(1001, 1009), 2021])
    card = await blown(town)
    assert "示范环卫所 @冯环卫" in words(card) or "@feng_hw" in words(card)
    await feng.taps("报到", on=card)
    await town.zhao.sees_again(card, "示范环卫所 · 已报到 0 分钟 · 冯环卫")


async def test_help_tells_who_may_blow_and_who_reports_in(town: Town) -> None:
    for person, blows, comes in (
        (town.zhao, True, False),
        (town.li, True, True),
        (town.wang, False, True),
    ):
        asked = await person.says("/help")
        said = words(await person.sees("你是：", to=asked))
        assert ("吹哨：/whistle" in said, "📍 报到" in said) == (blows, comes), person.name


async def test_a_unit_whose_group_proves_closed_is_called_where_it_was_blown(town: Town) -> None:
    closed = {"status": 403, "description": "Forbidden: bot was kicked from the supergroup chat"}
    await town.faults(method="sendMessage", count=9, chat_id=DANAN, **closed)
    call = await town.zhao.says(CALL)
    card = await town.zhao.sees("哨1121-01", "大南中队 @王队员 · 待报到", to=call)
    await town.wang.taps("报到", on=card)
    await town.zhao.sees_again(card, "大南中队 · 已报到")


async def test_a_deleted_card_is_posted_anew_while_it_matters(town: Town) -> None:
    card = await blown(town)
    await town.quiet()
    await town.delete(f"/chats/{SUPERVISION}/messages/{card['message_id']}")
    await town.wang.at(DANAN).taps("报到")
    again = await town.zhao.sees("哨1121-01", "已报到 0 分钟", button="结束会商")
    assert again["message_id"] != card["message_id"]


async def test_a_whistle_in_english(town: Town) -> None:
    town.locale = "en"
    await town.restart()
    call = await town.zhao.says("/whistle 32 Renao Road, stalls came back, @Danan Squad 20 minutes")
    card = await town.zhao.sees("哨1121-01", "Renao Road", "within 20 min", to=call)
    await town.wang.replies(card, "we're here")
    await town.zhao.sees_again(card, "reported in after 0 min")
    await town.zhao.replies(card, "Danan Squad: clear the stalls by 6 pm")
    await town.zhao.sees("1121-001", "哨1121-01: clear the stalls")
    await town.zhao.taps("End meeting", on=card)
    await town.zhao.sees("minutes", "came: 大南中队 0 min", "1121-001")
