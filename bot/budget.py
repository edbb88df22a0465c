"""How much may be said, and when: Telegram's send limits, kept without ever meeting a 429.

Limits of https://core.telegram.org/bots/faq: one message a second to a chat, 20 a minute to a
group, 30 a second in all. Sends, album items and edits count. All times are machine time, in
seconds (`time.monotonic`), and handed in.

A message counts from the moment its sending *ended*, and the next must not *start* too early:
wherever between start and end Telegram counted each, the windows hold.
"""

from collections import defaultdict, deque
from dataclasses import dataclass, field

from domain.letters import Priority

MINUTE = 60.0
SECOND = 1.0


@dataclass(frozen=True, slots=True)
class Allowance:
    """The limits. `reserve`: how many of a group's minute only dangers and pings may use.

    `on=False` is for benchmarks and for servers without limits; what a 429 says is obeyed anyway.
    """

    per_chat_gap: float = SECOND
    per_group_minute: int = 20
    per_second: int = 30
    reserve: int = 4
    on: bool = True


@dataclass(slots=True)
class _Chat:
    ended: deque[float] = field(default_factory=deque)
    sending: int = 0
    paused_until: float = 0.0


class Budget:
    """What was said lately. Negative ids are groups and channels; only they have a minute."""

    def __init__(self, allowance: Allowance | None = None) -> None:
        self.allowance = allowance or Allowance()
        self._chats: defaultdict[int, _Chat] = defaultdict(_Chat)
        self._all: deque[float] = deque()
        self._sending = 0

    def wait(self, chat: int, priority: Priority, now: float) -> float:
        """Seconds until a message of that priority may start; 0 when it may start now."""
        kept = self._fresh(chat, now)
        waits = [kept.paused_until - now, 0.0]
        if self.allowance.on:
            waits.append(self._all_wait(now))
            if kept.ended:
                waits.append(kept.ended[-1] + self.allowance.per_chat_gap - now)
            if chat < 0:
                waits.append(self._minute_wait(kept, priority, now))
        return max(waits)

    def short(self, chat: int, now: float) -> bool:
        """Whether half of a group's minute is spent: from here on it is paced, and pings merge."""
        spent = len(self._fresh(chat, now).ended)
        return self.allowance.on and chat < 0 and 2 * spent >= self.allowance.per_group_minute

    def start(self, chat: int) -> None:
        """A send or an edit begins."""
        self._chats[chat].sending += 1
        self._sending += 1

    def end(self, chat: int, now: float, *, counted: bool = True) -> None:
        """It ended. `counted=False`: it was refused, or never reached the server."""
        self._chats[chat].sending -= 1
        self._sending -= 1
        if counted:
            self.seed(chat, now)

    def seed(self, chat: int, at: float) -> None:
        """Something was said at that time, perhaps by a process before this one; oldest first."""
        self._chats[chat].ended.append(at)
        self._all.append(at)

    def pause(self, chat: int, until: float) -> None:
        """A 429: nothing to this chat until then. Other chats go on."""
        kept = self._chats[chat]
        kept.paused_until = max(kept.paused_until, until)

    def heard(self) -> tuple[int, ...]:
        """The chats that are kept in mind."""
        return tuple(self._chats)

    def forget_idle(self, now: float) -> None:
        """Let go of chats that have heard nothing for a minute."""
        idle = [
            chat
            for chat in self._chats
            if not (kept := self._fresh(chat, now)).ended
            and not kept.sending
            and kept.paused_until <= now
        ]
        for chat in idle:
            del self._chats[chat]

    def _fresh(self, chat: int, now: float) -> _Chat:
        kept = self._chats[chat]
        while kept.ended and kept.ended[0] <= now - MINUTE:
            kept.ended.popleft()
        return kept

    def _all_wait(self, now: float) -> float:
        while self._all and self._all[0] <= now - SECOND:
            self._all.popleft()
        free = self.allowance.per_second - len(self._all) - self._sending
        if free > 0:
            return 0.0
        # Room comes when the oldest leaves; if all are still being sent, a look again soon will do.
        return self._all[0] + SECOND - now if self._all else SECOND / self.allowance.per_second

    def _minute_wait(self, kept: _Chat, priority: Priority, now: float) -> float:
        """The pace of a group, and its end.

        Once half of the minute is spent, the slots that are left are spread evenly over the time
        until the oldest message leaves the window, so that a ping waits a few seconds, never for
        most of a minute. With no slot left the same rule waits for the oldest to leave.
        """
        if not kept.ended:
            return 0.0
        most = self.allowance.per_group_minute
        spent = len(kept.ended) + kept.sending
        own = most if priority <= Priority.PING else most - self.allowance.reserve
        if spent >= own:
            return kept.ended[min(spent - own, len(kept.ended) - 1)] + MINUTE - now
        if 2 * spent < most:
            return 0.0
        span = kept.ended[0] + MINUTE - kept.ended[-1]
        return kept.ended[-1] + span / (own - spent + 1) - now
