"""A running sandbox, a client of it for the people, and the bot's own client."""

import logging
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import structlog

from bot.logs import QUIET
from bot.request import Api, open_api
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
