"""A running sandbox with two people and a group; and its page, in a browser."""

import importlib
from collections.abc import AsyncIterator
from pathlib import Path
from types import ModuleType

import pytest
import pytest_asyncio
from playwright.async_api import Browser

from tests.sandbox.page_stage import Stage, curtain, launched
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


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    """A Chromium for all tests of a file."""
    async with launched() as running:
        yield running


@pytest_asyncio.fixture(loop_scope="module")
async def stage(tmp_path: Path, browser: Browser) -> AsyncIterator[Stage]:
    """The page, and a sandbox behind it that nobody has spoken in yet."""
    async with curtain(tmp_path / "sandbox", browser) as opened:
        yield opened
