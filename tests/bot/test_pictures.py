"""Photos are fetched and plates drawn as soon as there is something to do."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.pictures import Pictures
from db import cards, cases, outbox, photos
from db.engine import Database
from domain.cases import Case, Source, State
from domain.letters import DRAWN_WITHIN, Kind, Priority
from operations.drawing import Draughtsman
from operations.office import Office
from operations.picturing import Darkroom
from photos.store import PhotoFolder
from photos.workroom import Workroom
from tests.stories.pictures import fixed, problem
from tests.waiting import eventually

NOW = datetime(2026, 11, 21, 10, tzinfo=UTC)
# The ticker, which looks again by itself every second, is not running; nobody else may need it.
AT_ONCE = 4.0


async def test_a_proof_that_came_while_the_problem_was_fetched_is_on_the_plate_at_once(
    database: Database, tmp_path: Path
) -> None:
    held = asyncio.Event()

    async def fetch(file_id: str) -> bytes:
        if file_id == "problem":
            await held.wait()
            return problem()
        return fixed()

    async with database.begin(NOW) as tx:
        source = Source(chat=-100, message=1, reporter_name="赵督查")
        fresh = Case(0, source, "占道经营", NOW, state=State.CHECKING)
        case = (await cases.add(tx, fresh, by=None, by_name="赵督查")).id
        for message, purpose in enumerate(("problem", "proof"), start=1):
            await photos.add(
                tx,
                photos.Sent(purpose, f"unique-{message}"),
                chat=-100,
                message=message,
                sender=1001,
                purpose=purpose,
                case=case,
            )
        card = await cards.add(
            tx, kind="plate", chat=-100, thread=None, shows=(case,), round_=0, is_photo=True
        )
        letter = await outbox.post(
            tx,
            chat=-100,
            kind=Kind.PLATE,
            dedupe="plate",
            priority=Priority.PING,
            card=card,
            not_before=NOW + DRAWN_WITHIN,
        )
    workroom = Workroom()
    office = Office(ZoneInfo("Asia/Shanghai"), "zh")
    store = PhotoFolder(tmp_path / "photos")
    darkroom = Darkroom(office, database, lambda: NOW, fetch, store, workroom)
    draughtsman = Draughtsman(office, database, lambda: NOW, store, workroom)
    running = asyncio.create_task(Pictures(database, darkroom, draughtsman).run())

    async def may_go() -> bool:
        async with database.read(NOW) as tx:
            return [one.id for one in await outbox.candidates(tx, -100)] == [letter]

    try:
        async with database.read(NOW) as tx:
            assert (await photos.work(tx)).to_fetch
        await asyncio.sleep(0.1)
        assert not await may_go()
        held.set()
        await eventually(may_go, AT_ONCE)
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        await workroom.aclose()
