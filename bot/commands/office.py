"""`duban digest`: the numbers of today, shown or sent."""

import argparse
import asyncio
from contextlib import suppress
from datetime import datetime

from bot.commands.desk import desk
from bot.commands.terminal import CannotDo, say
from bot.delivery import plain
from bot.settings import Settings
from db import cards, chats
from db.engine import Database
from db.transaction import Transaction
from domain.people import Chat
from operations import digesting
from operations.office import Office


class _OnlyLooking(Exception):
    """Undoes what was written down in order to look at it."""


def command(settings: Settings, wanted: argparse.Namespace) -> int:
    """Show today's digest so far, or send it."""
    asyncio.run(digest(settings, wanted.chat, send=wanted.send))
    return 0


async def digest(settings: Settings, chat: int | None, *, send: bool) -> None:
    """Today so far, for one group or every enrolled one: shown here, or sent by the bot."""
    office = Office(settings.zone, settings.locale)
    async with desk(settings) as (database, clock):
        async with database.read(clock.now()) as tx:
            groups = await _groups(tx, chat)
        for group in groups:
            text = await _digest(database, clock.now(), office, group, send=send)
            say(f"── {group.title or group.id}\n{text}\n")


async def _groups(tx: Transaction, wanted: int | None) -> tuple[Chat, ...]:
    groups = [one for one in await chats.enrolled(tx) if wanted in (None, one.id)]
    if not groups:
        raise CannotDo("没有登记过的群；先用 duban load 加载组织文件，或在群里发 /enroll")
    return tuple(groups)


async def _digest(
    database: Database, now: datetime, office: Office, group: Chat, *, send: bool
) -> str:
    text = ""
    with suppress(_OnlyLooking):
        async with database.begin(now) as tx:
            card = await digesting.ask(tx, office, group, None)
            text = await _words(tx, office, group, card)
            if not send:
                raise _OnlyLooking
    return text


async def _words(tx: Transaction, office: Office, group: Chat, number: int | None) -> str:
    card = await cards.get(tx, number) if number is not None else None
    if card is None:
        raise CannotDo("没有可以通报的内容")
    html, _ = await digesting.message(tx, office, office.texts(group), card)
    return plain(html)
