"""Every odd picture gets an answer, the process lives, and the other chats go on."""

from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import TypeVar

import pytest

from bot.example.town import QUANYUAN
from db import photos
from domain.cases import Case, State
from tests.stories.odd_pictures import TAKE_INSTEAD, Odd, odd_pictures
from tests.stories.phone import Message, labels, words
from tests.stories.pictures import problem
from tests.stories.town import Town
from tests.waiting import eventually

T = TypeVar("T")

# Seconds in which all of them are looked at, beside other tests too.
ENOUGH = 60.0


@pytest.fixture
def odd(shared: Path) -> list[Odd]:
    return odd_pictures(shared / "data" / "photos")


async def test_every_odd_picture_sent_as_a_photo_is_answered(town: Town, odd: list[Odd]) -> None:
    reports = [await town.zhao.posts(one.data, text=one.report) for one in odd]
    await another_chat_goes_on(town)
    await all_looked_at(town)
    chat, cases = await town.zhao.reads(), await town.cases()
    for one, report in zip(odd, reports, strict=True):
        assert case_of(one, cases).state is State.DISPATCHED
        assert_told(one, report, chat)
    for some in batched(zip(odd, reports, strict=True)):
        proofs = [
            (one, await town.wang.replies(card_of(report, chat), "已整改", photo=one.data))
            for one, report in some
        ]
        await another_chat_goes_on(town)
        await assert_proofs(town, proofs)


async def test_every_odd_picture_sent_as_a_file_is_answered(town: Town, odd: list[Odd]) -> None:
    reports = [await town.zhao.sends(one.file, text=one.report) for one in odd]
    await another_chat_goes_on(town)
    await all_looked_at(town)
    chat, cases = await town.zhao.reads(), await town.cases()
    filed = []
    for one, report in zip(odd, reports, strict=True):
        if one.wrong_file:
            assert_turned_away(report, chat)
            assert not [case for case in cases if case.text == one.report]
        else:
            assert_told(one, report, chat)
            filed.append((one, card_of(report, chat)["message_id"]))
    await wrong_files_prove_nothing(town, odd, filed[0][1])
    for some in batched(filed):
        proofs = [
            (one, await town.wang.sends(one.file, "已整改", reply_to=card)) for one, card in some
        ]
        await assert_proofs(town, proofs)


async def wrong_files_prove_nothing(town: Town, odd: list[Odd], card: int) -> None:
    wrong = [one.file for one in odd if one.wrong_file]
    proofs = [await town.wang.sends(file, "已整改", reply_to=card) for file in wrong]
    await town.quiet()
    chat, cases = await town.zhao.reads(), await town.cases()
    for proof in proofs:
        assert_turned_away(proof, chat)
    assert not [case for case in cases if case.state is State.CHECKING]


async def another_chat_goes_on(town: Town) -> None:
    """An ordinary report elsewhere gets its card although so much is to be looked at here."""
    wu = town.wu.at(QUANYUAN)
    text = "文萃路地铁口非机动车乱停放 泉园中队1小时内整改"
    report = await wu.posts(problem("scooters"), text=text)
    await wu.sees("文萃路地铁口", "待签收", to=report, button="签收")


async def all_looked_at(town: Town) -> None:
    async def none_left() -> bool:
        async with town.bot.database.read(town.bot.clock.now()) as tx:
            return "new" not in await photos.count_by_state(tx)

    await eventually(none_left, ENOUGH)
    await town.quiet()


def case_of(one: Odd, cases: list[Case]) -> Case:
    (case,) = [case for case in cases if case.text == one.report]
    return case


def answers_to(message: Message, chat: list[Message]) -> list[Message]:
    return [one for one in chat if one.get("reply_to") == message["message_id"]]


def card_of(report: Message, chat: list[Message]) -> Message:
    return next(one for one in answers_to(report, chat) if "签收" in labels(one))


def assert_told(one: Odd, report: Message, chat: list[Message]) -> None:
    """The report has its card; a picture that is none is told of besides."""
    answers = answers_to(report, chat)
    told = [words(answer) for answer in answers if "签收" not in labels(answer)]
    assert len(answers) == 1 + len(told), one.name
    assert [one.refused in text for text in told] == [True] if one.refused else not told, told


def assert_turned_away(sent: Message, chat: list[Message]) -> None:
    (answer,) = answers_to(sent, chat)
    assert TAKE_INSTEAD in words(answer)


async def assert_proofs(town: Town, proofs: list[tuple[Odd, Message]]) -> None:
    """A picture proves its case by a plate, or the case goes on and its sender hears why."""
    await all_looked_at(town)
    chat, cases = await town.zhao.reads(), await town.cases()
    for one, proof in proofs:
        (answer,) = answers_to(proof, chat)
        case = case_of(one, cases)
        if one.refused:
            assert one.refused in words(answer)
            assert "请重新发照片" in words(answer)
            assert case.state is State.HANDLING
        else:
            assert answer["photo"]
            assert "通过" in labels(answer)
            assert case.state is State.CHECKING


def batched(items: Iterable[T]) -> Iterator[list[T]]:
    """A few at a time: each plate that waits for its turn costs a look now and then."""
    rest = iter(items)
    while some := list(islice(rest, 9)):
        yield some
