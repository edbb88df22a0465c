"""Asks the jobs. It keeps no truth: what is due stands in the database, under a unique key."""

import asyncio
import time
from collections.abc import Callable, Iterable
from datetime import UTC, datetime

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from db.engine import Database
from db.failures import is_passing
from scheduler.jobs import Job

log = structlog.get_logger(__name__)

# Items that a job may do before it lets a tick pass.
MOST = 1000
# Seconds that a job may be overdue (asked too long ago) before health says so.
LATE = 30.0
GOODBYE = 3.0


class Ticker:
    """Asks each job in its rhythm, one due item per transaction.

    A job that fails is logged, and asked again at its next tick; others do not notice.
    """

    def __init__(
        self,
        database: Database,
        now: Callable[[], datetime],
        jobs: Iterable[Job],
        told: Callable[[str, str], None] = lambda _job, _outcome: None,
    ) -> None:
        """`now` gives the business time; `told` hears (job, outcome), outcome: done or failed."""
        self._database = database
        self._now = now
        self._jobs = tuple(jobs)
        self._told = told
        self._scheduler = AsyncIOScheduler(timezone=UTC)
        self._rounds: dict[str, asyncio.Task[None]] = {}
        self._again: set[str] = set()
        self._asked: dict[str, float] = {}
        self._failing: dict[str, str] = {}
        self._listeners: list[asyncio.Task[None]] = []
        self._stopping = False

    def start(self) -> None:
        """Ask every job now (whatever became due while the bot was down), then in its rhythm."""
        self._scheduler.start()
        for job in self._jobs:
            self._asked[job.name] = time.monotonic()
            self._scheduler.add_job(
                self.ask,
                "interval",
                seconds=job.seconds,
                args=[job],
                coalesce=True,
                misfire_grace_time=None,
            )
        for bell in {job.bell for job in self._jobs if job.bell}:
            self._listeners.append(asyncio.create_task(self._listen(bell), name=f"bell {bell}"))
        self.wake()

    def wake(self) -> None:
        """Ask every job now: the clock jumped."""
        for job in self._jobs:
            self._start_round(job)

    async def ask(self, job: Job) -> None:
        """Let a job do all that is due; if it is doing so already, it looks once more."""
        self._start_round(job)

    async def stop(self) -> None:
        """Finish the transactions at hand and ask no more."""
        self._stopping = True
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)
        for listener in self._listeners:
            listener.cancel()
        rounds = list(self._rounds.values())
        if rounds:
            _, late = await asyncio.wait(rounds, timeout=GOODBYE)
            for task in late:
                task.cancel()
        await asyncio.gather(*self._listeners, *rounds, return_exceptions=True)

    def trouble(self) -> str | None:
        """What is wrong with the jobs, in a sentence for the operator; None if nothing is."""
        if self._failing:
            told = "，".join(f"{name}（{error}）" for name, error in self._failing.items())
            return f"定时任务出错：{told}"
        rhythm = {job.name: job.seconds for job in self._jobs}
        moment = time.monotonic()
        late = [name for name, at in self._asked.items() if moment - at > rhythm[name] + LATE]
        return "定时任务没有按时运行：" + "，".join(late) if late else None

    def _start_round(self, job: Job) -> None:
        if self._stopping:
            return
        if job.name in self._rounds:
            self._again.add(job.name)
            return
        self._rounds[job.name] = asyncio.create_task(self._round(job), name=f"job {job.name}")

    async def _round(self, job: Job) -> None:
        try:
            for _ in range(MOST):
                self._asked[job.name] = time.monotonic()
                more = await self._once(job)
                if self._stopping or not (more or job.name in self._again):
                    break
                self._again.discard(job.name)
        finally:
            del self._rounds[job.name]
            self._again.discard(job.name)

    async def _once(self, job: Job) -> bool:
        try:
            async with self._database.begin(self._now()) as tx:
                more = await job.step(tx)
        except Exception as error:
            self._failed(job, error)
            return False
        self._failing.pop(job.name, None)
        if more:
            self._told(job.name, "done")
        return more

    def _failed(self, job: Job, error: Exception) -> None:
        self._again.discard(job.name)
        self._failing[job.name] = type(error).__name__
        self._told(job.name, "failed")
        if is_passing(error):
            log.warning("job_waits_for_database", job=job.name, error=repr(error))
        else:
            log.error("job_failed", job=job.name, exc_info=error)

    async def _listen(self, bell: str) -> None:
        event = self._database.bells[bell]
        while True:
            await event.wait()
            event.clear()
            for job in self._jobs:
                if job.bell == bell:
                    self._start_round(job)
