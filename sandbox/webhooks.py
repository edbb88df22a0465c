"""Updates posted to a bot's webhook, in order, again and again until it answers 2xx."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import aiohttp

from sandbox.core import Core
from sandbox.records import Bot, Json

FIRST_PAUSE = 0.5
LONGEST_PAUSE = 60.0
PATIENCE = aiohttp.ClientTimeout(total=60)

Answered = Callable[[Bot, Json], Awaitable[None]]


@dataclass(slots=True)
class _Failure:
    date: int
    message: str


class Webhooks:
    """One deliverer per bot that has a webhook.

    `answered` carries out a method call that came as the answer to an update, which Telegram
    allows: https://core.telegram.org/bots/api#making-requests-when-getting-updates
    """

    def __init__(self, core: Core, answered: Answered) -> None:
        self._core = core
        self._answered = answered
        self._tasks: dict[int, asyncio.Task[None]] = {}
        self._failures: dict[int, _Failure] = {}
        self._session: aiohttp.ClientSession | None = None

    def start(self) -> None:
        """Take up the webhooks that a previous process knew."""
        for bot in self._core.world.bots.values():
            self.follow(bot)

    async def stop(self) -> None:
        """End all deliverers."""
        tasks = list(self._tasks.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if self._session:
            await self._session.close()

    def follow(self, bot: Bot) -> None:
        """Deliver to the bot's webhook as it is set now, or stop."""
        if old := self._tasks.pop(bot.id, None):
            old.cancel()
        self._failures.pop(bot.id, None)
        if bot.webhook.get("url"):
            self._tasks[bot.id] = asyncio.create_task(self._deliver(bot))

    def last_error(self, bot: Bot) -> Json:
        """The fields of WebhookInfo about the last failure."""
        failure = self._failures.get(bot.id)
        if failure is None:
            return {}
        return {"last_error_date": failure.date, "last_error_message": failure.message}

    async def _deliver(self, bot: Bot) -> None:
        queue, pause = self._core.queues.of(bot), FIRST_PAUSE
        while True:
            if not queue.items:
                queue.arrived.clear()
                await queue.arrived.wait()
            problem = await self._post(bot, self._next(bot))
            if problem is None:
                pause = FIRST_PAUSE
                continue
            self._failures[bot.id] = _Failure(int(time.time()), problem)
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)

    def _next(self, bot: Bot) -> list[tuple[int, str]]:
        """What to post before the queue may move on: one update, more if a fault muddles them."""
        items = self._core.queues.of(bot).items
        disorder = self._core.faults.take_disorder(len(items))
        if disorder == "duplicate":
            return [items[0], items[0]]
        return [items[1], items[0]] if disorder == "reorder" else [items[0]]

    async def _post(self, bot: Bot, batch: list[tuple[int, str]]) -> str | None:
        """Post a batch and confirm it; what went wrong, in a few words, or None."""
        for _, line in batch:
            problem = await self._post_one(bot, line)
            if problem is not None:
                return problem
        self._core.queues.of(bot).confirm(max(number for number, _ in batch) + 1)
        return None

    async def _post_one(self, bot: Bot, line: str) -> str | None:
        headers = {"Content-Type": "application/json"}
        if secret := bot.webhook.get("secret"):
            headers["X-Telegram-Bot-Api-Secret-Token"] = secret
        session = self._session = self._session or aiohttp.ClientSession(timeout=PATIENCE)
        try:
            async with session.post(
                bot.webhook["url"], data=line.encode(), headers=headers, allow_redirects=False
            ) as response:
                if not 200 <= response.status < 300:
                    return f"Wrong response from the webhook: {response.status} {response.reason}"
                body = await _method_call(response)
        except TimeoutError:
            return "Read timeout expired"
        except aiohttp.ClientError as error:
            return f"Connection failed: {type(error).__name__}"
        if body:
            await self._answered(bot, body)
        return None


async def _method_call(response: aiohttp.ClientResponse) -> Json | None:
    if response.content_type != "application/json":
        return None
    try:
        body = await response.json()
    except ValueError:
        return None
    return body if isinstance(body, dict) and isinstance(body.get("method"), str) else None
