"""A running sandbox with two people and a group."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.sandbox.talk import Talk, furnish, running


@pytest.fixture
async def talk(tmp_path: Path) -> AsyncIterator[Talk]:
    """A client of a fresh sandbox in which Zhao, Wang and the bot share a group."""
    async with running(tmp_path / "sandbox") as talk:
        await furnish(talk)
        yield talk
