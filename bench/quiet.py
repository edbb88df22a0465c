"""A night of late cases: how often is a unit reminded, and when? `python -m bench.quiet`.

Two hundred reports in the evening fall due in the night, one in ten dangerous; nobody accepts
anything. The sandbox's clock goes through the night in small steps, from the first report to the
next forenoon. Prints one JSON line: `late` cases, `units` that were reminded, reminder `messages`
(催办 and 督办 alike) as the chats have them, the most of one unit in any 30 minutes, and those in
quiet hours (21:00 to 07:00) that name no dangerous case. The pings for somebody to accept a
dangerous case are no reminders, and wait for none. It ends with 1 if the former is over 1 or
the latter over 0.
"""

import argparse
import asyncio
import json
import random
import sys
import tempfile
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from pydantic import SecretStr
from sqlalchemy import select

from bench.town import Town, town
from bot import logs
from bot.app import App
from bot.example.phone import Phone
from bot.settings import Settings
from db import cases, inbox, outbox
from db.migrate import migrate
from db.tables import letters
from db.transaction import Transaction
from domain.cases import Case
from domain.people import QuietHours
from operations import organisation
from operations.organisation import known_categories
from sandbox.server import Sandbox

ZONE = ZoneInfo("Asia/Shanghai")
EVENING = datetime(2026, 11, 23, 19, 0, tzinfo=ZONE)
FORENOON = datetime(2026, 11, 24, 10, 0, tzinfo=ZONE)
STEP = timedelta(minutes=10)
WINDOW = timedelta(minutes=30)
LOOK_EVERY = 0.02
# Machine seconds in which a step of the clock must be dealt with.
PATIENCE = 120.0
ONE_IN = 10
"""One report in so many is dangerous."""


@dataclass(frozen=True, slots=True)
class Reminder:
    """A reminder as it stands in a chat: whose, when (business time), and whether of danger."""

    unit: str
    at: datetime
    danger: bool


async def measured(folder: Path, late: int, squads: int, step: timedelta = STEP) -> dict[str, int]:
    """The figures of a night with that many cases, gone through by such steps."""
    place = town(squads=squads, groups=2, supervisors=4, members=2, with_groups=squads // 2)
    sandbox = Sandbox(folder / "sandbox", now=EVENING)
    await sandbox.start()
    try:
        async with Phone(sandbox.url) as phone:
            await place.furnish(phone)
            app = await _bot(folder, sandbox, place)
            try:
                await _evening(app, phone, place, late)
                await _night(app, phone, step)
                return _figures(*await _told(app))
            finally:
                await app.stop()
    finally:
        await sandbox.stop()


async def _bot(folder: Path, sandbox: Sandbox, place: Town) -> App:
    settings = Settings(_env_file=None).model_copy(
        update={
            "telegram_token": SecretStr(sandbox.token),
            "telegram_api": sandbox.url,
            "database": f"sqlite+aiosqlite:///{folder}/duban.db",
            "photos": str(folder / "photos"),
            "clock_url": f"{sandbox.url}/sandbox/clock",
            "http_port": 0,
            "send_limits": "off",
        }
    )
    app = App(settings)
    await migrate(app.database)
    async with app.database.begin(EVENING) as tx:
        await organisation.load(
            tx,
            place.org_file(),
            by="bench",
            known_categories=known_categories(),
            timezone=ZONE,
        )
    await app.start()
    return app


async def _evening(app: App, phone: Phone, place: Town, late: int) -> None:
    """The reports, spread over the first hour."""
    dice = random.Random(late)
    for number in range(late):
        squad = place.squads[number % len(place.squads)]
        words = squad.report(number + 1)
        if number % ONE_IN == 0:
            words = f"{squad.street}{number + 1}号井盖没了，危险 {squad.name}2小时内处理"
        await phone.says(place.groups[number % 2], dice.choice(place.supervisors), words)
        if number % (late // 12 or 1) == 0:
            await _jump(app, phone, timedelta(minutes=5))
    await _settled(app)


async def _night(app: App, phone: Phone, step: timedelta) -> None:
    while app.clock.now() < FORENOON:
        await _jump(app, phone, step)


async def _jump(app: App, phone: Phone, span: timedelta) -> None:
    await _settled(app)
    moved = await phone.post("/clock", advance=span.total_seconds())
    now = datetime.fromisoformat(moved["now"])
    while app.clock.now() < now:  # noqa: ASYNC110 (it follows the sandbox's)
        await asyncio.sleep(LOOK_EVERY)
    await _settled(app)


async def _settled(app: App) -> None:
    """Wait until nothing waits: no update, no step, no letter."""
    async with asyncio.timeout(PATIENCE):
        calm = 0
        while calm < 2:
            async with app.database.read(app.clock.now() + timedelta(seconds=1)) as tx:
                calm = 0 if await _busy(tx) else calm + 1
            await asyncio.sleep(LOOK_EVERY)


async def _busy(tx: Transaction) -> bool:
    if (await inbox.figures(tx)).waiting or await cases.next_step_due(tx):
        return True
    queue = await outbox.statistics(tx)
    return bool(queue.sending or sum(queue.waiting.values()))


async def _told(app: App) -> tuple[Sequence[Case], Sequence[Reminder]]:
    """Every case, and every reminder that was sent to a unit."""
    async with app.database.read(app.clock.now()) as tx:
        every = await cases.open_anywhere(tx)
        kinds = letters.c.kind.in_(("reminder", "order"))
        query = select(letters).where(kinds, letters.c.state == "sent")
        found = []
        for row in await tx.run(query):
            # reminder:CHAT:THREAD:DESK:UNIT:…
            _, _, _, desk, unit, rest = row.dedupe.split(":", 5)
            if desk == "unit":
                found.append(Reminder(unit, row.sent_at, rest.startswith("danger")))
    return every, found


def _figures(every: Sequence[Case], told: Sequence[Reminder]) -> dict[str, int]:
    by_unit: dict[str, list[datetime]] = defaultdict(list)
    for one in told:
        by_unit[one.unit].append(one.at)
    quiet = QuietHours()
    return {
        "late": sum(case.late(FORENOON) for case in every),
        "units": len(by_unit),
        "messages": len(told),
        "max_per_unit_per_30min": max(map(_most, by_unit.values()), default=0),
        "in_quiet_hours": sum(
            not one.danger and quiet.covers(one.at.astimezone(ZONE)) for one in told
        ),
    }


def _most(times: list[datetime]) -> int:
    """The most in any 30 minutes; exactly 30 minutes apart are not in the same."""
    return max(sum(timedelta() <= other - one < WINDOW for other in times) for one in times)


def held(figures: dict[str, int]) -> bool:
    """Whether the night was as quiet as it must be."""
    return figures["max_per_unit_per_30min"] <= 1 and not figures["in_quiet_hours"]


def main() -> int:
    """Prints one JSON line; 1 if a unit was reminded too often or too late."""
    parser = argparse.ArgumentParser(prog="python -m bench.quiet", description=__doc__)
    parser.add_argument("--late", type=int, default=200)
    parser.add_argument("--units", type=int, default=20)
    options = parser.parse_args()
    # The bot runs in this process; its words go where they do not disturb the figures.
    logs.configure("console")
    with tempfile.TemporaryDirectory(prefix="duban-quiet-") as folder:
        figures = asyncio.run(measured(Path(folder), options.late, options.units))
    print(json.dumps(figures))
    return 0 if held(figures) else 1


if __name__ == "__main__":
    sys.exit(main())
