"""The whole bot: started in order, seen from outside, stopped at once, replaced by another."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from pydantic import SecretStr

from bot.app import App
from bot.commands import run
from bot.intake import CONFLICT, TokenRefused
from bot.lock import AlreadySpeaking, file_held
from bot.opening import open_database
from bot.settings import Settings
from db import chats, people
from db.outbox.chats import OtherBot
from db.transaction import Transaction
from domain.people import GroupRole, GroupSettings
from tests.sandbox.talk import GROUP, WANG, ZHAO, Talk
from tests.waiting import eventually, until

SECRET = "webhook-secret-webhook"


def settings(talk: Talk, database_url: str, folder: Path, **more: Any) -> Settings:
    return Settings(_env_file=None).model_copy(
        update={
            "telegram_token": SecretStr(talk.token),
            "telegram_api": talk.url,
            "database": database_url,
            "photos": str(folder / "photos"),
            "clock_url": f"{talk.url}/sandbox/clock",
            "http_port": 0,
            "send_limits": "off",
        }
        | more
    )


@asynccontextmanager
async def running(wanted: Settings) -> AsyncIterator[App]:
    app = App(wanted)
    await app.start()
    try:
        await enrol(app)
        yield app
    finally:
        await app.stop()


async def enrol(app: App) -> None:
    async with app.database.begin(app.clock.now()) as tx:
        await _enrol(tx)


async def _enrol(tx: Transaction) -> None:
    await chats.met(tx, GROUP, chats.Looks("supergroup", "督查群"))
    await chats.enrol(tx, GROUP, GroupRole.SUPERVISION, None, GroupSettings(), None)


async def get(url: str) -> tuple[int, Any]:
    async with aiohttp.ClientSession() as http, http.get(url) as answer:
        text = await answer.text()
        return answer.status, json.loads(text) if text.startswith("{") else text


async def answered(talk: Talk, count: int = 1) -> None:
    """Wait until the bot has said so much in the group."""

    async def seen() -> bool:
        return len([one for one in await talk.seen() if one["from"]["is_bot"]]) >= count

    await eventually(seen)


async def test_a_report_is_answered_and_everything_is_seen_to_be_well(
    talk: Talk, database_url: str, tmp_path: Path
) -> None:
    async with running(settings(talk, database_url, tmp_path)) as app:
        await talk.says(ZHAO, "中街路32号门口占道经营，2小时内整改")
        await answered(talk)
        await until(lambda: app.intake.health().status == "ok")
        status, told = await get(f"{app.web.url}/healthz")
        assert (status, told["status"]) == (200, "ok"), told
        assert {"database", "speaker", "intake", "worker", "clock", "tasks"} < told.keys()
        assert told["speaker"]["speaking"] is True
        status, page = await get(f"{app.web.url}/metrics")
        assert status == 200
        assert 'duban_updates_total{outcome="done"}' in page
        assert 'duban_letters{kind="' in page
        assert "duban_cases{state=" in page
        assert talk.token not in page + json.dumps(told)


async def test_the_command_menus_are_set_and_administrators_asked(
    talk: Talk, sqlite_url: str, tmp_path: Path
) -> None:
    async with running(settings(talk, sqlite_url, tmp_path)) as app:
        scope = {"type": "all_group_chats"}
        await eventually(lambda: talk.result("getMyCommands", scope=scope))
        assert await app.administrators.step() or await administrators(app) == {ZHAO}
        assert await administrators(app) == {ZHAO}
        assert not await app.administrators.step(), "they are fresh"


async def administrators(app: App) -> frozenset[int]:
    async with app.database.read(app.clock.now()) as tx:
        chat = await chats.get(tx, GROUP)
    assert chat is not None
    return chat.administrators


async def test_optional_calls_that_fail_do_not_keep_the_bot_from_its_job(
    talk: Talk, sqlite_url: str, tmp_path: Path
) -> None:
    for method in ("setMyCommands", "getChatAdministrators", "setMessageReaction"):
        await talk.control("POST", "/faults", method=method, count=100, status=404)
    async with running(settings(talk, sqlite_url, tmp_path)):
        await talk.says(ZHAO, "中街路32号门口占道经营，2小时内整改")
        await answered(talk)


async def test_a_second_process_on_the_same_file_refuses_with_a_sentence(
    talk: Talk, sqlite_url: str, tmp_path: Path
) -> None:
    wanted = settings(talk, sqlite_url, tmp_path)
    async with running(wanted):
        second = App(wanted)
        with pytest.raises(AlreadySpeaking):
            await second.start()
        await talk.says(ZHAO, "中街路32号门口占道经营，2小时内整改")
        await answered(talk)


async def test_a_second_process_does_not_even_open_the_contents(talk: Talk, tmp_path: Path) -> None:
    other = f"sqlite+aiosqlite:///{tmp_path}/other.db"
    with file_held(open_database(other)):
        with pytest.raises(AlreadySpeaking):
            await App(settings(talk, other, tmp_path)).start()
        assert not (tmp_path / "other.db").exists()
    async with running(settings(talk, other, tmp_path)):
        assert (tmp_path / "other.db").exists()


async def test_a_standby_appoints_at_once_and_tells_the_claim_code_when_it_speaks(
    talk: Talk, postgresql_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wanted = settings(talk, postgresql_url, tmp_path)
    first = App(wanted)
    await first.start()
    await until(lambda: first.voice.held)
    async with running(wanted) as second:
        second.settings = wanted.model_copy(update={"admins": [ZHAO]})
        await run._appoint(second)
        async with second.database.begin(second.clock.now()) as tx:
            await people.seen(tx, ZHAO, "赵督查", None)
            assert [one.telegram_id for one in await people.reachable_admins(tx)] == [ZHAO]
        second.settings = wanted
        await run._appoint(second)
        telling = asyncio.create_task(run._tell_claim_code(second))
        await until(lambda: "待命" in capsys.readouterr().out)
        assert not telling.done()
        await first.stop()
        await telling
        assert "/claim " in capsys.readouterr().out


async def test_a_second_process_on_a_server_stands_by_and_takes_over(
    talk: Talk, postgresql_url: str, tmp_path: Path
) -> None:
    wanted = settings(talk, postgresql_url, tmp_path)
    first = App(wanted)
    await first.start()
    await until(lambda: first.voice.held)
    async with running(wanted) as second:
        _, told = await get(f"{second.web.url}/healthz")
        assert told["speaker"]["speaking"] is False
        assert told["intake"] == {"status": "ok", "standing_by": True}
        await talk.says(ZHAO, "中街路32号门口占道经营，2小时内整改")
        await answered(talk)
        await first.stop()
        await until(lambda: second.voice.held)
        await talk.says(WANG, "热闹路8号店外经营，1小时内整改")
        await answered(talk, 2)


async def test_two_databases_with_one_token_are_told_of_each_other(
    talk: Talk, sqlite_url: str, tmp_path: Path
) -> None:
    other = f"sqlite+aiosqlite:///{tmp_path}/other.db"
    async with (
        running(settings(talk, sqlite_url, tmp_path)) as one,
        running(settings(talk, other, tmp_path)) as two,
    ):
        await until(lambda: CONFLICT in (one.intake.health().reason, two.intake.health().reason))


async def test_another_bots_database_is_refused(
    talk: Talk, sqlite_url: str, tmp_path: Path
) -> None:
    async with running(settings(talk, sqlite_url, tmp_path)):
        pass
    other = await talk.control("POST", "/bots", username="other_bot", first_name="别的")
    wanted = settings(talk, sqlite_url, tmp_path, telegram_token=SecretStr(other["token"]))
    with pytest.raises(OtherBot):
        await App(wanted).start()


async def test_a_refused_token_stops_the_start(talk: Talk, sqlite_url: str, tmp_path: Path) -> None:
    wanted = settings(talk, sqlite_url, tmp_path, telegram_token=SecretStr("5:wrongwrongwrong"))
    with pytest.raises(TokenRefused):
        await App(wanted).start()


async def test_stopping_does_not_wait_for_a_telegram_that_hangs(
    talk: Talk, sqlite_url: str, tmp_path: Path
) -> None:
    await talk.control("POST", "/faults", method="sendMessage", count=5, delay=20)
    app = App(settings(talk, sqlite_url, tmp_path))
    await app.start()
    await enrol(app)
    await talk.says(ZHAO, "中街路32号门口占道经营，2小时内整改")
    await until(lambda: app.speaker._in_hand)
    started = asyncio.get_running_loop().time()
    await app.stop()
    assert asyncio.get_running_loop().time() - started < 5


async def test_the_bot_goes_on_after_a_restart_where_it_was(
    talk: Talk, sqlite_url: str, tmp_path: Path
) -> None:
    wanted = settings(talk, sqlite_url, tmp_path)
    async with running(wanted):
        await talk.says(ZHAO, "中街路32号门口占道经营，2小时内整改")
        await answered(talk)
    await talk.says(WANG, "热闹路8号店外经营，1小时内整改")
    async with running(wanted):
        await answered(talk, 2)
        await asyncio.sleep(0.2)
    assert len([one for one in await talk.seen() if one["from"]["is_bot"]]) == 2


async def test_updates_come_by_webhook_where_one_is_set(
    talk: Talk, sqlite_url: str, tmp_path: Path
) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    wanted = settings(
        talk,
        sqlite_url,
        tmp_path,
        http_port=port,
        webhook_url=f"http://127.0.0.1:{port}/telegram/duban",
        webhook_secret=SecretStr(SECRET),
    )
    async with running(wanted) as app:
        await until(lambda: app.intake.health().status == "ok")
        await talk.says(ZHAO, "中街路32号门口占道经营，2小时内整改")
        await answered(talk)
    calls = await talk.control("GET", "/calls")
    assert "getUpdates" not in {one["method"] for one in calls["calls"][2:]}
    # The webhook stays when polling begins, until Telegram says that it is in the way.
    async with running(settings(talk, sqlite_url, tmp_path)):
        await talk.says(WANG, "热闹路8号店外经营，1小时内整改")
        await answered(talk, 2)
