"""The first day: claiming the bot, enrolling groups, binding people."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from db import chats, people, units
from db.engine import Database
from db.transaction import Transaction
from domain.people import Chat, GroupRole, Person, Role
from domain.refusals import Refused
from operations import binding, claiming, enrolment
from operations.organisation import known_categories, load
from texts import Texts

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 21, 8, 5, tzinfo=SHANGHAI)
PRIVATE = Chat(501, "private")

ORG = """
[[units]]
name = "大南中队"
aliases = ["大南"]
[[units]]
name = "皇城中队"

[[people]]
name = "王队员"
unit = "大南中队"
[[people]]
name = "李队员"
unit = "大南中队"
[[people]]
name = "李队员"
unit = "皇城中队"

[[groups]]
role = "unit"
unit = "大南中队"
quiet_hours = "20:00-06:00"
"""


async def office(tx: Transaction) -> Person:
    """The small bureau, and an admin of it."""
    await load(tx, ORG, by="测试", known_categories=known_categories(), timezone=SHANGHAI)
    await people.seen(tx, 500, "管理员", None)
    await claiming.appoint(tx, [500])
    admin = await people.by_telegram(tx, 500)
    assert admin is not None
    return admin


async def group(tx: Transaction, chat_id: int = -1) -> Chat:
    return await chats.met(tx, chat_id, chats.Looks("supergroup", "某群"))


def sentence(refusal: Refused) -> str:
    """What a person reads; fails where a blank stays empty."""
    return Texts("zh", SHANGHAI).plain(f"refusals.{refusal.key}", **refusal.facts)


ENROLLED: tuple[tuple[str, GroupRole, str | None, time | None], ...] = (
    ("督查", GroupRole.SUPERVISION, None, time(18)),
    ("supervision", GroupRole.SUPERVISION, None, time(18)),
    ("督查群 大南中队", GroupRole.SUPERVISION, "大南中队", time(18)),
    ("中队 大南", GroupRole.UNIT, "大南中队", None),
    ("大南中队", GroupRole.UNIT, "大南中队", None),
    ("UNIT 皇城中队", GroupRole.UNIT, "皇城中队", None),
    ("领导", GroupRole.LEADERS, None, time(18)),
    ("专项行动", GroupRole.CAMPAIGN, None, None),
)


async def test_an_admin_enrols_groups(database: Database) -> None:
    async with database.begin(NOW) as tx:
        admin = await office(tx)
        for place, (words, role, unit, digest_at) in enumerate(ENROLLED, start=1):
            fresh = await group(tx, -place)
            done = await enrolment.enrol(tx, fresh, words, admin, SHANGHAI)
            name = done.unit.name if done.unit else None
            assert (done.role, name, done.digest_at) == (role, unit, digest_at), words
            chat = await chats.get(tx, fresh.id)
            assert chat is not None
            assert (chat.role, chat.settings.digest_at) == (role, digest_at)
            due = NOW.replace(hour=18, minute=0) if digest_at else None
            assert await chats.next_digest(tx, fresh.id) == due


async def test_a_group_gets_the_settings_that_wait_for_it_in_the_file(database: Database) -> None:
    async with database.begin(NOW) as tx:
        admin = await office(tx)
        await enrolment.enrol(tx, await group(tx), "中队 大南", admin, SHANGHAI)
        chat = await chats.get(tx, -1)
        assert chat is not None
        assert chat.settings.quiet_hours.since == time(20)


UNCLEAR = (
    ("", "enroll_how", "大南中队"),
    ("食堂", "enroll_how", "/enroll 督查"),
    ("中队", "enroll_which_unit", "/enroll 中队 大南中队"),
    ("中队 大楠中队", "no_such_unit", "大南中队"),
    ("督查 火星", "no_such_unit", "火星"),
)


async def test_what_makes_no_sense_is_answered_with_what_is_possible(database: Database) -> None:
    async with database.begin(NOW) as tx:
        admin = await office(tx)
        for words, key, says in UNCLEAR:
            with pytest.raises(Refused, match=key) as refused:
                await enrolment.enrol(tx, await group(tx), words, admin, SHANGHAI)
            assert says in sentence(refused.value)
        assert await chats.enrolled(tx) == ()


async def test_only_admins_enrol_and_only_groups(database: Database) -> None:
    async with database.begin(NOW) as tx:
        admin = await office(tx)
        stranger = await people.seen(tx, 501, "路人", None)
        for by in (stranger, None):
            with pytest.raises(Refused, match="admins_only"):
                await enrolment.enrol(tx, await group(tx), "督查", by, SHANGHAI)
        with pytest.raises(Refused, match="enroll_in_a_group"):
            await enrolment.enrol(tx, PRIVATE, "督查", admin, SHANGHAI)


async def test_the_code_makes_one_admin_and_then_there_is_none(database: Database) -> None:
    async with database.begin(NOW) as tx:
        code = await claiming.new_claim_code(tx, NOW)
        assert code is not None
        assert len(bytes.fromhex(code)) == 16
        person = await people.seen(tx, 501, "管机器的", None)
        done = await claiming.claim(tx, PRIVATE, f" {code.upper()} ", person)
        assert done.admin is not None
        assert (done.admin.id, done.admin.roles) == (person.id, frozenset({Role.ADMIN}))
        assert await claiming.new_claim_code(tx, NOW) is None
        other = await people.seen(tx, 502, "后来的", None)
        late = await claiming.claim(tx, Chat(502, "private"), code, other)
        assert late.refusal is not None
        assert "失效" in sentence(late.refusal)


async def test_five_wrong_codes_are_the_end_of_it(database: Database) -> None:
    async with database.begin(NOW) as tx:
        code = await claiming.new_claim_code(tx, NOW)
        assert code is not None
        person = await people.seen(tx, 501, "猜的人", None)
        left = []
        for _ in range(5):
            wrong = await claiming.claim(tx, PRIVATE, "0" * 32, person)
            assert wrong.refusal is not None
            left.append(sentence(wrong.refusal))
        assert "还可以试 4 次" in left[0]
        assert "重新启动" in left[4]
        over = await claiming.claim(tx, PRIVATE, code, person)
        assert (over.admin, over.refusal and over.refusal.key) == (None, "claim_over")


async def test_a_code_dies_after_ten_minutes_and_in_public(database: Database) -> None:
    async with database.begin(NOW) as tx:
        code = await claiming.new_claim_code(tx, NOW)
        assert code is not None
        person = await people.seen(tx, 501, "管机器的", None)
        public = await claiming.claim(tx, await group(tx), code, person)
        assert public.refusal is not None
        assert "私聊" in sentence(public.refusal)
    async with database.begin(NOW + timedelta(minutes=10)) as tx:
        late = await claiming.claim(tx, PRIVATE, code, person)
        assert late.refusal is not None
        fresh = await claiming.new_claim_code(tx, tx.now)
        assert fresh not in (None, code)


async def test_an_admin_binds_by_reply(database: Database) -> None:
    async with database.begin(NOW) as tx:
        admin = await office(tx)
        await people.seen(tx, 1004, "快乐小王", "wang")
        bound = await binding.bind(tx, "王队员", binding.Account(1004, "wang"), admin)
        assert (bound.name, bound.telegram_id) == ("王队员", 1004)
        squad = (await units.org_chart(tx)).named("大南")
        assert squad is not None
        assert bound.unit == squad.id
        named = await binding.bind(tx, "皇城中队 李队员", binding.Account(1005), admin)
        assert named.name == "李队员"
        # One of two namesakes is bound: the name alone means the other.
        other = await binding.bind(tx, "李队员", binding.Account(1006), admin)
        assert other.unit == squad.id


UNBINDABLE: tuple[tuple[str, binding.Account | None, str, str], ...] = (
    ("", binding.Account(9), "bind_how", "大南中队 王队员"),
    ("王队员", None, "bind_how", "回复"),
    ("王队员", binding.Account(9, is_bot=True), "bind_how", "回复"),
    ("张三", binding.Account(9), "no_such_person", "还没有绑定的：大南中队 王队员"),
    ("李队员", binding.Account(9), "several_people", "皇城中队 李队员"),
    ("火星 王队员", binding.Account(9), "no_such_person", "火星 王队员"),
)


async def test_unclear_bindings_are_refused_with_choices(database: Database) -> None:
    async with database.begin(NOW) as tx:
        admin = await office(tx)
        for words, account, key, says in UNBINDABLE:
            with pytest.raises(Refused, match=key) as refused:
                await binding.bind(tx, words, account, admin)
            assert says in sentence(refused.value)


async def test_nobody_is_bound_twice_and_only_admins_bind(database: Database) -> None:
    async with database.begin(NOW) as tx:
        admin = await office(tx)
        wang = await binding.bind(tx, "王队员", binding.Account(1004), admin)
        with pytest.raises(Refused, match="already_bound") as again:
            await binding.bind(tx, "王队员", binding.Account(1005), admin)
        assert "王队员" in sentence(again.value)
        with pytest.raises(Refused, match="account_taken") as taken:
            await binding.bind(tx, "大南中队 李队员", binding.Account(1004), admin)
        assert "王队员" in sentence(taken.value)
        for by in (wang, None):
            with pytest.raises(Refused, match="admins_only"):
                await binding.bind(tx, "王队员", binding.Account(1005), by)


async def test_a_private_link_binds_once(database: Database) -> None:
    async with database.begin(NOW) as tx:
        admin = await office(tx)
        person, token = await binding.new_link(tx, "王队员", admin)
        assert (person.name, len(token)) == ("王队员", 32)
        _same, second = await binding.new_link(tx, "王队员", admin)
        bound = await binding.use_link(tx, token, binding.Account(1004, "wang"))
        assert (bound.name, bound.telegram_id, bound.username) == ("王队员", 1004, "wang")
        for used in (token, "f" * 32, ""):
            with pytest.raises(Refused, match="link_over"):
                await binding.use_link(tx, used, binding.Account(1005))
        with pytest.raises(Refused, match="already_bound"):
            await binding.use_link(tx, second, binding.Account(1005))


async def test_a_link_dies_after_a_day(database: Database) -> None:
    async with database.begin(NOW) as tx:
        admin = await office(tx)
        _person, token = await binding.new_link(tx, "王队员", admin)
    async with database.begin(NOW + timedelta(hours=24)) as tx:
        with pytest.raises(Refused, match="link_over") as refused:
            await binding.use_link(tx, token, binding.Account(1004))
        assert "新的" in sentence(refused.value)


async def test_a_link_of_somebody_seen_before_follows_his_history(database: Database) -> None:
    async with database.begin(NOW) as tx:
        admin = await office(tx)
        seen = await people.seen(tx, 1004, "快乐小王", None)
        _person, token = await binding.new_link(tx, "王队员", admin)
        bound = await binding.use_link(tx, token, binding.Account(1004))
        assert (bound.id, bound.name) == (seen.id, "王队员")
