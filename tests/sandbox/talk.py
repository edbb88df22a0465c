"""A plain HTTP client of the sandbox: what people do, and what a bot without a library does."""

import io
import json
import struct
import zlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp

from sandbox import Sandbox

ZHAO, WANG = 1001, 1002
GROUP = -1001234567890


def png(width: int, height: int) -> bytes:
    """A grey picture of that size, as small as it gets."""
    rows = b"\0" * ((width + 1) * height)
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in parts)


def _chunk(kind: bytes, data: bytes) -> bytes:
    checksum = zlib.crc32(kind + data)
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", checksum)


class Talk:
    """Speaks to one running sandbox, for its people and as its main bot."""

    def __init__(self, url: str, token: str, http: aiohttp.ClientSession) -> None:
        self.url = url
        self.token = token
        self.http = http

    async def control(self, verb: str, path: str, /, **body: Any) -> Any:
        """A control call that must succeed."""
        async with self.http.request(verb, f"{self.url}/sandbox{path}", json=body) as response:
            answer = await response.json()
            assert response.status == 200, answer
            return answer

    async def denied(self, verb: str, path: str, status: int, /, **body: Any) -> str:
        """The sentence of a control call that must fail with this status."""
        async with self.http.request(verb, f"{self.url}/sandbox{path}", json=body) as response:
            assert response.status == status, await response.text()
            return str((await response.json())["error"])

    async def call(self, name: str, _token: str | None = None, **params: Any) -> Any:
        """The whole body that a Bot API method answers with; parameters go as JSON."""
        url = f"{self.url}/bot{_token or self.token}/{name}"
        async with self.http.post(url, json=params) as response:
            body = await response.json()
            assert response.status == (200 if body["ok"] else body["error_code"])
            return body

    async def result(self, name: str, **params: Any) -> Any:
        """The result of a Bot API method that must succeed."""
        body = await self.call(name, **params)
        assert body["ok"], body
        return body["result"]

    async def refused(self, name: str, **params: Any) -> str:
        """The description of a Bot API method that must fail."""
        body = await self.call(name, **params)
        assert not body["ok"], body
        return str(body["description"])

    async def upload(self, name: str, files: dict[str, bytes], **params: Any) -> Any:
        """The whole body of a Bot API method, called with multipart."""
        url = f"{self.url}/bot{self.token}/{name}"
        async with self.http.post(url, data=form(files, params)) as response:
            return await response.json()

    async def says(self, person: int, text: str, chat: int = GROUP, **more: Any) -> Any:
        """A person writes; the message as the page sees it."""
        wish = {"from": person, "text": text} | more
        sent = await self.control("POST", f"/chats/{chat}/messages", **wish)
        return sent["messages"][0]

    async def sends(self, files: list[tuple[str, bytes, str]], chat: int, **fields: Any) -> Any:
        """A person sends files, as (part, content, name); all messages."""
        data = aiohttp.FormData()
        for name, value in fields.items():
            data.add_field(name.rstrip("_"), value if isinstance(value, str) else json.dumps(value))
        for part, content, name in files:
            data.add_field(part, io.BytesIO(content), filename=name)
        async with self.http.post(
            f"{self.url}/sandbox/chats/{chat}/messages", data=data
        ) as response:
            answer = await response.json()
            assert response.status == 200, answer
            return answer["messages"]

    async def seen(self, chat: int = GROUP, **query: Any) -> list[Any]:
        """The messages of a chat."""
        params = "&".join(f"{name}={value}" for name, value in query.items())
        messages: list[Any] = (await self.control("GET", f"/chats/{chat}/messages?{params}"))[
            "messages"
        ]
        return messages

    async def updates(self, **params: Any) -> list[Any]:
        """All waiting updates, confirmed at once."""
        got: list[Any] = await self.result("getUpdates", **params)
        if got:
            await self.result("getUpdates", offset=got[-1]["update_id"] + 1, limit=1, timeout=0)
        return got


def form(files: dict[str, bytes], params: dict[str, Any]) -> aiohttp.FormData:
    """A multipart form with files under their names."""
    data = aiohttp.FormData()
    for name, value in params.items():
        data.add_field(name, value if isinstance(value, str) else json.dumps(value))
    for name, content in files.items():
        file = io.BytesIO(content)
        data.add_field(name, file, filename=f"{name}.png", content_type="image/png")
    return data


@asynccontextmanager
async def running(folder: Path, **options: Any) -> AsyncIterator[Talk]:
    """A sandbox on a free port, stopped at the end."""
    sandbox = Sandbox(folder, **options)
    await sandbox.start()
    async with aiohttp.ClientSession() as http:
        try:
            yield Talk(sandbox.url, sandbox.token, http)
        finally:
            await sandbox.stop()


async def furnish(talk: Talk, kind: str = "supergroup", **more: Any) -> None:
    """Zhao (creator) and Wang in one group with the bot; no update is left waiting."""
    await talk.control("POST", "/people", id=ZHAO, first_name="赵督查", title="督查员")
    await talk.control("POST", "/people", id=WANG, first_name="王队员", username="wang_dn")
    wish = {"id": GROUP, "type": kind, "title": "督查群", "administrators": [ZHAO]}
    await talk.control("POST", "/chats", **(wish | {"members": [WANG]} | more))
    await talk.updates()
