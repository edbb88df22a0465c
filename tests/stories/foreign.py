"""A town on a Bot API server that is not ours: `lo-bot-api-emulator`, in a process of its own.

Its users write and tap by the control call that it offers for this; photos are put there as any
client puts them there, by an upload.
"""

import asyncio
import os
import socket
import sys
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import aiohttp

from bot.example.town import NAMES
from tests.stories.wiretap import Seen, Wiretap
from tests.warm.programs import Awaited, Nursery

TOKEN = "7:a-token-for-a-foreign-server"
# Whoever uploads a photo for somebody is another client of that server, not our bot.
CAMERA = "8:somebody-with-a-camera"
PROGRAM = Path(sys.executable).with_name("lo-bot-api-emulator")
# Within the hours of 王队员's duty, whatever the time outside.
MORNING = datetime(2026, 11, 21, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
PATIENCE = 10.0
LOOK_EVERY = 0.03
Json = dict[str, Any]


class ForeignTown:
    """The groups of the example bureau, as they would be on that server."""

    def __init__(self, server: str, http: aiohttp.ClientSession, wiretap: Wiretap) -> None:
        self.server = server
        self.wiretap = wiretap
        self._http = http
        # The server numbers what the bot sends from 1; people's messages must not be the same.
        self._numbers = count(1_000_001)

    async def says(
        self, chat: int, who: int, text: str = "", *, reply_to: int | None = None, **more: Any
    ) -> int:
        """Somebody writes a text, or a caption under `photo`; the number of the message."""
        message = self._message(chat, who) | more
        if text:
            message["caption" if "photo" in more else "text"] = text
        if reply_to is not None:
            message["reply_to_message"] = self._message(chat, 7) | {"message_id": reply_to}
        await self._tell({"message": message})
        number: int = message["message_id"]
        return number

    async def posts(
        self, chat: int, who: int, photos: Sequence[bytes], text: str = "", **more: Any
    ) -> int:
        """Somebody sends photos, several as an album with the text under the first."""
        album: Json = {"media_group_id": f"album-{next(self._numbers)}"} if len(photos) > 1 else {}
        first = 0
        for photo in photos:
            size = {"width": 1280, "height": 960} | await self._uploaded(photo)
            number = await self.says(
                chat, who, "" if first else text, photo=[size], **album, **more
            )
            first = first or number
        return first

    async def taps(self, who: int, message: Seen, label: str) -> str:
        """Somebody presses a button; what the bot answers."""
        query = f"query-{next(self._numbers)}"
        under = self._message(message.chat, 7) | {"message_id": message.message_id, "text": "…"}
        await self._tell(
            {
                "callback_query": {
                    "id": query,
                    "from": _user(who),
                    "message": under,
                    "chat_instance": "1",
                    "data": message.buttons[label],
                }
            }
        )
        await _until(lambda: query in self.wiretap.answers, f"an answer to [{label}]")
        return self.wiretap.answers[query]

    async def sees(
        self, chat: int, *parts: str, button: str | None = None, to: int | None = None
    ) -> Seen:
        """Wait until a message of the bot holds all parts; the newest such."""
        found: list[Seen] = []

        def there() -> bool:
            found[:] = [
                one
                for one in self.in_chat(chat)
                if _shows(one, parts, button) and to in (None, one.reply_to)
            ]
            return bool(found)

        await _until(there, f"{parts} [{button}]", lambda: self.in_chat(chat))
        return found[-1]

    async def sees_again(self, message: Seen, *parts: str, button: str | None = None) -> None:
        """Wait until that very message has been edited to hold all parts."""
        await _until(lambda: _shows(message, parts, button), f"{parts}", lambda: message)

    def in_chat(self, chat: int) -> list[Seen]:
        """Everything that the bot has sent there."""
        return [one for one in self.wiretap.messages if one.chat == chat]

    async def downloads(self, file: str) -> bytes:
        """A picture, as a user's client fetches it."""
        async with self._http.get(f"{self.server}/file/bot{TOKEN}/{file}") as answer:
            assert answer.status == 200
            return await answer.read()

    async def _uploaded(self, photo: bytes) -> Json:
        form = aiohttp.FormData({"chat_id": "1"})
        form.add_field("photo", photo, filename="photo.jpg", content_type="image/jpeg")
        async with self._http.post(f"{self.server}/bot{CAMERA}/sendPhoto", data=form) as answer:
            body = await answer.json()
        assert body["ok"], body
        found: Json = body["result"]["photo"][0]
        return {name: found[name] for name in ("file_id", "file_unique_id")}

    async def _tell(self, update: Json) -> None:
        told = {"token": TOKEN, "update": update}
        async with self._http.post(f"{self.server}/__fixture/updates", json=told) as answer:
            assert answer.status == 200, await answer.text()

    def _message(self, chat: int, who: int) -> Json:
        return {
            "message_id": next(self._numbers),
            "date": self.wiretap.unix(),
            "chat": _chat(chat),
            "from": _user(who),
        }


def _chat(chat: int) -> Json:
    if chat > 0:
        return {"id": chat, "type": "private", "first_name": NAMES[chat]}
    return {"id": chat, "type": "supergroup", "title": "群"}


def _user(who: int) -> Json:
    return {"id": who, "is_bot": who == 7, "first_name": NAMES.get(who, "Fixture")}


@asynccontextmanager
async def foreign_town(
    nursery: Nursery, journal: Path, *options: str
) -> AsyncIterator[ForeignTown]:
    """The server as a process, and a listener before it that notes what its users see."""
    port = free_port()
    settings = ("--port", str(port), "--enable-control", "--journal", str(journal))
    command = (str(PROGRAM), *settings, *options)
    with journal.with_suffix(".log").open("wb") as log:
        process = Awaited(nursery.begin(command, journal.parent, os.environ, log))
    try:
        await _until(lambda: _listens(port), "the foreign server", lambda: process.returncode)
        async with (
            Wiretap(f"http://127.0.0.1:{port}", MORNING) as tap,
            aiohttp.ClientSession() as http,
        ):
            yield ForeignTown(tap.server, http, tap)
    finally:
        process.kill()
        await process.wait()


def _shows(message: Seen, parts: Sequence[str], button: str | None) -> bool:
    held = all(part in message.html for part in parts)
    return held and (button is None or button in message.buttons)


async def _until(
    fulfilled: Callable[[], bool], wanted: str, there: Callable[[], object] = lambda: ""
) -> None:
    until = time.monotonic() + PATIENCE
    while not fulfilled():
        assert time.monotonic() < until, f"not seen: {wanted}; there is {there()}"
        await asyncio.sleep(LOOK_EVERY)


def free_port() -> int:
    """A port on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
