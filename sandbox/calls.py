"""The last Bot API calls, for tests that count what a bot did."""

import json
import time
from collections import deque
from dataclasses import dataclass
from datetime import datetime

from sandbox.records import Json

REMEMBERED = 5000
STRUCTURED = frozenset(
    (
        "chat_id",
        "from_chat_id",
        "user_id",
        "message_id",
        "message_thread_id",
        "reply_to_message_id",
        "offset",
        "limit",
        "timeout",
        "reply_markup",
        "reply_parameters",
        "media",
        "reaction",
        "commands",
        "scope",
        "allowed_updates",
        "entities",
        "caption_entities",
        "link_preview_options",
    )
)


@dataclass(slots=True)
class LoggedCall:
    """One call with its outcome; `monotonic` is the machine's clock at the end of the call."""

    n: int
    at: datetime
    monotonic: float
    bot: int
    method: str
    params: Json
    status: int
    description: str | None

    def shown(self) -> Json:
        """As `GET /sandbox/calls` shows it."""
        shown: Json = {
            "n": self.n,
            "at": self.at.isoformat(),
            "monotonic": self.monotonic,
            "bot": self.bot,
            "method": self.method,
            "params": {name: _typed(name, value) for name, value in self.params.items()},
            "status": self.status,
            "ok": self.status == 200,
        }
        if self.description is not None:
            shown["description"] = self.description
        if "chat_id" in self.params:
            shown["chat_id"] = shown["params"]["chat_id"]
        return shown


def _typed(name: str, value: object) -> object:
    """Forms carry numbers and objects as text; the log shows them as JSON would carry them."""
    if not isinstance(value, str) or name not in STRUCTURED:
        return value
    try:
        return json.loads(value)
    except ValueError:
        return value


class Calls:
    """A ring of calls, in memory only."""

    def __init__(self) -> None:
        self._ring: deque[LoggedCall] = deque(maxlen=REMEMBERED)
        self._count = 0

    def note(
        self, at: datetime, bot: int, method: str, params: Json, status: int, why: str | None
    ) -> None:
        """Remember a finished call."""
        self._count += 1
        self._ring.append(
            LoggedCall(self._count, at, time.monotonic(), bot, method, params, status, why)
        )

    def after(self, n: int) -> list[Json]:
        """All remembered calls with a greater number."""
        return [call.shown() for call in self._ring if call.n > n]
