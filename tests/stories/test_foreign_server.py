"""The bot on a Bot API server that is not ours, as its users see it."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot.app import App
from bot.example.bureau import settle
from bot.example.town import DANAN, LI, SUPERVISION, WANG, ZHAO, ZHENG
from bot.settings import load
from photos.check import inspect
from tests.stories.foreign import PROGRAM, TOKEN, ForeignTown, foreign_town, free_port
from tests.stories.pictures import fixed, problem
from tests.warm.programs import Nursery

REPORT = "热闹路32号门口占道经营 大南中队2小时内整改"
# What that server has not got; the job is done without it.
OPTIONAL = ("setMessageReaction", "getChatAdministrators")


@asynccontextmanager
async def bot_in(
    abroad: ForeignTown, folder: Path, patch: pytest.MonkeyPatch, **settings: str
) -> AsyncIterator[App]:
    """The whole bot, started by settings as anybody would write them."""
    patch.chdir(folder)
    given = {
        "TELEGRAM_TOKEN": TOKEN,
        "TELEGRAM_API": abroad.wiretap.url,
        "CLOCK_URL": abroad.wiretap.clock,
        "HTTP_PORT": "0",
        "SEND_LIMITS": "off",
    }
    for name, value in (given | settings).items():
        patch.setenv(f"DUBAN_{name}", value)
    app = App(load())
    await app.start()
    try:
        await settle(app.database, app.clock.now(), app.settings.zone)
        yield app
    finally:
        await app.stop()


@pytest.fixture
async def abroad(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, nursery: Nursery
) -> AsyncIterator[ForeignTown]:
    """The example bureau on the foreign server; at the end nothing needed was refused there."""
    journal = tmp_path / "journal.jsonl"
    async with foreign_town(nursery, journal) as abroad:
        async with bot_in(abroad, tmp_path, monkeypatch):
            yield abroad
        _only_optional_calls_were_refused(abroad, journal, nursery)


def _only_optional_calls_were_refused(abroad: ForeignTown, journal: Path, nursery: Nursery) -> None:
    allowed = [f"--allow-refusal={name}:501" for name in OPTIONAL]
    command = (str(PROGRAM), "verdict", str(journal), "--require-response", *allowed)
    told = journal.with_suffix(".verdict")
    with told.open("wb") as log:
        verdict = nursery.begin(command, journal.parent, os.environ, log)
    assert verdict.wait(30) == 0, told.read_text()
    assert set(abroad.wiretap.refused) <= {f"{name}:501" for name in OPTIONAL}


async def test_a_case_lives_its_whole_life_on_a_foreign_server(abroad: ForeignTown) -> None:
    report = await abroad.posts(SUPERVISION, ZHAO, [problem()], REPORT)
    card = await abroad.sees(SUPERVISION, "待签收", "热闹路32号门口", to=report, button="签收")
    told = await abroad.sees(DANAN, "待签收", "王队员", button="签收")
    # The unit sees the photo of the report, which the bot never touched.
    assert told.picture is not None
    assert await abroad.downloads(told.picture) == problem()

    assert "前完成" in await abroad.taps(WANG, told, "签收")
    await abroad.sees_again(card, "处置中", "王队员 已签收")
    assert "签收" not in card.buttons

    proof = await abroad.posts(SUPERVISION, WANG, [fixed()], "已整改", reply_to=card.message_id)
    plate = await abroad.sees(SUPERVISION, "请核查", to=proof, button="通过")
    assert plate.picture is not None
    assert inspect(await abroad.downloads(plate.picture)).size[0] > 1000

    assert "自己" in await abroad.taps(LI, plate, "通过")
    assert await abroad.taps(ZHAO, plate, "通过") == "已结案。"
    await abroad.sees_again(card, "已结案", "核查通过")
    await abroad.sees_again(plate, "已结案")
    assert not plate.buttons or "通过" not in plate.buttons
    assert len(abroad.in_chat(SUPERVISION)) == 2


async def test_an_album_is_one_case_and_a_question_is_answered(abroad: ForeignTown) -> None:
    photos = [problem(), problem(seed=2), problem("rubbish")]
    report = await abroad.posts(SUPERVISION, ZHAO, photos, "暴露垃圾没人清 大南中队")
    question = await abroad.sees(SUPERVISION, "在哪里", to=report)
    await abroad.says(SUPERVISION, ZHAO, "热闹路8号楼后", reply_to=question.message_id)
    card = await abroad.sees(SUPERVISION, "待签收", "热闹路8号楼后", button="签收")
    await abroad.taps(WANG, card, "签收")
    await abroad.posts(DANAN, WANG, [fixed(), fixed(seed=2)], "已清理")
    plate = await abroad.sees(SUPERVISION, "请核查", button="返工")
    await abroad.taps(ZHAO, plate, "返工")
    await abroad.sees_again(plate, button="整改不到位")
    await abroad.taps(ZHAO, plate, "整改不到位")
    await abroad.sees_again(card, "处置中", "返工")
    assert len(abroad.in_chat(SUPERVISION)) == 3


async def test_a_topic_that_the_server_does_not_know_costs_no_button(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, nursery: Nursery
) -> None:
    async with (
        foreign_town(nursery, tmp_path / "journal") as abroad,
        bot_in(abroad, tmp_path, monkeypatch),
    ):
        topic = {"message_thread_id": 4, "is_topic_message": True}
        await abroad.posts(SUPERVISION, ZHAO, [problem()], REPORT, **topic)
        await abroad.sees(SUPERVISION, "<b>", "待签收", button="签收")
        assert abroad.wiretap.refused["sendMessage:400"] == 1


async def test_commands_are_answered_though_the_server_gives_bots_no_username(
    abroad: ForeignTown,
) -> None:
    await abroad.says(SUPERVISION, ZHAO, "/help@somebody_else")
    asked = await abroad.says(SUPERVISION, ZHAO, "/help")
    await abroad.sees(SUPERVISION, "赵督查", to=asked)
    assert len(abroad.in_chat(SUPERVISION)) == 1
    await abroad.says(ZHENG, ZHENG, "/bind 王队员")
    await abroad.sees(ZHENG, "王队员")


async def test_a_webhook_brings_reports_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, nursery: Nursery
) -> None:
    port = free_port()
    webhook = {
        "HTTP_PORT": str(port),
        "WEBHOOK_URL": f"http://127.0.0.1:{port}/telegram/duban",
        "WEBHOOK_SECRET": "a-secret-of-the-webhook",
    }
    async with (
        foreign_town(nursery, tmp_path / "journal", "--allow-insecure-loopback-webhooks") as abroad,
        bot_in(abroad, tmp_path, monkeypatch, **webhook),
    ):
        report = await abroad.posts(SUPERVISION, ZHAO, [problem()], REPORT)
        card = await abroad.sees(SUPERVISION, "待签收", to=report, button="签收")
        assert "前完成" in await abroad.taps(WANG, card, "签收")
        await abroad.sees_again(card, "处置中")
