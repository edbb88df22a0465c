"""One HTTP request becomes one Bot API call: token, method, parameters, faults, answer, log."""

import asyncio
import json
import re
from inspect import iscoroutinefunction
from typing import Any

from aiohttp import web

from sandbox import telegram_view
from sandbox.core import Core
from sandbox.errors import BotApiError
from sandbox.faults import Fault
from sandbox.methods import answering, chats, commands, editing, media, receiving, sending
from sandbox.methods.receiving import BIGGEST_DOWNLOAD
from sandbox.methods.registry import METHODS, Call
from sandbox.parameters import Parameters, read
from sandbox.records import Bot, Json
from sandbox.webhooks import Webhooks
from sandbox.world import TOKEN

ROOMS = (answering, chats, commands, editing, media, receiving, sending)
FILE_PATH = re.compile(r"(?:photos|documents)/file_(\d{1,10})(?:\.[A-Za-z0-9]{1,8})?")
AS_BYTES = {"Content-Type": "application/octet-stream"}


class BotApi:
    """The side of the sandbox that bots see."""

    def __init__(self, core: Core) -> None:
        self._core = core
        self.webhooks = Webhooks(core, self._answered)

    def routes(self) -> list[web.RouteDef]:
        """Calls and file downloads, as on api.telegram.org."""
        return [
            web.get(r"/bot{token:[^/]+}/{method:[^/]*}", self.call),
            web.post(r"/bot{token:[^/]+}/{method:[^/]*}", self.call),
            web.get(r"/file/bot{token:[^/]+}/{path:.+}", self.download),
        ]

    async def call(self, request: web.Request) -> web.StreamResponse:
        """Answer one Bot API request."""
        try:
            bot = self._bot(request.match_info["token"])
            name = request.match_info["method"]
            if name.lower() not in METHODS:
                self._note(bot, name, {}, 404, "Not Found: method not found")
                raise BotApiError(404, "Not Found: method not found")
            params = await read(request, self._core.store)
        except BotApiError as error:
            return _json(error.code, json.dumps(error.body()))
        return await self._with_faults(request, bot, METHODS[name.lower()][0], params)

    def _bot(self, token: str) -> Bot:
        bot = self._core.world.bot_by_token(token)
        if bot is None:
            known_form = TOKEN.fullmatch(token)
            raise BotApiError(401, "Unauthorized") if known_form else BotApiError(404, "Not Found")
        return bot

    async def _with_faults(
        self, request: web.Request, bot: Bot, name: str, params: Parameters
    ) -> web.StreamResponse:
        chat_id = str(params.values.get("chat_id", ""))
        fault = self._core.faults.take(name, chat_id)
        if fault is None:
            return _json(*await self._carry_out(bot, name, params))
        await asyncio.sleep(fault.delay)
        if fault.drop == "before":
            self._note(bot, name, params.shown(), 0, "dropped before")
            return _cut(request)
        answer = await self._refuse_or_carry_out(fault, bot, name, params)
        return _cut(request) if fault.drop == "after" else _json(*answer)

    async def _refuse_or_carry_out(
        self, fault: Fault, bot: Bot, name: str, params: Parameters
    ) -> tuple[int, str]:
        if error := fault.error():
            self._note(bot, name, params.shown(), error.code, error.description)
            return error.code, json.dumps(error.body())
        return await self._carry_out(bot, name, params)

    async def _carry_out(self, bot: Bot, name: str, params: Parameters) -> tuple[int, str]:
        """Status and JSON of the call, carried out and logged."""
        call = Call(self._core, bot, params, self.webhooks)
        try:
            text = await self._run(name, call)
        except BotApiError as error:
            self._note(bot, name, params.shown(), error.code, error.description)
            return error.code, json.dumps(error.body(), ensure_ascii=False)
        self._note(bot, name, params.shown(), 200, None)
        return 200, f'{{"ok":true,"result":{text}}}'

    async def _run(self, name: str, call: Call) -> str:
        function = METHODS[name.lower()][1]
        if iscoroutinefunction(function):
            return f"[{','.join(await function(call))}]"
        with self._core.store.transaction():
            result = function(call)
        return json.dumps(result, ensure_ascii=False, separators=(",", ":"))

    def _note(self, bot: Bot, name: str, params: Json, status: int, why: str | None) -> None:
        self._core.calls.note(self._core.clock.now(), bot.id, name, params, status, why)

    async def _answered(self, bot: Bot, body: dict[str, Any]) -> None:
        """A method call that a webhook answered with; Telegram tells nobody how it went."""
        name = str(body.pop("method")).lower()
        if name in METHODS and name != "getupdates":
            await self._carry_out(bot, METHODS[name][0], Parameters(body, {}))

    async def download(self, request: web.Request) -> web.StreamResponse:
        """The bytes of a file whose path getFile gave."""
        if self._core.world.bot_by_token(request.match_info["token"]) is None:
            return _json(401, json.dumps(BotApiError(401, "Unauthorized").body()))
        path = request.match_info["path"]
        key = FILE_PATH.fullmatch(path)
        file = self._core.world.files.get(int(key.group(1))) if key else None
        if file is None or file.size > BIGGEST_DOWNLOAD or telegram_view.file_path(file) != path:
            return _json(404, json.dumps(BotApiError(404, "Not Found").body()))
        return web.FileResponse(self._core.store.blob(file.sha256), headers=AS_BYTES)


def _json(status: int, text: str) -> web.Response:
    return web.Response(status=status, text=text, content_type="application/json")


def _cut(request: web.Request) -> web.Response:
    """Cut the connection: the client sees it closed without an answer."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response()
