"""Fixtures: a town on SQLite, or (for the most important stories) on both databases in turn."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from sqlalchemy.engine import make_url

from reading.reader import read
from tests.common import once
from tests.databases import TEMPLATE, make
from tests.lending import Lender
from tests.lent_workers import Agency, LentWorkroom
from tests.stories.town import MORNING, Town, built, opened

# A folder, and the address of the bot's database.
Place = tuple[Path, str]
# A folder that is copied, and who lends the databases that belong to it.
TownLender = tuple[Path, Lender]
# The furnished database that others are copied from.
TOWN = "template_town"


@pytest.fixture(scope="session")
def agency() -> Iterator[Agency]:
    """Whoever lends the towns workers for their photos."""
    agency = Agency()
    yield agency
    agency.close()


@pytest.fixture(autouse=True)
def _lent_workers(agency: Agency, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(LentWorkroom, "agency", agency, raising=False)
    monkeypatch.setattr("bot.app.Workroom", LentWorkroom)


@pytest.fixture(scope="session")
def town_template(common: Path, sqlite_template: Path) -> Path:
    """The folder of a town that others are copied from."""

    def build(folder: Path) -> None:
        folder.mkdir()
        shutil.copy(sqlite_template, folder / "duban.db")
        asyncio.run(built(folder, _file_in(folder)))

    return once(common / "town", build)


def _file_in(folder: Path) -> str:
    return f"sqlite+aiosqlite:///{folder}/duban.db"


@pytest.fixture
def sqlite_place(town_template: Path, tmp_path: Path) -> Place:
    """A copy of the furnished town."""
    folder = tmp_path / "town"
    shutil.copytree(town_template, folder)
    return folder, _file_in(folder)


@pytest.fixture(scope="session")
def postgresql_town(common: Path, postgres_server: str, worker_id: str) -> Iterator[TownLender]:
    """Who lends databases of a furnished town."""

    def build(folder: Path) -> None:
        folder.mkdir()
        asyncio.run(built(folder, asyncio.run(make(postgres_server, TOWN, TEMPLATE))))

    # Of this very server: when nobody used it any more, the next has one without a town.
    sockets = Path(str(make_url(postgres_server).query["host"]))
    folder = once(common / f"town-{sockets.parent.name}", build)
    lender = Lender(postgres_server, TOWN, worker_id)
    yield folder, lender
    lender.close()


@pytest.fixture
def postgresql_place(postgresql_town: TownLender, tmp_path: Path) -> Iterator[Place]:
    """The same on PostgreSQL."""
    template, lender = postgresql_town
    folder = tmp_path / "town"
    shutil.copytree(template, folder)
    with lender.lent() as url:
        yield folder, url


@pytest.fixture(params=["sqlite", "postgresql"])
def any_place(request: pytest.FixtureRequest) -> Place:
    """Either of them."""
    place: Place = request.getfixturevalue(f"{request.param}_place")
    return place


@pytest.fixture(scope="session")
def reader_ready() -> None:
    """What the reader has learnt is loaded before anybody waits for an answer."""
    read("中街路32号门口占道经营", now=MORNING)


@pytest.fixture
async def town(reader_ready: None, sqlite_place: Place) -> AsyncIterator[Town]:
    """A town whose bot keeps its things in SQLite; at the end it must be well."""
    async with opened(*sqlite_place) as town:
        yield town
        await _ends_well(town)


@pytest.fixture
async def any_town(reader_ready: None, any_place: Place) -> AsyncIterator[Town]:
    """The same, once on SQLite and once on PostgreSQL."""
    async with opened(*any_place) as town:
        yield town
        await _ends_well(town)


async def _ends_well(town: Town) -> None:
    if town.app is not None:
        await town.quiet()
        await town.is_well()
