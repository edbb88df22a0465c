"""People write as they always did: no button is pressed, and each word finds its case."""

from bot.example.town import DANAN
from domain.cases import State
from tests.stories.phone import Message, reactions, words
from tests.stories.pictures import fixed, problem
from tests.stories.town import Town

LIST = "1. 热闹路10号占道经营\n2. 小东路20号暴露垃圾\n3. 文萃路3号非机动车乱停放"


async def messages_of_photos(town: Town) -> list[list[int]]:
    """For each case the messages that its problem photos stood in, oldest case first."""
    await town.quiet()
    return [
        [photo.message for photo in await town.photos(case)]
        for case in await town.cases()
        if case.state is not State.VOID
    ]


def numbers(*messages: Message) -> list[list[int]]:
    return [[one["message_id"]] for one in messages]


async def test_a_case_lives_its_whole_life_in_plain_words(any_town: Town) -> None:
    town = any_town
    await town.zhao.posts(problem())
    report = await town.zhao.says("热闹路32号门口占道经营，大南中队2小时内整改")
    card = await town.zhao.sees("1121-001", "待签收", to=report)
    await town.wang.says("收到")
    await town.zhao.sees_again(card, "处置中", "王队员 已签收")
    await town.wang.replies(card, "在路上")
    there = await town.wang.replies(card, "到现场了")
    assert await town.zhao.hears(after=there) == []
    await town.wang.posts(fixed(), text="已整改")
    plate = await town.zhao.sees("已反馈", "请核查")
    await town.zhao.replies(plate, "不合格，重拍")
    await town.zhao.sees_again(card, "处置中", "第2次整改", "返工：不合格，重拍")
    await town.wang.replies(card, "重新弄好了", photo=fixed(seed=2))
    second = await town.zhao.sees("已反馈", "请核查", after=plate)
    await town.zhao.replies(second, "合格，结案")
    await town.zhao.sees_again(card, "已结案", "赵督查")
    await town.advance(hours=3)
    again = await town.zhao.posts(problem(seed=4), text="热闹路32号门口又摆出来了 大南中队处理")
    await town.zhao.sees("1121-002", "热闹路32号门口", "大南中队", "待签收", to=again)
    assert [case.state for case in await town.cases()] == [State.CLOSED, State.DISPATCHED]


async def test_who_says_twice_that_he_comes_is_not_answered(town: Town) -> None:
    report = await town.zhao.says("热闹路32号门口占道经营 大南中队2小时内整改")
    card = await town.zhao.sees("待签收", to=report)
    await town.wang.replies(card, "收到")
    await town.zhao.sees_again(card, "处置中")
    for word in ("在路上", "马上到", "收到"):
        await town.wang.replies(card, word)
    assert len(await town.zhao.hears()) == 1
    other = await town.li.replies(card, "收到")
    await town.li.sees("王队员", to=other)


async def test_words_in_the_units_own_group_move_the_case_as_well(town: Town) -> None:
    report = await town.zhao.posts(problem(), text="热闹路32号门口占道经营 大南中队2小时内整改")
    card = await town.zhao.sees("待签收", to=report)
    ours = town.wang.at(DANAN)
    await ours.sees("1121-001")
    await ours.says("收到，马上去")
    await town.zhao.sees_again(card, "处置中", "王队员 已签收")
    await ours.posts(fixed(), text="弄完了")
    await town.zhao.sees("已反馈", "请核查")


async def test_an_album_with_a_list_gives_each_case_its_own_photo(town: Town) -> None:
    first = await town.zhao.posts(
        problem("stalls"), problem("rubbish"), problem("scooters"), text=LIST
    )
    await town.zhao.sees("1121-003")
    at = first["message_id"]
    assert await messages_of_photos(town) == [[at], [at + 1], [at + 2]]


async def test_photos_before_a_list_go_to_its_cases_in_order(town: Town) -> None:
    given = [await town.zhao.posts(problem(seed=seed)) for seed in (1, 2, 3)]
    await town.zhao.says(LIST)
    await town.zhao.sees("1121-003")
    assert await messages_of_photos(town) == numbers(*given)


async def test_photos_after_a_list_go_to_its_cases_in_order(town: Town) -> None:
    await town.zhao.says(LIST)
    await town.zhao.sees("1121-003")
    given = [await town.zhao.posts(problem(seed=seed)) for seed in (1, 2, 3)]
    assert await messages_of_photos(town) == numbers(*given)


async def test_talk_between_photo_and_words_does_not_part_them(town: Town) -> None:
    photo = await town.zhao.posts(problem())
    await town.qian.says("今天真热闹，哈哈")
    await town.zhao.says("大家稍等")
    report = await town.zhao.says("热闹路32号门口占道经营 大南中队2小时内整改")
    card = await town.zhao.sees("1121-001", to=report)
    assert await town.zhao.hears() == [card]
    assert await messages_of_photos(town) == numbers(photo)


async def test_a_photo_then_words_without_a_place_then_a_button(town: Town) -> None:
    photo = await town.zhao.posts(problem())
    report = await town.zhao.says("占道经营 大南中队2小时内整改")
    question = await town.zhao.sees("在哪里", to=report)
    await town.zhao.taps("热闹路", on=question)
    card = await town.zhao.sees("1121-001", "📍 热闹路", "大南中队", "今天 12:00 前")
    assert await messages_of_photos(town) == numbers(photo)
    assert "占道经营" in words(card)


async def test_one_of_a_list_is_asked_about_and_the_others_are_sent(town: Town) -> None:
    text = "1. 热闹路10号占道经营\n2. 暴露垃圾没人清 皇城中队\n3. 文萃路3号非机动车乱停放"
    album = [problem("stalls"), problem("rubbish"), problem("scooters")]
    first = await town.zhao.posts(*album, text=text)
    question = await town.zhao.sees("在哪里", to=first)
    await town.zhao.sees("1121-002", "泉园中队")
    await town.zhao.taps("中街路", on=question)
    await town.zhao.sees("1121-003", "📍 中街路", "皇城中队")
    at = first["message_id"]
    assert await messages_of_photos(town) == [[at], [at + 1], [at + 2]]


async def test_a_wrong_guess_is_undone_in_words(town: Town) -> None:
    report = await town.zhao.posts(problem(), text="热闹路32号门口占道经营 大南中队2小时内整改")
    card = await town.zhao.sees("待签收", to=report)
    undone = await town.zhao.replies(card, "不是案件")
    await town.zhao.sees_again(card, "作废")
    await town.quiet()
    said = next(one for one in await town.zhao.reads() if one["message_id"] == undone["message_id"])
    assert reactions(said) == ["👌"]
    assert (await town.case()).state is State.VOID
