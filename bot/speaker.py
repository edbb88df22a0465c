"""The one speaker of a bot: one letter at a time in each chat, chats in parallel, within budget."""

import asyncio
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import Protocol

import structlog

from bot.budget import MINUTE, Budget
from bot.picking import pick, urgency
from bot.saying import Sayer
from db import outbox
from db.transaction import Transaction
from domain.letters import Kind, Letter, Priority

log = structlog.get_logger(__name__)

# Seconds between looks without a bell, which the ticker rings for whatever waits to be said …
LOOK = 5.0
# … and before something that went wrong is tried again.
POLL = 1.0
HOUSEKEEPING = 60.0
# How long a message under way may still take when the process is told to stop.
PARTING = 3.0


class Right(Protocol):
    """The right to speak; see bot.lock."""

    @property
    def held(self) -> bool:
        """Whether it still is ours."""

    async def lost(self) -> None:
        """Return once it is not."""


class Speaker:
    """Says what the outbox holds. `run` it only while holding the right to speak."""

    def __init__(
        self,
        sayer: Sayer,
        budget: Budget | None = None,
        *,
        machine: Callable[[], float] = time.monotonic,
    ) -> None:
        """`machine` is machine time in seconds: budgets, pauses and retries live by it."""
        self.sayer = sayer
        self.database = sayer.database
        self.clock = sayer.clock
        self.budget = budget or Budget()
        self.machine = machine
        self.bell = self.database.bells["letters"]
        self.clock.on_jump(self.bell.set)
        self._serving: dict[int, asyncio.Task[None]] = {}
        self._again: set[int] = set()
        self._in_hand: set[int] = set()
        self._timers: dict[int, asyncio.TimerHandle] = {}
        self._not_before: dict[int, float] = {}
        self._pings_in_a_row: defaultdict[int, int] = defaultdict(int)
        self._kept_house_at = 0.0

    @property
    def counts(self) -> Counter[tuple[str, str]]:
        """Letters by (kind, outcome), since the start."""
        return self.sayer.counts.letters

    async def run(self, right: Right) -> None:
        """Speak until the right is lost (returns) or the task is cancelled.

        What is under way may end on cancellation; a lost right stops it in the middle, because
        another speaker begins at that moment.
        """
        loop = asyncio.create_task(self._loop())
        lost = asyncio.create_task(right.lost())
        try:
            await asyncio.wait((loop, lost), return_when=asyncio.FIRST_COMPLETED)
            if loop.done():
                loop.result()
        finally:
            for task in (loop, lost):
                task.cancel()
            await asyncio.gather(loop, lost, return_exceptions=True)
            await self._part(PARTING if right.held else 0.0)

    async def _part(self, seconds: float) -> None:
        for timer in self._timers.values():
            timer.cancel()
        self._timers.clear()
        tasks = list(self._serving.values())
        if tasks and seconds:
            await asyncio.wait(tasks, timeout=seconds)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _loop(self) -> None:
        await self._take_over()
        while True:
            self.bell.clear()
            try:
                await self._keep_house()
                await self._round()
            except Exception as error:
                log.error("the outbox cannot be read", exc_info=error)
            with suppress(TimeoutError):
                async with asyncio.timeout(LOOK):
                    await self.bell.wait()

    async def _take_over(self) -> None:
        """Free what a predecessor had in hand, and remember what it said in the last minute.

        The outbox knows business times. They are taken as ages; where the sandbox's clock jumped
        in between, a 429 would teach the rest.
        """
        while True:
            try:
                now, machine = self.clock.now(), self.machine()
                async with self.database.begin(now) as tx:
                    freed = await outbox.free_claimed(tx, keep=self._in_hand)
                    said = await outbox.sent_since(tx, now - timedelta(seconds=MINUTE))
                break
            except Exception as error:
                log.error("the outbox cannot be taken over", exc_info=error)
                await asyncio.sleep(POLL)
        for chat, at in said:
            self.budget.seed(chat, machine - max(0.0, (now - at).total_seconds()))
        if freed:
            log.info("letters of a stopped speaker are sent again", letters=freed)

    async def _keep_house(self) -> None:
        if self.machine() - self._kept_house_at < HOUSEKEEPING:
            return
        self._kept_house_at = self.machine()
        self.budget.forget_idle(self.machine())
        async with self.database.begin(self.clock.now()) as tx:
            await outbox.free_claimed(tx, keep=self._in_hand)
            given_up = await outbox.give_up_stale(tx)
        if given_up:
            log.error("letters were given up: their chats stayed closed", letters=given_up)

    async def _round(self) -> None:
        """See to every chat that something waits for."""
        async with self.database.read(self.clock.now()) as tx:
            waiting = await outbox.waiting_chats(tx)
        for one in waiting:
            if one.chat in self._serving:
                self._again.add(one.chat)
            elif (wait := self._wait(one.chat, one.priority)) > 0:
                self._look_again(one.chat, wait)
            else:
                self._serving[one.chat] = asyncio.create_task(self._serve(one.chat))

    def _wait(self, chat: int, priority: Priority) -> float:
        return self.budget.wait(chat, priority, self.machine())

    async def _serve(self, chat: int) -> None:
        """Say what waits for one chat, until nothing does or it has to wait."""
        try:
            more = True
            while more or chat in self._again:
                self._again.discard(chat)
                more = await self._say_one(chat)
        except Exception as error:
            log.error("a chat could not be served", chat=chat, exc_info=error)
            self._look_again(chat, POLL)
        finally:
            del self._serving[chat]

    async def _say_one(self, chat: int) -> bool:
        """Take one letter and say it; whether there may be more to say at once."""
        letter, more = await self._take(chat)
        if letter is None:
            return False
        counted, was_offline = True, self.sayer.offline
        try:
            said = await self.sayer.say(letter)
            counted = said.counted
        finally:
            self._let_go(letter, counted=counted)
        self._in_a_row(letter)
        if said.pause_chat:
            self.budget.pause(chat, self.machine() + said.pause_chat)
        if said.again_in:
            self._not_before[letter.id] = self.machine() + said.again_in
            self._look_again(chat, said.again_in)
        if was_offline and not self.sayer.offline:
            # The line is back: what failed for want of it need not wait out its pause.
            self._not_before.clear()
            self.bell.set()
        return more

    async def _take(self, chat: int) -> tuple[Letter | None, bool]:
        """Claim the letter whose turn it is, if the budget allows; whether more wait behind it."""
        claimed: Letter | None = None
        try:
            async with self.database.begin(self.clock.now()) as tx:
                waiting = self._without_later(chat, await outbox.candidates(tx, chat))
                first = self._next(chat, waiting)
                if first is not None:
                    claimed = await self._claim(tx, first, waiting)
        except BaseException:
            if claimed is not None:
                self._let_go(claimed, counted=False)
            raise
        return claimed, len(waiting) > 1

    def _next(self, chat: int, waiting: list[Letter]) -> Letter | None:
        if not waiting:
            return None
        streak = self._pings_in_a_row[chat]
        first = pick(waiting, streak)
        if (wait := self._wait(chat, urgency(first, streak))) > 0:
            self._look_again(chat, wait)
            return None
        return first

    async def _claim(self, tx: Transaction, first: Letter, waiting: list[Letter]) -> Letter | None:
        if first.kind is Kind.CARD and self.budget.short(first.chat, self.machine()):
            await outbox.merge_pings(tx, [first, *(one for one in waiting if one is not first)])
        claimed = await outbox.claim(tx, first.id)
        if claimed is not None:
            # Before the commit: housekeeping must never see it claimed and in nobody's hand.
            self._in_hand.add(claimed.id)
            self.budget.start(claimed.chat)
        return claimed

    def _let_go(self, letter: Letter, *, counted: bool) -> None:
        self.budget.end(letter.chat, self.machine(), counted=counted)
        self._in_hand.discard(letter.id)

    def _without_later(self, chat: int, waiting: list[Letter]) -> list[Letter]:
        now = self.machine()
        later = {one.id: at for one in waiting if (at := self._not_before.get(one.id, 0)) > now}
        if later:
            self._look_again(chat, min(later.values()) - now)
        ready = [one for one in waiting if one.id not in later]
        for one in ready:
            self._not_before.pop(one.id, None)
        return ready

    def _look_again(self, chat: int, seconds: float) -> None:
        """Ring after that time, once per chat: the budget or a retry lets it go on then."""
        loop = asyncio.get_running_loop()
        timer = self._timers.get(chat)
        if timer is not None:
            if timer.when() <= loop.time() + seconds:
                return
            timer.cancel()
        self._timers[chat] = loop.call_later(seconds, self._ring, chat)

    def _ring(self, chat: int) -> None:
        self._timers.pop(chat, None)
        self.bell.set()

    def _in_a_row(self, letter: Letter) -> None:
        is_ping = letter.priority is Priority.PING
        self._pings_in_a_row[letter.chat] = self._pings_in_a_row[letter.chat] + 1 if is_ping else 0
