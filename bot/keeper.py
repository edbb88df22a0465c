"""Background tasks that must not die unnoticed."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import structlog

from web.health import Health, degraded, ok

log = structlog.get_logger(__name__)

PAUSES = (1.0, 2.0, 5.0, 10.0, 30.0)
# A task that ran that long starts again with the shortest pause, and counts as well again.
STEADY = 60.0


@dataclass(slots=True)
class _Kept:
    task: asyncio.Task[None]
    failures: int = 0
    failed_at: float = 0.0
    error: str = ""


class Keeper:
    """Runs tasks, starts them again when they die, and tells which had to be.

    An exception of the `fatal` kinds is not cured by starting again: it ends `failed`.
    """

    def __init__(
        self, fatal: tuple[type[Exception], ...], restarted: Callable[[str], None]
    ) -> None:
        self._fatal = fatal
        self._restarted = restarted
        self._kept: dict[str, _Kept] = {}
        self.failed: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def keep(self, name: str, run: Callable[[], Awaitable[None]]) -> None:
        """Run it until it returns by itself or `stop`."""
        self._kept[name] = _Kept(asyncio.create_task(self._run(name, run), name=name))

    async def stop(self, *names: str) -> None:
        """Cancel those tasks (without names: all) and wait until they are gone."""
        gone = [self._kept.pop(name).task for name in names or list(self._kept)]
        for task in gone:
            task.cancel()
        await asyncio.gather(*gone, return_exceptions=True)

    async def ended(self, *names: str, within: float) -> None:
        """Let those tasks end by themselves; cancel them when that takes too long."""
        tasks = [self._kept[name].task for name in names if name in self._kept]
        if tasks:
            await asyncio.wait(tasks, timeout=within)
        await self.stop(*(name for name in names if name in self._kept))

    def health(self) -> Health:
        """Whether any of them died within the last minute."""
        recent = time.monotonic() - STEADY
        ill = {
            name: kept.error
            for name, kept in self._kept.items()
            if kept.failures and kept.failed_at > recent
        }
        if ill:
            return degraded("后台任务出错后已重新启动：" + "，".join(ill), errors=ill)
        return ok()

    async def _run(self, name: str, run: Callable[[], Awaitable[None]]) -> None:
        while True:
            started = time.monotonic()
            try:
                await run()
            except self._fatal as error:
                if not self.failed.done():
                    self.failed.set_exception(error)
                return
            except Exception as error:
                await self._pause(name, error, time.monotonic() - started)
            else:
                return

    async def _pause(self, name: str, error: Exception, ran: float) -> None:
        kept = self._kept[name]
        kept.failures = 1 if ran > STEADY else kept.failures + 1
        kept.failed_at = time.monotonic()
        kept.error = type(error).__name__
        pause = PAUSES[min(kept.failures, len(PAUSES)) - 1]
        log.error("task_died", task=name, again_in=pause, exc_info=error)
        self._restarted(name)
        await asyncio.sleep(pause)
