"""`duban run`: the bot, and without a token the sandbox around it."""

import asyncio
import signal
from collections.abc import Coroutine
from contextlib import AsyncExitStack
from typing import Any

from bot.app import App
from bot.commands.terminal import say
from bot.playground import Playground
from bot.settings import Settings
from operations import claiming


async def run(settings: Settings, *, port: int | None, empty: bool, limits: bool) -> None:
    """Run until SIGINT or SIGTERM. Raises what stops the start, or the bot, for good."""
    ended = asked_to_end()
    async with AsyncExitStack() as running:
        if settings.in_sandbox:
            work = _in_sandbox(settings, running, port=port, empty=empty, limits=limits)
        else:
            work = _for_real(settings, running)
        await _either(work, ended)


async def _for_real(settings: Settings, running: AsyncExitStack) -> None:
    app = await _started(settings, running)
    say(f"@{app.office.bot_username} 已启动。")
    await _tell_claim_code(app)
    await app.failed()


async def _in_sandbox(
    settings: Settings, running: AsyncExitStack, *, port: int | None, empty: bool, limits: bool
) -> None:
    playground = Playground(settings, port, limits=limits)
    await playground.start()
    running.push_async_callback(playground.stop)
    app = await _started(playground.settings(), running)
    say(f"打开浏览器看群聊：{playground.url}")
    await app.failed()


async def _started(settings: Settings, running: AsyncExitStack) -> App:
    app = App(settings)
    await app.start()
    running.push_async_callback(app.stop)
    return app


async def _tell_claim_code(app: App) -> None:
    """On the terminal only, never through the logger: whoever has it becomes the admin."""
    now = app.clock.now()
    async with app.database.begin(now) as tx:
        await claiming.appoint(tx, app.settings.admins)
        code = await claiming.new_claim_code(tx, now)
    if code is not None:
        say(f"还没有管理员：请在 10 分钟内私聊 @{app.office.bot_username} 发送 /claim {code}")


def asked_to_end() -> asyncio.Event:
    """Set once somebody sends SIGINT or SIGTERM."""
    asked = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, asked.set)
    return asked


async def _either(work: Coroutine[Any, Any, None], ended: asyncio.Event) -> None:
    """Do the work until it raises or somebody asks to end."""
    working = asyncio.create_task(work)
    asked = asyncio.create_task(ended.wait())
    await asyncio.wait({working, asked}, return_when=asyncio.FIRST_COMPLETED)
    asked.cancel()
    if not working.done():
        working.cancel()
        await asyncio.gather(working, return_exceptions=True)
        return
    working.result()
