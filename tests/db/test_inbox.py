"""The inbox on both databases: nothing twice, nothing lost, each chat in order."""

import asyncio
from datetime import UTC, datetime, timedelta

from db import inbox
from db.engine import Database
from db.inbox import Arrival

NOW = datetime(2026, 11, 21, 8, tzinfo=UTC)
BOT = 7000000001


async def put(database: Database, *arrivals: Arrival, at: datetime = NOW) -> int:
    async with database.begin(at) as tx:
        return await inbox.store(tx, BOT, arrivals)


async def due(database: Database, at: datetime = NOW, most: int = 10) -> list[int]:
    async with database.read(at) as tx:
        return [row.update_id for row in await inbox.due(tx, most=most)]


async def take(database: Database, at: datetime = NOW) -> inbox.Waiting:
    async with database.read(at) as tx:
        return (await inbox.due(tx, most=1))[0]


async def finish(database: Database, row: inbox.Waiting, at: datetime = NOW) -> bool:
    async with database.begin(at) as tx:
        return await inbox.claim(tx, row)


async def test_the_same_update_is_stored_once(database: Database) -> None:
    assert await put(database, Arrival(5, -100, "a"), Arrival(6, -100, "b")) == 2
    database.bells["inbox"].clear()
    assert await put(database, Arrival(6, -100, "again"), Arrival(7, -100, "c")) == 1
    assert database.bells["inbox"].is_set()
    assert await due(database) == [5, 6, 7]
    assert (await take(database)).raw == "a"


async def test_a_handled_update_is_not_due_and_not_stored_again(database: Database) -> None:
    await put(database, Arrival(5, -100, "a"))
    assert await finish(database, await take(database))
    assert await put(database, Arrival(5, -100, "a")) == 0
    assert await due(database) == []


async def test_an_id_of_more_than_three_days_ago_means_a_new_update(database: Database) -> None:
    await put(database, Arrival(5, -100, "old"), Arrival(6, -100, "unhandled"))
    assert await finish(database, await take(database))
    later = NOW + timedelta(days=3, seconds=1)
    assert await put(database, Arrival(5, -200, "new"), Arrival(6, -200, "x"), at=later) == 1
    assert await due(database, later) == [6, 5], "what was never handled is not thrown away"
    assert await put(database, Arrival(5, -200, "new"), at=later) == 0


async def test_a_failed_update_holds_up_its_chat_and_no_other(database: Database) -> None:
    await put(database, Arrival(1, -100, "a"), Arrival(2, -200, "b"), Arrival(3, -100, "c"))
    async with database.begin(NOW) as tx:
        first = (await inbox.due(tx, most=1))[0]
        await inbox.again(tx, first, NOW + timedelta(seconds=5), "error")
    assert await due(database) == [2]
    assert await due(database, NOW + timedelta(seconds=5)) == [1, 2, 3]
    async with database.begin(NOW) as tx:
        await inbox.set_aside(tx, await _again(database), "still")
    assert await due(database) == [2, 3]
    async with database.read(NOW) as tx:
        figures = await inbox.figures(tx)
        kept = await inbox.aside(tx)
    assert (figures.waiting, figures.oldest, figures.aside) == (2, NOW, 1)
    assert [(one.update_id, one.note) for one in kept] == [(1, "still")]


async def _again(database: Database) -> inbox.Waiting:
    async with database.read(NOW + timedelta(seconds=5)) as tx:
        return (await inbox.due(tx, most=1))[0]


async def test_busy_lanes_are_left_alone(database: Database) -> None:
    await put(database, Arrival(1, -100, "a"), Arrival(2, -200, "b"))
    async with database.read(NOW) as tx:
        rows = await inbox.due(tx, most=10, busy={-100})
    assert [row.update_id for row in rows] == [2]


async def test_an_update_is_claimed_once(database: Database) -> None:
    await put(database, Arrival(1, -100, "a"))
    row = await take(database)
    claims = await asyncio.gather(*(finish(database, row) for _ in range(4)))
    assert sorted(claims) == [False, False, False, True]


async def test_what_failed_meanwhile_is_not_claimed_early(database: Database) -> None:
    await put(database, Arrival(1, -100, "a"))
    row = await take(database)
    async with database.begin(NOW) as tx:
        await inbox.again(tx, row, NOW + timedelta(seconds=5), "error")
    assert not await finish(database, row)


async def test_a_rolled_back_claim_leaves_the_update_due(database: Database) -> None:
    await put(database, Arrival(1, -100, "a"))
    row = await take(database)
    try:
        async with database.begin(NOW) as tx:
            assert await inbox.claim(tx, row)
            raise RuntimeError
    except RuntimeError:
        assert await due(database) == [1]


async def test_replicas_keep_a_chats_order(postgresql_url: str) -> None:
    one, two = Database(postgresql_url), Database(postgresql_url)
    await put(one, Arrival(1, -100, "a"), Arrival(2, -100, "b"), Arrival(3, -200, "c"))
    async with two.read(NOW) as tx:
        first, second, elsewhere = await inbox.due(tx, most=10)
    async with one.begin(NOW) as tx:
        assert await inbox.claim(tx, first)
        assert not await finish(two, first), "the chat is being worked on"
        assert not await finish(two, second)
        assert await finish(two, elsewhere), "another chat is not"
    assert await finish(two, second)
    await one.close()
    await two.close()


async def test_a_later_update_is_not_claimed_before_an_earlier_one(postgresql_url: str) -> None:
    database = Database(postgresql_url)
    await put(database, Arrival(1, -100, "a"), Arrival(2, -100, "b"))
    async with database.read(NOW) as tx:
        _, second = await inbox.due(tx, most=10)
    assert not await finish(database, second)
    await database.close()


async def test_content_goes_after_three_days_and_ids_stay(database: Database) -> None:
    await put(database, *(Arrival(number, -number, "said") for number in range(1, 5)))
    async with database.begin(NOW) as tx:
        done, needless, wrong, _waiting = await inbox.due(tx, most=10)
        assert await inbox.claim(tx, done)
        assert await inbox.claim(tx, needless)
        await inbox.ignored(tx, needless, "chatter")
        await inbox.set_aside(tx, wrong, "error")
    assert not await erased(database, NOW + timedelta(hours=71))
    assert await erased(database, NOW + timedelta(hours=72, seconds=1))
    assert not await erased(database, NOW + timedelta(days=13))
    assert await erased(database, NOW + timedelta(days=15))
    async with database.read(NOW) as tx:
        assert await inbox.waiting_in(tx, [-4]) == ("said",), "the unhandled keeps its content"
    assert await put(database, Arrival(1, -1, "again")) == 0


async def erased(database: Database, at: datetime) -> bool:
    async with database.begin(at) as tx:
        return await inbox.erase(tx)
