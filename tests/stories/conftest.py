"""Fixtures: a town on SQLite, or (for the most important stories) on both databases in turn."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.stories.town import Town, opened


@pytest.fixture
async def town(sqlite_url: str, tmp_path: Path) -> AsyncIterator[Town]:
    """A town whose bot keeps its things in SQLite; at the end it must be well."""
    async with opened(tmp_path, sqlite_url) as town:
        yield town
        await _ends_well(town)


@pytest.fixture
async def any_town(database_url: str, tmp_path: Path) -> AsyncIterator[Town]:
    """The same, once on SQLite and once on PostgreSQL."""
    async with opened(tmp_path, database_url) as town:
        yield town
        await _ends_well(town)


async def _ends_well(town: Town) -> None:
    if town.app is not None:
        await town.quiet()
        await town.is_well()
