"""What tests share of the photo workroom is as good as a workroom of their own."""

import asyncio
import os
import time
from collections.abc import Iterator

import pytest

from photos.refusals import BrokeTheWorker
from tests.lent_workers import Agency, LentWorkroom


@pytest.fixture
def rooms(monkeypatch: pytest.MonkeyPatch) -> Iterator[type[LentWorkroom]]:
    agency = Agency()
    monkeypatch.setattr(LentWorkroom, "agency", agency, raising=False)
    yield LentWorkroom
    agency.close()


async def process_of(rooms: type[LentWorkroom]) -> int:
    async with rooms() as room:
        return await room.run(os.getpid)


def test_one_process_works_in_one_event_loop_after_the_other(rooms: type[LentWorkroom]) -> None:
    first = asyncio.run(process_of(rooms))
    assert first != os.getpid()
    assert asyncio.run(process_of(rooms)) == first


async def test_two_rooms_at_once_have_two_processes(rooms: type[LentWorkroom]) -> None:
    async with rooms() as one, rooms() as other:
        assert await one.run(os.getpid) != await other.run(os.getpid)


async def test_whoever_crashed_or_hangs_is_not_lent_again(rooms: type[LentWorkroom]) -> None:
    async with rooms() as room:
        first = await room.run(os.getpid)
        with pytest.raises(BrokeTheWorker):
            await room.run(os._exit, 9)
        second = await room.run(os.getpid)
        hanging = asyncio.create_task(room.run(time.sleep, 60))
        await asyncio.sleep(0)
        hanging.cancel()
        await asyncio.gather(hanging, return_exceptions=True)
    assert await process_of(rooms) not in (first, second)
