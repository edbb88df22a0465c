"""How long a plate of two 12-megapixel photos takes, and what it costs the bot.

    python -m bench.photos [BEFORE AFTER] [--rounds N]

`plate_ms`, `fingerprint_ms`: median time from asking to having, through the workroom, as the bot
does it. `peak_mb`: highest resident memory of the bot and its worker while they make plates, less
what both had just before the first. `loop_blocked_ms`: longest delay of a task that wants to run
every millisecond, over all rounds (the median of such delays is far below one millisecond).
"""

import argparse
import asyncio
import io
import json
import random
import statistics
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

from PIL import Image

from photos.check import inspect
from photos.fingerprint import fingerprint
from photos.plate import PlateText, plate
from photos.workroom import Workroom

_TEXT = PlateText(
    number="1121-007",
    category="占道经营",
    place="沈阳市沈河区中街路32号门口",
    unit="大南中队",
    times=("上报 16:28", "反馈 17:20"),
    used="用时 52 分钟",
)


def photo_of_12_megapixels(seed: int) -> bytes:
    """A JPEG of 4000 x 3000 with as much detail as a street (about 3 MB)."""
    dice = random.Random(seed)
    image = Image.frombytes("RGB", (250, 188), dice.randbytes(250 * 188 * 3))
    image = image.resize((4000, 3000), Image.Resampling.BICUBIC)
    grain = Image.effect_noise((4000, 3000), 12).convert("RGB")
    out = io.BytesIO()
    Image.blend(image, grain, 0.25).save(out, "JPEG", quality=90)
    return out.getvalue()


async def measured(before: bytes, after: bytes, rounds: int) -> dict[str, float]:
    """The four figures."""
    async with Workroom() as workroom:
        await workroom.run(inspect, _tiny())  # the worker is up and has loaded its libraries
        stop = asyncio.Event()
        heartbeat = asyncio.create_task(_longest_gap(stop))
        processes = _family()
        start = {process: _memory(process, "VmRSS") for process in processes}
        for process in processes:
            _forget_peak(process)
        plates = await _times(rounds, lambda: workroom.run(plate, before, after, _TEXT))
        peak = sum(_memory(process, "VmHWM") - start[process] for process in processes)
        prints = await _times(rounds, lambda: workroom.run(fingerprint, before))
        stop.set()
        return {
            "plate_ms": round(statistics.median(plates), 1),
            "peak_mb": round(peak / 1024, 1),
            "fingerprint_ms": round(statistics.median(prints), 1),
            "loop_blocked_ms": round(await heartbeat, 1),
        }


async def _times(rounds: int, work: Callable[[], Awaitable[object]]) -> list[float]:
    result = []
    for _ in range(rounds):
        start = time.perf_counter()
        await work()
        result.append((time.perf_counter() - start) * 1000)
    return result


async def _longest_gap(stop: asyncio.Event) -> float:
    """Milliseconds by which the event loop was late at worst, until `stop`."""
    worst, last = 0.0, time.perf_counter()
    while not stop.is_set():
        await asyncio.sleep(0.001)
        now = time.perf_counter()
        worst, last = max(worst, (now - last) * 1000 - 1), now
    return worst


def _family() -> list[str]:
    """This process and its children, by their ids."""
    children = Path("/proc/self/task").glob("*/children")
    return ["self", *(pid for path in children for pid in path.read_text().split())]


def _memory(process: str, what: str) -> int:
    """Kilobytes of `VmRSS` (now) or `VmHWM` (the peak) of a process."""
    for line in Path(f"/proc/{process}/status").read_text().splitlines():
        if line.startswith(what + ":"):
            return int(line.split()[1])
    raise LookupError(what)


def _forget_peak(process: str) -> None:
    Path(f"/proc/{process}/clear_refs").write_text("5")  # proc(5): resets VmHWM


def _tiny() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (64, 64), "white").save(out, "JPEG")
    return out.getvalue()


def main() -> None:
    """Prints one JSON line."""
    parser = argparse.ArgumentParser(prog="python -m bench.photos", description=__doc__)
    parser.add_argument("photos", nargs="*", type=Path, help="BEFORE AFTER, instead of own ones")
    parser.add_argument("--rounds", type=int, default=15)
    options = parser.parse_args()
    if len(options.photos) not in {0, 2}:
        parser.error("give two photos or none")
    pair = [path.read_bytes() for path in options.photos]
    before, after = pair or [photo_of_12_megapixels(seed) for seed in (1, 2)]
    print(json.dumps(asyncio.run(measured(before, after, options.rounds))))


if __name__ == "__main__":
    main()
