"""The menu of commands that people see when they type a slash."""

import structlog
from telegram.error import TelegramError

from bot.request import Api
from handlers.commands import MENUS
from texts import Texts

log = structlog.get_logger(__name__)


async def set_menus(api: Api, texts: Texts) -> None:
    """Tell Telegram the commands of each scope; a server that knows no menus does without."""
    for scope, names in MENUS.items():
        listed = [
            {"command": name, "description": texts.plain(f"help.command.{name}")} for name in names
        ]
        try:
            await api.call("setMyCommands", {"scope": {"type": scope}, "commands": listed})
        except TelegramError as error:
            log.info("no_command_menu", scope=scope, reason=error.message)
            return
