"""Handling: one update, one transaction, and the update is ticked off in it."""

import asyncio
import json
import time
import traceback
from collections.abc import Awaitable, Callable, Iterable, Sequence
from datetime import timedelta
from typing import Any, Protocol

import structlog
import telegram

from bot import sifting
from bot.clock import Clock
from bot.direct import Call, DirectCalls
from bot.request import Api
from db import inbox
from db.engine import Database
from db.failures import is_passing
from db.transaction import Transaction
from web.health import Health, degraded, ok
from web.metrics import Metrics

log = structlog.get_logger(__name__)

# Business seconds until the next attempt after a failure; the third failure sets the update aside.
RETRIES = (1.0, 5.0)
# A handler makes no network call: one that takes this long hangs.
LONGEST = 60.0
# Machine seconds between looks at the inbox without a bell: retries, and other processes' rows.
LOOK = 5.0
# Pause while the database is away or busy.
DATABASE_PAUSE = 0.5
LONGEST_NOTE = 4000
# Rows taken at one look. With several workers a small number spreads the chats over them.
BATCH_ALONE = 16
BATCH_SHARED = 2
TASKS_SHARED = 4


class Handled(Protocol):
    """What a handler reports: why nothing was needed, and calls to make after the commit."""

    @property
    def note(self) -> str | None:
        """The reason for which the update was ignored, or None."""

    @property
    def calls(self) -> Sequence[Call]:
        """Best-effort calls."""


Handle = Callable[[Transaction, telegram.Update], Awaitable[Handled]]


class NotAnUpdate(Exception):
    """这条更新无法解析。"""


class Worker:
    """Takes updates from the inbox, each chat's in order, and has them handled."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        api: Api,
        handle: Handle,
        *,
        direct: DirectCalls,
        metrics: Metrics,
        scrub: Callable[[str], str] = str,
    ) -> None:
        self._database = database
        self._clock = clock
        self._api = api
        self._handle = handle
        self._direct = direct
        self._metrics = metrics
        self._scrub = scrub
        self._busy: set[int] = set()
        self._stopping = False
        self._database_trouble: str | None = None
        self._batch = BATCH_ALONE if database.is_sqlite else BATCH_SHARED
        # While a task had a chat in hand, the others may have left alone what came there: whoever
        # shares looks once more after each batch.
        self._enough = BATCH_ALONE if database.is_sqlite else 1

    @property
    def tasks(self) -> int:
        """How many `run` are worth having: SQLite has one writer."""
        return 1 if self._database.is_sqlite else TASKS_SHARED

    def health(self, figures: inbox.Figures) -> Health:
        """How handling goes, given how the inbox stands."""
        facts = {"waiting": figures.waiting, "aside": figures.aside}
        if self._database_trouble:
            return degraded(f"数据库暂时不可用：{self._database_trouble}", **facts)
        if figures.aside:
            return degraded("有消息处理失败被搁置，请运行 duban doctor 查看", **facts)
        return ok(**facts)

    async def run(self) -> None:
        """Handle what comes until `stop`."""
        bell = self._database.bells["inbox"]
        while not self._stopping:
            bell.clear()
            if not await self.round():
                await _rung(bell, LOOK)

    def stop(self) -> None:
        """Finish the transaction at hand, then end `run`."""
        self._stopping = True
        self._database.bells["inbox"].set()

    async def step(self) -> bool:
        """Handle the oldest update that is due; False if there was none."""
        return await self._take(1) > 0

    async def round(self) -> bool:
        """Handle the oldest few; False if there may be nothing left to do now."""
        return await self._take(self._batch) >= self._enough

    async def _take(self, most: int) -> int:
        """How many were dealt with; what another process has in hand is not."""
        rows = await self._due(most)
        lanes = {row.chat_id for row in rows}
        self._busy |= lanes
        try:
            return await self._work(rows)
        finally:
            self._busy -= lanes

    async def _due(self, most: int) -> tuple[inbox.Waiting, ...]:
        try:
            async with self._database.read(self._clock.now()) as tx:
                # Another task may have taken a lane while this one waited for its answer.
                rows = await inbox.due(tx, most=most, busy=self._busy)
        except Exception as error:
            if not is_passing(error):
                raise
            await self._wait_for_database(error)
            return ()
        return tuple(row for row in rows if row.chat_id not in self._busy)

    async def _work(self, rows: Iterable[inbox.Waiting]) -> int:
        blocked: set[int] = set()
        dealt = 0
        for row in rows:
            if self._stopping:
                break
            if row.chat_id in blocked:
                continue
            follows = await self._one(row)
            dealt += follows is not None
            if not follows:
                # What comes later in this chat waits its turn.
                blocked.add(row.chat_id)
        return dealt

    async def _one(self, row: inbox.Waiting) -> bool | None:
        """Whether the next update of this chat may follow; None: another process has this one."""
        started = time.perf_counter()
        try:
            handled = await self._handled(row)
        except Exception as error:
            if is_passing(error):
                await self._wait_for_database(error)
                return False
            return await self._failed(row, error)
        if handled is None:
            return None
        self._database_trouble = None
        outcome = "done" if handled.note is None else "ignored"
        self._metrics.handled(outcome, time.perf_counter() - started)
        self._direct.make(handled.calls)
        return True

    async def _handled(self, row: inbox.Waiting) -> Handled | None:
        data = json.loads(row.raw)
        provisional = data.pop(sifting.PROVISIONAL, False)
        update = _parsed(data, self._api)
        async with asyncio.timeout(LONGEST), self._database.begin(self._clock.now()) as tx:
            if not await inbox.claim(tx, row):
                return None
            handled = await self._handle(tx, update)
            if handled.note is not None:
                await inbox.ignored(tx, row, handled.note)
            strange = provisional and await inbox.strangers(tx, {row.chat_id})
            if strange or sifting.holds_token(row.raw):
                await inbox.forget(tx, row)
        return handled

    async def _failed(self, row: inbox.Waiting, error: Exception) -> bool:
        note = self._scrub("".join(traceback.format_exception(error)))[-LONGEST_NOTE:]
        final = isinstance(error, NotAnUpdate) or row.attempts >= len(RETRIES)
        log.error(
            "update_set_aside" if final else "update_failed",
            update_id=row.update_id,
            chat=row.chat_id,
            attempt=row.attempts + 1,
            exc_info=error,
        )
        self._metrics.handled("aside" if final else "failed")
        try:
            await self._note(row, note, final=final)
        except Exception as another:
            if not is_passing(another):
                raise
            await self._wait_for_database(another)
            return False
        return final

    async def _note(self, row: inbox.Waiting, note: str, *, final: bool) -> None:
        now = self._clock.now()
        async with self._database.begin(now) as tx:
            if final:
                await inbox.set_aside(tx, row, note)
            else:
                pause = timedelta(seconds=RETRIES[row.attempts])
                await inbox.again(tx, row, now + pause, note)

    async def _wait_for_database(self, error: Exception) -> None:
        self._database_trouble = type(error).__name__
        log.warning("database_away", error=repr(error))
        await asyncio.sleep(DATABASE_PAUSE)


def _parsed(data: dict[str, Any], api: Api) -> telegram.Update:
    try:
        update = telegram.Update.de_json(data, api)
    except Exception as error:
        raise NotAnUpdate from error
    if update is None:
        raise NotAnUpdate
    return update


async def _rung(bell: asyncio.Event, seconds: float) -> None:
    try:
        async with asyncio.timeout(seconds):
            await bell.wait()
    except TimeoutError:
        return
