"""Waiting for what happens in another task."""

import asyncio
from collections.abc import Awaitable, Callable


async def until(fulfilled: Callable[[], object], seconds: float = 5.0) -> None:
    """Return as soon as that holds; TimeoutError if it never does."""
    async with asyncio.timeout(seconds):
        while not fulfilled():  # noqa: ASYNC110 (any condition may be waited for)
            await asyncio.sleep(0.005)


async def eventually(fulfilled: Callable[[], Awaitable[object]], seconds: float = 8.0) -> None:
    """The same for what has to be asked for."""
    async with asyncio.timeout(seconds):
        while not await fulfilled():  # noqa: ASYNC110 (as above)
            await asyncio.sleep(0.02)
