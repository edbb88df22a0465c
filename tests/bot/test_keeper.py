"""Background tasks are started again when they die, and said to have died."""

import asyncio

import pytest

from bot import keeper as keepers
from bot.keeper import Keeper


class Fatal(Exception):
    """Not to be cured by starting again."""


async def test_a_task_that_dies_is_started_again_and_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keepers, "PAUSES", (0.01,))
    restarted: list[str] = []
    keeper = Keeper((Fatal,), restarted.append)
    starts = 0
    steady = asyncio.Event()

    async def work() -> None:
        nonlocal starts
        starts += 1
        if starts < 3:
            raise RuntimeError("a bug")
        steady.set()
        await asyncio.sleep(60)

    assert keeper.health().status == "ok"
    keeper.keep("photos", work)
    await asyncio.wait_for(steady.wait(), 3)
    assert restarted == ["photos", "photos"]
    assert keeper.health().status == "degraded"
    assert "photos" in (keeper.health().reason or "")
    monkeypatch.setattr(keepers, "STEADY", 0.0)
    assert keeper.health().status == "ok", "after a while it counts as well again"
    await keeper.stop()


async def test_a_fatal_error_is_handed_on() -> None:
    keeper = Keeper((Fatal,), lambda _name: None)

    async def work() -> None:
        raise Fatal

    keeper.keep("intake", work)
    with pytest.raises(Fatal):
        await asyncio.wait_for(keeper.failed, 3)
    await keeper.stop()


async def test_tasks_may_end_by_themselves_and_are_cancelled_when_they_do_not() -> None:
    keeper = Keeper((), lambda _name: None)
    ended: list[str] = []

    async def quick() -> None:
        ended.append("quick")

    async def slow() -> None:
        try:
            await asyncio.sleep(60)
        finally:
            ended.append("slow")

    keeper.keep("quick", quick)
    keeper.keep("slow", slow)
    await keeper.ended("quick", "slow", within=0.05)
    assert ended == ["quick", "slow"]
    await keeper.stop()
