"""A running sandbox, a client of it for the people, and the bot's own client."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

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
