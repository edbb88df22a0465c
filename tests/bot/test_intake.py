"""Listening: stored first, confirmed then; nothing stops it but a token that is refused."""

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import text as sql
from telegram.error import InvalidToken

from bot import intake as intakes
from bot import sifting
from bot.clock import RealClock
from bot.intake import CONFLICT, Intake, TokenRefused
from bot.request import Api, open_api
from db import chats, inbox
from db.engine import Database
from db.transaction import Transaction
from domain.people import GroupRole, GroupSettings
from tests.sandbox.talk import GROUP, WANG, ZHAO, Talk

NOW = datetime(2026, 11, 21, 8, tzinfo=UTC)
SECRET = "webhook-secret-webhook"


@pytest.fixture
async def intake(database: Database, talk: Talk, api: Api) -> AsyncIterator[Intake]:
    async with database.begin(NOW) as tx:
        await enrol(tx)
    yield Intake(database, RealClock(UTC), api, api.id)


async def enrol(tx: Transaction, chat: int = GROUP) -> None:
    await chats.met(tx, chat, chats.Looks("supergroup", "督查群"))
    await chats.enrol(tx, chat, GroupRole.SUPERVISION, None, GroupSettings(), None)


async def stored(database: Database) -> list[dict[str, Any]]:
    async with database.read(datetime.now(UTC)) as tx:
        return [json.loads(row.raw) for row in await inbox.due(tx, most=100)]


async def texts(database: Database) -> list[str | None]:
    return [update["message"].get("text") for update in await stored(database)]


async def test_what_people_write_is_stored_before_it_is_confirmed(
    database: Database, intake: Intake, talk: Talk
) -> None:
    await talk.says(ZHAO, "中街路32号门口占道经营")
    await talk.says(WANG, "收到")
    await intake.poll_once()
    assert await texts(database) == ["中街路32号门口占道经营", "收到"]
    waiting = await talk.result("getUpdates", timeout=0)
    assert len(waiting) == 2, "Telegram still keeps them: the next poll confirms"
    await talk.says(ZHAO, "再来一条")
    await intake.poll_once()
    assert [one["message"]["text"] for one in await talk.result("getUpdates", timeout=0)] == [
        "再来一条"
    ]
    assert intake.health().status == "ok"


async def test_after_a_restart_nothing_is_stored_twice(
    database: Database, intake: Intake, talk: Talk, api: Api
) -> None:
    await talk.says(ZHAO, "一")
    await intake.poll_once()
    await talk.says(ZHAO, "二")
    again = Intake(database, RealClock(UTC), api, api.id)
    await again.poll_once()
    assert await texts(database) == ["一", "二"]


async def test_an_odd_update_does_not_stop_the_others(database: Database, intake: Intake) -> None:
    odd: list[Any] = [
        None,
        "text",
        {"update_id": "7"},
        {"update_id": 2**70},
        {"update_id": 8, "message": 5},
        {"update_id": 9, "message": {"chat": {"id": "x"}, "text": "\ud800\x00"}},
    ]
    await intake.store([*odd, {"update_id": 7}])
    assert [update["update_id"] for update in await stored(database)] == [7, 8, 9]


async def test_a_database_that_refuses_leaves_the_updates_with_telegram(
    database: Database, intake: Intake, talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    await talk.says(ZHAO, "一")
    await breaks(database)
    assert await intake.poll_once() > 0
    assert intake.health().status == "down"
    assert len(await talk.result("getUpdates", timeout=0)) == 1
    await mends(database)
    assert await intake.poll_once() == 0
    assert await texts(database) == ["一"]


async def breaks(database: Database) -> None:
    async with database.begin(NOW) as tx:
        await tx.run(sql("ALTER TABLE inbox RENAME TO elsewhere"))


async def mends(database: Database) -> None:
    async with database.begin(NOW) as tx:
        await tx.run(sql("ALTER TABLE elsewhere RENAME TO inbox"))


@pytest.mark.parametrize(
    ("fault", "status", "reason"),
    [
        ({"status": 502}, "degraded", "连不上 Telegram"),
        ({"drop": "before"}, "degraded", "连不上 Telegram"),
        ({"status": 429, "retry_after": 3}, "degraded", "稍等"),
        ({"status": 409, "description": "Conflict: terminated"}, "degraded", CONFLICT),
        ({"status": 400, "description": "Bad Request: odd"}, "down", "拒绝"),
    ],
)
async def test_a_failed_poll_is_told_and_tried_again(
    intake: Intake, talk: Talk, fault: dict[str, Any], status: str, reason: str
) -> None:
    await talk.control("POST", "/faults", method="getUpdates", count=1, **fault)
    pause = await intake.poll_once()
    assert 0 < pause < 10
    health = intake.health()
    assert health.status == status
    assert reason in (health.reason or "")
    assert await intake.poll_once() == 0


async def test_pauses_grow_while_telegram_is_away(database: Database, talk: Talk) -> None:
    away = Intake(database, RealClock(UTC), open_api("http://127.0.0.1:1", talk.token), 1)
    with pytest.raises(Exception, match="no connection"):
        await away._api.initialize()
    pauses = [await away.poll_once() for _ in range(8)]
    assert pauses == [0.5, 1.0, 2.0, 5.0, 10.0, 10.0, 10.0, 10.0]
    await away._api.shutdown()


async def test_a_refused_token_ends_listening(database: Database, talk: Talk) -> None:
    api = open_api(talk.url, "1:wrongwrongwrongwrongwrong")
    with pytest.raises(InvalidToken):
        await api.initialize()
    with pytest.raises(TokenRefused):
        await Intake(database, RealClock(UTC), api, 1).poll()
    await api.shutdown()


async def test_after_days_of_silence_ids_may_start_anew(
    database: Database, intake: Intake, talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    await talk.says(ZHAO, "一")
    await intake.poll_once()
    monkeypatch.setattr(intakes, "IDLE_BEFORE_FORGETTING", -1.0)
    monkeypatch.setattr(intakes, "POLL", 0)
    before = await talk.control("GET", "/calls")
    await intake.poll_once()
    after = await talk.control("GET", f"/calls?after={before['calls'][-1]['n']}")
    assert "offset" not in after["calls"][0]["params"]


async def test_groups_that_nobody_enrolled_leave_no_content(
    database: Database, intake: Intake, talk: Talk
) -> None:
    other = -100777
    await talk.control(
        "POST",
        "/chats",
        id=other,
        type="supergroup",
        title="别的群",
        members=[WANG],
        administrators=[ZHAO],
    )
    await talk.says(ZHAO, "这里说的话与督办无关", chat=other)
    await talk.says(ZHAO, "/help", chat=other)
    await talk.says(ZHAO, "/remember 悄悄话", chat=other)
    await intake.poll_once()
    raw = json.dumps(await stored(database), ensure_ascii=False)
    assert "无关" not in raw
    assert "悄悄话" not in raw
    kept = [update for update in await stored(database) if "message" in update]
    assert [update["message"].get("text") for update in kept] == [None, "/help", None]
    assert {update["message"]["chat"]["id"] for update in kept} == {other}


async def test_the_first_report_right_after_enrolling_is_not_lost(
    database: Database, intake: Intake, talk: Talk
) -> None:
    other = -100777
    await talk.control(
        "POST",
        "/chats",
        id=other,
        type="supergroup",
        title="新群",
        members=[WANG],
        administrators=[ZHAO],
    )
    await talk.says(ZHAO, "/enroll supervision", chat=other)
    await intake.poll_once()
    await talk.says(WANG, "热闹路垃圾满溢", chat=other)
    await intake.poll_once()
    kept = [update for update in await stored(database) if "message" in update]
    assert kept[-1]["message"]["text"] == "热闹路垃圾满溢"
    assert kept[-1]["provisional"] is True


async def test_the_webhook_stores_what_carries_the_secret(
    database: Database, intake: Intake
) -> None:
    update = {"update_id": 5, "message": {"chat": {"id": ZHAO, "type": "private"}, "text": "/help"}}
    body = json.dumps(update).encode()
    assert await intake.webhook(SECRET, None, body) == 403
    assert await intake.webhook(SECRET, "wrong", body) == 403
    assert await stored(database) == []
    assert await intake.webhook(SECRET, SECRET, b"{") == 400
    assert await intake.webhook(SECRET, SECRET, body) == 200
    assert await intake.webhook(SECRET, SECRET, body) == 200
    assert await stored(database) == [update]
    await breaks(database)
    assert await intake.webhook(SECRET, SECRET, body) == 503
    await mends(database)


async def test_what_a_stranger_says_in_private_is_not_kept_unless_he_is_being_bound(
    database: Database, intake: Intake
) -> None:
    def said(number: int, text: str) -> dict[str, Any]:
        return {
            "update_id": number,
            "message": {"chat": {"id": 9, "type": "private"}, "text": text},
        }

    await intake.store([said(1, "秘密"), said(2, "/start")])
    await intake.store([said(3, "/start bind_0123456789abcdef0123456789abcdef")])
    await intake.store([said(4, "/mine")])
    kept = await stored(database)
    assert ["text" in one["message"] for one in kept] == [False, True, True, True]
    assert [sifting.PROVISIONAL in one for one in kept] == [False, False, True, True]
