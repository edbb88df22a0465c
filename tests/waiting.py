"""Waiting for what happens in another task."""

import asyncio
from collections.abc import Callable


async def until(fulfilled: Callable[[], object], seconds: float = 5.0) -> None:
    """Return as soon as that holds; TimeoutError if it never does."""
    async with asyncio.timeout(seconds):
        while not fulfilled():  # noqa: ASYNC110 (any condition may be waited for)
            await asyncio.sleep(0.005) 
