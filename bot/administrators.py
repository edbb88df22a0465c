"""Who administers the groups: asked now and then, because not every change is told."""

import asyncio
from datetime import timedelta

import structlog
from telegram.error import TelegramError

from bot.clock import Clock
from bot.request import Api
from db import chats
from db.engine import Database

log = structlog.get_logger(__name__)

# Business time after which a group is asked again, and machine seconds between looks.
FRESH = timedelta(hours=6)
LOOK = 15.0


class Administrators:
    """Keeps each enrolled group's list of administrators; they dispatch for their group."""

    def __init__(self, database: Database, clock: Clock, api: Api) -> None:
        self._database = database
        self._clock = clock
        self._api = api

    async def run(self) -> None:
        """Ask for one group after the other, for ever."""
        while True:
            if not await self.step():
                await asyncio.sleep(LOOK)

    async def step(self) -> bool:
        """Ask for the groups that were asked for longest ago; False if all are fresh."""
        now = self._clock.now()
        async with self._database.read(now) as tx:
            stale = await chats.stale_administrators(tx, now - FRESH)
        for chat in stale:
            found = await self._ask(chat.id)
            async with self._database.begin(self._clock.now()) as tx:
                if found is None:
                    # What is known stays, and counts as fresh for a while.
                    await chats.keep_administrators(tx, chat.id)
                else:
                    await chats.set_administrators(tx, chat.id, found)
        return bool(stale)

    async def _ask(self, chat: int) -> frozenset[int] | None:
        try:
            members = await self._api.get_chat_administrators(chat)
        except TelegramError as error:
            log.info("administrators_unknown", chat=chat, reason=error.message)
            return None
        return frozenset(member.user.id for member in members if not member.user.is_bot)
