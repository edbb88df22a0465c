"""Loading map files beside an org file, on a database that remembers."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from bot.example.bureau import org_text
from db import units
from db.engine import Database
from db.transaction import Transaction
from domain.area_file import AreaFileWrong
from domain.routing import areas_at
from operations.mapping import Mapped, load
from operations.organisation import known_categories
from operations.organisation import load as load_organisation
from tests.stories.maps import BETWEEN, NORTH, SOUTH, TOWN_MAP, collection, square

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 21, 8, 5, tzinfo=SHANGHAI)


async def organised(tx: Transaction, text: str) -> None:
    await load_organisation(
        tx, text, by="测试", known_categories=known_categories(), timezone=SHANGHAI
    )


async def mapped(tx: Transaction, text: str, file: str = "areas.geojson") -> Mapped:
    return await load(tx, text, file=file, by="测试")


async def at(database: Database, place: tuple[float, float]) -> list[str]:
    """The areas in which a place lies, in a transaction of its own."""
    async with database.read(NOW) as tx:
        return [one.name for one in areas_at(await units.org_chart(tx), place)]


async def test_a_file_replaces_its_own_areas_and_no_others(database: Database) -> None:
    async with database.begin(NOW) as tx:
        await organised(tx, org_text())
    assert await at(database, SOUTH) == []
    async with database.begin(NOW) as tx:
        assert await mapped(tx, TOWN_MAP) == Mapped(2, 2, {})
    assert await at(database, SOUTH) == ["大南片区"]
    assert await at(database, BETWEEN) == ["大南片区", "皇城中队"]
    async with database.begin(NOW) as tx:
        grid = collection(square("泉园", 41.78, 41.79, name="网格"))
        assert await mapped(tx, grid, "grid.geojson") == Mapped(1, 1, {"areas.geojson": 2})
    assert await at(database, SOUTH) == ["大南片区", "网格"]
    async with database.begin(NOW) as tx:
        await mapped(tx, collection(square("大南中队", 41.80, 41.83)))
    assert await at(database, SOUTH) == ["网格"]
    assert await at(database, NORTH) == ["大南中队"]
    async with database.begin(NOW) as tx:
        assert await mapped(tx, collection()) == Mapped(0, 0, {"grid.geojson": 1})
    assert await at(database, NORTH) == []


async def test_a_mistake_changes_nothing(database: Database) -> None:
    async with database.begin(NOW) as tx:
        await organised(tx, org_text())
        await mapped(tx, TOWN_MAP)
    with pytest.raises(AreaFileWrong, match="第 2 个区域：没有叫“大楠中队”的单位。是不是"):
        async with database.begin(NOW) as tx:
            await mapped(tx, collection(square("大南", 41, 42), square("大楠中队", 41, 42)))
    assert await at(database, SOUTH) == ["大南片区"]


async def test_without_an_org_file_nobody_can_be_named(database: Database) -> None:
    with pytest.raises(AreaFileWrong, match=r"duban load org\.toml"):
        async with database.begin(NOW) as tx:
            await mapped(tx, TOWN_MAP)


async def test_areas_outlive_a_new_org_file_but_not_their_unit(database: Database) -> None:
    async with database.begin(NOW) as tx:
        await organised(tx, org_text())
        await mapped(tx, TOWN_MAP)
    async with database.begin(NOW) as tx:
        await organised(tx, '[[units]]\nname = "皇城中队"\n')
    assert await at(database, BETWEEN) == ["皇城中队"]
