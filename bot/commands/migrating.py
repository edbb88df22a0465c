"""`duban migrate`: the database's tables as this program needs them."""

import argparse
import asyncio

from bot.commands.desk import desk
from bot.commands.terminal import say
from bot.settings import Settings


def command(settings: Settings, _wanted: argparse.Namespace) -> int:
    """Bring the database to the tables of today."""
    asyncio.run(_migrate(settings))
    return 0


async def _migrate(settings: Settings) -> None:
    async with desk(settings):
        say("数据库已是最新。")
