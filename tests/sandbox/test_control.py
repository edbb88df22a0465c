"""The clock, events, and who may talk to the sandbox at all."""

import asyncio
import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import aiohttp
import pytest

from tests.sandbox.talk import GROUP, WANG, ZHAO, Talk, furnish, png, running

SHANGHAI = ZoneInfo("Asia/Shanghai")
MORNING = datetime(2026, 11, 20, 9, 30, tzinfo=SHANGHAI)


async def test_the_clock_starts_where_told_and_jumps_ahead(tmp_path: Path) -> None:
    async with running(tmp_path, now=MORNING) as talk:
        await furnish(talk)
        for wish, then in (
            ({"advance": 900}, MORNING + timedelta(minutes=15)),
            ({"to": "18:00"}, MORNING.replace(hour=18, minute=0)),
            ({"to": "08:30"}, MORNING.replace(day=21, hour=8)),
            ({"to": "tomorrow"}, MORNING.replace(day=22, hour=8, minute=0)),
            ({"set": "2026-11-22T02:00:00+00:00"}, MORNING.replace(day=22, hour=10, minute=0)),
        ):
            told = await talk.control("POST", "/clock", **wish)
            assert timedelta() <= datetime.fromisoformat(told["now"]) - then < timedelta(seconds=9)
        assert (told["jumps"], told["now"][-6:]) == (5, "+08:00")
        said = await talk.says(ZHAO, "一")
        assert said["date"].startswith("2026-11-22T10:00")
        heard = (await talk.updates())[-1]["message"]["date"]
        assert datetime.fromtimestamp(heard, SHANGHAI).isoformat() == said["date"]


async def test_whoever_follows_the_clock_is_woken_by_a_jump(talk: Talk) -> None:
    jumps = (await talk.control("GET", "/clock"))["jumps"]
    follower = asyncio.create_task(talk.control("GET", f"/clock?jumps={jumps}&wait=20"))
    await asyncio.sleep(0.05)
    assert not follower.done()
    jumped = await talk.control("POST", "/clock", advance=60)
    async with asyncio.timeout(2):
        told = await follower
    assert (told["jumps"], told["offset"]) == (jumps + 1, jumped["offset"])
    assert (await talk.control("GET", f"/clock?jumps={jumps}&wait=20"))["jumps"] == jumps + 1
    assert (await talk.control("GET", f"/clock?jumps={jumps + 1}&wait=0"))["jumps"] == jumps + 1


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Host": "localhost:1234"}, 200),
        ({"Host": "[::1]"}, 200),
        ({"Host": "evil.example"}, 403),
        ({"Host": "127.0.0.1.evil.example"}, 403),
        ({"Origin": "http://127.0.0.1:9"}, 200),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
    ],
)
async def test_foreign_hosts_and_origins_are_refused(
    talk: Talk, headers: dict[str, str], status: int
) -> None:
    for path in ("/sandbox/state", f"/bot{talk.token}/getMe"):
        async with talk.http.get(talk.url + path, headers=headers) as response:
            assert response.status == status


class Ear:
    """A listener to server-sent events."""

    def __init__(self, response: aiohttp.ClientResponse) -> None:
        self._response = response
        self.last_id = ""

    async def hears(self) -> dict[str, Any]:
        """The next event."""
        async with asyncio.timeout(3):
            while line := (await self._response.content.readline()).decode():
                if line.startswith("id: "):
                    self.last_id = line[4:].strip()
                if line.startswith("data: "):
                    event: dict[str, Any] = json.loads(line[6:])
                    return event
        raise AssertionError("the events ended")


async def test_the_page_hears_everything_and_misses_nothing(talk: Talk) -> None:
    async with talk.http.get(f"{talk.url}/sandbox/events") as response:
        ear = Ear(response)
        said = await talk.says(ZHAO, "一")
        event = await ear.hears()
        assert (event["type"], event["chat_id"]) == ("message", GROUP)
        assert event["message"] == said
        one = f"/chats/{GROUP}/messages/{said['message_id']}"
        await talk.control("POST", f"{one}/edit", **{"from": ZHAO, "text": "二"})
        await talk.control("POST", f"{one}/react", **{"from": WANG, "emoji": "❤️"})
        await talk.control("DELETE", one)
        await talk.control("POST", "/clock", advance=5)
        await talk.result("sendChatAction", chat_id=GROUP, action="typing")
        await talk.control("PATCH", f"/chats/{GROUP}", reactions=False)
        kinds = [(await ear.hears())["type"] for _ in range(6)]
        assert kinds == ["edited", "reaction", "deleted", "clock", "typing", "chat"]
    await talk.says(ZHAO, "三")
    await talk.control("POST", "/people", id=1009, first_name="新人")
    resume = {"Last-Event-ID": ear.last_id}
    async with talk.http.get(f"{talk.url}/sandbox/events", headers=resume) as response:
        ear = Ear(response)
        assert (await ear.hears())["message"]["text"] == "三"
        assert (await ear.hears())["person"]["first_name"] == "新人"
    async with talk.http.get(
        f"{talk.url}/sandbox/events", headers={"Last-Event-ID": "old-5"}
    ) as response:
        assert await Ear(response).hears() == {"type": "reset"}


async def test_a_message_looks_to_the_page_as_agreed(talk: Talk) -> None:
    sent = await talk.sends([("photo", png(40, 30), "a.png")], GROUP, from_=ZHAO, text="占道")
    answer = await talk.result(
        "sendMessage",
        chat_id=GROUP,
        text="<b>案件</b>",
        parse_mode="HTML",
        reply_parameters={"message_id": sent[0]["message_id"]},
        reply_markup={"inline_keyboard": [[{"text": "签收", "callback_data": "a:1"}]]},
    )
    await talk.says(WANG, "转来", forward={"name": "市民"}, reply_to=answer["message_id"])
    photo, card, forwarded = await talk.seen()
    assert photo["photo"]["url"].startswith("/sandbox/files/")
    assert (photo["photo"]["width"], photo["photo"]["height"]) == (40, 30)
    assert photo["from"] == {
        "id": ZHAO,
        "first_name": "赵督查",
        "is_bot": False,
        "title": "督查员",
    }
    assert card["from"]["is_bot"] is True
    assert card["buttons"] == [[{"text": "签收", "callback_data": "a:1"}]]
    assert card["entities"] == [{"type": "bold", "offset": 0, "length": 2}]
    assert card["reply_preview"] == {
        "name": "赵督查",
        "text": "占道",
        "thumb_url": photo["photo"]["thumb_url"],
    }
    assert forwarded["forward"]["name"] == "市民"
    assert forwarded["reply_to"] == card["message_id"]
    assert [m["message_id"] for m in await talk.seen(after=1, limit=1)] == [2]
    assert [m["message_id"] for m in await talk.seen(limit=1)] == [3]


async def test_the_page_is_served(talk: Talk) -> None:
    async with talk.http.get(talk.url) as response:
        assert response.content_type == "text/html"
    for name in ("nothing.js", "..%2fserver.py"):
        async with talk.http.get(f"{talk.url}/page/{name}") as response:
            assert response.status == 404
