"""How fast is a report answered, beside a bare echo bot? `python -m bench.ping [--seconds 30]`.

For each rate, reports (a small photo with a line of text) are sent evenly to 200 groups of our bot
and to as many of a bare python-telegram-bot echo, in the same sandbox: to one for a while, then to
the other, a few times, for a shared machine is faster in one minute than in the next. Send limits
are off. Prints one JSON line per rate: from the sending of a report to the arrival of its card (or
echo) in milliseconds, user and system CPU per report in milliseconds (the process with its
children, until the photos are fetched too), and the peak of our processes in MB. It ends with 1 if
a report got no card, or if at up to 10 reports/s a ratio or the peak is too big.
"""

import argparse
import asyncio
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

from bench.echo import READY as ECHO_READY
from bench.family import cpu_seconds, forget_peak, peak_mb
from bench.pictures import marked, small_scene
from bench.program import Program
from bench.said import CallLog
from bench.stage import READY, Stage
from bench.town import Report, Town, report, town

RATES = (1, 10, 50)
GROUPS = 200
# So often it is each bot's turn, at each rate.
TURNS = 3
# Reports sent before anything is measured, one to a group; and seconds for the last one's answer.
WARM_UP = 20
PATIENCE = 180.0
CALM = 1.0
# What must hold up to that rate; beyond it the figures are only told.
HELD_UP_TO = 10
LIMITS = {"ratio_p50": 4.0, "ratio_cpu": 6.0, "peak_mb": 200.0}


@dataclass(frozen=True, slots=True)
class Run:
    """One bot at one rate: milliseconds to each answer, CPU seconds in all, and its peak."""

    answers: Sequence[float]
    lost: int
    cpu_seconds: float
    peak_mb: float

    @property
    def sent(self) -> int:
        """How many reports there were."""
        return len(self.answers) + self.lost

    def percentile(self, share: int) -> float:
        """That percentile of the answers, in milliseconds."""
        if len(self.answers) < 2:
            return max(self.answers, default=float("nan"))
        return statistics.quantiles(self.answers, n=100, method="inclusive")[share - 1]


def joined(turns: Sequence[Run]) -> Run:
    """Several turns as one run."""
    return Run(
        answers=[answer for turn in turns for answer in turn.answers],
        lost=sum(turn.lost for turn in turns),
        cpu_seconds=sum(turn.cpu_seconds for turn in turns),
        peak_mb=max(turn.peak_mb for turn in turns),
    )


class Line:
    """One bot with its groups: sends reports into them at a rate and watches for the answers."""

    def __init__(
        self, stage: Stage, place: Town, program: Program, log: CallLog, groups: Sequence[int]
    ) -> None:
        self._stage = stage
        self._place = place
        self._program = program
        self._log = log
        self._groups = groups
        self._photo = small_scene()
        self._houses = count(1)

    async def run(self, rate: float, reports: int, done: Callable[[], Awaitable[None]]) -> Run:
        """Send so many reports at so many a second; `done` waits until all work is over."""
        forget_peak(self._program.pid)
        before = cpu_seconds(self._program.pid)
        start = time.monotonic()
        sending = []
        for number in range(reports):
            await asyncio.sleep(start + number / rate - time.monotonic())
            sending.append(asyncio.create_task(self._report()))
        made = await asyncio.gather(*sending)
        answers = await self._answers(made)
        await done()
        return Run(
            answers=answers,
            lost=len(made) - len(answers),
            cpu_seconds=cpu_seconds(self._program.pid) - before,
            peak_mb=peak_mb(self._program.pid),
        )

    async def _report(self) -> Report:
        house = next(self._houses)
        chat = self._groups[house % len(self._groups)]
        squad = self._place.squads[house % len(self._place.squads)]
        who = self._place.supervisors[house % len(self._place.supervisors)]
        photo = marked(self._photo, house)
        return await report(self._stage.phone, chat, who, squad, house, photo)

    async def _answers(self, made: Sequence[Report]) -> list[float]:
        """Milliseconds to the first message in reply to each; reports without one are left out."""
        until = time.monotonic() + PATIENCE
        while True:
            await self._log.look()
            answered: dict[tuple[int, int | None], float] = {}
            for one in self._log.sent:
                answered.setdefault((one.chat, one.reply_to), one.at)
            found = [
                (answered[one.chat, one.message] - one.at) * 1000
                for one in made
                if (one.chat, one.message) in answered
            ]
            if len(found) == len(made) or time.monotonic() > until:
                return found
            await asyncio.sleep(CALM / 2)


async def measured(
    folder: Path,
    seconds: float,
    rates: Sequence[float],
    tell: Callable[[dict[str, Any]], None],
    groups: int = GROUPS,
) -> int:
    """Measure each rate and tell its figures; how many reports were lost in all."""
    place = town(squads=20, groups=groups, supervisors=40)
    async with Stage(folder, limits=False) as stage:
        await stage.settle(place)
        other = await stage.another_bot("echo_bot")
        echoed = await _groups_for(stage, place, other["id"])
        bot, echo = stage.bot(send_limits="off"), stage.echo(other["token"])
        await bot.start()
        await bot.hears(READY)
        await echo.start()
        await echo.hears(ECHO_READY)
        async with CallLog(stage.phone) as log:
            ours = Line(stage, place, bot, log, place.groups)
            theirs = Line(stage, place, echo, log, echoed)
            lost = 0

            async def settled() -> None:
                await stage.quiet(within=PATIENCE, for_seconds=CALM)

            async def paused() -> None:
                await asyncio.sleep(CALM)

            for line, over in ((ours, settled), (theirs, paused)):
                await line.run(WARM_UP / 2, WARM_UP, over)
            for rate in rates:
                reports = max(1, round(rate * seconds / TURNS))
                mine, yardstick = [], []
                for _ in range(TURNS):
                    mine.append(await ours.run(rate, reports, settled))
                    yardstick.append(await theirs.run(rate, reports, paused))
                tell(figures(rate, joined(mine), joined(yardstick)))
                lost += sum(run.lost for run in mine)
    return lost


def figures(rate: float, mine: Run, echo: Run) -> dict[str, Any]:
    """The line of a rate."""
    cpu, echo_cpu = (run.cpu_seconds / run.sent * 1000 for run in (mine, echo))
    return {
        "rate": rate,
        "p50_ms": round(mine.percentile(50), 1),
        "p99_ms": round(mine.percentile(99), 1),
        "echo_p50_ms": round(echo.percentile(50), 1),
        "echo_p99_ms": round(echo.percentile(99), 1),
        "ratio_p50": round(mine.percentile(50) / echo.percentile(50), 2),
        "cpu_ms": round(cpu, 2),
        "echo_cpu_ms": round(echo_cpu, 2),
        "ratio_cpu": round(cpu / echo_cpu, 2),
        "peak_mb": round(mine.peak_mb, 1),
    }


def held(line: dict[str, Any]) -> bool:
    """Whether the line of a rate keeps the limits that there are for it."""
    # What could not be measured (NaN) is not within any limit.
    return line["rate"] > HELD_UP_TO or all(line[name] <= most for name, most in LIMITS.items())


async def _groups_for(stage: Stage, place: Town, bot: int) -> list[int]:
    """As many groups again, in which only that bot is."""
    made = []
    for number in range(len(place.groups)):
        chat = await stage.phone.post(
            "/chats",
            type="supergroup",
            title=f"回声{number + 1}群",
            members=list(place.supervisors),
            with_bot=False,
        )
        await stage.invite(chat["id"], bot)
        made.append(int(chat["id"]))
    return made


def main() -> int:
    """Prints one JSON line per rate; 1 with a sentence if a report got no card or one is slow."""
    parser = argparse.ArgumentParser(prog="python -m bench.ping", description=__doc__)
    parser.add_argument("--seconds", type=float, default=30.0, help="per rate and bot")
    parser.add_argument("--rates", type=float, nargs="+", default=RATES)
    options = parser.parse_args()

    slow = []

    def tell(line: dict[str, Any]) -> None:
        print(json.dumps(line), flush=True)
        if not held(line):
            slow.append(line["rate"])

    with tempfile.TemporaryDirectory(prefix="duban-ping-") as folder:
        lost = asyncio.run(measured(Path(folder), options.seconds, options.rates, tell))
    if lost:
        print(f"{lost} reports got no card", file=sys.stderr)
    if slow:
        print(f"over the limits at {slow} reports/s: {LIMITS}", file=sys.stderr)
    return 1 if lost or slow else 0


if __name__ == "__main__":
    sys.exit(main())
