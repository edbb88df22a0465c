"""A running sandbox with two people and a group."""

import importlib
from collections.abc import AsyncIterator
from pathlib import Path
from types import ModuleType

import pytest

from tests.sandbox.talk import Talk, furnish, running


@pytest.fixture
async def talk(tmp_path: Path) -> AsyncIterator[Talk]:
    """A client of a fresh sandbox in which Zhao, Wang and the bot share a group."""
    async with running(tmp_path / "sandbox") as talk:
        await furnish(talk)
        yield talk


@pytest.fixture(scope="session")
def witness() -> ModuleType:
    """`tests.sandbox.witness`, with aiogram behind it."""
    return importlib.import_module("tests.sandbox.witness")


@pytest.fixture(scope="session")
def echo_bot() -> ModuleType:
    """`tests.sandbox.echo_bot`, with aiogram behind it."""
    return importlib.import_module("tests.sandbox.echo_bot")
