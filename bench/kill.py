"""A bot that is killed all the time: does anything get lost, or happen twice?

`python -m bench.kill [--seconds 120] [--seed N] [--replicas N] [--database URL]`: SIGKILL every
2-4 s, while twenty people report and units accept and prove, under 429s, 5xx, cut connections,
repeated and reordered updates. Then the bot is left alone until nothing waits, and the database
and the chats are compared with what was sent. Prints one JSON line; `pings_doubled` may be as many
as the kills (a send whose outcome nobody knows is repeated), the figures before and behind it must
be 0. It ends with 1 if they are not, or if there was less of a storm than 20 kills and 200 reports
in two minutes.

With more than one replica the bots share a PostgreSQL database (an empty one that is named, or a
throw-away server's), and the business clock leaps all the time, so that steps of the chain fall due
while one of the bots is killed. Then the line also tells how many `steps` were taken, how many of
them twice in one round of a case, and how many whose time has passed were not: the latter two must
be 0.
"""

import argparse
import asyncio
import json
import random
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

from bench.crowd import Crowd
from bench.pictures import scenes
from bench.postgres import throw_away_postgres
from bench.program import Ended, Program
from bench.said import CallLog
from bench.stage import READY, Stage
from bench.steps import stepped
from bench.town import Town, town
from bench.verdict import judged, ledger
from bench.weather import rage

LIFE = (2.0, 4.0)
# What the crowd leaves behind is paced by the limits of its groups; two minutes without one
# message are a standstill.
PATIENCE = 120.0
# Business minutes of a leap of the clock, and machine seconds between two.
LEAP = (10, 25)
BREATH = (3.0, 6.0)
# After the last leap every case that nobody has brought to an end is late.
LAST_LEAP = 3 * 60
MORNING = "08:00"
# A calmer run proves nothing.
KILLS_A_SECOND = 20 / 120
REPORTS_A_SECOND = 200 / 120


def bureau() -> Town:
    """Twenty supervisors in six groups; of twenty units eight have a group of their own."""
    return town(squads=20, groups=6, supervisors=20, members=2, with_groups=8)


async def measured(
    folder: Path, seconds: float, seed: int, *, replicas: int = 1, database: str | None = None
) -> dict[str, int]:
    """The figures. More than one replica needs a database on a server, and steps fall due."""
    dice = random.Random(seed)
    place = bureau()
    leaps = replicas > 1
    async with Stage(folder, limits=True, database=database, jumps=leaps) as stage:
        await stage.settle(place)
        if leaps:
            await stage.jump(to=MORNING)
        bots = [stage.bot(f"bot{number}") for number in range(replicas)]
        for bot in bots:
            await bot.start()
        await bots[0].hears(READY)
        crowd = Crowd(stage.phone, place, dice)
        async with CallLog(stage.phone) as log:
            kills, *_ = await asyncio.gather(
                _kill(bots, seconds, dice),
                rage(stage.phone, seconds, dice),
                crowd.act(seconds, scenes(4, fixed=False), scenes(4, fixed=True)),
                _leap(stage, seconds if leaps else 0.0, dice),
            )
            await stage.quiet(within=PATIENCE)
            if leaps:
                await stage.jump(advance=LAST_LEAP * 60)
                await stage.quiet(within=PATIENCE)
            await log.look()
        async with stage.reading() as tx:
            kept = await ledger(tx, crowd.reports)
            steps = await stepped(tx, crowd.reports) if leaps else {}
        return {"kills": kills, **judged(kept, log.sent), **steps}


async def _leap(stage: Stage, seconds: float, dice: random.Random) -> None:
    """Move the clock on, every few seconds."""
    loop = asyncio.get_running_loop()
    end = loop.time() + seconds
    while (breath := dice.uniform(*BREATH)) < end - loop.time():
        await asyncio.sleep(breath)
        await stage.jump(advance=dice.uniform(*LEAP) * 60)


async def _kill(bots: list[Program], seconds: float, dice: random.Random) -> int:
    """Kill one of the bots, and start it again, every few seconds; how often."""
    loop = asyncio.get_running_loop()
    end = loop.time() + seconds
    kills = 0
    while (life := dice.uniform(*LIFE)) < end - loop.time():
        await asyncio.sleep(life)
        victim = dice.choice(bots)
        if not victim.running:
            raise Ended(f"{victim.log} ended by itself")
        await victim.kill()
        kills += 1
        await victim.start()
    return kills


def held(figures: dict[str, int], seconds: float) -> bool:
    """Whether nothing was lost, and nothing happened twice that could be helped.

    False, too, if there were too few kills or reports for that many seconds.
    """
    stormy = (
        figures["kills"] >= KILLS_A_SECOND * seconds
        and figures["reports"] >= REPORTS_A_SECOND * seconds
        and figures.get("steps", 1) > 0
    )
    fair = figures["pings_doubled"] <= figures["kills"]
    return stormy and fair and nothing_lost(figures)


def nothing_lost(figures: dict[str, int]) -> bool:
    """Whether every report became one case, every unit was pinged, and no effect came twice.

    Nor any step of the chain, where they fell due, and none was forgotten.
    """
    faults = ("cases_lost", "cases_doubled", "units_not_pinged", "effects_doubled")
    steps = ("steps_doubled", "steps_missed")
    return not any(figures.get(name) for name in (*faults, *steps))


def main() -> int:
    """Prints one JSON line; 1 if something was lost or doubled, or too little happened."""
    parser = argparse.ArgumentParser(prog="python -m bench.kill", description=__doc__)
    parser.add_argument("--seconds", type=float, default=120.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--database", help="an empty PostgreSQL database, instead of a file")
    parser.add_argument("--replicas", type=int, default=1, help="bots beside each other on it")
    options = parser.parse_args()
    with ExitStack() as open_:
        folder = open_.enter_context(tempfile.TemporaryDirectory(prefix="duban-kill-"))
        url = options.database
        if options.replicas > 1 and url is None:
            url = open_.enter_context(throw_away_postgres())
        storm = measured(
            Path(folder), options.seconds, options.seed, replicas=options.replicas, database=url
        )
        figures = asyncio.run(storm)
    print(json.dumps(figures))
    return 0 if held(figures, options.seconds) else 1


if __name__ == "__main__":
    sys.exit(main())
