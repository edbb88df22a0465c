"""Loading org files, one after another, on a database that remembers."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select

from bot.example.bureau import org_text
from db import chats, organisation, people, places, rosters, units
from db.engine import Database
from db.outbox import migrate_chat
from db.tables import org_versions
from db.tables import people as people_table
from db.transaction import Transaction
from domain.duty import on_duty
from domain.organisation import OrgFileWrong
from domain.people import GroupRole, Role
from operations.organisation import Loaded, known_categories, load, waiting_settings

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 21, 8, 5, tzinfo=SHANGHAI)

SMALL = """
[[units]]
name = "大南中队"

[[people]]
name = "王队员"
unit = "大南中队"

[[duty]]
unit = "大南中队"
person = "王队员"
"""


async def loaded(tx: Transaction, text: str) -> Loaded:
    return await load(tx, text, by="测试", known_categories=known_categories(), timezone=SHANGHAI)


async def test_what_a_file_says_is_in_force_in_the_process_that_loaded_it(
    database: Database,
) -> None:
    async with database.begin(NOW) as tx:
        result = await loaded(tx, org_text())
        assert (result.routes, result.streets) == (1, 1)
    async with database.read(NOW) as tx:
        chart = await units.org_chart(tx)
        assert [one.street for one in chart.routes] == ["五爱街"]
        assert [one.chief_name for one in chart.streets] == ["李中队长"]
        assert len((await rosters.roster(tx)).lines) == 4


async def test_the_example_bureau_is_loaded(database: Database) -> None:
    async with database.begin(NOW) as tx:
        result = await loaded(tx, org_text())
        assert (result.units, result.people, result.groups, result.duty) == (5, 8, 5, 4)
        assert len(result.new_people) == 8
        assert result.unbound_people == ()
    async with database.begin(NOW) as tx:
        chart = await units.org_chart(tx)
        squad = chart.named("大南")
        assert squad is not None
        assert chart.bureau_of(squad.id) == chart.units[0].id
        everyone, roster = await people.all_people(tx), await rosters.roster(tx)
        assert [one.name for one in on_duty(roster, everyone, squad.id, NOW)] == ["王队员"]
        night = NOW.replace(hour=23)
        assert [one.name for one in on_duty(roster, everyone, squad.id, night)] == ["李中队长"]
        chief = await people.by_telegram(tx, 1008)
        assert chief is not None
        assert chief.roles == {Role.LEADER, Role.ADMIN}
        (group,) = await chats.with_role(tx, GroupRole.SUPERVISION)
        assert group.title == "示范区城管督查群"
        assert await chats.next_digest(tx, group.id) == NOW.replace(hour=18, minute=0)


async def test_loading_again_changes_nothing_but_the_version(database: Database) -> None:
    async with database.begin(NOW) as tx:
        await loaded(tx, org_text())
        before = await people.all_people(tx), (await units.org_chart(tx)).units
    # The hour of the digest has come, and it is not told yet: it must stay due.
    later = NOW + timedelta(hours=11)
    async with database.begin(later) as tx:
        again = await loaded(tx, org_text())
        assert (again.new_people, again.retired_people, again.new_units) == ((), (), ())
        after = await people.all_people(tx), (await units.org_chart(tx)).units
        assert after == before
        assert await chats.due_digest(tx) is not None
        assert (await tx.run(select(func.count()).select_from(org_versions))).scalar() == 2


async def test_a_wrong_file_changes_nothing(database: Database) -> None:
    async with database.begin(NOW) as tx:
        await loaded(tx, SMALL)
    async with database.begin(NOW) as tx:
        for wrong in (SMALL.replace('"大南中队"', '"大南"', 1), 'timezone = "Mars"\n' + SMALL):
            with pytest.raises(OrgFileWrong, match="第 "):
                await loaded(tx, wrong)
        assert await organisation.newest_source(tx) == SMALL
        assert [unit.name for unit in (await units.org_chart(tx)).units] == ["大南中队"]


async def test_a_file_of_another_time_zone_is_refused_with_its_line(database: Database) -> None:
    async with database.begin(NOW) as tx:
        with pytest.raises(OrgFileWrong, match="第 2 行") as refused:
            await loaded(tx, '\ntimezone = "Asia/Urumqi"\n' + SMALL)
        assert "DUBAN_TIMEZONE=Asia/Urumqi" in str(refused.value)
        assert await organisation.newest_source(tx) is None
        assert (await loaded(tx, 'timezone = "Asia/Shanghai"\n' + SMALL)).units == 1


async def test_who_is_named_no_longer_becomes_inactive_and_may_come_back(
    database: Database,
) -> None:
    other = SMALL.replace("王队员", "周队员").replace("大南中队", "皇城中队")
    async with database.begin(NOW) as tx:
        await loaded(tx, SMALL)
        (wang,) = await people.all_people(tx)
        (unit,) = (await units.org_chart(tx)).units
        await people.bind(tx, wang.id, 1004)
        gone = await loaded(tx, other)
        assert (gone.retired_units, gone.retired_people) == (("大南中队",), ("王队员",))
        former = await people.get(tx, wang.id)
        assert former is not None
        assert (former.roles, former.unit, former.telegram_id) == (frozenset(), None, 1004)
        assert (await units.org_chart(tx)).unit(unit.id) == unit
        await loaded(tx, SMALL)
        back = await people.by_telegram(tx, 1004)
        assert back is not None
        assert (back.id, back.unit, back.roles) == (wang.id, unit.id, frozenset({Role.HANDLER}))


async def test_a_bound_person_keeps_his_account_when_the_file_leaves_it_out(
    database: Database,
) -> None:
    moved = SMALL + '\n[[units]]\nname = "皇城中队"\n'
    moved = moved.replace('unit = "大南中队"', 'unit = "皇城中队"')
    async with database.begin(NOW) as tx:
        first = await loaded(tx, SMALL)
        assert first.unbound_people == ("王队员",)
        (wang,) = await people.all_people(tx)
        await people.bind(tx, wang.id, 1004)
        again = await loaded(tx, moved)
        assert (again.unbound_people, again.new_people) == ((), ())
        person = await people.by_telegram(tx, 1004)
        assert person is not None
        assert person.id == wang.id
        squad = (await units.org_chart(tx)).named("皇城中队")
        assert squad is not None
        assert person.unit == squad.id


async def test_a_seen_person_is_the_one_whom_the_file_names_later(database: Database) -> None:
    async with database.begin(NOW) as tx:
        await loaded(tx, SMALL)
        seen = await people.seen(tx, 1004, "快乐小王", "wang")
        await loaded(tx, SMALL.replace('name = "王队员"', 'telegram_id = 1004\nname = "王队员"'))
        person = await people.by_telegram(tx, 1004)
        assert person is not None
        assert (person.id, person.name, person.username) == (seen.id, "王队员", "wang")
        (line,) = (await rosters.roster(tx)).lines
        assert line.person == seen.id
        assert [one.id for one in await people.all_people(tx)] == [seen.id]


async def test_who_is_on_duty_is_known_under_the_account_that_he_is_bound_to(
    database: Database,
) -> None:
    async with database.begin(NOW) as tx:
        await loaded(tx, SMALL)
    async with database.begin(NOW) as tx:
        (listed,) = (await rosters.roster(tx)).people()
    async with database.begin(NOW) as tx:
        seen = await people.seen(tx, 1004, "快乐小王", "wang")
        await people.bind(tx, listed, 1004)
    async with database.begin(NOW) as tx:
        assert (await rosters.roster(tx)).people() == {seen.id}


async def test_dates_of_the_roster_are_kept(database: Database) -> None:
    dates = SMALL + 'dates = ["2026-12-01", "2026-12-03..2026-12-05"]\n'
    async with database.begin(NOW) as tx:
        await loaded(tx, dates)
        (line,) = (await rosters.roster(tx)).lines
    assert [(str(first), str(last)) for first, last in line.dates] == [
        ("2026-12-01", "2026-12-01"),
        ("2026-12-03", "2026-12-05"),
    ]


async def test_accounts_may_be_exchanged_and_replaced(database: Database) -> None:
    two = """
    units = [{name = "大南中队"}]
    people = [{name = "甲", unit = "大南中队", telegram_id = %d},
              {name = "乙", unit = "大南中队", telegram_id = %d}]
    """
    async with database.begin(NOW) as tx:
        await loaded(tx, two % (11, 22))
        await loaded(tx, two % (22, 11))
        names = [(one.name, one.telegram_id) for one in await people.all_people(tx)]
        assert sorted(names) == [("乙", 11), ("甲", 22)]
        await people.seen(tx, 33, "甲的新号", None)
        await loaded(tx, two % (33, 11))
        newest = await people.by_telegram(tx, 33)
        assert newest is not None
        assert newest.name == "甲"
        assert await people.by_telegram(tx, 22) is None


async def test_a_unit_that_is_renamed_keeps_its_id_by_its_alias(database: Database) -> None:
    renamed = SMALL.replace("大南中队", "大南综合执法队").replace(
        'name = "大南综合执法队"', 'name = "大南综合执法队"\naliases = ["大南中队"]', 1
    )
    async with database.begin(NOW) as tx:
        await loaded(tx, SMALL)
        (before,) = (await units.org_chart(tx)).units
        result = await loaded(tx, renamed)
        (after,) = (await units.org_chart(tx)).units
        assert (after.id, after.name) == (before.id, "大南综合执法队")
        assert (result.new_units, result.retired_units) == ((), ())


GROUP = '\n[[groups]]\nchat_id = -55\nrole = "supervision"\ndigest_at = "18:00"\n'


async def test_a_group_that_the_file_drops_is_dismissed_and_others_stay(
    database: Database,
) -> None:
    async with database.begin(NOW) as tx:
        await chats.met(tx, -66, chats.Looks("group", "自己登记的"))
        await chats.enrol(
            tx, -66, GroupRole.LEADERS, None, chats.settings_of({}), NOW + timedelta(hours=1)
        )
        await loaded(tx, SMALL + GROUP)
        assert [one.id for one in await chats.enrolled(tx)] == [-66, -55]
        await loaded(tx, SMALL)
        assert [one.id for one in await chats.enrolled(tx)] == [-66]


async def test_a_group_that_became_a_supergroup_is_known_by_its_old_id(
    database: Database,
) -> None:
    async with database.begin(NOW) as tx:
        await loaded(tx, SMALL + GROUP)
        assert await migrate_chat(tx, -55, -1005)
        await loaded(tx, SMALL + GROUP.replace("18:00", "19:00"))
        (group,) = await chats.enrolled(tx)
        assert group.id == -1005
        assert await chats.next_digest(tx, -1005) == NOW.replace(hour=19, minute=0)


async def test_a_group_without_an_id_waits_for_its_enrolment(database: Database) -> None:
    waiting = '\n[[groups]]\nrole = "unit"\nunit = "大南中队"\nquiet_hours = "20:00-06:00"\n'
    async with database.begin(NOW) as tx:
        result = await loaded(tx, SMALL + waiting)
        assert result.waiting_groups == 1
        settings = await waiting_settings(tx, GroupRole.UNIT, "大南中队")
        assert settings is not None
        assert settings.quiet_hours.since.hour == 20
        assert await waiting_settings(tx, GroupRole.SUPERVISION, None) is None


async def test_the_chart_is_read_again_after_a_load_and_never_after_an_undone_one(
    database: Database,
) -> None:
    async with database.begin(NOW) as tx:
        await loaded(tx, SMALL)
    async with database.begin(NOW) as tx:
        first = await units.org_chart(tx)
    async with database.begin(NOW) as tx:
        assert await units.org_chart(tx) is first
    with pytest.raises(RuntimeError):
        async with database.begin(NOW + timedelta(minutes=1)) as tx:
            await loaded(tx, org_text())
            assert len((await units.org_chart(tx)).units) == 5
            raise RuntimeError("undone")
    async with database.begin(NOW) as tx:
        assert await units.org_chart(tx) is first
    async with database.begin(NOW + timedelta(minutes=1)) as tx:
        await loaded(tx, SMALL + '\n[[units]]\nname = "皇城中队"\n')
    async with database.begin(NOW) as tx:
        assert len((await units.org_chart(tx)).units) == 2


async def test_rows_are_changed_and_never_made_anew(database: Database) -> None:
    async with database.begin(NOW) as tx:
        await loaded(tx, org_text())
        ids = set((await tx.run(select(people_table.c.id))).scalars())
        for _ in range(3):
            await loaded(tx, org_text().replace("王队员", "汪队员"))
            await loaded(tx, org_text())
        assert set((await tx.run(select(people_table.c.id))).scalars()) == ids


PLACES = (
    SMALL
    + """
[[places]]
name = "北门市场"
aliases = ["小北门"]
unit = "大南中队"
"""
)


async def test_the_places_of_a_file_are_known_until_another_file(database: Database) -> None:
    async with database.begin(NOW) as tx:
        assert (await loaded(tx, PLACES)).places == 1
    async with database.begin(NOW) as tx:
        (place,) = (await places.known(tx)).all
        assert (place.name, place.aliases) == ("北门市场", ("小北门",))
        chart = await units.org_chart(tx)
        assert place.bureau == place.unit == chart.units[0].id
        assert (await places.known(tx)) is (await places.known(tx))
        await loaded(tx, SMALL)
        assert (await places.known(tx)).all == ()


async def test_a_place_that_any_place_may_be_called_is_refused(database: Database) -> None:
    async with database.begin(NOW) as tx:
        with pytest.raises(OrgFileWrong, match="第 13 行：“路口”什么地方都可以叫"):
            await loaded(tx, PLACES.replace("小北门", "路口"))
