"""What the doctor finds in the database, and what it says to do."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import insert

from bot.example.bureau import org_text
from db import chats, outbox
from db.engine import Database
from db.tables import inbox, letters, photos
from db.transaction import Transaction
from domain.people import GroupRole, GroupSettings
from operations import standards
from operations.doctor import Finding, Level, examine, names
from operations.organisation import known_categories, load

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 21, 8, 5, tzinfo=SHANGHAI)


async def loaded(tx: Transaction, text: str) -> None:
    await load(tx, text, by="测试", known_categories=known_categories(), timezone=SHANGHAI)


def saying(findings: list[Finding], part: str) -> Finding:
    """The one finding that says this."""
    (found,) = [one for one in findings if part in one.what]
    return found


async def test_an_empty_database_lacks_the_first_things(database: Database) -> None:
    async with database.begin(NOW) as tx:
        findings = await examine(tx, known_categories(), SHANGHAI)
    assert {one.level for one in findings if "标准" not in one.what} == {Level.BROKEN}
    assert "/claim" in saying(findings, "管理员").advice
    assert "duban load" in saying(findings, "组织表").advice
    assert "/enroll" in saying(findings, "督查群").advice


async def test_the_example_bureau_is_well_but_for_a_unit_without_people(
    database: Database,
) -> None:
    async with database.begin(NOW) as tx:
        await loaded(tx, org_text())
        findings = await examine(tx, known_categories(), SHANGHAI)
    assert [one.level for one in findings] == [Level.NOTICE] * len(findings)
    assert "示范环卫所" in saying(findings, "没有人员也没有群").what
    assert not [one for one in findings if "绑定" in one.what]


async def test_holes_in_the_routing_are_named(database: Database) -> None:
    holes = """
[[routes]]
area = "文萃路"
unit = "示范环卫所"
copies = ["大南中队"]
"""
    shared = org_text().replace('areas = ["中街路"', 'areas = ["热闹路", "中街路"')
    async with database.begin(NOW) as tx:
        await loaded(tx, shared + holes)
        findings = await examine(tx, known_categories(), SHANGHAI)
    assert "文萃路" in saying(findings, "永远轮不到").what
    disputed = saying(findings, "没有规则决定")
    assert "热闹路（大南中队、皇城中队）" in disputed.what
    assert "[[routes]]" in disputed.advice
    assert not [one for one in findings if "收不到抄送" in one.what]
    without = shared.replace("chat_id = -1001000000002\n", "")
    async with database.begin(NOW) as tx:
        await loaded(tx, without + holes)
        findings = await examine(tx, known_categories(), SHANGHAI)
    assert "大南中队" in saying(findings, "收不到抄送").what


async def test_people_without_an_account_are_named_those_on_duty_apart(
    database: Database,
) -> None:
    unbound = org_text().replace("telegram_id = 1004\n", "").replace("telegram_id = 1003\n", "")
    async with database.begin(NOW) as tx:
        await loaded(tx, unbound)
        findings = await examine(tx, known_categories(), SHANGHAI)
    on_duty = saying(findings, "值班表上")
    assert "王队员" in on_duty.what
    assert "/bind" in on_duty.advice
    assert saying(findings, "还没有绑定账号的人：孙派遣").level is Level.NOTICE


async def test_units_without_anybody_on_duty_at_some_hour_are_named(database: Database) -> None:
    text = org_text().replace('hours = "20:00-08:00"', 'hours = "20:00-06:00"')
    line = '[[duty]]\nunit = "皇城中队"\nperson = "周队员"\n'
    assert line in text
    text = text.replace(line, "")
    async with database.begin(NOW) as tx:
        await loaded(tx, text)
        finding = saying(await examine(tx, known_categories(), SHANGHAI), "没有人值班的单位")
    assert finding.level is Level.NOTICE
    assert "大南中队（11-22 06:00 到 11-22 08:00）" in finding.what
    assert "皇城中队（一直没有排班）" in finding.what
    assert "泉园中队" not in finding.what
    assert "[[duty]]" in finding.advice


async def test_categories_without_a_unit_are_named(database: Database) -> None:
    async with database.begin(NOW) as tx:
        await loaded(tx, org_text().replace('"街面秩序/*", ', '"街面秩序/流动摊贩", '))
        finding = saying(await examine(tx, known_categories(), SHANGHAI), "没有单位负责的类别")
    assert "占道经营" in finding.what
    assert "流动摊贩" not in finding.what
    assert "categories" in finding.advice


async def test_groups_without_an_hour_or_with_a_lost_unit_are_named(database: Database) -> None:
    async with database.begin(NOW) as tx:
        await loaded(tx, org_text().replace('digest_at = "18:30"\n', ""))
        await chats.met(tx, -7, chats.Looks("group", "老群"))
        await chats.enrol(tx, -7, GroupRole.UNIT, None, GroupSettings(), None)
        findings = await examine(tx, known_categories(), SHANGHAI)
    assert "示范区领导群" in saying(findings, "没有通报时间").what
    lost = saying(findings, "不在组织表里")
    assert (lost.level, "老群" in lost.what) == (Level.BROKEN, True)
    assert findings[0].level is Level.BROKEN


async def test_what_went_wrong_lately_is_told(database: Database) -> None:
    async with database.begin(NOW) as tx:
        await loaded(tx, org_text())
        await outbox.chat_in_trouble(tx, -1001000000002, "kicked")
        await outbox.chat_in_trouble(tx, 42, "blocked")
        aside = {"bot_id": 1, "update_id": 5, "chat_id": -1, "received_at": NOW}
        note = "Traceback\n  …\nValueError: 奇怪的消息"
        await tx.run(insert(inbox).values(**aside, state="aside", attempts=3, note=note))
        letter = {"chat_id": -9, "kind": "notice", "priority": 1, "payload": {}, "dedupe": "x"}
        moments = {"created_at": NOW, "not_before": NOW}
        for when in (NOW, NOW - timedelta(days=30)):
            moments["created_at"] = when
            await tx.run(
                insert(letters).values(**letter, **moments, state="given_up", error="muted")
            )
        photo = {"purpose": "problem", "chat_id": -9, "message_id": 1, "received_at": NOW}
        file = {"file_id": "f", "file_unique_id": "u", "state": "failed", "trouble": "not_fetched"}
        await tx.run(insert(photos).values(**photo, **file))
        findings = await examine(tx, known_categories(), SHANGHAI)
    assert "大南中队工作群" in saying(findings, "机器人不在群里").what
    assert not [one for one in findings if "停用" in one.what]
    assert "ValueError: 奇怪的消息" in saying(findings, "被搁置").what
    assert "1 条消息没能发到 -9：muted" in saying(findings, "没能发到").what
    assert "not_fetched" in saying(findings, "没能取到").what


def test_many_names_are_shortened() -> None:
    assert names(["甲", "乙"]) == "甲、乙"
    assert names(str(number) for number in range(40)).endswith("、11 等 40 个")


CITY = """
[[items]]
code = "04-06"
big_class = "街面秩序"
name = "占道经营"
limit = "2紧急工作时"
"""


async def test_categories_without_a_limit_are_named(database: Database) -> None:
    async with database.begin(NOW) as tx:
        findings = await examine(tx, known_categories(), SHANGHAI)
        assert "duban load" in saying(findings, "还没有加载本市的立案标准").advice
        assert "违规吸烟" in saying(findings, "没有时限的类别").what
        assert not [one for one in findings if "惯例时限" in one.what]
        await standards.load(tx, standards.parse(CITY.encode()), "测试")
        findings = await examine(tx, known_categories(), SHANGHAI)
    assert not [one for one in findings if "还没有加载本市" in one.what]
    customary = saying(findings, "按惯例时限的类别").what
    assert "井盖缺损" in customary
    assert "64 个" not in customary
    assert "63 个" in customary
