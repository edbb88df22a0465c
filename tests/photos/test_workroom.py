"""Work on pictures is done elsewhere, and nothing done there can harm the bot."""

import asyncio
import operator
import os
import signal
import time

import pytest

from photos.check import PhotoFacts, inspect
from photos.refusals import BrokeTheWorker, NotAPicture, TookTooLong
from photos.workroom import Workroom
from tests.photos.pictures import encoded, quarters


async def test_work_is_done_in_another_process_that_is_kept() -> None:
    async with Workroom() as workroom:
        first = await workroom.run(os.getpid)
        assert first != os.getpid()
        assert await workroom.run(os.getpid) == first
        assert await workroom.run(inspect, encoded(quarters())) == PhotoFacts("jpeg", (400, 300))


async def test_refusals_and_mistakes_come_back_as_they_are() -> None:
    async with Workroom() as workroom:
        with pytest.raises(NotAPicture, match="不是照片"):
            await workroom.run(inspect, b"no picture")
        with pytest.raises(ZeroDivisionError) as caught:
            await workroom.run(operator.truediv, 1, 0)
        assert any("photos/worker.py" in note for note in caught.value.__notes__)


async def test_what_hangs_is_stopped_and_what_crashes_is_refused() -> None:
    # Long enough for a busy machine to start a worker.
    async with Workroom(limit=1.5) as workroom:
        start = time.monotonic()
        with pytest.raises(TookTooLong):
            await workroom.run(time.sleep, 60)
        assert time.monotonic() - start < 5
        with pytest.raises(BrokeTheWorker):
            await workroom.run(os._exit, 9)
        assert await workroom.run(pow, 2, 10) == 1024


async def test_memory_is_bounded() -> None:
    async with Workroom() as workroom:
        with pytest.raises(MemoryError):
            await workroom.run(bytearray, 8 * 1024**3)
        assert await workroom.run(pow, 2, 10) == 1024


async def test_a_worker_killed_while_idle_is_replaced_unnoticed() -> None:
    async with Workroom() as workroom:
        worker = await workroom.run(os.getpid)
        os.kill(worker, signal.SIGKILL)
        assert await workroom.run(os.getpid) != worker


async def test_a_cancelled_caller_does_not_get_the_answers_of_others_mixed_up() -> None:
    async with Workroom() as workroom:
        abandoned = asyncio.create_task(workroom.run(time.sleep, 60))
        await asyncio.sleep(0.2)
        abandoned.cancel()
        with pytest.raises(asyncio.CancelledError):
            await abandoned
        assert await asyncio.gather(*(workroom.run(pow, n, 2) for n in range(8))) == [
            n * n for n in range(8)
        ]


async def test_a_worker_sees_no_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DUBAN_TELEGRAM_TOKEN", "123:secret")
    async with Workroom() as workroom:
        assert await workroom.run(os.getenv, "DUBAN_TELEGRAM_TOKEN") is None


async def test_a_closed_workroom_leaves_no_process_and_can_be_used_again() -> None:
    workroom = Workroom()
    worker = await workroom.run(os.getpid)
    await workroom.aclose()
    with pytest.raises(ProcessLookupError):
        os.kill(worker, 0)
    assert await workroom.run(os.getpid) != worker
    await workroom.aclose()


async def test_the_event_loop_goes_on_meanwhile() -> None:
    async with Workroom() as workroom:
        await workroom.run(pow, 1, 1)
        work = asyncio.create_task(workroom.run(sum, range(5_000_000)))
        beats = 0
        while not work.done():
            await asyncio.sleep(0.001)
            beats += 1
        assert beats > 20
