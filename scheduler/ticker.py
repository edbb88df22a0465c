"""Asks the jobs. It keeps no truth: what is due stands in the database, under a unique key."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Collection, Iterable
from datetime import UTC, datetime

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from db.due import BELLS
from db.engine import Database
from db.failures import is_passing
from db.transaction import Transaction
from scheduler.aside import Aside
from scheduler.jobs import Job

log = structlog.get_logger(__name__)

Look = Callable[[Transaction], Awaitable[Collection[str]]]

# Seconds between two looks.
LOOK_EVERY = 1.0
LOOKING = "look"
# Items that a job may do before it lets a tick pass.
MOST = 1000
# Seconds that a job may be overdue (asked too long ago) before health says so.
LATE = 30.0
GOODBYE = 3.0


class Ticker:
    """Asks each job in its rhythm, one due item per transaction.

    A job that fails is logged; what it had in hand is left alone for a while (`scheduler.aside`),
    and it goes on with what else is due. Where it had nothing in hand, or the database failed, it
    is asked again at its next tick. Others do not notice.
    """

    def __init__(
        self,
        database: Database,
        now: Callable[[], datetime],
        jobs: Iterable[Job],
        look: Look,
        told: Callable[[str, str], None] = lambda _job, _outcome: None,
    ) -> None:
        """`now` gives the business time, `look` the names of jobs and bells that have work.

        `told` hears (job, outcome), outcome: done or failed.
        """
        self._database = database
        self._now = now
        self._jobs = tuple(jobs)
        self._look = look
        self._told = told
        self._scheduler = AsyncIOScheduler(timezone=UTC)
        self._rounds: dict[str, asyncio.Task[None]] = {}
        self._again: set[str] = set()
        self._asked: dict[str, float] = {}
        self._rhythm: dict[str, float] = {}
        self._failing: dict[str, str] = {}
        self._aside = Aside()
        self._stopping = False

    def start(self) -> None:
        """See now what became due while the bot was down, then every second."""
        self._scheduler.start()
        self._every(LOOK_EVERY, self.look, LOOKING)
        for job in self._jobs:
            if job.seconds is not None:
                self._every(job.seconds, self.ask, job.name, job)
        self.wake()

    def _every(
        self, seconds: float, act: Callable[..., Awaitable[None]], name: str, *args: Job
    ) -> None:
        self._rhythm[name] = seconds
        self._asked[name] = time.monotonic()
        self._scheduler.add_job(
            act, "interval", seconds=seconds, args=args, coalesce=True, misfire_grace_time=None
        )

    def wake(self) -> None:
        """See now what is due: the clock jumped. Jobs with a rhythm of their own are asked."""
        self._aside.let_go()
        for job in self._jobs:
            if job.seconds is not None:
                self._start_round(job)
        if LOOKING in self._rounds:
            self._again.add(LOOKING)  # it may have read the clock before the jump
        else:
            self._start_look()

    async def look(self) -> None:
        """Ask the jobs that have something to do, all found by one query, and those that failed.

        The bells of what waits elsewhere are rung: retries, and work of other processes.
        """
        if LOOKING not in self._rounds:
            self._start_look()

    async def ask(self, job: Job) -> None:
        """Let a job do all that is due; if it is doing so already, it looks once more."""
        self._start_round(job)

    async def stop(self) -> None:
        """Finish the transactions at hand and ask no more."""
        self._stopping = True
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)
        rounds = list(self._rounds.values())
        if rounds:
            _, late = await asyncio.wait(rounds, timeout=GOODBYE)
            for task in late:
                task.cancel()
        await asyncio.gather(*rounds, return_exceptions=True)

    def trouble(self) -> str | None:
        """What is wrong with the jobs, in a sentence for the operator; None if nothing is."""
        if failing := self._failing | self._aside.errors():
            told = "，".join(f"{name}（{error}）" for name, error in failing.items())
            return f"定时任务出错：{told}"
        moment = time.monotonic()
        late = [
            name
            for name, at in self._asked.items()
            if moment - at > self._rhythm.get(name, 0.0) + LATE
        ]
        return "定时任务没有按时运行：" + "，".join(late) if late else None

    def _start_look(self) -> None:
        if not self._stopping:
            self._rounds[LOOKING] = asyncio.create_task(self._look_once(), name=LOOKING)

    def _start_round(self, job: Job) -> None:
        if self._stopping:
            return
        if job.name in self._rounds:
            self._again.add(job.name)
            return
        self._rounds[job.name] = asyncio.create_task(self._round(job), name=f"job {job.name}")

    async def _look_once(self) -> None:
        self._asked[LOOKING] = time.monotonic()
        try:
            async with self._database.read(self._now()) as tx:
                found = await self._look(tx)
            self._failing.pop(LOOKING, None)
            for name in BELLS.intersection(found):
                self._database.bells[name].set()
            for job in self._jobs:
                if job.name in found or job.name in self._failing:
                    self._start_round(job)
        except Exception as error:
            self._failed(LOOKING, error)
        finally:
            del self._rounds[LOOKING]
            if LOOKING in self._again:
                self._again.discard(LOOKING)
                self._start_look()

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
            if job.seconds is None:
                del self._asked[job.name]
            self._again.discard(job.name)

    async def _once(self, job: Job) -> bool:
        left = self._aside.left_by(job.name)
        tx: Transaction | None = None
        try:
            async with self._database.begin(self._now()) as tx:
                tx.aside = left
                more = await job.step(tx)
        except Exception as error:
            item = tx.at_hand if tx else None
            if item is not None and not is_passing(error):
                self._aside.put(job.name, item, error)
                self._told(job.name, "failed")
                log.error("job_failed", job=job.name, item=item, exc_info=error)
                return True
            self._again.discard(job.name)
            self._failed(job.name, error)
            return False
        self._failing.pop(job.name, None)
        if more:
            if tx.at_hand is not None:
                self._aside.done(tx.at_hand)
            self._told(job.name, "done")
        else:
            self._aside.over(job.name, left)
        return more

    def _failed(self, name: str, error: Exception) -> None:
        self._failing[name] = type(error).__name__
        self._told(name, "failed")
        if is_passing(error):
            log.warning("job_waits_for_database", job=name, error=repr(error))
        else:
            log.error("job_failed", job=name, exc_info=error)
