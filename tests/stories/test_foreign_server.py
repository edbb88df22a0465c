"""The bot on a Bot API server that is not ours, as its users see it."""

import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest

from bot.app import App
from bot.example.bureau import settle
from bot.example.town import DANAN, LI, SUPERVISION, WANG, ZHAO
from bot.settings import load
from photos.check import inspect
from tests.stories.foreign import TOKEN, ForeignTown, foreign_town
from tests.stories.pictures import fixed, problem

REPORT = "热闹路32号门口占道经营 大南中队2小时内整改"
# What that server has not got; the job is done without it.
OPTIONAL = ("setMessageReaction", "getChatAdministrators")


@asynccontextmanager
async def bot_on(town: ForeignTown, folder: Path, patch: pytest.MonkeyPatch) -> AsyncIterator[App]:
    """The whole bot, started by settings as anybody would write them."""
    patch.chdir(folder)
    patch.setenv("DUBAN_TELEGRAM_TOKEN", TOKEN)
    patch.setenv("DUBAN_TELEGRAM_API", town.wiretap.url)
    patch.setenv("DUBAN_HTTP_PORT", "0")
    settings = load()
    app = App(settings)
    await app.start()
    try:
        await settle(app.database, app.clock.now(), settings.zone)
        yield app
    finally:
        await app.stop()


@pytest.fixture
async def town(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[ForeignTown]:
    """The example bureau with its bot on the foreign server."""
    async with foreign_town(tmp_path / "journal.jsonl") as town, bot_on(town, tmp_path, monkeypatch):
        yield town


async def test_a_case_lives_its_whole_life_on_a_foreign_server(
    town: ForeignTown, tmp_path: Path
) -> None:
    report = await town.posts(SUPERVISION, ZHAO, [problem()], REPORT)
    card = await town.sees(SUPERVISION, "待签收", "热闹路32号门口", to=report, button="签收")
    told = await town.sees(DANAN, "待签收", "王队员", button="签收")
    # The unit sees the photo of the report, taken over by its number on that server.
    assert told.picture is not None
    assert await town.downloads(told.picture) == problem()

    assert "前完成" in await town.taps(WANG, told, "签收")
    await town.sees(SUPERVISION, "处置中", "王队员 已签收")
    assert card.edits >= 1
    assert "签收" not in card.buttons

    proof = await town.posts(SUPERVISION, WANG, [fixed()], "已整改")
    plate = await town.sees(SUPERVISION, "请核查", to=proof, button="通过")
    assert plate.picture is not None
    facts = inspect(await town.downloads(plate.picture))
    assert facts.size[0] > 1000

    assert "自己" in await town.taps(LI, plate, "通过")
    assert await town.taps(ZHAO, plate, "通过")
    await town.sees(SUPERVISION, "已结案", "核查通过")
    assert "已结案" in card.html
    here = [one for one in town.wiretap.messages if one.chat == SUPERVISION]
    assert len(here) == 2
    _only_optional_calls_were_refused(town, tmp_path / "journal.jsonl")


def _only_optional_calls_were_refused(town: ForeignTown, journal: Path) -> None:
    allowed = [f"--allow-refusal={name}:501" for name in OPTIONAL]
    program = Path(sys.executable).with_name("lo-bot-api-emulator")
    verdict = subprocess.run(
        [program, "verdict", journal, "--require-response", *allowed],
        capture_output=True,
        text=True,
        check=False,
    )
    assert verdict.returncode == 0, verdict.stdout
    assert set(town.wiretap.refused) <= {f"{name}:501" for name in OPTIONAL}
