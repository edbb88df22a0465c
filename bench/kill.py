"""A bot that is killed all the time: does anything get lost, or happen twice?

`python -m bench.kill [--seconds 120] [--seed N] [--database URL --replicas N]`: SIGKILL every
2-4 s, while twenty people report and units accept and prove, under 429s, 5xx, cut connections,
repeated and reordered updates. Then the bot is left alone until nothing waits, and the database
and the chats are compared with what was sent. Prints one JSON line; `pings_doubled` may be as many
as the kills (a send whose outcome nobody knows is repeated), the figures before and behind it must
be 0. It ends with 1 if they are not, or if there was less of a storm than 20 kills and 200 reports
in two minutes.
"""

import argparse
import asyncio
import json
import random
import sys
import tempfile
from pathlib import Path

from bench.crowd import Crowd
from bench.pictures import scenes
from bench.program import Ended, Program
from bench.said import CallLog
from bench.stage import READY, Stage
from bench.town import Town, town
from bench.verdict import judged, ledger
from bench.weather import rage

LIFE = (2.0, 4.0)
# What the crowd leaves behind is paced by the limits of its groups; two minutes without one
# message are a standstill.
PATIENCE = 120.0
# A calmer run proves nothing.
KILLS_A_SECOND = 20 / 120
REPORTS_A_SECOND = 200 / 120


def bureau() -> Town:
    """Twenty supervisors in six groups; of twenty units eight have a group of their own."""
    return town(squads=20, groups=6, supervisors=20, members=2, with_groups=8)


async def measured(
    folder: Path, seconds: float, seed: int, *, replicas: int = 1, database: str | None = None
) -> dict[str, int]:
    """The figures. More than one replica needs a database on a server."""
    dice = random.Random(seed)
    place = bureau()
    async with Stage(folder, limits=True, database=database) as stage:
        await stage.settle(place)
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
            )
            await stage.quiet(within=PATIENCE)
            await log.look()
        async with stage.reading() as tx:
            kept = await ledger(tx, crowd.reports)
        return {"kills": kills, **judged(kept, log.sent)}


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
    )
    fair = figures["pings_doubled"] <= figures["kills"]
    return stormy and fair and nothing_lost(figures)


def nothing_lost(figures: dict[str, int]) -> bool:
    """Whether every report became one case, every unit was pinged, and no effect came twice."""
    faults = ("cases_lost", "cases_doubled", "units_not_pinged", "effects_doubled")
    return not any(figures[name] for name in faults)


def main() -> int:
    """Prints one JSON line; 1 if something was lost or doubled, or too little happened."""
    parser = argparse.ArgumentParser(prog="python -m bench.kill", description=__doc__)
    parser.add_argument("--seconds", type=float, default=120.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--database", help="an empty PostgreSQL database, instead of a file")
    parser.add_argument("--replicas", type=int, default=1, help="bots beside each other on it")
    options = parser.parse_args()
    if options.replicas > 1 and not options.database:
        parser.error("a file has room for one bot only; give --database too")
    with tempfile.TemporaryDirectory(prefix="duban-kill-") as folder:
        storm = measured(
            Path(folder),
            options.seconds,
            options.seed,
            replicas=options.replicas,
            database=options.database,
        )
        figures = asyncio.run(storm)
    print(json.dumps(figures))
    return 0 if held(figures, options.seconds) else 1


if __name__ == "__main__":
    sys.exit(main())
