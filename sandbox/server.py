"""The sandbox as one object: start it, talk to its URL, stop it."""

from datetime import datetime
from pathlib import Path

from aiohttp import web

from sandbox.calls import Calls
from sandbox.clock import Clock
from sandbox.control import messages, places, tools
from sandbox.control.desk import CORE
from sandbox.core import Core
from sandbox.dispatch import BotApi
from sandbox.events import Events
from sandbox.faults import Faults
from sandbox.guard import only_local, refusals
from sandbox.limits import Limits
from sandbox.parameters import MOST_BYTES
from sandbox.queries import Queries
from sandbox.store import Store
from sandbox.updates import Queues
from sandbox.world import World

PAGE = Path(__file__).parent / "page"
GOODBYE = 0.1


class Sandbox:
    """Our own Bot API server with control calls; its state lives in `folder` and survives kills.

    `token` names the main bot (default: the one of the folder, or a new one). `now` is the
    aware starting time of a new folder; a used folder goes on with its own offset. `start`
    listens, `port` 0 means any free one; `url` and `token` are valid from then on.
    Raises FolderInUseError if another sandbox has the folder.
    """

    def __init__(
        self,
        folder: Path,
        host: str = "127.0.0.1",
        port: int = 0,
        token: str | None = None,
        limits: bool = False,
        timezone: str = "Asia/Shanghai",
        now: datetime | None = None,
        username: str = "duban_bot",
        first_name: str = "督办助手",
    ) -> None:
        self._host, self._port = host, port
        self.core = _core(folder, timezone, now, limits=limits)
        self._bot_api = BotApi(self.core)
        self.token = self._main_bot(token, username, first_name)
        self._runner: web.AppRunner | None = None
        self.url = ""

    def _main_bot(self, token: str | None, username: str, first_name: str) -> str:
        world = self.core.world
        if token is None and world.main_bot in world.bots:
            return world.bots[world.main_bot].token
        with self.core.store.transaction():
            bot = world.register(username, first_name, token)
            world.choose_main(bot)
        return bot.token

    async def start(self) -> None:
        """Listen, and take up webhooks."""
        app = web.Application(middlewares=[only_local, refusals], client_max_size=MOST_BYTES)
        app[CORE] = self.core
        app.add_routes([*self._bot_api.routes(), *places.routes(), *messages.routes()])
        app.add_routes([*tools.routes(), web.get("/", _index), web.get("/page/{file}", _page)])
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=GOODBYE)
        await self._runner.setup()
        await web.TCPSite(self._runner, self._host, self._port).start()
        host, port = self._runner.addresses[0][:2]
        self.url = f"http://{f'[{host}]' if ':' in host else host}:{port}"
        self._bot_api.webhooks.start()

    async def stop(self) -> None:
        """Close every connection and let go of the folder."""
        await self._bot_api.webhooks.stop()
        if self._runner:
            # Who polls is answered now; else each stop would last as long as the goodbye.
            self.core.clock.wake()
            self.core.queues.wake()
            await self._runner.cleanup()
        self.core.store.close()


def _core(folder: Path, timezone: str, now: datetime | None, *, limits: bool) -> Core:
    store = Store(folder)
    clock = Clock(store, timezone, now)
    world = World(store, clock)
    return Core(
        store=store,
        clock=clock,
        world=world,
        queues=Queues(world),
        queries=Queries(),
        events=Events(),
        limits=Limits(on=limits),
        faults=Faults(),
        calls=Calls(),
    )


async def _index(request: web.Request) -> web.StreamResponse:  # noqa: ARG001  aiohttp's shape
    return _file("index.html")


async def _page(request: web.Request) -> web.StreamResponse:
    return _file(request.match_info["file"])


def _file(name: str) -> web.StreamResponse:
    path = PAGE / name
    if path.parent != PAGE or not path.is_file():
        raise web.HTTPNotFound(text="没有这个页面")
    return web.FileResponse(path, headers={"Cache-Control": "no-cache"})
