"""A sandbox and a bot, each in a process of its own, and everybody's phone."""

import asyncio
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from aiohttp import ClientSession

from bench.program import Program
from bench.town import Town
from bot.clock import RealClock
from bot.example.phone import Phone
from bot.settings import Settings
from db import inbox, outbox, photos
from db.engine import Database
from db.transaction import Transaction

READY = "已启动"
LOOK_EVERY = 0.25


class Restless(Exception):
    """机器人没有在规定时间内处理完。"""


class Stage:
    """Opens with the sandbox running; `settle` a town, then start what `bot` gives.

    `folder` takes the state and every log. `database` is the bots' (default: SQLite there). With
    `jumps` the bots follow the sandbox's clock, which `jump` moves.
    """

    def __init__(
        self, folder: Path, *, limits: bool, database: str | None = None, jumps: bool = False
    ) -> None:
        self.folder = folder
        self._jumps = jumps
        self._url = database or f"sqlite+aiosqlite:///{folder / 'duban.db'}"
        self._sandbox = Program(
            folder / "sandbox.log",
            "sandbox",
            *("--port", "0", "--data", str(folder / "sandbox")),
            *(["--limits"] if limits else []),
        )
        self._open = AsyncExitStack()
        self._clock = RealClock(Settings(_env_file=None).zone)

    async def __aenter__(self) -> Self:
        try:
            self._open.push_async_callback(self._sandbox.stop)
            await self._sandbox.start()
            self.url = await self._sandbox.hears("沙盒：")
            self.token = await self._sandbox.hears("令牌：")
            self.phone = await self._open.enter_async_context(Phone(self.url))
            self._http = await self._open.enter_async_context(ClientSession(trust_env=False))
            self.database = Database(self._url)
            self._open.push_async_callback(self.database.close)
        except BaseException:
            await self._open.aclose()
            raise
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._open.aclose()

    @property
    def bot_id(self) -> int:
        """The account of our bot."""
        return int(self.token.partition(":")[0])

    async def settle(self, town: Town) -> None:
        """Load the town's org file by `duban load`, and make its people and groups."""
        org = self.folder / "org.toml"
        org.write_text(town.org_file(), encoding="utf-8")
        loading = self._program("load", "load", str(org), send_limits="off")
        await loading.start()
        await loading.ends()
        await town.furnish(self.phone)

    def bot(self, name: str = "bot", *, send_limits: str = "1,20,30") -> Program:
        """A bot that is yet to be started; it is stopped when the stage closes."""
        made = self._program(name, "run", send_limits=send_limits)
        self._open.push_async_callback(made.stop)
        return made

    def echo(self, token: str) -> Program:
        """The bare echo bot, likewise."""
        made = Program(self.folder / "echo.log", "bench.echo", token, self.url)
        self._open.push_async_callback(made.stop)
        return made

    async def another_bot(self, username: str) -> dict[str, Any]:
        """Register one more bot: its `token` and `id`."""
        made: dict[str, Any] = await self.phone.post(
            "/bots", username=username, first_name=username
        )
        return made

    async def invite(self, chat: int, bot: int) -> None:
        """Take a bot into a group."""
        wish = {"bot": {"id": bot, "status": "member"}}
        async with self._http.patch(f"{self.url}/sandbox/chats/{chat}", json=wish) as answer:
            answer.raise_for_status()

    def reading(self) -> AbstractAsyncContextManager[Transaction]:
        """A look at the bots' database: `async with stage.reading() as tx`."""
        return self.database.read(self._clock.now())

    async def jump(self, **wish: Any) -> None:
        """Move the business clock ahead, as the sandbox's control call has it (advance, to)."""
        self._clock.offset = (await self.phone.post("/clock", **wish))["offset"]

    async def quiet(self, *, within: float, for_seconds: float = 2.0) -> None:
        """Wait until nothing waits: no update, no letter, no photo.

        Raises `Restless` once what waits has been the same `within` seconds: a slow machine leaves
        more behind, and the limits of a group pace it.
        """
        loop = asyncio.get_running_loop()
        until, since = loop.time() + within, None
        waiting: dict[str, int] = {}
        while loop.time() < until:
            before, waiting = waiting, await self._waiting()
            if waiting != before:
                until = loop.time() + within
            if waiting:
                since = None
            else:
                since = since or loop.time()
                if loop.time() - since >= for_seconds:
                    return
            await asyncio.sleep(LOOK_EVERY)
        raise Restless(f"still waiting: {waiting}")

    async def _waiting(self) -> dict[str, int]:
        """What is still to be done, by name; empty if nothing is."""
        async with self.reading() as tx:
            found = await _unfinished(tx)
        found["updates"] = await self._waiting_updates()
        return {name: count for name, count in found.items() if count}

    async def _waiting_updates(self) -> int:
        """How many updates the bot has not fetched yet."""
        async with self._http.get(f"{self.url}/bot{self.token}/getWebhookInfo") as answer:
            return int((await answer.json())["result"]["pending_update_count"])

    def _program(self, name: str, *arguments: str, send_limits: str) -> Program:
        env = {
            "DUBAN_TELEGRAM_TOKEN": self.token,
            "DUBAN_TELEGRAM_API": self.url,
            "DUBAN_DATABASE": self._url,
            "DUBAN_PHOTOS": str(self.folder / "photos"),
            "DUBAN_HTTP_PORT": "0",
            "DUBAN_SEND_LIMITS": send_limits,
        }
        if self._jumps:
            env["DUBAN_CLOCK_URL"] = f"{self.url}/sandbox/clock"
        return Program(self.folder / f"{name}.log", "bot", *arguments, env=env)


async def _unfinished(tx: Transaction) -> dict[str, int]:
    queue = await outbox.statistics(tx)
    return {
        "inbox": (await inbox.figures(tx)).waiting,
        "letters": sum(queue.waiting.values()) + queue.sending,
        "photos": (await photos.count_by_state(tx)).get("new", 0),
    }
