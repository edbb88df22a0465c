"""What a bot sent, by the sandbox's log of calls: with the machine time at which it arrived."""

import asyncio
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

from bot.example.phone import Phone

SENDS = frozenset({"sendmessage", "sendphoto"})
# The log keeps the last 5,000 calls: at 50 reports a second those of some twenty seconds.
LOOK_EVERY = 0.5

_CASE = re.compile(r"<b>(\d{4}-\d{3,})</b>")
_MENTION = re.compile(r'tg://user\?id=(\d+)"')
# The line of a card that names the unit; no other message has it.
_UNIT = "👥"


@dataclass(frozen=True, slots=True)
class Sent:
    """A message that the server has carried out; `at` is machine time (`time.monotonic`)."""

    chat: int
    html: str
    at: float
    reply_to: int | None

    def shows(self) -> dict[str, frozenset[int]]:
        """The cases that it shows as a card, each with the accounts that are mentioned for it."""
        parts = _CASE.split(self.html)[1:]
        told = zip(parts[::2], parts[1::2], strict=True)
        return {
            number: frozenset(map(int, _MENTION.findall(words)))
            for number, words in told
            if _UNIT in words
        }


def sent(call: Mapping[str, Any]) -> Sent | None:
    """A logged call as a message; None if it is none, or was refused."""
    if call["method"].lower() not in SENDS or call["status"] != 200:
        return None
    given = call["params"]
    reply = given.get("reply_parameters") or {}
    replied = reply.get("message_id", given.get("reply_to_message_id"))
    return Sent(
        chat=int(call["chat_id"]),
        html=given.get("text") or given.get("caption") or "",
        at=call["monotonic"],
        reply_to=int(replied) if replied is not None else None,
    )


class CallLog:
    """Follows the log from its opening on; `look` catches up at once."""

    def __init__(self, phone: Phone, bot: int | None = None) -> None:
        """`bot`: only this bot's calls."""
        self._phone = phone
        self._bot = bot
        self._seen = 0
        self.sent: list[Sent] = []
        self.statuses: Counter[int] = Counter()
        self.methods: Counter[str] = Counter()

    async def __aenter__(self) -> Self:
        await self.look()
        self._following = asyncio.create_task(self._follow())
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._following.cancel()
        await asyncio.gather(self._following, return_exceptions=True)

    async def look(self) -> None:
        """Read what is new."""
        calls = (await self._phone.get(f"/calls?after={self._seen}"))["calls"]
        self._note(call for call in calls if call["n"] > self._seen)
        self._seen = max((call["n"] for call in calls), default=self._seen)

    def _note(self, calls: Iterable[Mapping[str, Any]]) -> None:
        for call in calls:
            if self._bot not in (None, call["bot"]):
                continue
            self.statuses[call["status"]] += 1
            self.methods[call["method"]] += 1
            if (message := sent(call)) is not None:
                self.sent.append(message)

    async def _follow(self) -> None:
        while True:
            await asyncio.sleep(LOOK_EVERY)
            await self.look()
