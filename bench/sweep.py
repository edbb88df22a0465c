"""What a round of the clock costs: does it grow with what is due, or with what exists?

`python -m bench.sweep [--open 1000 10000 100000] [--database URL]`: so many open cases, filed,
sent, accepted or under check, with their histories, cards and letters. Fifty of them wait for a
step of the chain, from the first reminder to 问责; then the jobs do what the ticker lets them do,
until nothing is due any more. Prints one JSON line per size; `sweep_ms` is the median of five such
rounds, the looks that ask what is due included. It ends with 1 if the largest size takes more than
three times as long as the smallest. `--database` is an empty PostgreSQL database, instead of a
file.
"""

import argparse
import asyncio
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from itertools import count, cycle, islice
from typing import Self
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from bench.multitude import FALLS_DUE, Multitude, Post, settled, waits_for
from bench.town import town
from db import cases
from db.due import due
from db.engine import Database
from db.migrate import migrate
from db.tables import events
from db.transaction import Transaction
from domain.transitions import Action
from operations.office import Office
from scheduler.jobs import Job, table

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 20, 10, 0, tzinfo=ZONE)
DUE = 50
ROUNDS = 5
SIZES = (1_000, 10_000, 100_000)
# Between two rounds: no step that follows on one of the first round is due before the last.
PAUSE = timedelta(minutes=1)
# What the largest size may cost, measured by the smallest.
MOST = 3.0


Figures = dict[str, int | float]


class Miscounted(Exception):
    """到期的步骤数与预期不符。"""


async def measured(
    url: str, sizes: Sequence[int], told: Callable[[Figures], None], rounds: int = ROUNDS
) -> bool:
    """Tell the figures of each size; whether the cost stayed the same."""
    database = Database(url)
    try:
        await migrate(database)
        bench = await Bench.furnished(database, rounds)
        costs = []
        for size in sizes:
            figures = await bench.of_size(size)
            costs.append(figures["sweep_ms"])
            told(figures)
    finally:
        await database.close()
    return held(costs)


def held(costs: Sequence[float]) -> bool:
    """Whether the last size costs no more than it may."""
    return costs[-1] <= MOST * costs[0]


class Bench:
    """A town's database that grows, and a clock that goes on."""

    def __init__(
        self, database: Database, posts: Sequence[Post], many: Multitude, rounds: int
    ) -> None:
        self._database = database
        self._rounds = rounds
        self._jobs = table(Office(ZONE))
        self._now = NOW
        self._serials = count(1000)
        self._many = many
        self._waits = cycle([(step, post) for post in posts for step in FALLS_DUE])

    @classmethod
    async def furnished(cls, database: Database, rounds: int) -> Self:
        """Forty squads, each with cases that wait for tomorrow."""
        place = town(squads=40, groups=5, supervisors=5, members=3, with_groups=30)
        async with database.begin(NOW) as tx:
            posts = await settled(tx, place, ZONE)
            tomorrow = NOW + timedelta(days=1)
            for number, (step, post) in enumerate(
                (step, one) for step in FALLS_DUE for one in posts
            ):
                await waits_for(tx, post, step, tomorrow + timedelta(minutes=number), number + 1)
            return cls(database, posts, await Multitude.of_all(tx), rounds)

    async def of_size(self, size: int) -> Figures:
        """The figures with so many open cases."""
        async with self._database.begin(self._now) as tx:
            await self._many.grow(tx, size - self._rounds * DUE - await _open(tx))
        times = [await self._round() for _ in range(self._rounds)]
        async with self._database.read(self._now) as tx:
            found = await _open(tx)
        milliseconds = round(statistics.median(times) * 1000, 1)
        return {"open": found, "due": DUE, "sweep_ms": milliseconds}

    async def _round(self) -> float:
        """Let fifty steps fall due, and take them; in seconds."""
        self._now += PAUSE
        async with self._database.begin(self._now) as tx:
            for step, post in islice(self._waits, DUE):
                await waits_for(tx, post, step, self._now, next(self._serials))
            before = await _steps(tx)
        began = time.perf_counter()
        while found := await self._look():
            for job in found:
                await self._do(job)
        took = time.perf_counter() - began
        async with self._database.read(self._now) as tx:
            taken = await _steps(tx) - before
        if taken != DUE:
            raise Miscounted(f"{taken} steps were taken, and {DUE} were due")
        return took

    async def _look(self) -> list[Job]:
        async with self._database.read(self._now) as tx:
            names = await due(tx)
        return [job for job in self._jobs if job.name in names]

    async def _do(self, job: Job) -> None:
        more = True
        while more:
            async with self._database.begin(self._now) as tx:
                more = await job.step(tx)


async def _open(tx: Transaction) -> int:
    return sum((await cases.count_by_state(tx)).values())


async def _steps(tx: Transaction) -> int:
    taken = select(func.count()).select_from(events).where(events.c.action == Action.STEP.value)
    return int((await tx.run(taken)).scalar_one())


def main() -> int:
    """Prints one JSON line for each size; 1 if the cost grows with what exists."""
    parser = argparse.ArgumentParser(prog="python -m bench.sweep", description=__doc__)
    parser.add_argument("--open", type=int, nargs="+", default=SIZES, help="how many open cases")
    parser.add_argument("--database", help="an empty PostgreSQL database, instead of a file")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="duban-sweep-") as folder:
        url = options.database or f"sqlite+aiosqlite:///{folder}/duban.db"
        good = asyncio.run(measured(url, sorted(options.open), lambda one: print(json.dumps(one))))
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
