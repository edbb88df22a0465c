"""The places that a bureau knows: its own names for them, misspelt ones, and those it learns."""

from bot.example.bureau import org_text
from domain.cases import State
from tests.stories.phone import Message, labels, words
from tests.stories.pictures import fixed, problem
from tests.stories.town import Town


async def closed(town: Town, card: Message) -> None:
    """The case of that card is put right by Wang and passed by Qian."""
    plates = await town.zhao.reads()
    await town.wang.replies(card, "已整改", photo=fixed(seed=len(plates)))
    await town.qian.taps("通过", on=await town.zhao.sees("请核查", after=plates[-1]))
    await town.zhao.sees_again(card, "已结案")


async def test_a_place_by_its_local_name_goes_to_its_unit(town: Town) -> None:
    report = await town.zhao.posts(problem(), text="老早市占道经营 2小时内整改")
    card = await town.zhao.sees("1121-001", to=report)
    assert "📍 老早市（热闹路早市）" in words(card)
    assert "大南中队" in words(card)


async def test_a_misspelt_place_stays_as_typed_and_is_asked_about_on_the_card(town: Town) -> None:
    report = await town.zhao.posts(problem(), text="热恼路32号门口占道经营 大南中队")
    card = await town.zhao.sees("1121-001", to=report)
    assert "📍 热恼路32号门口 · 是不是“热闹路”？" in words(card)
    assert "上报人" in await town.wang.taps("是“热闹路”", on=card)
    assert await town.zhao.taps("是“热闹路”", on=card) == "已更正。"
    now = await town.zhao.sees_again(card, "📍 热闹路32号门口")
    assert "是不是" not in words(now)
    assert "是“热闹路”" not in labels(now)
    assert "没有看出要改什么" in await town.zhao.forges("1|y|1", on=now)


async def test_a_case_without_a_unit_goes_to_that_of_the_place_that_was_meant(town: Town) -> None:
    report = await town.zhao.posts(problem(), text="文翠路18号占道经营")
    await town.zhao.sees("由哪个单位处理", to=report)
    await town.advance(minutes=11)
    card = await town.sun.sees("待派遣", "是不是“文萃路”")
    await town.sun.taps("是“文萃路”", on=card)
    await town.sun.sees_again(card, "📍 文萃路18号", "泉园中队", "待签收")


async def test_a_misspelling_that_hides_the_place_is_the_first_answer_offered(town: Town) -> None:
    report = await town.zhao.posts(problem(), text="热闹璐占道经营 大南中队")
    question = await town.zhao.sees("在哪里", to=report)
    assert labels(question)[0] == "热闹路"
    await town.zhao.taps("热闹路", on=question)
    await town.zhao.sees("1121-001", "📍 热闹路", "大南中队")


async def test_the_unit_of_the_place_that_was_meant_is_offered_first(town: Town) -> None:
    report = await town.zhao.posts(problem(), text="文翠路18号占道经营")
    question = await town.zhao.sees("由哪个单位处理", to=report)
    assert labels(question)[0] == "泉园中队"


async def test_a_place_of_a_closed_case_is_known_afterwards(any_town: Town) -> None:
    town = any_town
    first = await town.zhao.posts(problem(), text="老机车占道经营 大南中队")
    await town.zhao.replies(await town.zhao.sees("在哪里", to=first), "老机车对面")
    await closed(town, await town.zhao.sees("1121-001", "📍 老机车对面"))
    second = await town.zhao.posts(problem(seed=2), text="老机车占道经营 大南中队")
    await town.zhao.sees("1121-002", "📍 老机车", to=second)
    third = await town.zhao.posts(problem(seed=3), text="老基车东侧占道经营 大南中队")
    await town.zhao.sees("1121-003", "是不是“老机车”", to=third)


async def test_a_misspelling_is_not_learnt_from_one_case(town: Town) -> None:
    report = await town.zhao.posts(problem(), text="热恼路32号门口占道经营 大南中队")
    await closed(town, await town.zhao.sees("1121-001", to=report))
    again = await town.zhao.posts(problem(seed=2), text="热恼路5号门口占道经营 大南中队")
    await town.zhao.sees("1121-002", "是不是“热闹路”", to=again)


async def test_a_new_org_file_changes_the_places(town: Town) -> None:
    await town.load(org_text().replace("老早市", "鬼市"))
    report = await town.zhao.posts(problem(), text="鬼市占道经营 2小时内整改")
    await town.zhao.sees("1121-001", "📍 鬼市（热闹路早市）", "大南中队", to=report)
    old = await town.zhao.posts(problem(seed=2), text="老早市占道经营 大南中队")
    question = await town.zhao.sees("❓", to=old)
    assert "在哪里" in words(question)
    assert [case.state for case in await town.cases()] == [State.DISPATCHED, State.DRAFT]
