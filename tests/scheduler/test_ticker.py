"""Jobs are asked in their rhythm, when something is due and after a jump; failing alone."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta

import pytest

from db import facts, gatherings
from db.engine import Database
from db.gatherings import Gathering
from db.transaction import Transaction
from scheduler.jobs import Job
from scheduler.ticker import Look, Ticker
from tests.waiting import until

NOW = datetime(2026, 11, 21, 8, tzinfo=UTC)
Started = Callable[..., Ticker]


@pytest.fixture
async def started(database: Database) -> AsyncIterator[Started]:
    tickers: list[Ticker] = []

    def start(
        *jobs: Job,
        look: Look | None = None,
        told: Callable[[str, str], None] = lambda _job, _outcome: None,
    ) -> Ticker:
        async def all_due(_tx: Transaction) -> tuple[str, ...]:
            return tuple(job.name for job in jobs if job.seconds is None)

        ticker = Ticker(database, lambda: NOW, jobs, look or all_due, told)
        ticker.start()
        tickers.append(ticker)
        return ticker

    yield start
    for ticker in tickers:
        await ticker.stop()


class Due:
    """A number of things that are due, done one by one."""

    def __init__(self, count: int) -> None:
        self.left = count
        self.done: list[int] = []

    async def step(self, tx: Transaction) -> bool:
        if not self.left:
            return False
        await facts.put(tx, f"done {self.left}", tx.now.isoformat())
        self.left -= 1
        self.done.append(self.left)
        return True


async def test_all_that_is_due_is_done_at_the_start_each_in_its_transaction(
    database: Database, started: Started
) -> None:
    due, told = Due(5), list[tuple[str, str]]()
    ticker = started(Job("steps", due.step), told=lambda *one: told.append(one))
    await until(lambda: due.left == 0)
    await until(lambda: len(told) == 5)
    assert told == [("steps", "done")] * 5
    async with database.read(NOW) as tx:
        assert await facts.get(tx, "done 5") == NOW.isoformat()
    assert ticker.trouble() is None


async def test_the_bell_of_what_waits_is_rung(database: Database, started: Started) -> None:
    async def letters_wait(_tx: Transaction) -> tuple[str, ...]:
        return ("letters",)

    started(look=letters_wait)
    async with asyncio.timeout(5):
        await database.bells["letters"].wait()
    assert not database.bells["photos"].is_set()


async def test_a_job_is_asked_again_in_its_rhythm(started: Started) -> None:
    due = Due(0)
    started(Job("steps", due.step, seconds=0.05))
    await asyncio.sleep(0.05)
    due.left = 1
    await until(lambda: due.done == [0])


async def test_a_look_wakes_a_job_that_has_something_to_do(started: Started) -> None:
    due, other = Due(0), Due(0)

    async def look(_tx: Transaction) -> tuple[str, ...]:
        return ("steps",) if due.left else ()

    started(Job("steps", due.step), Job("other", other.step), look=look)
    await asyncio.sleep(0.05)
    due.left = other.left = 1
    await until(lambda: due.done == [0])
    assert not other.done, "nobody said that it had something to do"


@pytest.fixture
def seldom_looking(monkeypatch: pytest.MonkeyPatch) -> None:
    """The next look by itself comes in an hour."""
    monkeypatch.setattr("scheduler.ticker.LOOK_EVERY", 3600.0)


@pytest.mark.usefixtures("seldom_looking")
async def test_after_a_jump_one_look_finds_what_is_due(started: Started) -> None:
    jumps, seldom, other = 0, Due(0), Due(0)

    async def look(_tx: Transaction) -> tuple[str, ...]:
        return ("steps",) if jumps else ()

    asked = asyncio.Event()

    async def step(_tx: Transaction) -> bool:
        asked.set()
        return False

    jobs = Job("steps", step), Job("other", other.step), Job("seldom", seldom.step, seconds=60.0)
    ticker = started(*jobs, look=look)
    await asyncio.sleep(0.05)
    jumps = seldom.left = other.left = 1
    ticker.wake()
    async with asyncio.timeout(5):
        await asked.wait()
    await until(lambda: seldom.done == [0])
    assert not other.done, "nobody said that it had something to do"


@pytest.mark.usefixtures("seldom_looking")
async def test_a_jump_during_a_look_is_not_missed(started: Started) -> None:
    looks = 0
    may_go_on = asyncio.Event()

    async def look(_tx: Transaction) -> tuple[str, ...]:
        nonlocal looks
        looks += 1
        await may_go_on.wait()
        return ()

    ticker = started(look=look)
    await until(lambda: looks == 1)
    ticker.wake()
    await asyncio.sleep(0.05)
    assert looks == 1
    may_go_on.set()
    await until(lambda: looks == 2)


@pytest.mark.usefixtures("seldom_looking")
async def test_a_jump_while_a_job_runs_is_not_missed(started: Started) -> None:
    asked = 0
    may_go_on = asyncio.Event()

    async def step(_tx: Transaction) -> bool:
        nonlocal asked
        asked += 1
        await may_go_on.wait()
        return False

    ticker = started(Job("slow", step))
    await until(lambda: asked == 1)
    ticker.wake()
    await asyncio.sleep(0.05)
    may_go_on.set()
    await until(lambda: asked == 2)


async def test_a_look_that_fails_is_told_and_repeated(started: Started) -> None:
    looks = 0

    async def look(_tx: Transaction) -> tuple[str, ...]:
        nonlocal looks
        looks += 1
        if looks == 1:
            raise RuntimeError("a bug")
        return ()

    ticker = started(look=look)
    await until(lambda: "look" in (ticker.trouble() or ""))
    await until(lambda: ticker.trouble() is None)


async def test_a_failing_job_waits_for_its_tick_and_others_go_on(started: Started) -> None:
    failures = 0
    healed = False

    async def fails(_tx: Transaction) -> bool:
        nonlocal failures
        if healed:
            return False
        failures += 1
        raise RuntimeError("a bug")

    due = Due(3)
    began = time.monotonic()
    ticker = started(Job("broken", fails, seconds=1.0), Job("steps", due.step))
    await until(lambda: due.left == 0)
    await asyncio.sleep(0.1)
    assert 1 <= failures <= 2 + (time.monotonic() - began), "it does not spin"
    assert "broken" in (ticker.trouble() or "")
    await until(lambda: failures >= 2)
    healed = True
    await until(lambda: ticker.trouble() is None)


async def test_what_a_job_fails_with_holds_up_nothing_else(
    database: Database, started: Started
) -> None:
    async with database.begin(NOW) as tx:
        bad, good = [
            (await _waiting(tx, closes_at=NOW - timedelta(minutes=minutes))).id
            for minutes in (9, 2)
        ]
    healed, done, told = False, list[int](), list[str]()

    async def step(tx: Transaction) -> bool:
        found = await gatherings.due(tx)
        if found is None:
            return False
        if found.id == bad and not healed:
            raise RuntimeError("a bug")
        done.append(found.id)
        return await gatherings.claim(tx, found.id)

    ticker = started(Job("gatherings", step), told=lambda _job, outcome: told.append(outcome))
    await until(lambda: done == [good])
    await until(lambda: told.count("failed") >= 2)
    assert "gatherings（RuntimeError）" in (ticker.trouble() or "")
    healed = True
    ticker.wake()
    await until(lambda: done == [good, bad])
    await until(lambda: ticker.trouble() is None)


async def test_what_a_job_failed_with_is_forgotten_once_it_is_not_due(
    database: Database, started: Started
) -> None:
    async with database.begin(NOW) as tx:
        bad = (await _waiting(tx, closes_at=NOW - timedelta(minutes=9))).id

    async def step(tx: Transaction) -> bool:
        if await gatherings.due(tx) is None:
            return False
        raise RuntimeError("a bug")

    ticker = started(Job("gatherings", step))
    await until(lambda: ticker.trouble() is not None)
    async with database.begin(NOW) as tx:
        assert await gatherings.claim(tx, bad)
    ticker.wake()
    await until(lambda: ticker.trouble() is None)


async def _waiting(tx: Transaction, *, closes_at: datetime) -> Gathering:
    return await gatherings.open_(
        tx,
        chat=-100,
        thread=None,
        sender=1001,
        album=None,
        message=1,
        closes_at=closes_at,
        state="open",
    )


async def test_stopping_finishes_the_transaction_at_hand(
    database: Database, started: Started
) -> None:
    begun = asyncio.Event()

    async def step(tx: Transaction) -> bool:
        begun.set()
        await asyncio.sleep(0.1)
        await facts.put(tx, "finished", True)
        return True

    ticker = started(Job("slow", step))
    await begun.wait()
    await ticker.stop()
    async with database.read(NOW) as tx:
        assert await facts.get(tx, "finished") is True
