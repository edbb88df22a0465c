"""The day told at the group's hour: once, late if need be, and every number opens its cases."""

from bot.example.town import DANAN, LEADERS, SUPERVISION
from tests.stories.phone import Message, labels, words
from tests.stories.pictures import fixed, problem
from tests.stories.town import Town

REPORT = "热闹路32号门口占道经营 大南中队2小时内整改"


async def a_day(town: Town) -> None:
    """One case closed in time, one late, one fresh; and two units' own reports."""
    done = await town.zhao.posts(problem(), text=REPORT)
    card = await town.zhao.sees("1121-001", to=done)
    await town.zhao.says("小东路11号暴露垃圾 皇城中队2小时内清理")
    await town.zhao.sees("1121-002")
    await town.wang.replies(card, "已整改", photo=fixed())
    await town.zhao.taps("通过")
    await town.zhao.sees_again(card, "已结案")
    await town.to("17:30")
    await town.zhao.says("文化路8号占道经营 大南中队今天整改")
    await town.zhao.sees("1121-003")
    await town.wang.at(DANAN).says("大南中队今日出动12人，清理占道经营8处，清运垃圾3吨")
    await town.zhou.says("皇城中队今日出动10人，清理占道经营5处，清运垃圾2吨")


async def the_digest(town: Town, chat: int = SUPERVISION) -> Message:
    """The digest as it stands in a group."""
    return await town.zhao.at(chat).sees("督查日报")


async def test_the_digest_comes_at_its_hour_and_once(any_town: Town) -> None:
    town = any_town
    await a_day(town)
    assert [one for one in await town.zhao.hears() if "督查日报" in words(one)] == []
    await town.to("18:00")
    digest = await the_digest(town)
    assert digest["photo"]
    assert "上报 3 · 立案 3 · 结案 1 · 未结 2 · 超时 1" in words(digest)
    assert "按期处置率 1/2 = 50%" in words(digest)
    assert "1121-002" in words(digest)
    await town.advance(minutes=10)
    await town.restart()
    await town.advance(hours=2)
    assert len([one for one in await town.zhao.hears() if "督查日报" in words(one)]) == 1


async def test_the_units_own_tallies_are_added_up(town: Town) -> None:
    await a_day(town)
    await town.to("18:00")
    digest = words(await the_digest(town))
    assert "出动人员22人" in digest or "出动22人" in digest, digest
    assert "清理占道经营13处" in digest
    assert "清运垃圾5吨" in digest
    assert digest.index("出动") < digest.index("清理占道经营") < digest.index("清运垃圾")


async def test_every_number_opens_its_cases_and_its_formula(any_town: Town) -> None:
    town = any_town
    await a_day(town)
    await town.to("18:00")
    digest = await the_digest(town)
    numbers = ["上报 3", "立案 3", "结案 1", "作废 0", "未结 2", "超时 1", "按期 1/2", "问责 1"]
    assert labels(digest) == numbers
    for label, behind in (
        ("上报 3", {"1121-001", "1121-002", "1121-003"}),
        ("结案 1", {"1121-001"}),
        ("未结 2", {"1121-002", "1121-003"}),
        ("超时 1", {"1121-002"}),
        ("按期 1/2", {"1121-001"}),
        ("问责 1", {"1121-002"}),
    ):
        await town.zhao.taps(label, on=digest)
        opened = await town.zhao.sees_again(digest, " = ", button="返回")
        everything = ("1121-001", "1121-002", "1121-003")
        assert {number for number in everything if number in words(opened)} == behind, label
        await town.zhao.taps("返回", on=digest)
        await town.zhao.sees_again(digest, "点下面的数字", button=label)


async def test_a_long_number_is_turned_page_by_page(town: Town) -> None:
    for house in range(1, 12):
        await town.zhao.says(f"热闹路{house}号占道经营 大南中队今天整改")
        await town.zhao.sees(f"1121-{house:03}")
    await town.zhao.says("/digest")
    digest = await the_digest(town)
    await town.zhao.taps("未结 11", on=digest)
    first = await town.zhao.sees_again(digest, "1121-008", "还有 3 件")
    assert labels(first) == ["下一页", "返回"]
    await town.zhao.taps("下一页", on=digest)
    last = await town.zhao.sees_again(digest, "1121-009", "1121-011")
    assert labels(last) == ["返回"]
    await town.zhao.taps("返回", on=digest)
    await town.zhao.sees_again(digest, "点下面的数字")


async def test_numbers_in_a_digest_lead_to_their_cards(town: Town) -> None:
    await a_day(town)
    await town.to("18:00")
    digest = await the_digest(town)
    await town.zhao.taps("结案 1", on=digest)
    opened = await town.zhao.sees_again(digest, button="返回")
    links = [entity["url"] for entity in opened["entities"] if entity["type"] == "text_link"]
    assert links == ["https://t.me/c/1000000001/2"]


async def test_a_digest_missed_while_the_bot_was_down_comes_late_and_once(town: Town) -> None:
    await a_day(town)
    await town.quiet()
    await town.stop_bot()
    await town.advance(hours=2)
    await town.start_bot()
    digest = await the_digest(town)
    assert "今天 18:00" in words(digest)
    await town.restart()
    await town.quiet()
    assert len([one for one in await town.zhao.hears() if "督查日报" in words(one)]) == 1


async def test_a_digest_may_be_asked_for_at_any_time(town: Town) -> None:
    await town.zhao.says(REPORT)
    await town.zhao.sees("1121-001")
    await town.qian.says("/digest")
    digest = await the_digest(town)
    assert "上报 1 · 立案 1 · 结案 0 · 未结 1 · 超时 0" in words(digest)
    await town.to("18:00")
    assert len([one for one in await town.zhao.hears() if "督查日报" in words(one)]) == 2


async def test_a_digest_is_asked_for_without_more_words(town: Town) -> None:
    asked = await town.zhao.says("/digest 13月")
    await town.zhao.sees("/digest 只发今天到现在的日报", to=asked)


async def test_a_units_group_hears_of_its_own_cases_only(town: Town) -> None:
    await a_day(town)
    await town.wang.at(DANAN).says("/digest")
    digest = await the_digest(town, DANAN)
    assert "上报 2" in words(digest)
    assert "1121-002" not in words(digest)


async def test_the_leaders_group_has_its_own_hour(town: Town) -> None:
    await town.zhao.says(REPORT)
    await town.to("18:10")
    leader = town.zheng.at(LEADERS)
    assert [one for one in await leader.hears() if "督查日报" in words(one)] == []
    await town.to("18:31")
    await leader.sees("督查日报", "上报 1")


async def test_a_day_without_a_case_has_a_digest_too(town: Town) -> None:
    await town.to("18:00")
    digest = await the_digest(town)
    assert "上报 0 · 立案 0 · 结案 0 · 未结 0 · 超时 0" in words(digest)
