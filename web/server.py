"""What the bot answers over HTTP: health, figures and, where one is set, Telegram's webhook."""

import errno
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import partial

from aiohttp import web

from web.health import Check, Health, down, worst

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 (the header's name)
# Telegram's updates are far smaller; nobody else has anything to post here.
BIGGEST_UPDATE = 1024 * 1024
GOODBYE = 1.0

# The secret that came with the update, and its body; returns the HTTP status to answer.
Post = Callable[[str | None, bytes], Awaitable[int]]


class PortTaken(Exception):
    """HTTP 端口已被占用：请换一个 DUBAN_HTTP_PORT，或先停掉占用它的程序。"""


@dataclass(frozen=True, slots=True)
class Webhook:
    """Where Telegram posts updates, and who takes them."""

    path: str
    post: Post


class Web:
    """The HTTP server. `checks` are the parts of `/healthz`; `figures` renders `/metrics`.

    Health and figures are for this machine. Listening on a loopback address they also refuse what
    a proxy forwards, so that a proxy meant for the webhook alone does not publish them; whoever
    listens on another address has chosen to show them to that network.
    """

    def __init__(
        self,
        host: str,
        port: int,
        *,
        checks: Mapping[str, Check],
        figures: Callable[[], Awaitable[bytes]],
        open_to_all: bool,
        webhook: Webhook | None = None,
    ) -> None:
        self._host, self._port = host, port
        self._checks = checks
        self._figures = figures
        self._open_to_all = open_to_all
        self._webhook = webhook
        self._runner: web.AppRunner | None = None
        self.url = ""

    async def start(self) -> None:
        """Listen; `url` is valid from then on. Raises `PortTaken`."""
        app = web.Application(client_max_size=BIGGEST_UPDATE)
        app.add_routes([web.get("/healthz", self._health), web.get("/metrics", self._metrics)])
        if self._webhook is not None:
            app.add_routes([web.post(self._webhook.path, self._take)])
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=GOODBYE)
        await runner.setup()
        try:
            await web.TCPSite(runner, self._host, self._port).start()
        except OSError as error:
            await runner.cleanup()
            if error.errno == errno.EADDRINUSE:
                raise PortTaken from error
            raise
        self._runner = runner
        host, port = runner.addresses[0][:2]
        self.url = f"http://{f'[{host}]' if ':' in host else host}:{port}"

    async def stop(self) -> None:
        """Close every connection."""
        if self._runner is not None:
            await self._runner.cleanup()

    async def _health(self, request: web.Request) -> web.Response:
        self._refuse_forwarded(request)
        parts = {name: await _checked(check) for name, check in self._checks.items()}
        status = worst(parts)
        told = {"status": status} | {name: part.to_json() for name, part in parts.items()}
        return web.json_response(
            told,
            status=503 if status == "down" else 200,
            dumps=partial(json.dumps, ensure_ascii=False),
        )

    async def _metrics(self, request: web.Request) -> web.Response:
        self._refuse_forwarded(request)
        return web.Response(
            body=await self._figures(),
            headers={"Content-Type": "text/plain; version=0.0.4; charset=utf-8"},
        )

    async def _take(self, request: web.Request) -> web.Response:
        if self._webhook is None:
            raise web.HTTPNotFound
        body = await request.read()
        status = await self._webhook.post(request.headers.get(SECRET_HEADER), body)
        return web.Response(status=status)

    def _refuse_forwarded(self, request: web.Request) -> None:
        forwarded = "X-Forwarded-For" in request.headers or "Forwarded" in request.headers
        if forwarded and not self._open_to_all:
            raise web.HTTPNotFound


async def _checked(check: Check) -> Health:
    try:
        return await check()
    except Exception as error:
        return down(f"检查时出错：{type(error).__name__}")
