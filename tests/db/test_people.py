"""People: seen in chats, named in the file, bound, made admins."""

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import event, insert, select

from db import arrivals, chats, people
from db import units as units_of
from db.engine import Database
from db.tables import people as table
from db.tables import units
from db.transaction import Transaction
from domain.people import Role

NOW = datetime(2026, 11, 21, 8, 5, tzinfo=UTC)


async def unit(tx: Transaction, name: str) -> int:
    row: dict[str, Any] = {"name": name, "kind": "squad", "aliases": [], "categories": []}
    made = await tx.run(insert(units).values(**row, areas=[], active=True).returning(units.c.id))
    return int(made.scalar_one())


async def listed(tx: Transaction, name: str, **more: Any) -> int:
    row: dict[str, Any] = {"name": name, "roles": [], "source": "file", "active": True, **more}
    made = await tx.run(insert(table).values(**row).returning(table.c.id))
    return int(made.scalar_one())


async def test_a_newcomer_is_stored_once_and_again_only_when_his_name_changes(
    database: Database,
) -> None:
    async with database.begin(NOW) as tx:
        first = await people.seen(tx, 501, "小 李", "li")
        again = await people.seen(tx, 501, "小 李", "li")
        renamed = await people.seen(tx, 501, "老李", None)
        assert await people.by_telegram(tx, 501) == renamed
    assert first == again
    assert (first.name, first.roles, first.unit) == ("小 李", frozenset(), None)
    assert (renamed.id, renamed.name, renamed.username) == (first.id, "老李", None)


@pytest.mark.parametrize(
    ("name", "kept"),
    [("", "li"), ("\x00\ud83d", "li"), ("a\nb\u202ec", "a bc"), ("长" * 400, "长" * 300)],
)
async def test_names_that_a_database_would_refuse_are_made_harmless(
    database: Database, name: str, kept: str
) -> None:
    async with database.begin(NOW) as tx:
        assert (await people.seen(tx, 501, name, "li")).name == kept


async def test_who_is_in_the_file_keeps_the_files_name(database: Database) -> None:
    async with database.begin(NOW) as tx:
        await listed(tx, "王队员", telegram_id=1004, roles=["handler"])
        person = await people.seen(tx, 1004, "快乐小王", "wang")
    assert (person.name, person.username) == ("王队员", "wang")
    assert person.has(Role.HANDLER)


async def test_who_is_named_no_longer_has_no_rights_and_is_a_stranger_when_he_writes(
    database: Database,
) -> None:
    async with database.begin(NOW) as tx:
        squad = await unit(tx, "大南中队")
        former = await listed(
            tx, "王队员", telegram_id=1004, roles=["dispatcher"], unit_id=squad, active=False
        )
        known = await people.get(tx, former)
        assert known is not None
        assert (known.roles, known.unit) == (frozenset(), None)
        back = await people.seen(tx, 1004, "小王", None)
        assert (back.id, back.name, back.roles, back.unit) == (former, "小王", frozenset(), None)
        assert not await people.is_listed(tx, former)


async def test_unlisted_people_join_a_unit_and_listed_people_do_not(database: Database) -> None:
    async with database.begin(NOW) as tx:
        squad, other = await unit(tx, "大南中队"), await unit(tx, "皇城中队")
        stranger = await people.seen(tx, 501, "新来的", None)
        joined = await people.join_unit(tx, stranger, squad)
        assert (joined.unit, joined.roles) == (squad, frozenset({Role.HANDLER}))
        assert (await people.join_unit(tx, joined, other)).unit == other
        named_id = await listed(tx, "王队员", telegram_id=1004, unit_id=squad)
        named = await people.get(tx, named_id)
        assert named is not None
        assert (await people.join_unit(tx, named, other)).unit == squad
        assert [one.name for one in await people.of_unit(tx, squad)] == ["王队员"]
        assert {one.name for one in await people.all_people(tx)} == {"王队员", "新来的"}


async def test_binding_gives_an_unknown_account_to_the_named_person(database: Database) -> None:
    async with database.begin(NOW) as tx:
        named_id = await listed(tx, "王队员", roles=["handler"])
        assert [one.id for one in await people.unbound(tx)] == [named_id]
        bound = await people.bind(tx, named_id, 1004, "wang")
        assert (bound.id, bound.telegram_id, bound.username) == (named_id, 1004, "wang")
        assert await people.unbound(tx) == ()


async def test_binding_an_account_with_a_history_keeps_the_history(database: Database) -> None:
    async with database.begin(NOW) as tx:
        squad = await unit(tx, "大南中队")
        named_id = await listed(tx, "王队员", roles=["handler"], unit_id=squad)
        seen = await people.seen(tx, 1004, "快乐小王", "wang")
        bound = await people.bind(tx, named_id, 1004)
        assert bound.id == seen.id
        assert (bound.name, bound.unit, bound.roles) == ("王队员", squad, frozenset({Role.HANDLER}))
        assert await people.named(tx, "王队员") == (bound,)
        assert await people.unbound(tx) == ()
        gone = (await tx.run(select(table.c.source).where(table.c.id == named_id))).scalar_one()
        assert gone == "merged"


async def test_admins_are_named_by_file_claim_and_settings(database: Database) -> None:
    async with database.begin(NOW) as tx:
        await listed(tx, "没绑定的管理员", roles=["admin"])
        assert await people.reachable_admins(tx) == ()
        await listed(tx, "郑局长", telegram_id=1008, roles=["leader", "admin"])
        await people.seen(tx, 501, "管机器的", None)
        await people.seen(tx, 502, "另一个", None)
        await people.name_admins(tx, "claimed", [501])
        await people.name_admins(tx, "settings", [502])
        admins = await people.reachable_admins(tx)
        assert [one.name for one in admins] == ["郑局长", "管机器的", "另一个"]
        assert all(one.has(Role.ADMIN) for one in admins)
        await people.name_admins(tx, "settings", [])
        other = await people.by_telegram(tx, 502)
        assert other is not None
        assert not other.has(Role.ADMIN)


async def test_an_update_meets_its_chat_and_its_person_in_one_go(database: Database) -> None:
    looks = chats.Looks("supergroup", "督查群", None, True)
    sender = arrivals.Sender(501, "小李", "li")
    async with database.begin(NOW) as tx:
        chat, person = await arrivals.arrive(tx, -1001, looks, sender)
        assert person is not None
        assert (chat.title, chat.is_forum, person.name) == ("督查群", True, "小李")
        await people.name_admins(tx, "claimed", [501])
        renamed = chats.Looks("supergroup", "城管督查群", None, True)
        chat, person = await arrivals.arrive(tx, -1001, renamed, sender)
        assert person is not None
        assert (chat.title, person.roles) == ("城管督查群", frozenset({Role.ADMIN}))
        assert chat == await chats.get(tx, -1001)
        chat, nobody = await arrivals.arrive(tx, -1001, renamed, None)
        assert (chat.title, nobody) == ("城管督查群", None)


async def test_what_every_update_needs_costs_two_queries(database: Database) -> None:
    looks = chats.Looks("supergroup", "督查群")
    sender = arrivals.Sender(501, "小李", "li")
    asked: list[str] = []

    def count(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        asked.append(statement)

    async with database.begin(NOW) as tx:
        await arrivals.arrive(tx, -1001, looks, sender)
        await units_of.org_chart(tx)
    event.listen(database.heard_at, "before_cursor_execute", count)
    async with database.begin(NOW) as tx:
        asked.clear()
        await arrivals.arrive(tx, -1001, looks, sender)
        await units_of.org_chart(tx)
        assert len(asked) == 2
