"""A speaker on a stage: a real outbox, a real Bot API server, and a clock of the test's."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select, update

from bot.budget import Allowance, Budget
from bot.clock import RealClock
from bot.delivery import Delivery
from bot.lock import SpeakingRight
from bot.request import Api
from bot.saying import Rendered, Sayer
from bot.speaker import Speaker
from db import cards, cases, outbox
from db.due import due
from db.engine import Database
from db.tables import card_cases, letters
from db.tables import cases as table
from db.transaction import Transaction
from domain.cases import Case, Source, State
from domain.letters import Button, Kind, Letter, Outgoing, Priority
from scheduler.ticker import Ticker
from tests.sandbox.talk import GROUP, Talk

NO_LIMITS = Allowance(on=False)
OTHER = -1009876543210


def encode(button: Button) -> str:
    """Callback data for tests: the action and its arguments, plainly."""
    return ":".join((button.action or "", *button.args))


async def render(tx: Transaction, letter: Letter) -> Rendered:
    """What the payload says, else the cases of the card; with a row of buttons per case."""
    payload = letter.payload or {}
    if letter.card is None:
        return Outgoing(html=payload["text"], reply_to=letter.reply_to)
    card = await cards.get(tx, letter.card)
    assert card is not None
    found = [await cases.get(tx, case) for case in card.cases]
    html = "\n".join(f"<b>{case.text}</b> {case.state}" for case in found)
    rows = tuple((Button(f"签收 {case.text}", "accept", (str(case.id),)),) for case in found)
    return Outgoing(html=html, keyboard=rows, reply_to=letter.reply_to)


@dataclass(slots=True)
class Stage:
    """What a test needs to post letters and to see what became of them."""

    database: Database
    clock: RealClock
    speaker: Speaker

    async def post(self, text: str, chat: int = GROUP, **more: Any) -> int:
        """A notice with that text."""
        settings: dict[str, Any] = {
            "kind": Kind.NOTICE,
            "dedupe": f"notice:{text}",
            "priority": Priority.REMINDER,
            "payload": {"text": text},
        }
        async with self.database.begin(self.clock.now()) as tx:
            return await outbox.post(tx, chat=chat, **(settings | more))

    async def case(self, text: str, chat: int = GROUP) -> Case:
        """A dispatched case."""
        async with self.database.begin(self.clock.now()) as tx:
            source = Source(chat=chat, message=1, reporter_name="赵督查")
            fresh = Case(0, source, text, tx.now, state=State.DISPATCHED)
            return await cases.add(tx, fresh, by=None, by_name="赵督查")

    async def ping(self, text: str, chat: int = GROUP, **more: Any) -> tuple[int, int]:
        """A case with its card under way; the keys of the card and of its letter."""
        case = await self.case(text, chat)
        async with self.database.begin(self.clock.now()) as tx:
            card = await cards.add(tx, kind="card", chat=chat, thread=None, shows=(case.id,))
            settings: dict[str, Any] = {"dedupe": f"card:{card}", "priority": Priority.PING}
            settings |= {"case": case.id, "card": card}
            return card, await outbox.post(tx, chat=chat, kind=Kind.CARD, **(settings | more))

    async def edit(self, card: int, chat: int = GROUP) -> int:
        """The card is to be shown anew."""
        async with self.database.begin(self.clock.now()) as tx:
            return await outbox.post(
                tx,
                chat=chat,
                kind=Kind.EDIT,
                dedupe=f"edit:{card}",
                priority=Priority.EDIT,
                card=card,
            )

    async def change(self, card: int, state: State) -> None:
        """The cases of a card move on."""
        async with self.database.begin(self.clock.now()) as tx:
            shown = select(card_cases.c.case_id).where(card_cases.c.card_id == card)
            moved = update(table).where(table.c.id.in_(shown))
            await tx.run(moved.values(state=state.value))

    async def row(self, letter: int) -> Any:
        """The letter's row."""
        async with self.database.read(self.clock.now()) as tx:
            return (await tx.run(select(letters).where(letters.c.id == letter))).one()

    async def until(self, true: Callable[[], Any], seconds: float = 8.0) -> Any:
        """Wait until an async condition holds, and return what it gave."""
        async with asyncio.timeout(seconds):
            # What is waited for happens in the database or in another process: no event tells.
            while not (value := await true()):  # noqa: ASYNC110
                await asyncio.sleep(0.02)
            return value

    async def becomes(self, letter: int, state: str) -> Any:
        """Wait until a letter is in that state; its row."""

        async def reached() -> Any:
            row = await self.row(letter)
            return row if row.state == state else None

        return await self.until(reached)


@asynccontextmanager
async def speaking(
    database: Database,
    api: Api,
    allowance: Allowance = NO_LIMITS,
    *,
    spent: int = 0,
    **options: Any,
) -> AsyncIterator[Stage]:
    """A running speaker, stopped at the end; the group heard `spent` messages 55 seconds ago."""
    stage = staged(database, api, allowance, **options)
    for _ in range(spent):
        stage.speaker.budget.seed(GROUP, time.monotonic() - 55)
    right = SpeakingRight()
    # What falls due later, and what other processes leave, it hears of from the ticker.
    ticker = Ticker(database, stage.clock.now, (), due)
    ticker.start()
    task = asyncio.create_task(stage.speaker.run(right))
    try:
        yield stage
    finally:
        right.lose()
        await ticker.stop()
        await task


def staged(database: Database, api: Api, allowance: Allowance = NO_LIMITS, **options: Any) -> Stage:
    """A stage whose speaker does not run yet."""
    clock = RealClock(UTC)
    settings: dict[str, Any] = {"render": render, "retry_unit": 0.05} | options
    sayer = Sayer(database, clock, delivery=Delivery(api, encode), **settings)
    return Stage(database, clock, Speaker(sayer, Budget(allowance)))


def later(**delta: float) -> datetime:
    """A moment from now."""
    return datetime.now(UTC) + timedelta(**delta)


async def texts(talk: Talk, chat: int = GROUP) -> list[str]:
    """What stands in a chat, oldest first, without service messages."""
    return [message["text"] for message in await talk.seen(chat) if message.get("text")]
