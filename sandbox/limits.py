"""Telegram's send limits, for one bot: per group and minute, per chat and second, in all.

Counted are messages sent, album items and edits that succeeded. Time is the machine's monotonic
clock: a jump of the business clock frees nothing. What https://core.telegram.org/bots/faq says
("avoid sending more than one message per second … short bursts") is read as a bucket of
`BURST` that fills by one each second; an album may overdraw it.
"""

import math
import time
from collections import defaultdict, deque
from collections.abc import Callable

from sandbox.errors import BotApiError

GROUP_MINUTE = 20
BURST = 3.0
ALL_SECOND = 30


class Limits:
    """The counters. With `on` False everything passes and nothing is counted."""

    def __init__(self, *, on: bool, monotonic: Callable[[], float] = time.monotonic) -> None:
        self.on = on
        self._monotonic = monotonic
        self._groups: defaultdict[tuple[int, int], deque[float]] = defaultdict(deque)
        self._chats: dict[tuple[int, int], tuple[float, float]] = {}
        self._all: defaultdict[int, deque[float]] = defaultdict(deque)

    def spend(self, bot: int, chat: int, count: int, *, group: bool) -> None:
        """Count `count` messages, or raise 429 with the seconds to wait and count none."""
        if not self.on:
            return
        now = self._monotonic()
        tokens, wait = self._bucket(bot, chat, now)
        wait = max(wait, _wait(self._all[bot], now, 1.0, ALL_SECOND, count))
        if group:
            wait = max(wait, _wait(self._groups[bot, chat], now, 60.0, GROUP_MINUTE, count))
        if wait > 0:
            raise too_many(math.ceil(wait))
        self._chats[bot, chat] = (tokens - count, now)
        self._all[bot].extend([now] * count)
        if group:
            self._groups[bot, chat].extend([now] * count)

    def _bucket(self, bot: int, chat: int, now: float) -> tuple[float, float]:
        """Tokens left and how long until there is one."""
        left, at = self._chats.get((bot, chat), (BURST, now))
        tokens = min(BURST, left + now - at)
        # To the microsecond: whoever waited as long as he was told is not refused for a rounding.
        return tokens, max(0.0, round(1.0 - tokens, 6))


def too_many(retry_after: int) -> BotApiError:
    """429 as Telegram words it."""
    seconds = max(1, retry_after)
    return BotApiError(429, f"Too Many Requests: retry after {seconds}", {"retry_after": seconds})


def _wait(sent: deque[float], now: float, window: float, most: int, count: int) -> float:
    """Seconds until `count` more fit into a sliding window; forgets what has left it."""
    while sent and sent[0] <= now - window:
        sent.popleft()
    excess = len(sent) + count - most
    return sent[min(excess, len(sent)) - 1] + window - now if excess > 0 and sent else 0.0
