"""Business time: it follows the sandbox's jumps, and wakes who sleeps."""

import asyncio
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot import clock as clocks
from bot.clock import NoClock, RealClock, SandboxClock
from tests.sandbox.talk import Talk, running
from tests.waiting import until

ZONE = ZoneInfo("Asia/Shanghai")


@pytest.fixture
async def clock(talk: Talk) -> AsyncIterator[SandboxClock]:
    clock = SandboxClock(f"{talk.url}/sandbox/clock", ZONE)
    await clock.start()
    yield clock
    await clock.stop()


def near(one: datetime, other: datetime) -> bool:
    return abs((one - other).total_seconds()) < 1


async def test_the_real_clock_is_aware_and_in_its_zone() -> None:
    now = RealClock(ZONE).now()
    assert now.tzinfo is ZONE
    assert near(now, datetime.now(UTC))


async def test_waiting_takes_as_long_as_asked() -> None:
    started = time.monotonic()
    await RealClock(ZONE).wait(0.05)
    assert 0.04 <= time.monotonic() - started < 1


async def test_a_jump_moves_the_clock_and_tells_whoever_asked(
    talk: Talk, clock: SandboxClock
) -> None:
    jumps: list[datetime] = []
    clock.on_jump(lambda: jumps.append(clock.now()))
    before = clock.now()
    await talk.control("POST", "/clock", advance=7200)
    await until(lambda: clock.offset > 7199)
    assert near(clock.now(), before + timedelta(hours=2))
    assert len(jumps) == 1
    assert near(jumps[0], before + timedelta(hours=2))


async def test_a_sleeper_is_woken_by_the_jump_that_reaches_his_moment(
    talk: Talk, clock: SandboxClock
) -> None:
    sleeper = asyncio.create_task(clock.wait(3600))
    await asyncio.sleep(0.05)
    await talk.control("POST", "/clock", advance=1800)
    await until(lambda: clock.offset > 1799)
    await asyncio.sleep(0.02)
    assert not sleeper.done()
    await talk.control("POST", "/clock", advance=1800)
    await asyncio.wait_for(sleeper, 3)


async def test_the_clock_starts_where_the_sandbox_is(tmp_path: Path) -> None:
    morning = datetime(2031, 3, 4, 8, 5, tzinfo=ZONE)
    async with running(tmp_path, now=morning) as talk:
        clock = SandboxClock(f"{talk.url}/sandbox/clock", ZONE)
        await clock.start()
        assert near(clock.now(), morning)
        await clock.stop()


async def test_time_goes_on_while_the_sandbox_is_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clocks, "PAUSE", 0.05)
    async with running(tmp_path) as talk:
        await talk.control("POST", "/clock", advance=600)
        clock = SandboxClock(f"{talk.url}/sandbox/clock", ZONE)
        await clock.start()
        assert clock.trouble() is None
    port = int(talk.url.rpartition(":")[2])
    await until(clock.trouble)
    assert near(clock.now(), datetime.now(UTC) + timedelta(seconds=600))
    async with running(tmp_path, port=port) as talk:
        await talk.control("POST", "/clock", advance=600)
        await until(lambda: clock.offset > 1199)
        assert clock.trouble() is None
        await clock.stop()


async def test_a_clock_that_never_answers_stops_the_start() -> None:
    clock = SandboxClock("http://127.0.0.1:1/sandbox/clock", ZONE, patience=0.1)
    with pytest.raises(NoClock):
        await clock.start()
