"""A clean case: what each group sees of it, and how little."""

from bot.example.town import DANAN
from tests.stories.phone import labels, reactions, words
from tests.stories.pictures import fixed, problem
from tests.stories.town import Town

REPORT = "热闹路32号门口占道经营 大南中队2小时内整改"


async def test_a_clean_case_costs_the_group_two_messages_of_the_bot(any_town: Town) -> None:
    town = any_town
    report = await town.zhao.posts(problem(), text=REPORT)
    card = await town.zhao.sees("1121-001", "占道经营", "待签收", to=report)
    assert "热闹路32号门口" in words(card)
    assert "今天 12:00 前（剩 2 小时）" in words(card)

    assert "12:00" in await town.wang.taps("签收")
    await town.zhao.sees_again(card, "处置中", "王队员 已签收")
    await town.advance(minutes=52)
    proof = await town.wang.replies(card, "已整改", photo=fixed())
    plate = await town.zhao.sees("1121-001", "用时 52 分钟", "@zhao_dc", to=proof)
    assert plate["photo"]
    assert labels(plate) == ["通过", "返工"]

    assert await town.zhao.taps("通过") == "已结案。"
    await town.zhao.sees_again(card, "已结案", "赵督查 10:52 核查通过")
    assert len(await town.zhao.hears()) == 2
    (original, *_) = await town.zhao.reads()
    assert reactions(original) == ["👌"]


async def test_the_units_own_group_gets_the_card_with_mention_and_photo(town: Town) -> None:
    await town.zhao.posts(problem(), text=REPORT)
    ours = await town.wang.at(DANAN).sees("1121-001", "@王队员", button="签收")
    assert ours["photo"]
    here = await town.zhao.sees("1121-001", "大南中队")
    assert "@" not in words(here)
