"""The example bureau: furnished once, and its morning played by the whole bot."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from pydantic import SecretStr

from bot.app import App
from bot.example.bureau import org_text, settle
from bot.example.morning import begins, play
from bot.example.phone import NotSeen, Phone, SandboxRefused, words
from bot.example.town import CHATS, LEADERS, PEOPLE, SUPERVISION, WANG, ZHAO, furnish
from bot.settings import Settings
from db import cases, chats, people
from db.engine import Database
from domain.cases import State
from domain.people import GroupRole
from sandbox.server import Sandbox

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOON = datetime(2026, 11, 21, 12, 0, tzinfo=SHANGHAI)


@asynccontextmanager
async def sandbox_at(folder: Path, now: datetime) -> AsyncIterator[Sandbox]:
    sandbox = Sandbox(folder, now=now)
    await sandbox.start()
    try:
        yield sandbox
    finally:
        await sandbox.stop()


@asynccontextmanager
async def bot_in(sandbox: Sandbox, folder: Path) -> AsyncIterator[App]:
    """The whole bot in that sandbox, with the example bureau loaded."""
    settings = Settings().model_copy(
        update={
            "telegram_token": SecretStr(sandbox.token),
            "telegram_api": sandbox.url,
            "database": f"sqlite+aiosqlite:///{folder}/duban.db",
            "photos": str(folder / "photos"),
            "clock_url": f"{sandbox.url}/sandbox/clock",
            "http_port": 0,
            "send_limits": "off",
        }
    )
    app = App(settings)
    await app.start()
    try:
        await settle(app.database, app.clock.now(), settings.zone)
        yield app
    finally:
        await app.stop()


async def test_the_sandbox_is_furnished_once(tmp_path: Path) -> None:
    async with sandbox_at(tmp_path, NOON) as sandbox, Phone(sandbox.url) as phone:
        await furnish(sandbox.url)
        await phone.says(SUPERVISION, ZHAO, "早")
        before = await phone.get("/state")
        await furnish(sandbox.url)
        after = await phone.get("/state")
        assert after["chats"] == before["chats"]
        assert [person["first_name"] for person in after["people"]] == [
            person.name for person in PEOPLE
        ]
        assert [chat["title"] for chat in after["chats"] if chat["id"] < 0] == [
            chat["title"] for chat in CHATS
        ]


async def test_people_and_groups_of_the_sandbox_are_those_of_the_org_file(
    database: Database,
) -> None:
    assert await settle(database, NOON, SHANGHAI)
    assert not await settle(database, NOON, SHANGHAI)
    async with database.begin(NOON) as tx:
        for person in PEOPLE:
            known = await people.by_telegram(tx, person.id)
            assert known is not None
            assert known.name == person.name
        for chat in CHATS:
            group = await chats.get(tx, chat["id"])
            assert group is not None
            assert group.title == chat["title"]
        assert [one.id for one in await chats.with_role(tx, GroupRole.LEADERS)] == [LEADERS]
    assert "dispatcher" in org_text()


async def test_a_phone_says_what_was_not_seen_and_what_was_refused(tmp_path: Path) -> None:
    async with sandbox_at(tmp_path, NOON) as sandbox, Phone(sandbox.url, 0.1) as phone:
        await furnish(sandbox.url)
        with pytest.raises(NotSeen, match="待签收"):
            await phone.sees(SUPERVISION, "待签收", button="签收")
        with pytest.raises(SandboxRefused):
            await phone.says(LEADERS, WANG, "我不在这个群")
        lines: list[str] = []
        await play(sandbox.url, lines.append, 0.1)
        assert "没有看到" in lines[-1]


async def test_the_example_morning_is_played(tmp_path: Path) -> None:
    lines: list[str] = []
    async with (
        sandbox_at(tmp_path / "sandbox", begins(NOON)) as sandbox,
        bot_in(sandbox, tmp_path) as app,
        Phone(sandbox.url) as phone,
    ):
        await play(sandbox.url, lines.append)
        assert "7 个案件" in lines[-1], lines
        now = datetime.fromisoformat((await phone.get("/clock"))["now"])
        assert time(9, 28) <= now.time() < time(9, 30)
        async with app.database.begin(app.clock.now()) as tx:
            kept = [await cases.get(tx, number) for number in range(1, 8)]
        assert sorted(case.state for case in kept) == sorted(
            [
                State.CLOSED,
                State.CHECKING,
                State.HANDLING,
                State.HANDLING,
                State.FILED,
                State.DISPATCHED,
                State.DRAFT,
            ]
        )
        assert sum(case.round == 1 for case in kept) == 1
        group = await phone.messages(SUPERVISION)
        # Greetings and thanks were left alone.
        assert not [one for one in group if one.get("reply_to") in (1, group[-1]["message_id"])]
        plates = [one for one in group if one["from"]["is_bot"] and one.get("photo")]
        assert len(plates) == 3
        assert not any("还没有登记" in words(one) for one in group)

        lines.clear()
        await play(sandbox.url, lines.append)
        assert len(lines) == 1
        assert len(await phone.messages(SUPERVISION)) == len(group)
