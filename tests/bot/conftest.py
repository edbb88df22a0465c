"""A running sandbox, a client of it for the people, and the bot's own client."""

import logging
import os
import sys
from collections.abc import AsyncIterator, Iterator
from io import BytesIO, TextIOWrapper
from pathlib import Path

import pytest
import structlog

from bot.command_line import main
from bot.logs import QUIET
from bot.request import Api, open_api
from bot.settings import PREFIX
from db.engine import Database
from tests.bot.commanding import Done, Duban
from tests.bot.speaking import Stage, staged
from tests.sandbox.talk import Talk, furnish, running


@pytest.fixture
async def talk(tmp_path: Path) -> AsyncIterator[Talk]:
    """A fresh sandbox in which Zhao, Wang and the bot share a group."""
    async with running(tmp_path / "sandbox") as talk:
        await furnish(talk)
        yield talk


@pytest.fixture
async def api(talk: Talk) -> AsyncIterator[Api]:
    """The bot's client of that sandbox."""
    api = open_api(talk.url, talk.token)
    await api.initialize()
    yield api
    await api.shutdown()


@pytest.fixture
def logs_as_before() -> Iterator[None]:
    """Whatever a test does to the logs of the process is undone."""
    root = logging.getLogger()
    handlers, level, hook = root.handlers[:], root.level, sys.excepthook
    levels = {name: logging.getLogger(name).level for name in QUIET}
    yield
    root.handlers[:], root.level, sys.excepthook = handlers, level, hook
    for name, before in levels.items():
        logging.getLogger(name).setLevel(before)
    logging.captureWarnings(False)
    structlog.reset_defaults()


@pytest.fixture
def duban(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    logs_as_before: None,
) -> Duban:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("bot.opening.PATIENCE", 0.0)

    def run(*arguments: str, typed: str = "", **settings: str) -> Done:
        with monkeypatch.context() as now:
            for name in os.environ:
                if name.startswith(PREFIX):
                    now.delenv(name)
            for name, value in settings.items():
                now.setenv(f"{PREFIX}{name}", value)
            now.setattr("sys.stdin", TextIOWrapper(BytesIO(typed.encode())))
            status = main(arguments)
        told = capsys.readouterr()
        return Done(status, told.out, told.err)

    return run


@pytest.fixture
async def stage(database: Database, api: Api) -> Stage:
    """A stage whose speaker has not begun."""
    return staged(database, api)
