"""`duban sandbox`: the sandbox alone, for a bot that is started elsewhere."""

import argparse
import asyncio
from pathlib import Path

from bot.commands.run import asked_to_end
from bot.commands.terminal import say
from bot.playground import clock_url, opened
from bot.settings import SANDBOX_FOLDER, Settings
from sandbox.server import Sandbox


def command(settings: Settings, wanted: argparse.Namespace) -> int:
    """Serve as the command line says."""
    asyncio.run(serve(settings, wanted.port, wanted.data, limits=wanted.limits))
    return 0


async def serve(settings: Settings, port: int, data: Path | None, *, limits: bool) -> None:
    """Serve until SIGINT or SIGTERM; prints the address, and the token for the bot."""
    ended: asyncio.Event = asked_to_end()
    sandbox = Sandbox(data or SANDBOX_FOLDER, port=port, timezone=settings.timezone, limits=limits)
    await opened(sandbox)
    say(f"打开浏览器看群聊：{sandbox.url}")
    say("机器人的设置：")
    say(f"  DUBAN_TELEGRAM_TOKEN={sandbox.token}")
    say(f"  DUBAN_TELEGRAM_API={sandbox.url}")
    say(f"  DUBAN_CLOCK_URL={clock_url(sandbox.url)}")
    await ended.wait()
    await sandbox.stop()
