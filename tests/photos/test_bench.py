"""The benchmark of `bench.photos` measures what it says."""

from bench.photos import measured, photo_of_12_megapixels
from photos.check import inspect


async def test_a_pair_of_12_megapixels_is_cheap() -> None:
    photo = photo_of_12_megapixels(1)
    assert inspect(photo).size == (4000, 3000)
    figures = await measured(photo, photo, rounds=2)
    assert set(figures) == {"plate_ms", "peak_mb", "fingerprint_ms", "loop_blocked_ms"}
    assert 5 < figures["peak_mb"] < 150
    assert 1 < figures["fingerprint_ms"] < figures["plate_ms"]
    assert figures["loop_blocked_ms"] >= 0
