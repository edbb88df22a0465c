"""The benchmark of `bench.photos` measures what it says."""

import asyncio
import time

from bench.photos import _TEXT, _longest_gap, measured, photo_of_12_megapixels
from photos.check import inspect
from photos.plate import plate


async def test_a_pair_of_12_megapixels_is_cheap() -> None:
    photo = photo_of_12_megapixels(1)
    assert inspect(photo).size == (4000, 3000)
    figures = await measured(photo, photo, rounds=2)
    assert set(figures) == {"plate_ms", "peak_mb", "fingerprint_ms", "loop_blocked_ms"}
    assert 5 < figures["peak_mb"] < 150
    assert 1 < figures["fingerprint_ms"] < figures["plate_ms"]
    assert inspect(plate(photo, photo, _TEXT)).size[0] > 1000, "a plate is what it makes"


async def test_a_loop_that_is_blocked_is_seen() -> None:
    stop = asyncio.Event()
    watching = asyncio.create_task(_longest_gap(stop))
    await asyncio.sleep(0.01)
    time.sleep(0.08)  # noqa: ASYNC251 (this is what it has to find)
    await asyncio.sleep(0.01)
    stop.set()
    assert await watching > 70
