"""`duban run`: the bot, and without a token the sandbox around it."""

import argparse
import asyncio
import signal
from collections.abc import Coroutine
from contextlib import AsyncExitStack, suppress
from datetime import datetime
from typing import Any

import structlog

from bot.app import App
from bot.commands.terminal import say
from bot.example import bureau, morning, town
from bot.playground import Playground
from bot.settings import Settings
from operations import claiming

log = structlog.get_logger(__name__)

# Seconds in which a process that is alone gets the right to speak.
TAKING_OVER = 3.0


def command(settings: Settings, wanted: argparse.Namespace) -> int:
    """Run as the command line says."""
    asyncio.run(run(settings, port=wanted.port, empty=wanted.empty, limits=wanted.limits))
    return 0


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
    say(f"{_called(app)} 已启动。")
    await _appoint(app)
    await asyncio.gather(app.failed(), _tell_claim_code(app))


async def _appoint(app: App) -> None:
    """A standby, too, knows whom the settings name: it may have to take over."""
    async with app.database.begin(app.clock.now()) as tx:
        await claiming.appoint(tx, app.settings.admins)


async def _in_sandbox(
    settings: Settings, running: AsyncExitStack, *, port: int | None, empty: bool, limits: bool
) -> None:
    # Whoever finds an example morning in the groups finds them in the morning.
    begin = None if empty else morning.begins(datetime.now(settings.zone))
    playground = Playground(settings, port, limits=limits, begin=begin)
    await playground.start()
    running.push_async_callback(playground.stop)
    app = await _started(playground.settings(), running)
    await bureau.settle(app.database, app.clock.now(), settings.zone)
    await town.furnish(playground.url)
    say(f"打开浏览器看群聊：{playground.url}")
    if not empty:
        await _play(playground.url)
    await app.failed()


async def _play(url: str) -> None:
    """The bot and the page work without the example: whatever goes wrong in it ends only it."""
    try:
        await morning.play(url, say)
    except Exception:
        log.exception("example_failed")
        say("示例没有演完，原因见日志；群聊可以照常使用。")


async def _started(settings: Settings, running: AsyncExitStack) -> App:
    app = App(settings)
    await app.start()
    running.push_async_callback(app.stop)
    return app


def _called(app: App) -> str:
    username = app.office.bot_username
    return f"@{username}" if username else f"机器人（编号 {app.bot_id}）"


async def _tell_claim_code(app: App) -> None:
    """On the terminal only, never through the logger: whoever has it becomes the admin.

    A standby tells its own once it speaks: the code of the process before it may be lost with it.
    """
    with suppress(TimeoutError):
        async with asyncio.timeout(TAKING_OVER):
            await app.voice.acquired.wait()
    if not app.voice.held:
        say("另一个进程正在用这个机器人发言；这个进程待命，随时接替。")
        await app.voice.acquired.wait()
    now = app.clock.now()
    try:
        async with app.database.begin(now) as tx:
            code = await claiming.new_claim_code(tx, now)
    except Exception:
        # Who takes over may find the database away; he must not end because of the code.
        log.exception("no_claim_code")
        return
    # Whom the settings name is an admin as soon as he writes; a new code voids those told before.
    if code is not None and not app.settings.admins:
        say(f"还没有管理员：请在 10 分钟内私聊 {_called(app)} 发送 /claim {code}")


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
