"""Calls that are worth one try and no more: answers to taps, reactions, a word to a stranger."""

import asyncio
from collections.abc import Iterable
from typing import Any, Protocol

import structlog
from telegram.error import TelegramError

from bot.request import Api

log = structlog.get_logger(__name__)

TIMEOUT = 10.0
# Beyond that many at once the newest are dropped: nobody waits for a reaction for minutes.
MOST = 200
GOODBYE = 1.5


class Call(Protocol):
    """A Bot API call by name."""

    @property
    def method(self) -> str:
        """Such as `answerCallbackQuery`."""

    @property
    def params(self) -> dict[str, Any]:
        """Its parameters, as JSON."""


class DirectCalls:
    """Makes calls in the background; what fails is logged and forgotten."""

    def __init__(self, api: Api) -> None:
        self._api = api
        self._tasks: set[asyncio.Task[None]] = set()
        self.made = 0
        self.failed = 0

    def make(self, calls: Iterable[Call]) -> None:
        """Start them and return at once."""
        for call in calls:
            if len(self._tasks) >= MOST:
                self.failed += 1
                log.warning("direct_call_dropped", method=call.method)
                continue
            task = asyncio.create_task(self._make(call), name=f"direct {call.method}")
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def stop(self) -> None:
        """Give those under way a moment, then let go of them."""
        if not self._tasks:
            return
        _, late = await asyncio.wait(self._tasks, timeout=GOODBYE)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)

    async def _make(self, call: Call) -> None:
        try:
            await self._api.call(call.method, call.params, read_timeout=TIMEOUT)
            self.made += 1
        except TelegramError as error:
            self.failed += 1
            log.info("direct_call_failed", method=call.method, reason=error.message)
