"""The queue of updates of each bot: numbered, durable until confirmed, polled by one at a time."""

import asyncio
import json
from collections import deque

from sandbox.errors import BotApiError
from sandbox.records import Bot, Json
from sandbox.world import World

FIRST_UPDATE = 100_000_001
ON_REQUEST = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
OTHER_POLLER = (
    "Conflict: terminated by other getUpdates request; "
    "make sure that only one bot instance is running"
)


class Queue:
    """Updates that one bot has not confirmed, oldest first, as ready JSON."""

    def __init__(self, world: World, bot: Bot) -> None:
        self._world = world
        self._bot = bot
        self.items: deque[tuple[int, str]] = deque()
        self.next_id = max(FIRST_UPDATE, bot.confirmed)
        self._waiter: asyncio.Future[None] | None = None
        self.arrived = asyncio.Event()

    def restore(self, update_id: int, line: str) -> None:
        """Put back an update that a previous process kept."""
        self.items.append((update_id, line))
        self.next_id = update_id + 1

    def wants(self, kind: str) -> bool:
        """Whether the bot asked for this kind of update (default: all but three)."""
        allowed = self._bot.allowed_updates
        return kind in allowed if allowed else kind not in ON_REQUEST

    def add(self, kind: str, content: str) -> None:
        """Append an update; `content` is JSON."""
        update_id, self.next_id = self.next_id, self.next_id + 1
        line = f'{{"update_id":{update_id},"{kind}":{content}}}'
        self._world.store.keep_update(self._bot.id, update_id, line)
        self.items.append((update_id, line))
        self.arrived.set()
        self.wake()

    def wake(self) -> None:
        """Whoever polls waits no longer."""
        if self._waiter and not self._waiter.done():
            self._waiter.set_result(None)

    def confirm(self, below: int) -> None:
        """Forget all updates with a smaller number."""
        if not self.items or self.items[0][0] >= below:
            return
        first = last = self.items[0][0]
        while self.items and self.items[0][0] < below:
            last = self.items.popleft()[0]
        with self._world.store.transaction():
            self._world.store.forget_updates(self._bot.id, first, last)
            self._bot.confirmed = last + 1
            self._world.keep_bot(self._bot)

    def confirm_offset(self, offset: int) -> None:
        """Confirm as getUpdates does: a negative offset keeps that many of the newest."""
        if offset < 0:
            kept = list(self.items)[offset:]
            offset = kept[0][0] if kept else self.next_id
        self.confirm(offset)

    def first(self, limit: int) -> list[str]:
        """The oldest updates, as JSON."""
        return [line for _, line in list(self.items)[:limit]] if self.items else []

    def interrupt(self, description: str) -> None:
        """End a poll that is waiting, with 409."""
        if self._waiter and not self._waiter.done():
            self._waiter.set_exception(BotApiError(409, description))

    async def wait(self, seconds: float) -> None:
        """Return when there is an update or the time is up; 409 if another poller comes."""
        if self.items or seconds <= 0:
            return
        waiter = self._waiter = asyncio.get_running_loop().create_future()
        try:
            async with asyncio.timeout(seconds):
                await waiter
        except TimeoutError:
            return
        finally:
            if self._waiter is waiter:
                self._waiter = None


class Queues:
    """All queues; knows which updates which bot gets."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._queues: dict[int, Queue] = {}
        for bot, update_id, line in world.store.updates():
            if bot in world.bots:
                self.of(world.bots[bot]).restore(update_id, line)

    def of(self, bot: Bot) -> Queue:
        """The queue of a bot."""
        if bot.id not in self._queues:
            self._queues[bot.id] = Queue(self._world, bot)
        return self._queues[bot.id]

    def wake(self) -> None:
        """Whoever polls any of them waits no longer."""
        for queue in self._queues.values():
            queue.wake()

    def tell(self, bots: list[Bot], kind: str, content: Json) -> None:
        """Queue one update for each of these bots that wants the kind."""
        wanting = [queue for bot in bots if (queue := self.of(bot)).wants(kind)]
        if not wanting:
            return
        line = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
        for queue in wanting:
            queue.add(kind, line)
