"""Listening: updates go into the inbox first, and only then does Telegram hear that they came."""

import asyncio
import hmac
import json
import time
from collections.abc import Sequence
from typing import Any

import structlog
from telegram.error import (
    BadRequest,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)

from bot import sifting
from bot.clock import Clock
from bot.request import Api
from db import inbox, people
from db.engine import Database
from db.failures import is_passing
from db.transaction import Transaction
from web.health import Health, degraded, down, ok

log = structlog.get_logger(__name__)

# Seconds of one long poll, and what the connection may take on top of it.
POLL = 30
SLACK = 15.0
BATCH = 100
# Pauses between attempts that fail, in seconds; the last one stays.
PAUSES = (0.5, 1.0, 2.0, 5.0, 10.0)
# After a week without updates Telegram starts the ids anew, perhaps below the offset.
IDLE_BEFORE_FORGETTING = 6 * 24 * 3600.0

# Two pollers take turns in being refused: what one of them saw stays true for a while.
CONFLICT_SHOWN = 60.0
CONFLICT = "另一个程序正在用同一个令牌收消息；请只保留一个（或换一个令牌）"


class TokenRefused(Exception):
    """Telegram 不认这个令牌：请检查 DUBAN_TELEGRAM_TOKEN。"""


class Intake:
    """Takes updates from Telegram, by polling or from the webhook, into the inbox."""

    def __init__(self, database: Database, clock: Clock, api: Api, bot_id: int) -> None:
        self._database = database
        self._clock = clock
        self._api = api
        self._bot_id = bot_id
        self._offset: int | None = None
        self._failures = 0
        self._health: Health = down("还没有开始收消息")
        self._conflict_at = -CONFLICT_SHOWN
        self._last_arrival = time.monotonic()
        self.stored = 0

    def health(self) -> Health:
        """How listening goes."""
        if time.monotonic() - self._conflict_at < CONFLICT_SHOWN:
            return degraded(CONFLICT)
        return self._health

    async def poll(self) -> None:
        """Ask Telegram for updates for ever. Ends only by `TokenRefused`."""
        while True:
            pause = await self.poll_once()
            if pause:
                await asyncio.sleep(pause)

    async def poll_once(self) -> float:
        """One long poll with all it brings; returns the seconds to pause before the next."""
        try:
            updates = await self._get()
            await self.store(updates)
        except InvalidToken:
            raise TokenRefused from None
        except Exception as error:
            if isinstance(error, Conflict) and "webhook" in error.message.lower():
                return await self._drop_webhook()
            return self._failed(error)
        self._confirm_next_time(updates)
        self._failures = 0
        self._health = ok()
        return 0.0

    async def store(self, updates: Sequence[Any]) -> None:
        """Keep a batch in one transaction, less what may not be kept. Raises database errors."""
        known = [one for one in updates if sifting.update_id(one) is not None]
        if len(known) < len(updates):
            log.error("not_an_update", count=len(updates) - len(known))
        if not known:
            return
        async with self._database.begin(self._clock.now()) as tx:
            kept = await _within_reach(tx, sorted(known, key=_number))
            arrivals = [_arrival(one) for one in kept]
            self.stored += await inbox.store(tx, self._bot_id, arrivals)

    async def webhook(self, expected: str, secret: str | None, body: bytes) -> int:
        """Store one update that Telegram posted; returns the HTTP status to answer.

        `expected` is the secret that was agreed on, `secret` the one that came with the update.
        """
        if not hmac.compare_digest((secret or "").encode(), expected.encode()):
            return 403
        try:
            update = json.loads(body)
        except ValueError:
            log.error("webhook_without_json")
            return 400
        try:
            await self.store([update])
        except Exception as error:
            self._failed(error)
            return 503
        self._health = ok()
        return 200

    async def ask_for_webhook(self, url: str, secret: str) -> None:
        """Tell Telegram where to post updates, and again until it has understood."""
        params = {
            "url": url,
            "secret_token": secret,
            "allowed_updates": list(sifting.ALLOWED_UPDATES),
        }
        while True:
            try:
                await self._api.call("setWebhook", params)
            except InvalidToken:
                raise TokenRefused from None
            except TelegramError as error:
                await asyncio.sleep(self._failed(error))
            else:
                self._failures = 0
                self._health = ok(webhook=True)
                return

    async def _drop_webhook(self) -> float:
        """A webhook left from earlier keeps Telegram from being polled."""
        try:
            await self._api.call("deleteWebhook")
        except TelegramError as error:
            return self._failed(error)
        log.info("webhook_dropped")
        return PAUSES[0]

    async def _get(self) -> list[Any]:
        idle = time.monotonic() - self._last_arrival
        if idle > IDLE_BEFORE_FORGETTING:
            self._offset = None
        # The first poll, and the first after a failure, is only to learn that we are heard.
        wait = POLL if self._health.status == "ok" else 0
        params: dict[str, Any] = {
            "timeout": wait,
            "limit": BATCH,
            "allowed_updates": list(sifting.ALLOWED_UPDATES),
        }
        if self._offset is not None:
            params["offset"] = self._offset
        updates = await self._api.call("getUpdates", params, read_timeout=wait + SLACK)
        return updates if isinstance(updates, list) else []

    def _confirm_next_time(self, updates: Sequence[Any]) -> None:
        numbers = [number for one in updates if (number := sifting.update_id(one)) is not None]
        if numbers:
            self._offset = max(numbers) + 1
            self._last_arrival = time.monotonic()

    def _failed(self, error: Exception) -> float:
        self._failures += 1
        pause = PAUSES[min(self._failures, len(PAUSES)) - 1]
        self._health, pause = _verdict(error, pause)
        if isinstance(error, Conflict):
            self._conflict_at = time.monotonic()
        log.warning("intake_failed", reason=self._health.reason, error=repr(error), pause=pause)
        return pause


def _verdict(error: Exception, pause: float) -> tuple[Health, float]:
    match error:
        case Conflict():
            return degraded(CONFLICT), max(pause, 5.0)
        case RetryAfter():
            return degraded("Telegram 要求稍等"), max(pause, seconds(error))
        case BadRequest() | Forbidden():
            return down(f"Telegram 拒绝了请求：{error.message}"), max(pause, 5.0)
        case NetworkError():
            return degraded(f"连不上 Telegram：{error.message}"), pause
        case TelegramError():
            return degraded(f"Telegram 的回答看不懂：{error.message}"), pause
    if is_passing(error):
        return down("数据库暂时写不进去，消息还留在 Telegram"), pause
    log.error("intake_broken", exc_info=error)
    return down(f"收消息出错：{type(error).__name__}"), max(pause, 5.0)


def seconds(error: RetryAfter) -> float:
    """How long Telegram asks us to wait."""
    told = error.retry_after
    return float(told) if isinstance(told, int) else told.total_seconds()


def _number(update: sifting.Json) -> int:
    return int(update["update_id"])


async def _within_reach(
    tx: Transaction, updates: Sequence[sifting.Json]
) -> tuple[sifting.Json, ...]:
    """The batch without what strangers and their groups say, which we have no right to keep.

    A group that is about to be enrolled is given the benefit of the doubt, or the first report
    sent right after `/enroll` would be lost; the worker forgets it if it was not enrolled. So is
    somebody who is about to be bound.
    """
    groups = {number for one in updates if (number := sifting.group(one)) is not None}
    alone = {number for one in updates if (number := sifting.private(one)) is not None}
    strangers = await inbox.strangers(tx, groups) | await people.without_role(tx, alone)
    if not strangers:
        return tuple(updates)
    waiting = (json.loads(raw) for raw in await inbox.waiting_in(tx, strangers))
    joining = {_place(one) for one in (*updates, *waiting) if sifting.announces(one)}
    return tuple(_reduced(one, strangers, joining) for one in updates)


def _reduced(update: sifting.Json, strangers: set[int], joining: set[int | None]) -> sifting.Json:
    place = _place(update)
    if place not in strangers:
        return update
    if place in joining:
        return update | {sifting.PROVISIONAL: True}
    alone = sifting.private(update) is not None
    return sifting.without_content(update, sifting.INTRODUCING if alone else sifting.ENROLLING)


def _place(update: sifting.Json) -> int | None:
    return sifting.group(update) or sifting.private(update)


def _arrival(update: sifting.Json) -> inbox.Arrival:
    # Escaped to ASCII, no text of any kind can be refused by a database.
    raw = json.dumps(update, separators=(",", ":"))
    return inbox.Arrival(_number(update), sifting.lane(update), raw)
