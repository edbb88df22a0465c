"""What the doctor finds around the bot: token, clock, groups, database."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot import doctor
from bot.clock import RealClock
from bot.settings import Settings
from db import chats, outbox
from db.engine import Database
from db.migrate import migrate
from domain.people import GroupRole, GroupSettings
from operations.doctor import Finding, Level
from tests.sandbox.talk import GROUP, Talk


@pytest.fixture
def settings(talk: Talk, tmp_path: Path) -> Settings:
    """A bot in the sandbox whose database is not there yet."""
    return Settings().model_copy(
        update={
            "telegram_token": SecretStr(talk.token),
            "telegram_api": talk.url,
            "database": f"sqlite+aiosqlite:///{tmp_path}/duban.db",
            "photos": str(tmp_path / "photos"),
        }
    )


async def prepared(settings: Settings, bot_id: int | None = None) -> None:
    """The database, with the sandbox's group enrolled."""
    database = Database(settings.database)
    await migrate(database)
    async with database.begin(datetime(2026, 11, 21, 8, tzinfo=UTC)) as tx:
        token = settings.telegram_token
        assert token is not None
        await outbox.remember_bot(tx, bot_id or int(token.get_secret_value().split(":")[0]))
        await chats.met(tx, GROUP, chats.Looks("supergroup", "督查群"))
        await chats.enrol(tx, GROUP, GroupRole.SUPERVISION, None, GroupSettings(), None)
    await database.close()


async def findings(settings: Settings, off: timedelta = timedelta(0)) -> list[Finding]:
    return await doctor.examine(settings, RealClock(UTC).now() + off)


def saying(found: list[Finding], part: str) -> Finding:
    (one,) = [finding for finding in found if part in finding.what]
    return one


async def test_a_bot_that_may_hear_and_speak_is_well(talk: Talk, settings: Settings) -> None:
    await prepared(settings)
    await talk.control("PATCH", f"/chats/{GROUP}", bot={"status": "administrator"})
    found = await findings(settings)
    assert saying(found, "令牌有效").level is Level.FINE
    assert saying(found, "督查群”里一切正常").level is Level.FINE
    assert saying(found, "时钟").level is Level.FINE
    assert saying(found, "字体").level is Level.FINE
    assert saying(found, "表结构是最新").level is Level.FINE


@pytest.mark.parametrize(
    ("bot", "says", "advice"),
    [
        ({"status": "kicked"}, "机器人不在“督查群”里", "拉进"),
        ({"status": "left"}, "机器人不在“督查群”里", "拉进"),
        ({"status": "restricted", "can_send": False}, "禁言", "允许"),
    ],
)
async def test_a_group_where_the_bot_cannot_work_is_named(
    talk: Talk, settings: Settings, bot: dict[str, object], says: str, advice: str
) -> None:
    await prepared(settings)
    await talk.control("PATCH", f"/chats/{GROUP}", bot=bot)
    found = saying(await findings(settings), says)
    assert found.level is Level.BROKEN
    assert advice in found.advice


async def test_privacy_mode_is_told_where_it_keeps_reports_away(
    talk: Talk, settings: Settings
) -> None:
    same = {"username": "duban_bot", "first_name": "督办助手", "token": talk.token}
    await talk.control("POST", "/bots", privacy=True, **same)
    await prepared(settings)
    found = saying(await findings(settings), "隐私模式，听不到“督查群”")
    assert found.level is Level.BROKEN
    assert "/setprivacy" in found.advice
    # An administrator hears everything.
    await talk.control("PATCH", f"/chats/{GROUP}", bot={"status": "administrator"})
    assert not [one for one in await findings(settings) if "隐私" in one.what]


async def test_a_wrong_token_and_a_server_that_is_away(settings: Settings) -> None:
    wrong = settings.model_copy(update={"telegram_token": SecretStr("1:wrong")})
    assert "BotFather" in saying(await findings(wrong), "不认这个令牌").advice
    away = settings.model_copy(update={"telegram_api": "http://127.0.0.1:9"})
    assert "DUBAN_TELEGRAM_API" in saying(await findings(away), "连不上 Telegram").advice
    none = settings.model_copy(update={"telegram_token": None})
    assert saying(await findings(none), "没有设置令牌").level is Level.NOTICE


async def test_a_clock_that_is_off_is_told(settings: Settings) -> None:
    little = saying(await findings(settings, timedelta(minutes=2)), "相差")
    assert (little.level, "NTP" in little.advice) == (Level.NOTICE, True)
    assert saying(await findings(settings, timedelta(hours=-1)), "相差").level is Level.BROKEN


async def test_the_doctor_makes_no_database_and_migrates_none(
    settings: Settings, tmp_path: Path
) -> None:
    assert "duban run" in saying(await findings(settings), "还没有建立").advice
    assert not (tmp_path / "duban.db").exists()
    (tmp_path / "duban.db").touch()
    assert "duban migrate" in saying(await findings(settings), "不是这个程序要的版本").advice
    (tmp_path / "duban.db").write_bytes(b"no database" * 1000)
    assert "DUBAN_DATABASE" in saying(await findings(settings), "连不上数据库").advice


async def test_a_database_of_another_bot_is_told(settings: Settings) -> None:
    await prepared(settings, bot_id=7)
    assert saying(await findings(settings), "另一个机器人").level is Level.BROKEN


def test_the_report_tells_what_to_do_and_the_exit_status_whether_something_is_broken() -> None:
    fine, bad = Finding(Level.FINE, "好。"), Finding(Level.BROKEN, "坏。", "修。")
    assert doctor.report([bad, fine]) == "✗ 坏。\n    修。\n✓ 好。"
    assert [doctor.exit_status(one) for one in ([], [fine], [fine, bad])] == [0, 0, 1]
