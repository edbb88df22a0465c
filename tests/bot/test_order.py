"""Whatever comes, however it comes: each update is handled once, each chat in order."""

import asyncio
import shutil
from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import timedelta
from itertools import count
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from telegram import Update

from bot.direct import DirectCalls
from bot.intake import Intake
from bot.request import open_api
from bot.worker import Worker
from db.engine import Database
from db.transaction import Transaction
from tests.bot.test_worker import Handled, StillClock
from web.metrics import Metrics

_names = count()
# (number, chat): numbers may repeat, as when Telegram sends again what was not confirmed.
batches = st.lists(st.lists(st.integers(1, 25), max_size=8), max_size=6)


def private(number: int) -> dict[str, object]:
    chat = 1 + number % 3
    message = {
        "message_id": number,
        "date": 1,
        "chat": {"id": chat, "type": "private"},
        "text": str(number),
    }
    return {"update_id": number, "message": message}


async def play(
    path: Path, given: Sequence[Sequence[int]], failing: dict[int, int]
) -> dict[int, list[int]]:
    """Store the batches and handle all; the handler fails so often for these numbers."""
    database, clock = Database(f"sqlite+aiosqlite:///{path}"), StillClock()
    api = open_api("http://127.0.0.1:1", "1:nobodynobodynobodynobody")
    handled: defaultdict[int, list[int]] = defaultdict(list)
    left = Counter(failing)

    async def handle(tx: Transaction, update: Update) -> Handled:
        assert update.message is not None
        number, chat = update.message.message_id, update.message.chat.id
        if left[number]:
            left[number] -= 1
            raise RuntimeError
        tx.after_commit(lambda: handled[chat].append(number))
        return Handled()

    worker = Worker(database, clock, api, handle, direct=DirectCalls(api), metrics=Metrics())
    intake = Intake(database, clock, api, 1)
    for batch in given:
        await intake.store([private(number) for number in batch])
        await worker.round()
    for _ in range(8):
        while await worker.round():
            pass
        clock.moment += timedelta(seconds=5)
    await database.close()
    return handled


def arrived(given: Sequence[Sequence[int]], failing: dict[int, int]) -> dict[int, list[int]]:
    """What must have been handled: first arrivals, each batch by number, less the poison."""
    first: dict[int, None] = {}
    for batch in given:
        first |= dict.fromkeys(sorted(batch))
    wanted: defaultdict[int, list[int]] = defaultdict(list)
    for number in first:
        if failing.get(number, 0) < 3:
            wanted[1 + number % 3].append(number)
    return wanted


@settings(
    max_examples=12,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(batches, st.dictionaries(st.integers(1, 25), st.integers(1, 3), max_size=3))
def test_each_update_is_handled_once_and_each_chat_in_order(
    sqlite_template: Path, tmp_path: Path, given: list[list[int]], failing: dict[int, int]
) -> None:
    path = tmp_path / f"{next(_names)}.db"
    shutil.copy(sqlite_template, path)
    assert asyncio.run(play(path, given, failing)) == arrived(given, failing)
