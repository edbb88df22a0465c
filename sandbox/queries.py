"""Pressed buttons that wait for the bot's answerCallbackQuery."""

import asyncio
import secrets
import time
from dataclasses import dataclass

from sandbox.records import Json

LIFETIME = 60.0


@dataclass(slots=True)
class Query:
    """A callback query under way; the future gets `{"text", "show_alert", "url"?}`."""

    id: str
    bot: int
    asked: float
    answer: asyncio.Future[Json]


class Queries:
    """Queries by id; each is answered once, within a minute of machine time."""

    def __init__(self) -> None:
        self._open: dict[str, Query] = {}

    def ask(self, bot: int) -> Query:
        """A new query for a bot."""
        now = time.monotonic()
        for old in [q.id for q in self._open.values() if now - q.asked > LIFETIME]:
            del self._open[old]
        query = Query(
            id=str(secrets.randbits(62)),
            bot=bot,
            asked=now,
            answer=asyncio.get_running_loop().create_future(),
        )
        self._open[query.id] = query
        return query

    def answer(self, query_id: str, bot: int, answer: Json) -> bool:
        """Whether the query was still open; if so, whoever waits for it gets the answer."""
        query = self._open.get(query_id)
        if query is None or query.bot != bot or time.monotonic() - query.asked > LIFETIME:
            return False
        del self._open[query_id]
        if not query.answer.done():
            query.answer.set_result(answer)
        return True
