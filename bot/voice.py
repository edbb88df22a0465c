"""Speaking and polling are for one process at a time: whoever holds the right to speak."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager

from bot.lock import SpeakingRight
from bot.speaker import Speaker


class Voice:
    """Waits for the right to speak; while it is held, the speaker and the listener run."""

    def __init__(
        self,
        right: Callable[[], AbstractAsyncContextManager[SpeakingRight]],
        speaker: Speaker,
        listen: Callable[[], Awaitable[None]],
    ) -> None:
        """`right` is entered to get the right to speak, as `speaking_right`.

        `listen` takes updates from Telegram; it runs once `may_listen` is set.
        """
        self._to_speak = right
        self._speaker = speaker
        self._listen = listen
        self._right: SpeakingRight | None = None
        self.acquired = asyncio.Event()
        self.may_listen = asyncio.Event()

    @property
    def held(self) -> bool:
        """Whether this process speaks; otherwise it stands by."""
        return self._right is not None and self._right.held

    async def run(self) -> None:
        """Speak and listen for ever, with pauses in which another process does."""
        while True:
            async with self._to_speak() as right:
                self._right = right
                self.acquired.set()
                await self._use(right)

    async def _use(self, right: SpeakingRight) -> None:
        speaking = asyncio.create_task(self._speaker.run(right), name="speaking")
        listening = asyncio.create_task(self._when_allowed(), name="listening")
        try:
            # Speaking ends when the right is lost, and listening ends with it.
            await asyncio.wait({speaking, listening}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in (listening, speaking):
                task.cancel()
            await asyncio.gather(listening, speaking, return_exceptions=True)
        for task in (listening, speaking):
            if not task.cancelled():
                task.result()

    async def _when_allowed(self) -> None:
        await self.may_listen.wait()
        await self._listen()
