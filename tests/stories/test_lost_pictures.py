"""Pictures that cannot be fetched, compared or drawn hold up nothing else."""

import asyncio
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from db import cards, photos
from db.photos import Photo
from domain.cases import State
from domain.letters import Kind, Letter, NotBefore, NotNeeded, Outgoing, Priority
from operations.picturing import ATTEMPTS, Darkroom
from operations.rendering import Renderer
from photos.refusals import Damaged
from photos.store import PhotoFolder
from tests.stories.phone import Message, labels, words
from tests.stories.pictures import broken, fixed, problem
from tests.stories.town import Town

REPORT = "热闹路32号门口占道经营 大南中队2小时内整改"
ANOTHER = "文化路8号暴露垃圾 大南中队今天清理"


async def reported(town: Town, text: str = REPORT, photo: bytes | None = None) -> Message:
    """The card of a case that Zhao has just reported."""
    report = await town.zhao.posts(photo or problem(), text=text)
    return await town.zhao.sees("待签收", to=report)


async def lose(town: Town, photo: Photo) -> None:
    """Take a photo's file out of the folder."""
    assert photo.key is not None
    (Path(town.settings.photos) / photo.key).unlink()


def spoil(folder: Path) -> None:
    """Put a file where the folder of the photos was."""
    if folder.exists():
        folder.rename(folder.with_name("elsewhere"))
    folder.write_text("not a folder")


def darkroom(town: Town, trouble: Exception) -> Darkroom:
    """A darkroom of the running bot's whose channel answers every fetch with this trouble."""

    async def fetch(file_id: str) -> bytes:
        raise trouble

    store = PhotoFolder(Path(town.settings.photos))
    bot = town.bot
    return Darkroom(bot.office, bot.database, bot.clock.now, fetch, store, bot.workroom)


async def test_a_plate_that_cannot_be_drawn_goes_as_words_and_keeps_no_other_waiting(
    town: Town,
) -> None:
    card = await reported(town)
    another = await reported(town, ANOTHER, problem("rubbish"))
    await town.quiet()
    (lost,) = await town.photos((await town.cases())[0])
    await lose(town, lost)
    await town.wang.replies(card, "已整改", photo=fixed())
    await town.wang.replies(another, "已整改", photo=fixed("rubbish"))
    drawn = await town.zhao.sees("1121-002", "请核查", button="通过")
    assert drawn["photo"]
    bare = await town.zhao.sees("1121-001", "请核查", button="通过")
    assert not bare.get("photo")
    assert "⚠️" not in words(bare)
    await town.zhao.taps("通过", on=bare)
    over = await town.zhao.sees_again(bare, "已结案")
    assert "通过" not in labels(over)


async def test_a_digest_that_cannot_be_kept_goes_as_words(town: Town) -> None:
    await town.zhao.says(REPORT)
    await town.zhao.sees("1121-001")
    await town.quiet()
    await asyncio.to_thread(spoil, Path(town.settings.photos))
    await town.to("18:00")
    digest = await town.zhao.sees("督查日报", "上报 1")
    assert not digest.get("photo")
    assert labels(digest)


async def test_a_photo_that_cannot_be_used_proves_nothing_when_its_case_is_chosen(
    town: Town,
) -> None:
    await reported(town)
    await reported(town, ANOTHER, problem("rubbish"))
    proof = await town.wang.posts(broken(fixed()), text="已整改")
    question = await town.wang.sees("哪个案件", to=proof)
    await town.quiet()
    assert "没有照片" in await town.wang.taps(labels(question)[0], on=question)
    assert {case.state for case in await town.cases()} == {State.DISPATCHED}
    await town.advance(minutes=11)
    await town.wang.sees_again(question, "没有选案件，照片没有用上")


async def test_words_whose_case_nobody_chose_are_told_to_be_unused(town: Town) -> None:
    report = await town.zhao.posts(problem(), text="1. 热闹路10号占道经营\n2. 文化路20号暴露垃圾")
    await town.zhao.sees("1121-002")
    await town.wang.replies(report, "收到")
    question = await town.wang.sees("哪个案件")
    await town.advance(minutes=11)
    await town.wang.sees_again(question, "没有选案件，这句话没有用上")


async def test_a_photo_given_to_a_case_while_it_was_fetched_is_refused_for_that_case(
    town: Town,
) -> None:
    card = await reported(town)
    await town.wang.replies(card, "已整改", photo=fixed())
    await town.zhao.sees("请核查")
    await town.quiet()
    (proof,) = await town.photos(await town.case(), "proof")
    await darkroom(town, Damaged()).fetch(replace(proof, case=None, purpose="report"))
    await town.wang.sees("1121-001", "不能用")
    assert (await town.case()).state is State.HANDLING


async def test_an_unforeseen_fault_is_tried_again_and_not_for_ever(town: Town) -> None:
    await reported(town)
    await town.quiet()
    (photo,) = await town.photos(await town.case())
    room = darkroom(town, OSError("the disk is full"))
    await room.fetch(replace(photo, attempts=1))
    (waiting,) = await town.photos(await town.case())
    assert (waiting.state, waiting.trouble) == ("stored", None)
    await room.fetch(replace(photo, attempts=ATTEMPTS))
    (given_up,) = await town.photos(await town.case())
    assert (given_up.state, given_up.trouble) == ("failed", "not_fetched")


def a_letter(card: cards.Card, now: datetime) -> Letter:
    return Letter(1, card.chat, Kind.PLATE, "plate", Priority.PING, now, now, card=card.id)


async def test_a_plate_waits_only_while_a_photo_may_still_come(town: Town) -> None:
    card = await reported(town)
    await town.wang.replies(card, "已整改", photo=fixed())
    await town.zhao.sees("请核查")
    await town.quiet()
    case, now = await town.case(), town.bot.clock.now()
    (proof,) = await town.photos(case, "proof")
    render = Renderer(town.bot.office, PhotoFolder(Path(town.settings.photos)))
    async with town.bot.database.begin(now) as tx:
        (plate,) = await cards.showing(tx, case.id, ["plate"])
        letter = a_letter(plate, now)
        assert isinstance(await render(tx, letter), Outgoing)
        await cards.set_payload(tx, plate.id, {})
        assert isinstance(await render(tx, letter), NotBefore)
        await photos.refused(tx, proof.id, "damaged")
        assert isinstance(await render(tx, letter), NotNeeded)
