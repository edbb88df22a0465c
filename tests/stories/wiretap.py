"""What users of a foreign server see: the requests that it accepted, put together to chats.

The server keeps no messages that could be looked at, so a listener stands before it: it passes
every request on, byte by byte, and writes down what was accepted. It also says what time it is
there, since that server has no clock: a story must not end otherwise in the evening.
"""

import asyncio
import json
import time
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from email.parser import BytesParser
from email.policy import HTTP
from typing import Any, Self
from urllib.parse import parse_qsl

import aiohttp
from aiohttp import web

Json = dict[str, Any]


@dataclass(slots=True)
class Seen:
    """A message of the bot, as it stands in a chat now."""

    chat: int
    message_id: int
    html: str
    buttons: dict[str, str]
    reply_to: int | None = None
    picture: str | None = None
    edits: int = 0


class Wiretap:
    """Listens on a port of its own; `url` is the server to the bot, `clock` its clock."""

    def __init__(self, server: str, now: datetime) -> None:
        """`server` is the root of the server that requests are passed on to; it is `now` there."""
        self.server = server
        self.url = ""
        self._offset = now.timestamp() - time.time()
        # In the order in which they were sent; edits change them where they stand.
        self.messages: list[Seen] = []
        # The texts that taps were answered with, by the number of the query.
        self.answers: dict[str, str] = {}
        # Calls that the server refused, as `method:status`.
        self.refused: Counter[str] = Counter()

    async def __aenter__(self) -> Self:
        self._http = aiohttp.ClientSession()
        app = web.Application(client_max_size=64 * 1024 * 1024)
        app.router.add_get("/clock", self._tell_time)
        app.router.add_route("*", "/{path:.*}", self._pass_on)
        self._runner = web.AppRunner(app, access_log=None, handler_cancellation=True)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(self, *_error: object) -> None:
        await self._runner.cleanup()
        await self._http.close()

    @property
    def clock(self) -> str:
        """Where the bot asks for the time."""
        return f"{self.url}/clock"

    def unix(self) -> int:
        """The time there, as messages are dated."""
        return int(time.time() + self._offset)

    async def _tell_time(self, request: web.Request) -> web.Response:
        # It never jumps: who waits for a jump waits in vain.
        await asyncio.sleep(float(request.query.get("wait", "0")))
        return web.json_response({"offset": self._offset, "jumps": 0})

    async def _pass_on(self, request: web.Request) -> web.Response:
        body = await request.read()
        kind = request.headers.get("Content-Type", "application/octet-stream")
        async with self._http.request(
            request.method, self.server + request.path_qs, data=body, headers={"Content-Type": kind}
        ) as answer:
            data = await answer.read()
        method = request.path.rpartition("/")[2]
        if request.path.startswith("/bot"):
            self._note(method, fields_of(kind, body), json.loads(data))
        return web.Response(body=data, status=answer.status, content_type=answer.content_type)

    def _note(self, method: str, fields: Json, answer: Json) -> None:
        if not answer["ok"]:
            self.refused[f"{method}:{answer['error_code']}"] += 1
        elif method in ("sendMessage", "sendPhoto"):
            self._sent(fields, answer["result"])
        elif method in ("editMessageText", "editMessageCaption"):
            self._edited(fields)
        elif method == "answerCallbackQuery":
            self.answers[fields["callback_query_id"]] = fields.get("text", "")

    def _sent(self, fields: Json, result: Json) -> None:
        pictures = result.get("photo") or [{}]
        reply = json.loads(fields.get("reply_parameters", "{}"))
        self.messages.append(
            Seen(
                chat=int(fields["chat_id"]),
                message_id=result["message_id"],
                html=fields.get("text") or fields.get("caption") or "",
                buttons=buttons_of(fields),
                reply_to=reply.get("message_id"),
                picture=pictures[-1].get("file_id"),
            )
        )

    def _edited(self, fields: Json) -> None:
        place = (int(fields["chat_id"]), int(fields["message_id"]))
        there = next(one for one in self.messages if (one.chat, one.message_id) == place)
        there.html = fields.get("text") or fields.get("caption") or ""
        there.buttons = buttons_of(fields)
        there.edits += 1


def fields_of(kind: str, body: bytes) -> Json:
    """The parameters of a request that are not files."""
    if not kind.startswith("multipart/"):
        return dict(parse_qsl(body.decode(), keep_blank_values=True))
    whole = BytesParser(policy=HTTP).parsebytes(f"Content-Type: {kind}\r\n\r\n".encode() + body)
    return {
        str(part.get_param("name", header="content-disposition")): part.get_content()
        if part.get_content_maintype() == "text"
        else ""
        for part in whole.iter_parts()
        if part.get_filename() is None
    }


def buttons_of(fields: Json) -> dict[str, str]:
    """The label of each button, and the data that stands behind it."""
    markup = json.loads(fields.get("reply_markup") or "{}")
    rows = markup.get("inline_keyboard", [])
    return {button["text"]: button.get("callback_data", "") for row in rows for button in row}
