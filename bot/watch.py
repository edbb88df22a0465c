"""How the running bot is: the parts of `/healthz` and the figures of `/metrics`."""

import time
from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from bot.clock import Clock
from bot.intake import Intake
from bot.keeper import Keeper
from bot.saying import Sayer
from bot.speaker import Speaker
from bot.voice import Voice
from bot.worker import Worker
from db import figures as counts
from db import inbox, outbox
from db.engine import Database
from scheduler.ticker import Ticker
from web.health import Check, Health, degraded, down, ok
from web.metrics import Figures, Metrics

# Seconds that a letter may wait; a full group takes a minute, a 429 sometimes longer.
SLOW = 180.0


class Parts(Protocol):
    """The parts of a running bot."""

    clock: Clock
    database: Database
    intake: Intake
    keeper: Keeper
    metrics: Metrics
    sayer: Sayer
    speaker: Speaker
    ticker: Ticker
    voice: Voice
    worker: Worker


class Watch:
    """Looks at a running bot."""

    def __init__(self, app: Parts) -> None:
        self._app = app

    def checks(self) -> Mapping[str, Check]:
        """Every part by name."""
        return {
            "database": self._database,
            "speaker": self._speaker,
            "intake": self._intake,
            "worker": self._worker,
            "clock": self._clock,
            "tasks": self._tasks,
        }

    async def figures(self) -> bytes:
        """The page of `/metrics`."""
        app = self._app
        async with app.database.read(app.clock.now()) as tx:
            box = await inbox.figures(tx)
            queue = await outbox.statistics(tx)
            cases = await counts.cases_by_state(tx)
        return app.metrics.text(
            Figures(
                cases={(state,): float(total) for state, total in cases.items()},
                inbox={("new",): float(box.waiting), ("aside",): float(box.aside)},
                letters_waiting={(kind,): float(n) for kind, n in queue.waiting.items()},
                letters={key: float(n) for key, n in app.speaker.counts.items()},
                oldest={
                    ("inbox",): self._age(box.oldest),
                    ("letters",): self._age(queue.oldest),
                },
            )
        )

    def _age(self, since: datetime | None) -> float:
        return max((self._app.clock.now() - since).total_seconds(), 0.0) if since else 0.0

    async def _database(self) -> Health:
        started = time.perf_counter()
        try:
            async with self._app.database.read(self._app.clock.now()) as tx:
                await inbox.figures(tx)
        except Exception as error:
            return down(f"数据库读不到：{type(error).__name__}")
        kind = "sqlite" if self._app.database.is_sqlite else "postgresql"
        return ok(kind=kind, answered_in_ms=round((time.perf_counter() - started) * 1000, 1))

    async def _speaker(self) -> Health:
        app = self._app
        async with app.database.read(app.clock.now()) as tx:
            queue = await outbox.statistics(tx)
        waiting, age = sum(queue.waiting.values()), self._age(queue.oldest)
        facts = {
            "speaking": app.voice.held,
            "waiting": waiting,
            "oldest_seconds": round(age),
            "in_trouble": queue.in_trouble,
        }
        if app.sayer.unreachable_since is not None:
            return degraded("发不出消息：连不上 Telegram", **facts)
        if age > SLOW:
            return degraded("有消息很久没有发出", **facts)
        return ok(**facts)

    async def _intake(self) -> Health:
        if not self._app.voice.held:
            return ok(standing_by=True)
        return self._app.intake.health()

    async def _worker(self) -> Health:
        async with self._app.database.read(self._app.clock.now()) as tx:
            return self._app.worker.health(await inbox.figures(tx))

    async def _clock(self) -> Health:
        trouble = self._app.clock.trouble() or self._app.ticker.trouble()
        now = self._app.clock.now().isoformat(timespec="seconds")
        return degraded(trouble, now=now) if trouble else ok(now=now)

    async def _tasks(self) -> Health:
        return self._app.keeper.health()
