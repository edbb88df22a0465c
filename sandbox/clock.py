"""Sandbox time: the machine's clock plus an offset that only grows."""

import asyncio
import contextlib
import re
import time
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sandbox.errors import ControlError
from sandbox.store import Store

MORNING = 8


class Clock:
    """The business clock of the sandbox; jumps are counted and wake whoever waits for one."""

    def __init__(self, store: Store, timezone: str, start: datetime | None = None) -> None:
        self.timezone = ZoneInfo(timezone)
        self._store = store
        kept = store.fact("clock_offset")
        self.offset = float(kept) if kept else 0.0
        self.jumps = int(store.fact("clock_jumps") or 0)
        if kept is None and start is not None:
            self.offset = start.timestamp() - time.time()
            self._keep()
        self._jumped = asyncio.Event()

    def now(self) -> datetime:
        """The time in the sandbox, aware, in its own zone."""
        return datetime.fromtimestamp(time.time() + self.offset, self.timezone)

    def unix(self) -> int:
        """The time in the sandbox as Telegram writes dates."""
        return int(time.time() + self.offset)

    def local(self, unix: int) -> datetime:
        """A date of a message, aware, in the sandbox's zone."""
        return datetime.fromtimestamp(unix, self.timezone)

    def jump(self, to: datetime) -> None:
        """Move on to a later time; waiters wake at once."""
        now = self.now()
        if to < now:
            raise ControlError(f"时钟只能向前拨：现在是 {now:%Y-%m-%d %H:%M:%S}")
        self.offset += (to - now).total_seconds()
        self.jumps += 1
        self._keep()
        self.wake()

    def wake(self) -> None:
        """Whoever waits for a jump waits no longer."""
        self._jumped.set()
        self._jumped = asyncio.Event()

    def _keep(self) -> None:
        with self._store.transaction():
            self._store.keep_fact("clock_offset", repr(self.offset))
            self._store.keep_fact("clock_jumps", str(self.jumps))

    async def other_than(self, jumps: int, wait: float) -> None:
        """Return when the number of jumps differs from the given one, or after `wait` seconds."""
        if self.jumps != jumps:
            return
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(wait):
                await self._jumped.wait()

    def meant(self, wish: dict[str, object]) -> datetime:
        """The time that a control call asks for: advance, to or set."""
        if "advance" in wish:
            return self.now() + timedelta(seconds=_seconds(wish["advance"]))
        if "to" in wish:
            return self._next(str(wish["to"]))
        if "set" in wish:
            return _moment(str(wish["set"]))
        raise ControlError("请给出 advance（秒）、to（如 18:00 或 tomorrow）或 set（带时区的时间）")

    def _next(self, wall: str) -> datetime:
        now = self.now()
        if wall == "tomorrow":
            day = now.date() + timedelta(days=1)
            return datetime(day.year, day.month, day.day, MORNING, tzinfo=self.timezone)
        if not re.fullmatch(r"([01]?\d|2[0-3]):[0-5]\d", wall):
            raise ControlError(f"看不懂的时刻：{wall}；请写成 18:00 或 tomorrow")
        hour, minute = map(int, wall.split(":"))
        today = now.replace(hour=hour, minute=minute, second=0, microsecond=0)
        return today if today > now else today + timedelta(days=1)


def _seconds(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or value < 0:
        raise ControlError("advance 要写成不小于 0 的秒数")
    return float(value)


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise ControlError(f"看不懂的时间：{text}；请写成 2026-11-21T18:00:00+08:00") from None
    if moment.tzinfo is None:
        raise ControlError("set 的时间要带时区，例如 2026-11-21T18:00:00+08:00")
    return moment
