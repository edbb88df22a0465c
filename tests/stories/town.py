"""A town to play stories in: the sandbox, the whole bot beside it, and the example bureau.

    async def test_a_case_is_taken(town: Town) -> None:
        await town.zhao.posts(problem(), text="热闹路32号门口占道经营 大南中队2小时内整改")
        await town.wang.taps("签收")
        await town.zhao.sees("处置中")

Nothing is replaced by a double: messages go over HTTP through the Bot API, as everywhere else.
"""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, Literal
from zoneinfo import ZoneInfo

import aiohttp
from pydantic import SecretStr
from sqlalchemy import select

from bot.app import App
from bot.example import town as example
from bot.example.bureau import settle
from bot.settings import Settings
from db import cases, chats, inbox, photos
from db.engine import Database
from db.tables import inbox as inbox_table
from domain.cases import Case
from domain.people import WhoMayReport
from operations import organisation
from operations.organisation import known_categories
from sandbox.server import Sandbox
from tests.stories.phone import LOOK_EVERY, PATIENCE, Message, Person
from tests.stories.under_way import UnderWay, under_way
from tests.waiting import until

SHANGHAI = ZoneInfo("Asia/Shanghai")
# A Saturday, on which the example bureau works as on any day; the night before, nobody is up.
DAWN = datetime(2026, 11, 21, 7, 30, tzinfo=SHANGHAI)
MORNING = datetime(2026, 11, 21, 10, 0, tzinfo=SHANGHAI)
# When the first shift of the day has taken over.
SHIFT_ON = datetime(2026, 11, 21, 8, 40, tzinfo=SHANGHAI)


@cache
def _defaults() -> Settings:
    """What holds if nothing is set."""
    return Settings()


class Town:
    """The running whole. People are attributes: `town.zhao`, `town.wang` …"""

    def __init__(self, folder: Path, database_url: str, http: aiohttp.ClientSession) -> None:
        self.sandbox = Sandbox(folder / "sandbox", now=DAWN)
        self._folder = folder
        self._database_url = database_url
        self._http = http
        self.send_limits = "off"
        self.locale: Literal["zh", "en"] = "zh"
        self.app: App | None = None
        self.zhao, self.qian, self.sun, self.wang, self.li, self.zhou, self.wu, self.zheng = (
            Person(self, one.id, one.name) for one in example.PEOPLE
        )

    @property
    def settings(self) -> Settings:
        """What the bot is started with."""
        return _defaults().model_copy(
            update={
                "telegram_token": SecretStr(self.sandbox.token),
                "telegram_api": self.sandbox.url,
                "database": self._database_url,
                "photos": str(self._folder / "photos"),
                "clock_url": f"{self.sandbox.url}/sandbox/clock",
                "http_port": 0,
                "send_limits": self.send_limits,
                "locale": self.locale,
            }
        )

    @property
    def bot(self) -> App:
        """The running bot."""
        assert self.app is not None, "the bot was stopped"
        return self.app

    # --- the bot -----------------------------------------------------------------------

    async def begin(self) -> None:
        """It is ten in the morning in a furnished town: start the bot."""
        await self.sandbox.start()
        await self.post("/clock", set=MORNING.isoformat())
        await self.start_bot()
        # Who dispatches as a group's administrator is asked for first of all.
        while await self._administrators_unknown():  # noqa: ASYNC110 (it is a row)
            await asyncio.sleep(LOOK_EVERY)

    async def furnish(self) -> None:
        """Make the example bureau: its people and groups, and its org file."""
        await example.furnish(self.sandbox.url)
        database = Database(self._database_url)
        await settle(database, await self.now(), SHANGHAI)
        await database.close()

    async def end(self) -> None:
        """Stop everything."""
        await self.stop_bot()
        await self.sandbox.stop()

    async def start_bot(self) -> None:
        """Start a bot on the same database."""
        self.app = App(self.settings)
        await self.app.start()

    async def stop_bot(self) -> None:
        """Stop it; the sandbox goes on."""
        app, self.app = self.app, None
        if app is not None:
            await app.stop()

    async def restart(self) -> None:
        """Stop the bot and start another on the same database."""
        await self.stop_bot()
        await self.start_bot()

    # --- the clock, the network --------------------------------------------------------

    async def advance(
        self, *, days: int = 0, hours: int = 0, minutes: int = 0, seconds: int = 0
    ) -> None:
        """Let that much business time pass at once, and what is due happen."""
        span = timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
        await self._jump(advance=span.total_seconds())

    async def to(self, moment: str) -> None:
        """Jump to the next such time of day (`18:00`), and let what is due happen."""
        await self._jump(to=moment)

    async def _jump(self, **wish: Any) -> None:
        await self.quiet()
        await self._set_clock(**wish)
        await self.quiet()

    async def _set_clock(self, **wish: Any) -> None:
        now = datetime.fromisoformat((await self.post("/clock", **wish))["now"])
        if self.app is not None:
            await until(lambda: self.bot.clock.now() >= now)

    async def now(self) -> datetime:
        """The time in town."""
        return datetime.fromisoformat((await self.get("/clock"))["now"])

    async def faults(self, **order: Any) -> None:
        """The next calls of a method fail: method, count, status, retry_after, drop, chat_id …"""
        await self.post("/faults", **order)

    async def calls(self, *methods: str) -> list[Message]:
        """The Bot API calls of these methods so far that succeeded."""
        made: list[Message] = (await self.get("/calls"))["calls"]
        return [call for call in made if call["method"] in methods and call["ok"]]

    async def staff_only(self, chat: int) -> None:
        """From now on only people with a role may report in that group."""
        async with self.bot.database.begin(self.bot.clock.now()) as tx:
            group = await chats.get(tx, chat)
            assert group is not None and group.role is not None
            settings = replace(group.settings, who_may_report=WhoMayReport.STAFF)
            await chats.enrol(tx, chat, group.role, group.unit, settings, None)

    async def appoint(self, chat: int, *people: Person) -> None:
        """These are the group's administrators now; the bot is another, and hears of it."""
        await self.patch(f"/chats/{chat}", bot={"status": "administrator"})
        await self.patch(f"/chats/{chat}", administrators=[one.id for one in people])
        await self.quiet()

    async def load(self, text: str) -> None:
        """Load another org file."""
        async with self.bot.database.begin(self.bot.clock.now()) as tx:
            await organisation.load(
                tx, text, by="test", known_categories=known_categories(), timezone=SHANGHAI
            )
        self.bot.ticker.wake()  # it would look within a second anyway

    # --- the truth ---------------------------------------------------------------------

    async def cases(self) -> list[Case]:
        """Every case, oldest first."""
        async with self.bot.database.read(self.bot.clock.now()) as tx:
            return await cases.many(tx, range(1, 100))

    async def case(self) -> Case:
        """The only case there is."""
        (only,) = await self.cases()
        return only

    async def remembers(self, words: str) -> bool:
        """Whether these words stand anywhere in the inbox."""
        async with self.bot.database.read(self.bot.clock.now()) as tx:
            rows = await tx.run(select(inbox_table.c.raw))
            return any(words in (row.raw or "") for row in rows)

    async def photos(self, case: Case, purpose: str = "problem") -> list[photos.Photo]:
        """A case's photos."""
        async with self.bot.database.read(self.bot.clock.now()) as tx:
            return await photos.of_case(tx, case.id, purpose)

    def person(self, number: int, chat: int = example.SUPERVISION) -> Person:
        """Somebody who was made by a control call."""
        return Person(self, number, str(number), chat)

    async def is_well(self) -> None:
        """Nothing was set aside or given up, and no part of the bot has failed."""
        async with self.bot.database.read(self.bot.clock.now()) as tx:
            aside = await inbox.aside(tx)
        assert not aside, aside[0].note
        outcomes = {outcome for _kind, outcome in self.bot.speaker.counts}
        assert "given_up" not in outcomes
        assert not self.bot.sayer.counts.errors["broken"]
        assert self.bot.ticker.trouble() is None

    async def quiet(self) -> None:
        """Wait until everything that was said is handled, and everything to be said is said."""
        if self.app is None:
            return
        limit = time.monotonic() + 2 * PATIENCE
        while (left := await self._at_work()).what:
            assert time.monotonic() < limit, f"still at work: {left.what}"
            if left.gathers_for is not None:
                await self._set_clock(advance=left.gathers_for.total_seconds())
            else:
                await asyncio.sleep(LOOK_EVERY)

    async def handled(self) -> None:
        """Wait until everything that was said is handled; the answers may wait."""
        limit = time.monotonic() + PATIENCE
        while self._unfetched() or await self._waiting_in_inbox():
            assert time.monotonic() < limit, "updates are not handled"
            await asyncio.sleep(LOOK_EVERY)

    async def _waiting_in_inbox(self) -> int:
        async with self.bot.database.read(self.bot.clock.now()) as tx:
            return (await inbox.figures(tx)).waiting

    async def _at_work(self) -> UnderWay:
        """What is under way."""
        if self._unfetched():
            return UnderWay("updates")
        async with self.bot.database.read(self.bot.clock.now()) as tx:
            return await under_way(tx)

    def _unfetched(self) -> int:
        """Updates that the bot has not confirmed: what `getWebhookInfo` tells of."""
        core = self.sandbox.core
        return len(core.queues.of(core.world.bots[core.world.main_bot]).items)

    async def _administrators_unknown(self) -> bool:
        async with self.bot.database.read(self.bot.clock.now()) as tx:
            return bool(await chats.stale_administrators(tx, MORNING - timedelta(days=1)))

    def shown(self) -> int:
        """How much the sandbox's page has been told to show so far."""
        return self.sandbox.core.events.start(None)[0]

    async def shows_more(self, shown: int) -> None:
        """Wait until it is told something more."""
        await self.sandbox.core.events.wait(shown, 1.0)

    # --- control calls -----------------------------------------------------------------

    async def get(self, path: str) -> Any:
        """A control call that only looks."""
        async with self._http.get(f"{self.sandbox.url}/sandbox{path}") as answer:
            return await _result(answer)

    async def post(self, path: str, **wish: Any) -> Any:
        """A control call with a JSON body."""
        async with self._http.post(f"{self.sandbox.url}/sandbox{path}", json=wish) as answer:
            return await _result(answer)

    async def post_form(self, path: str, form: aiohttp.FormData) -> Any:
        """A control call with files."""
        async with self._http.post(f"{self.sandbox.url}/sandbox{path}", data=form) as answer:
            return await _result(answer)

    async def delete(self, path: str) -> Any:
        """A control call that takes something away."""
        async with self._http.delete(f"{self.sandbox.url}/sandbox{path}") as answer:
            return await _result(answer)

    async def patch(self, path: str, **wish: Any) -> Any:
        """A control call that changes something."""
        async with self._http.patch(f"{self.sandbox.url}/sandbox{path}", json=wish) as answer:
            return await _result(answer)


async def _result(answer: aiohttp.ClientResponse) -> Any:
    body = await answer.json()
    assert answer.status == 200, body
    return body


@asynccontextmanager
async def opened(folder: Path, database_url: str) -> AsyncIterator[Town]:
    """A town in which everybody is awake and nobody has said anything yet."""
    async with aiohttp.ClientSession() as http:
        town = Town(folder, database_url, http)
        try:
            await town.begin()
            yield town
        finally:
            await town.end()


async def built(folder: Path, database_url: str) -> None:
    """Leave a furnished town in the folder, whose day has begun and whose bot has met everybody."""
    async with aiohttp.ClientSession() as http:
        town = Town(folder, database_url, http)
        try:
            await town.sandbox.start()
            await town.furnish()
            await town.start_bot()
            await town._jump(set=SHIFT_ON.isoformat())
            while await town._administrators_unknown():  # noqa: ASYNC110 (it is a row)
                await asyncio.sleep(LOOK_EVERY)
        finally:
            await town.end()
