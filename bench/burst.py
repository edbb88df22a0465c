"""Fifty reports in a minute in one group: who is pinged, and how late? `python -m bench.burst`.

One supervision group, forty units without groups of their own, the real budget on both sides.
Prints one JSON line: `last_ping_s` and `median_ping_s` run from a report's sending to the arrival
of the first message that shows its case with its unit's mention, over all reports; null where a
ping is missing. `bot_messages` counts sends in that group, `http_429` refusals of any call, and
`clean_case_messages` the sends for one undisturbed case, played in another group meanwhile.
It ends with 1 if a ping is missing or later than 30 s, at any 429, and at a third message.
"""

import argparse
import asyncio
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bench.pictures import marked, scenes
from bench.said import CallLog, Sent
from bench.stage import READY, Stage
from bench.town import Report, Town, report, town
from bot.example.phone import Phone
from db import cases

SPAN = 60.0
# What waits for a full group may take two of its minutes; whoever is later than that is lost.
PATIENCE = 150.0
# Seconds that the last ping may take, and what an undisturbed case may cost its group.
LATEST = 30.0
CLEAN = 2


def first_ping(told: Report, number: str, said: Sequence[Sent]) -> float | None:
    """Seconds from the report to the first message with its case and its unit's mention."""
    members = set(told.squad.members)
    times = (one.at for one in said if members & one.shows().get(number, frozenset()))
    first = min(times, default=None)
    return None if first is None else first - told.at


async def measured(folder: Path, reports: int) -> dict[str, Any]:
    """The figures for that many reports, spread as 50 are over 60 s."""
    place = town(squads=40, groups=2, supervisors=5)
    busy, calm = place.groups
    async with Stage(folder, limits=True) as stage:
        await stage.settle(place)
        bot = stage.bot()
        await bot.start()
        await bot.hears(READY)
        async with CallLog(stage.phone) as log:
            made, _ = await asyncio.gather(
                _burst(stage.phone, place, busy, reports), _clean_case(stage.phone, place, calm)
            )
            await stage.quiet(within=PATIENCE)
            await log.look()
        waits = await _waits(stage, busy, made, log.sent)
        return _figures(waits, log, busy, calm)


def _figures(waits: Sequence[float | None], log: CallLog, busy: int, calm: int) -> dict[str, Any]:
    found = [wait for wait in waits if wait is not None]
    all_pinged = len(found) == len(waits)
    return {
        "reports": len(waits),
        "pinged": len(found),
        "last_ping_s": round(max(found), 2) if all_pinged and found else None,
        "median_ping_s": round(statistics.median(found), 2) if found else None,
        "bot_messages": sum(one.chat == busy for one in log.sent),
        "http_429": log.statuses[429],
        "clean_case_messages": sum(one.chat == calm for one in log.sent),
    }


async def _burst(phone: Phone, place: Town, chat: int, reports: int) -> list[Report]:
    """Each report at its moment, whether the one before was answered or not."""
    drawn = scenes(4, fixed=False)
    start = time.monotonic()
    sending = []
    for number in range(reports):
        await asyncio.sleep(start + number * SPAN / 50 - time.monotonic())
        photo = marked(drawn[number % len(drawn)], number)
        squad = place.squads[number % len(place.squads)]
        who = place.supervisors[number % len(place.supervisors)]
        one = report(phone, chat, who, squad, number + 1, photo)
        sending.append(asyncio.create_task(one))
    return await asyncio.gather(*sending)


async def _clean_case(phone: Phone, place: Town, chat: int) -> None:
    """Report, accepted by the button, photo, plate, passed."""
    squad, who = place.squads[-1], place.supervisors[0]
    member = squad.members[0]
    [before], [after] = scenes(1, fixed=False), scenes(1, fixed=True)
    told = await phone.says(chat, who, squad.report(900), [before])
    card = await phone.sees(chat, squad.name, answering=told, button="签收")
    await phone.taps(chat, member, card, "签收")
    proof = await phone.says(chat, member, "已整改", [after], reply_to=card["message_id"])
    plate = await phone.sees(chat, answering=proof, button="通过")
    await phone.taps(chat, who, plate, "通过")
    await phone.sees(chat, "已结案", answering=told)


async def _waits(
    stage: Stage, chat: int, made: Sequence[Report], said: Sequence[Sent]
) -> list[float | None]:
    """Each report's seconds until its ping; None where it has no case or no ping."""
    here = [one for one in said if one.chat == chat]
    waits: list[float | None] = []
    async with stage.reading() as tx:
        for one in made:
            filed = await cases.reported_by_message(tx, chat, one.message)
            number = str(filed[0].number) if filed and filed[0].number else ""
            waits.append(first_ping(one, number, here))
    return waits


def held(figures: dict[str, Any]) -> bool:
    """Whether everybody was pinged in time, within the limits of the group."""
    last = figures["last_ping_s"]
    in_time = last is not None and last <= LATEST
    return in_time and not figures["http_429"] and figures["clean_case_messages"] == CLEAN


def main() -> int:
    """Prints one JSON line; 1 if it does not hold."""
    parser = argparse.ArgumentParser(prog="python -m bench.burst", description=__doc__)
    parser.add_argument("--reports", type=int, default=50, help="50 over 60 s, else in proportion")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="duban-burst-") as folder:
        figures = asyncio.run(measured(Path(folder), options.reports))
    print(json.dumps(figures))
    return 0 if held(figures) else 1


if __name__ == "__main__":
    sys.exit(main())
