"""Known places: trusted, counted, and not too many."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from db import places
from db.engine import Database

NOW = datetime(2026, 11, 21, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


async def known(database: Database) -> list[str]:
    async with database.read(NOW) as tx:
        return [place.name for place in (await places.known(tx)).all]


async def learn(database: Database, name: str, needed: int = 1) -> None:
    async with database.begin(NOW) as tx:
        await places.learn(tx, 1, name, needed=needed)


async def test_a_doubtful_spelling_is_trusted_after_enough_cases(database: Database) -> None:
    await learn(database, "老北门")
    for _ in range(2):
        await learn(database, "老北们", needed=3)
    assert await known(database) == ["老北门"]
    await learn(database, "老北们", needed=3)
    assert await known(database) == ["老北门", "老北们"]


async def test_what_was_undone_is_not_known(database: Database) -> None:
    await learn(database, "老北门")
    with pytest.raises(RuntimeError):
        async with database.begin(NOW) as tx:
            await places.learn(tx, 1, "大什字", needed=1)
            assert len((await places.known(tx)).all) == 2
            raise RuntimeError
    assert await known(database) == ["老北门"]


async def test_a_place_of_a_former_file_stays_where_cases_confirm_it(database: Database) -> None:
    filed = [places.Place(1, name, ("别名" + name,), None) for name in ("大什字", "老北门")]
    async with database.begin(NOW) as tx:
        await places.replace_filed(tx, filed)
    await learn(database, "老北门")
    async with database.begin(NOW) as tx:
        await places.replace_filed(tx, ())
    async with database.read(NOW) as tx:
        (kept,) = (await places.known(tx)).all
    assert kept == places.Place(1, "老北门", (), None)


async def test_beyond_the_limit_the_least_confirmed_and_oldest_goes(database: Database) -> None:
    for hours, name in enumerate(("大什字", "大什字", "老北门", "小北门")):
        async with database.begin(NOW + timedelta(hours=hours)) as tx:
            await places.learn(tx, 1, name, needed=1, at_most=2)
    assert await known(database) == ["大什字", "小北门"]


async def test_another_bureau_learns_for_itself(database: Database) -> None:
    await learn(database, "老北门")
    async with database.begin(NOW) as tx:
        await places.learn(tx, 2, "老北门", needed=1)
        assert [place.bureau for place in (await places.known(tx)).all] == [1, 2]
