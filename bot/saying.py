"""One claimed letter on its way: rendered as things are now, delivered, and its outcome stored."""

import asyncio
import hashlib
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TypeVar

import structlog
from telegram.error import TelegramError

from bot.clock import Clock
from bot.delivery import Delivery
from bot.send_errors import Failure, Verdict, understand
from db import outbox
from db.engine import Database
from db.transaction import Transaction
from domain.letters import Kind, Letter, NotBefore, NotNeeded, Outgoing
from operations import telling, whistling

log = structlog.get_logger(__name__)

Rendered = Outgoing | NotBefore | NotNeeded
T = TypeVar("T")
Renderer = Callable[[Transaction, Letter], Awaitable[Rendered]]

# How often a letter is tried that cannot be rendered, or that the server refuses.
BROKEN_AT_MOST = 5
REFUSED_AT_MOST = 3
# A server that cannot be reached is tried for at least so often and so long.
LOST_AT_LEAST = 10
LOST_FOR = timedelta(hours=24)
# The updates of a group that moved come first: they tell so themselves, in their order.
MOVE_AFTER = 15.0
MOVE_AT_LAST = 60.0


@dataclass(frozen=True, slots=True)
class Said:
    """What the speaker must know: `counted` against the budget; seconds until what may go on."""

    counted: bool = False
    pause_chat: float = 0.0
    again_in: float = 0.0


@dataclass(slots=True)
class Counts:
    """Plain counters for /metrics. `letters` by (kind, outcome), `errors` by name."""

    letters: Counter[tuple[str, str]] = field(default_factory=Counter)
    errors: Counter[str] = field(default_factory=Counter)


def backoff(attempts: int) -> float:
    """Seconds until the next attempt: 1, 2, 4 … 60."""
    return min(60.0, 2.0 ** max(0, attempts - 1))


def fingerprint(outgoing: Outgoing) -> str:
    """A hash of what is seen of a message, to tell whether an edit would change anything."""
    seen = repr((outgoing.html, outgoing.keyboard))
    return hashlib.sha256(seen.encode()).hexdigest()


class Sayer:
    """Takes one letter at a time from claimed to done; holds nothing but counters."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        render: Renderer,
        delivery: Delivery,
        *,
        machine: Callable[[], float] = time.monotonic,
        retry_unit: float = 1.0,
    ) -> None:
        """`machine` is machine time in seconds; `retry_unit` the seconds before the first retry."""
        self.database = database
        self.clock = clock
        self.render = render
        self.delivery = delivery
        self.machine = machine
        self.retry_unit = retry_unit
        self.counts = Counts()
        self.unreachable_since: float | None = None
        self.offline = False
        self._moving: dict[int, float] = {}

    async def say(self, letter: Letter) -> Said:
        """Whatever happens, the letter is afterwards sent, superseded, given up, or waits."""
        try:
            rendered = await self._rendered(letter)
        except Exception as error:
            return await self._broken(letter, error)
        if isinstance(rendered, NotBefore):
            return await self._later(letter, rendered.moment)
        if isinstance(rendered, NotNeeded):
            reason = rendered.reason
            await self._store(lambda tx: outbox.superseded(tx, letter, reason))
            return self._count(letter, "not_needed", Said())
        return await self._deliver(letter, rendered)

    async def _later(self, letter: Letter, moment: datetime) -> Said:
        await self._store(lambda tx: outbox.put_back(tx, letter, counts=False, not_before=moment))
        return self._count(letter, "not_now", Said())

    async def _rendered(self, letter: Letter) -> Rendered:
        async with self.database.read(self.clock.now()) as tx:
            rendered = await self.render(tx, letter)
            if letter.kind is not Kind.EDIT or not isinstance(rendered, Outgoing):
                return rendered
            card = await outbox.message_of(tx, letter.card) if letter.card is not None else None
        if card is None:
            return NotNeeded("there is no message to edit")
        if card.shown == fingerprint(rendered):
            return NotNeeded("it already looks like that")
        return replace(rendered, edits=card.message, edits_caption=card.is_photo)

    async def _deliver(self, letter: Letter, outgoing: Outgoing) -> Said:
        shown = fingerprint(outgoing)
        if outgoing.edits is not None and outgoing.edits <= 0:
            gone = Failure(Verdict.GONE, "old_group", "the message is in the group's former self")
            return await self._failed(letter, outgoing, gone)
        try:
            done = await self.delivery.deliver(letter, outgoing)
        except TelegramError as error:
            return await self._failed(letter, outgoing, understand(error))
        except Exception as error:
            return await self._broken(letter, error)
        self.unreachable_since, self.offline = None, False
        await self._store(
            lambda tx: outbox.sent(tx, letter, done.message, shown=shown, is_photo=done.is_photo)
        )
        return self._count(letter, "sent", Said(counted=True))

    async def _failed(self, letter: Letter, outgoing: Outgoing, failure: Failure) -> Said:
        self.counts.errors[failure.name] += 1
        log.info("not sent", letter=letter.id, chat=letter.chat, error=failure.reason)
        match failure.verdict:
            case Verdict.DONE if outgoing.edits is not None:
                message, shown = outgoing.edits, fingerprint(outgoing)
                await self._store(lambda tx: outbox.sent(tx, letter, message, shown=shown))
                return self._count(letter, "sent", Said())
            case Verdict.GONE if letter.kind is Kind.EDIT:
                anew = await self._store(lambda tx: outbox.card_gone(tx, letter, failure.reason))
                return self._count(letter, "superseded" if anew else "given_up", Said())
            case Verdict.TROUBLE:
                return await self._in_trouble(letter, failure)
            case Verdict.MOVED:
                return await self._moved(letter, failure.chat)
            case Verdict.PAUSE:
                await self._store(lambda tx: outbox.put_back(tx, letter, counts=False))
                return self._count(letter, "paused", Said(pause_chat=failure.seconds))
            case Verdict.LATER | Verdict.UNKNOWN:
                return await self._lost(letter, failure)
        return await self._refused(letter, failure.reason, REFUSED_AT_MOST)

    async def _broken(self, letter: Letter, error: Exception) -> Said:
        """A fault of ours, or of the database: nothing was sent."""
        self.counts.errors["broken"] += 1
        log.error("cannot be rendered", letter=letter.id, kind=letter.kind, exc_info=error)
        reason = f"{type(error).__name__}: {error}"[:500]
        return await self._refused(letter, reason, BROKEN_AT_MOST)

    async def _refused(self, letter: Letter, reason: str, most: int) -> Said:
        if letter.attempts < most:
            await self._store(lambda tx: outbox.put_back(tx, letter))
            return self._count(letter, "retried", Said(again_in=self._pause(letter)))
        return await self._give_up(letter, reason)

    async def _lost(self, letter: Letter, failure: Failure) -> Said:
        """The server was not reached, or its answer was not."""
        if self.unreachable_since is None:
            self.unreachable_since = self.machine()
        unknown = failure.verdict is Verdict.UNKNOWN
        self.offline = self.offline or not unknown
        waited = self.clock.now() - letter.created_at
        if letter.attempts >= LOST_AT_LEAST and waited > LOST_FOR:
            return await self._give_up(letter, failure.reason)
        await self._store(lambda tx: outbox.put_back(tx, letter, unknown=unknown))
        outcome = "unknown" if unknown else "retried"
        said = Said(counted=unknown, again_in=self._pause(letter))
        return self._count(letter, outcome, said)

    async def _in_trouble(self, letter: Letter, failure: Failure) -> Said:
        async def store(tx: Transaction) -> None:
            await outbox.put_back(tx, letter, counts=False)
            await outbox.chat_in_trouble(tx, letter.chat, failure.name)
            await telling.out_of_reach(tx, letter.chat)
            await whistling.out_of_reach(tx, letter.chat)

        await self._store(store)
        log.warning("the chat cannot be written to", chat=letter.chat, trouble=failure.name)
        return self._count(letter, "in_trouble", Said())

    async def _moved(self, letter: Letter, new: int) -> Said:
        """The group is a supergroup now. Its last updates may still wait to be handled here."""
        since = self._moving.setdefault(letter.chat, self.machine())

        async def store(tx: Transaction) -> bool:
            waited = self.machine() - since
            drained = await outbox.lane_is_drained(tx, letter.chat)
            follow = waited >= MOVE_AT_LAST or (drained and waited >= MOVE_AFTER)
            if follow:
                await outbox.migrate_chat(tx, letter.chat, new)
            await outbox.put_back(tx, letter, counts=False)
            return follow

        if await self._store(store):
            del self._moving[letter.chat]
        return self._count(letter, "moved", Said(pause_chat=1.0))

    async def _give_up(self, letter: Letter, reason: str) -> Said:
        await self._store(lambda tx: outbox.given_up(tx, letter, reason))
        log.error("a letter was given up", letter=letter.id, chat=letter.chat, reason=reason)
        return self._count(letter, "given_up", Said())

    def _pause(self, letter: Letter) -> float:
        return self.retry_unit * backoff(letter.attempts)

    def _count(self, letter: Letter, outcome: str, said: Said) -> Said:
        self.counts.letters[letter.kind.value, outcome] += 1
        return said

    async def _store(self, act: Callable[[Transaction], Awaitable[T]]) -> T:
        """Store an outcome, however long the database is away: unstored it would be sent again."""
        attempts = 0
        while True:
            try:
                async with self.database.begin(self.clock.now()) as tx:
                    return await act(tx)
            except Exception as error:
                attempts += 1
                log.error("an outcome could not be stored", attempts=attempts, exc_info=error)
                await asyncio.sleep(min(5.0, backoff(attempts) / 10))
