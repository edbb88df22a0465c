"""Business time: the only place that asks what time it is. In the sandbox it may jump."""

import asyncio
import contextlib
import time
from collections.abc import Callable
from datetime import datetime, timedelta, tzinfo
from typing import Any, Protocol

import aiohttp
import structlog

log = structlog.get_logger(__name__)

# Seconds of one long poll, of the pause after a failed one, and of waiting for the first answer.
POLL = 25.0
PAUSE = 1.0
PATIENCE = 10.0
# Longest sleep at a stretch: whoever sets the machine's clock right is noticed that soon.
STRETCH = 30.0

ClockFault = (aiohttp.ClientError, TimeoutError, ValueError, KeyError, OSError)


class NoClock(Exception):
    """沙盒的时钟没有应答：请检查 DUBAN_CLOCK_URL，并确认沙盒正在运行。"""


class Clock(Protocol):
    """Business time. Deadlines, quiet hours and digests live by it; budgets and retries do not."""

    def now(self) -> datetime:
        """The time, aware, in the zone of the settings."""

    async def wait(self, seconds: float) -> None:
        """Sleep that long in business time; a jump shortens it."""

    async def sleep_until(self, moment: datetime) -> None:
        """Return once `now()` has reached the moment; at once if it has."""

    def on_jump(self, act: Callable[[], None]) -> None:
        """Call that after every jump, so that sleepers look again."""

    async def start(self) -> None:
        """Learn the time; `NoClock` if nobody tells it."""

    async def stop(self) -> None:
        """Stop following."""

    def trouble(self) -> str | None:
        """Why the time may be wrong, or None."""


class RealClock:
    """The machine's clock."""

    def __init__(self, zone: tzinfo) -> None:
        self.zone = zone
        self.offset = 0.0
        self._jumped = asyncio.Event()
        self._acts: list[Callable[[], None]] = []

    def now(self) -> datetime:
        """The machine's time in the clock's zone."""
        return datetime.fromtimestamp(time.time() + self.offset, self.zone)

    async def wait(self, seconds: float) -> None:
        """Sleep that long in business time."""
        await self.sleep_until(self.now() + timedelta(seconds=seconds))

    async def sleep_until(self, moment: datetime) -> None:
        """Sleep in stretches, looking at the clock after each."""
        while (left := (moment - self.now()).total_seconds()) > 0:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(min(left, STRETCH)):
                    await self._jumped.wait()

    def on_jump(self, act: Callable[[], None]) -> None:
        """Remember whom to call."""
        self._acts.append(act)

    async def start(self) -> None:
        """Nothing to learn."""

    async def stop(self) -> None:
        """Nothing to stop."""

    def trouble(self) -> str | None:
        """The machine's clock is believed."""
        return None

    def _jump(self, offset: float) -> None:
        self.offset = offset
        # Each jump has its own event: setting it wakes those who sleep now, nobody later.
        self._jumped.set()
        self._jumped = asyncio.Event()
        for act in self._acts:
            act()


class SandboxClock(RealClock):
    """The sandbox's clock, followed by a long poll on `GET {url}?jumps=N&wait=seconds`.

    It answers `{"now": iso, "offset": seconds before the machine's clock, "jumps": count}`. While
    the sandbox is away, time goes on from its last answer.
    """

    def __init__(self, url: str, zone: tzinfo, patience: float = PATIENCE) -> None:
        """`patience`: machine seconds to wait for the first answer."""
        super().__init__(zone)
        self.url = url
        self._patience = patience
        self._jumps = -1
        self._away = False
        self._session: aiohttp.ClientSession | None = None
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Ask for the time until it is told, then follow it."""
        self._session = aiohttp.ClientSession(trust_env=False)
        until = time.monotonic() + self._patience
        while not await self._tried(wait=0):
            if time.monotonic() >= until:
                await self.stop()
                raise NoClock
            await asyncio.sleep(PAUSE / 4)
        self._task = asyncio.create_task(self._follow(), name="clock")

    async def stop(self) -> None:
        """Stop following; the clock keeps its last offset."""
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task
        if self._session is not None:
            await self._session.close()

    def trouble(self) -> str | None:
        """Set while the sandbox does not answer."""
        return "沙盒的时钟没有应答" if self._away else None

    async def _follow(self) -> None:
        while True:
            if not await self._tried(wait=POLL):
                await asyncio.sleep(PAUSE)

    async def _tried(self, wait: float) -> bool:
        try:
            told = await self._ask(wait)
            self._hear(float(told["offset"]), int(told["jumps"]))
        except ClockFault as error:
            if not self._away:
                log.warning("sandbox_clock_away", error=repr(error))
            self._away = True
            return False
        self._away = False
        return True

    async def _ask(self, wait: float) -> dict[str, Any]:
        if self._session is None:
            raise NoClock
        params = {"jumps": str(self._jumps), "wait": str(wait)} if wait else {}
        timeout = aiohttp.ClientTimeout(total=wait + 5)
        async with self._session.get(self.url, params=params, timeout=timeout) as answer:
            answer.raise_for_status()
            told: dict[str, Any] = await answer.json()
            return told

    def _hear(self, offset: float, jumps: int) -> None:
        if (jumps, offset) == (self._jumps, self.offset):
            return
        self._jumps = jumps
        self._jump(offset)
