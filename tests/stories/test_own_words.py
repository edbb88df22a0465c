"""Replies in words that no list has: each does with the case what who wrote it meant."""

import pytest

from bot.example.town import DANAN, SUPERVISION
from domain.cases import State
from tests.stories.phone import words
from tests.stories.pictures import fixed
from tests.stories.test_by_replies import REPORT, reported
from tests.stories.town import Town


@pytest.mark.parametrize(
    "said",
    [
        "可以，通过",
        "整改到位",
        "没问题，通过",
        "可以",
        "看过了 没毛病",
        "干净了 可以结了",
        "现场核实已整改，同意结案",
    ],
)
async def test_a_proof_is_passed_in_many_words(town: Town, said: str) -> None:
    card = await reported(town)
    await town.wang.replies(card, "已整改", photo=fixed())
    plate = await town.zhao.sees("请核查")
    await town.zhao.replies(plate, said)
    await town.zhao.sees_again(card, "已结案", "赵督查")


@pytest.mark.parametrize("said", ["接着清，没干净", "墙角还有", "重新整"])
async def test_a_proof_is_sent_back_in_many_words(town: Town, said: str) -> None:
    card = await reported(town)
    await town.wang.replies(card, "已整改", photo=fixed())
    plate = await town.zhao.sees("请核查")
    await town.zhao.replies(plate, said)
    await town.zhao.sees_again(card, "第2次整改", f"返工：{said}")


async def test_the_reason_of_a_rework_does_not_say_so_twice(town: Town) -> None:
    card = await reported(town)
    await town.wang.replies(card, "已整改", photo=fixed())
    plate = await town.zhao.sees("请核查")
    await town.zhao.replies(plate, "返工，照片不清楚")
    await town.zhao.sees_again(card, "返工：照片不清楚")


@pytest.mark.parametrize("said", ["给换了", "弄利索了，没毛病", "新的装上了"])
async def test_work_that_is_done_in_many_saidwants_a_photo(town: Town, said: str) -> None:
    card = await reported(town)
    reply = await town.wang.replies(card, said)
    await town.wang.sees("照片", to=reply)


async def test_a_reply_to_the_report_is_read_like_one_to_the_card(town: Town) -> None:
    report = await town.zhao.says(REPORT)
    await town.zhao.sees("1121-001", to=report)
    reply = await town.wang.replies(report, "给换了")
    await town.wang.sees("照片", to=reply)


@pytest.mark.parametrize("said", ["给他下通知书了", "门锁着 进不去", "交给环卫了，他们下午来"])
async def test_what_is_under_way_moves_nothing_and_sends_nobody_else(town: Town, said: str) -> None:
    card = await reported(town)
    unit = (await town.case()).unit
    await town.wang.replies(card, said)
    await town.zhao.sees_again(card, "处置中", "王队员")
    assert (await town.case()).unit == unit


@pytest.mark.parametrize("said", ["抓紧，都几点了还没人去", "搞快点", "多长时间能完"])
async def test_who_waits_urges_the_unit_once_in_a_while(town: Town, said: str) -> None:
    card = await reported(town)
    await town.zhao.replies(card, said)
    ours = town.wang.at(DANAN)
    told = await ours.sees("赵督查 催办", "大南中队", "时限 今天 12:00")
    await town.sun.replies(card, "还没人去吗，抓紧")
    await town.quiet()
    assert [one for one in await ours.hears(after=told) if "催办" in words(one)] == []


async def test_a_case_is_urged_by_its_number(town: Town) -> None:
    await reported(town)
    await town.zhao.says("催一下1121-001，怎么还没动静")
    await town.wang.at(DANAN).sees("1121-001", "赵督查 催办")


@pytest.mark.parametrize("said", ["1121-001通过", "001通过"])
async def test_a_proof_is_passed_by_its_number(town: Town, said: str) -> None:
    card = await reported(town)
    await town.wang.replies(card, "已整改", photo=fixed())
    await town.zhao.sees("请核查")
    await town.zhao.says(said)
    await town.zhao.sees_again(card, "已结案")


async def test_an_administrator_urges_by_number(town: Town) -> None:
    await town.appoint(SUPERVISION, town.sun, town.qian)
    await reported(town)
    await town.qian.says("催一下1121-001，怎么还没动静")
    await town.wang.at(DANAN).sees("1121-001", "钱督查 催办")


async def test_a_proof_is_sent_back_by_its_number(town: Town) -> None:
    card = await reported(town)
    await town.wang.replies(card, "已整改", photo=fixed())
    await town.zhao.sees("请核查")
    await town.zhao.says("001不行，重做")
    await town.zhao.sees_again(card, "第2次整改")


async def test_nobody_passes_his_own_by_its_number(town: Town) -> None:
    card = await reported(town)
    await town.wang.replies(card, "已整改", photo=fixed())
    await town.zhao.sees("请核查")
    await town.wang.says("001通过")
    await town.quiet()
    assert (await town.case()).state is State.CHECKING


async def test_nobody_urges_his_own_unit_by_it(town: Town) -> None:
    card = await reported(town)
    await town.li.replies(card, "抓紧，都几点了还没人去")
    await town.quiet()
    assert [one for one in await town.wang.at(DANAN).hears() if "催办" in words(one)] == []


@pytest.mark.parametrize("said", ["发错了，不是案件", "不好意思发错群了", "刚才那条撤回"])
async def test_what_was_just_reported_is_taken_back_without_a_reply(town: Town, said: str) -> None:
    card = await reported(town)
    await town.zhao.says(said)
    await town.zhao.sees_again(card, "作废")


async def test_what_is_said_later_takes_nothing_back(town: Town) -> None:
    await reported(town)
    await town.advance(minutes=6)
    await town.zhao.says("发错了，不是案件")
    await town.quiet()
    assert (await town.case()).is_open
