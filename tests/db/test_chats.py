"""Chats: met, enrolled, set, in trouble, greeted, due for a digest."""

from datetime import UTC, datetime, time, timedelta

from db import chats, outbox
from db.engine import Database
from db.transaction import Transaction
from domain.people import GroupRole, GroupSettings, QuietHours, WhoMayReport
from tests.db.test_people import unit

NOW = datetime(2026, 11, 21, 8, 5, tzinfo=UTC)
GROUP = chats.Looks("group", "督查群")
SETTINGS = GroupSettings(time(18), QuietHours(time(22), time(6)), WhoMayReport.STAFF, "en")


async def group(tx: Transaction, chat_id: int, role: GroupRole, unit_id: int | None = None) -> None:
    await chats.met(tx, chat_id, GROUP)
    await chats.enrol(tx, chat_id, role, unit_id, SETTINGS, None)


async def test_a_chat_is_met_and_followed_when_it_is_renamed(database: Database) -> None:
    async with database.begin(NOW) as tx:
        first = await chats.met(tx, -1, GROUP)
        assert (first.role, first.title, first.settings) == (None, "督查群", GroupSettings())
        assert await chats.met(tx, -1, GROUP) == first
        forum = await chats.met(tx, -1, chats.Looks("supergroup", "新名\x00字", "u", True))
        assert (forum.title, forum.type, forum.is_forum) == ("新名 字", "supergroup", True)
        assert await chats.get(tx, -1) == forum
        assert await chats.get(tx, -2) is None


async def test_an_enrolled_group_keeps_its_settings(database: Database) -> None:
    async with database.begin(NOW) as tx:
        squad = await unit(tx, "大南中队")
        await group(tx, -1, GroupRole.SUPERVISION)
        await group(tx, -2, GroupRole.UNIT, squad)
        await chats.met(tx, -3, GROUP)
        assert [one.id for one in await chats.enrolled(tx)] == [-2, -1]
        assert [one.id for one in await chats.of_unit(tx, squad)] == [-2]
        found = await chats.with_role(tx, GroupRole.SUPERVISION)
        assert [one.settings for one in found] == [SETTINGS]
        await chats.dismiss(tx, -2)
        assert await chats.of_unit(tx, squad) == ()


async def test_trouble_is_set_and_cleared(database: Database) -> None:
    async with database.begin(NOW) as tx:
        await group(tx, -1, GroupRole.SUPERVISION)
        await outbox.chat_in_trouble(tx, -1, "kicked")
        (lost,) = await chats.in_trouble(tx)
        assert (lost.reachable, lost.trouble) == (False, "kicked")
        assert await outbox.chat_recovered(tx, -1)
        assert not await outbox.chat_recovered(tx, -1)
        assert await chats.in_trouble(tx) == ()


async def test_a_chat_is_greeted_once(database: Database) -> None:
    async with database.begin(NOW) as tx:
        await chats.met(tx, -1, GROUP)
        assert await chats.mark_greeted(tx, -1)
        assert not await chats.mark_greeted(tx, -1)


async def test_administrators_are_asked_for_again_when_the_list_is_old(database: Database) -> None:
    async with database.begin(NOW) as tx:
        await group(tx, -1, GroupRole.SUPERVISION)
        stale = await chats.stale_administrators(tx, NOW - timedelta(hours=1))
        assert [chat.id for chat in stale] == [-1]
        await chats.set_administrators(tx, -1, [7, 5, 7])
        assert not await chats.stale_administrators(tx, NOW - timedelta(hours=1))
        (again,) = await chats.stale_administrators(tx, NOW + timedelta(hours=1))
        assert again.administrators == {5, 7}


async def test_administrators_that_are_not_told_stay_as_they_were(database: Database) -> None:
    async with database.begin(NOW) as tx:
        await group(tx, -1, GroupRole.SUPERVISION)
        await chats.set_administrators(tx, -1, [7])
    async with database.begin(NOW + timedelta(hours=1)) as tx:
        await chats.keep_administrators(tx, -1)
        assert not await chats.stale_administrators(tx, tx.now)
        (kept,) = await chats.stale_administrators(tx, tx.now + timedelta(seconds=1))
        assert kept.administrators == {7}


async def test_the_digest_that_has_waited_longest_comes_first(database: Database) -> None:
    async with database.begin(NOW) as tx:
        await group(tx, -1, GroupRole.SUPERVISION)
        await group(tx, -2, GroupRole.LEADERS)
        assert await chats.due_digest(tx) is None
        await chats.set_next_digest(tx, -1, NOW)
        await chats.set_next_digest(tx, -2, NOW - timedelta(minutes=5))
        due = await chats.due_digest(tx)
        assert due is not None
        assert (due.chat.id, due.at) == (-2, NOW - timedelta(minutes=5))
        await chats.set_next_digest(tx, -2, NOW + timedelta(days=1))
        due = await chats.due_digest(tx)
        assert due is not None
        assert due.chat.id == -1
