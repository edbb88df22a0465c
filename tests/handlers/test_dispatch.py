"""Who takes part in a unit by what he does in its group."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from telegram import Update

from bot.example.bureau import org_text
from bot.example.town import DANAN
from db import people
from db.engine import Database
from domain.people import Role
from handlers.dispatch import handle
from operations.office import Office
from operations.organisation import known_categories, load

NOW = datetime(2026, 11, 21, 8, tzinfo=UTC)
SHANGHAI = ZoneInfo("Asia/Shanghai")
OFFICE = Office(SHANGHAI, "zh", bot_username="duban_bot", bot_id=7, admins=frozenset())
CHAT = {"id": DANAN, "type": "supergroup", "title": "大南中队群"}
NEWCOMER = {"id": 2010, "is_bot": False, "first_name": "新人"}
ROBOT = {"id": 2010, "is_bot": True, "first_name": "别的机器人"}
CHANGE = {
    "chat": CHAT,
    "from": NEWCOMER,
    "date": 1,
    "old_chat_member": {"user": NEWCOMER, "status": "member"},
    "new_chat_member": {"user": NEWCOMER, "status": "left"},
}
MESSAGE = {"message_id": 5, "date": 1, "chat": CHAT, "from": NEWCOMER}
TAP = {
    "id": "1",
    "from": NEWCOMER,
    "chat_instance": "1",
    "data": "x",
    "message": MESSAGE | {"from": {"id": 7, "is_bot": True, "first_name": "督办"}},
}


async def joins(database: Database, update: dict[str, Any]) -> bool:
    async with database.begin(NOW) as tx:
        known = known_categories()
        await load(tx, org_text(), by="测试", known_categories=known, timezone=SHANGHAI)
        parsed = Update.de_json({"update_id": 1} | update)
        await handle(tx, parsed, OFFICE)
        person = await people.by_telegram(tx, 2010)
    assert person is not None
    return person.has(Role.HANDLER)


@pytest.mark.parametrize(
    "update",
    [
        {"message": MESSAGE | {"text": "收到"}},
        {"edited_message": MESSAGE | {"text": "收到"}},
        {"callback_query": TAP},
    ],
    ids=["says", "corrects", "taps"],
)
async def test_who_says_or_taps_something_joins(database: Database, update: dict[str, Any]) -> None:
    assert await joins(database, update)


@pytest.mark.parametrize(
    "update",
    [
        {"chat_member": CHANGE},
        {"my_chat_member": CHANGE},
        {"message": MESSAGE | {"left_chat_member": NEWCOMER}},
        {"message": MESSAGE | {"new_chat_members": [NEWCOMER]}},
        {"message": MESSAGE | {"from": ROBOT, "text": "收到"}},
    ],
    ids=["leaves", "adds the bot", "is seen to leave", "is seen to come", "is a bot"],
)
async def test_who_comes_leaves_adds_or_is_a_bot_does_not(
    database: Database, update: dict[str, Any]
) -> None:
    assert not await joins(database, update)
