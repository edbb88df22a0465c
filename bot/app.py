"""The only place where everything is put together: started in order, stopped in reverse."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

import structlog
from telegram.error import InvalidToken, TelegramError

from bot.administrators import Administrators
from bot.budget import Budget
from bot.clock import Clock, RealClock, SandboxClock
from bot.delivery import Delivery
from bot.direct import DirectCalls
from bot.intake import PAUSES, Intake, TokenRefused
from bot.keeper import Keeper
from bot.lock import AlreadySpeaking, file_held, held_already, speaking_right
from bot.logs import Scrubber
from bot.menus import set_menus
from bot.opening import open_and_migrate, open_database
from bot.pictures import Pictures, Telegraph
from bot.request import Api, open_api
from bot.saying import Sayer
from bot.settings import Settings, is_loopback
from bot.speaker import Speaker
from bot.voice import Voice
from bot.watch import Watch
from bot.worker import Worker
from db.due import due
from db.outbox import remember_bot
from handlers import callbacks
from handlers.dispatch import handle
from operations.drawing import Draughtsman
from operations.office import Office
from operations.picturing import Darkroom
from operations.rendering import Renderer
from photos.store import PhotoFolder
from photos.workroom import Workroom
from reading.preparing import prepare
from scheduler.jobs import table
from scheduler.ticker import Ticker
from web.metrics import Metrics
from web.server import Web, Webhook

log = structlog.get_logger(__name__)

# Seconds that the work at hand may take when the bot is told to stop.
GOODBYE = 1.5
LONGEST_GOODBYE = 4.0


class App:
    """One bot process: `start`; then `failed` waits for what cannot be mended; then `stop`."""

    def __init__(self, settings: Settings) -> None:
        """`settings` with a token; a sandbox of our own is started around the app, not in it."""
        if settings.telegram_token is None:
            raise ValueError("an app needs a token")
        token = settings.telegram_token.get_secret_value()
        self.settings = settings
        self.bot_id = int(token.partition(":")[0])
        self.clock: Clock = clock_for(settings)
        self.database = open_database(settings.database)
        self.api: Api = open_api(settings.telegram_api, token)
        self.metrics = Metrics()
        self._started = AsyncExitStack()

    async def start(self) -> None:
        """Start every part in order; what cannot start is told by its exception."""
        try:
            await self._start()
        except BaseException:
            await self.stop()
            raise

    async def stop(self) -> None:
        """Stop every part in reverse order, each after the work at hand.

        What is not finished in time is dropped: it is in the database, and goes on at the next
        start.
        """
        try:
            async with asyncio.timeout(LONGEST_GOODBYE):
                await self._started.aclose()
        except TimeoutError:
            log.warning("stopped_in_the_middle")

    async def failed(self) -> None:
        """Wait for a failure that starting again cannot cure, and raise it."""
        await self.keeper.failed

    async def _start(self) -> None:
        self.keeper = Keeper((TokenRefused, AlreadySpeaking), self.metrics.restarted)
        self._started.push_async_callback(self.keeper.stop)
        await self._open_database()
        await self._meet_telegram()
        self._put_together()
        prepare()
        self._keep("speaker", self.voice.run)
        self._start_working()
        await self._start_web()
        self.voice.may_listen.set()

    async def _open_database(self) -> None:
        self._started.push_async_callback(self.clock.stop)
        await self.clock.start()
        if self.database.is_sqlite:
            # Whoever finds the file in use must not touch its contents; on a server he stands by.
            self._started.enter_context(file_held(self.database))
        self._started.push_async_callback(self.database.close)
        await open_and_migrate(self.database)
        async with self.database.begin(self.clock.now()) as tx:
            await remember_bot(tx, self.bot_id)

    async def _meet_telegram(self) -> None:
        self._started.push_async_callback(self.api.shutdown)
        failures = 0
        while True:
            try:
                return await self.api.initialize()
            except InvalidToken:
                raise TokenRefused from None
            except TelegramError as error:
                pause = PAUSES[min(failures, len(PAUSES) - 1)]
                log.warning("telegram_away", reason=error.message, again_in=pause)
                failures += 1
                await asyncio.sleep(pause)

    def _put_together(self) -> None:
        settings, now = self.settings, self.clock.now
        self.office = Office(
            settings.zone,
            settings.locale,
            # A server other than Telegram's may know bots without a username.
            bot_username=self.api.username or "",
            bot_id=self.bot_id,
            admins=frozenset(settings.admins),
        )
        store = PhotoFolder(Path(settings.photos))
        self.workroom = Workroom()
        self._started.push_async_callback(self.workroom.aclose)
        darkroom = Darkroom(
            self.office, self.database, now, Telegraph(self.api), store, self.workroom
        )
        draughtsman = Draughtsman(self.office, self.database, now, store, self.workroom)
        self.pictures = Pictures(self.database, darkroom, draughtsman)
        self.sayer = Sayer(
            self.database,
            self.clock,
            Renderer(self.office, store),
            Delivery(self.api, callbacks.encode),
        )
        self.speaker = Speaker(self.sayer, Budget(settings.allowance))
        self.intake = Intake(self.database, self.clock, self.api, self.bot_id)
        self.direct = DirectCalls(self.api)
        self._started.push_async_callback(self.direct.stop)
        self.worker = Worker(
            self.database,
            self.clock,
            self.api,
            partial(handle, office=self.office),
            direct=self.direct,
            metrics=self.metrics,
            scrub=Scrubber(settings.secrets),
        )
        self.ticker = Ticker(self.database, now, table(self.office), due, self.metrics.job)
        alone = self.database.is_sqlite
        right = held_already if alone else partial(speaking_right, self.database, self.bot_id)
        self.voice = Voice(right, self.speaker, self._listen)

    def _start_working(self) -> None:
        workers = [f"worker {number}" for number in range(self.worker.tasks)]
        for name in workers:
            self.keeper.keep(name, self.worker.run)
        self.clock.on_jump(self._wake)
        self.ticker.start()
        self._started.push_async_callback(self._stop_working, workers)
        self._keep("pictures", self.pictures.run)
        self.administrators = Administrators(self.database, self.clock, self.api)
        self._keep("administrators", self.administrators.run)

    async def _stop_working(self, workers: list[str]) -> None:
        self.worker.stop()
        await asyncio.gather(self.ticker.stop(), self.keeper.ended(*workers, within=GOODBYE))

    async def _start_web(self) -> None:
        self.watch = Watch(self)
        self.web = Web(
            self.settings.http_host,
            self.settings.http_port,
            checks=self.watch.checks(),
            figures=self.watch.figures,
            open_to_all=not is_loopback(self.settings.http_host),
            webhook=self._webhook(),
        )
        await self.web.start()
        self._started.push_async_callback(self.web.stop)
        # No link: `duban run` without a token promises one address, that of the page.
        log.info("http_listens", at=self.web.url.partition("//")[2])

    def _webhook(self) -> Webhook | None:
        url, secret = self.settings.webhook_url, self.settings.webhook_secret
        if url is None or secret is None:
            return None
        take = partial(self.intake.webhook, secret.get_secret_value())
        return Webhook(urlsplit(url).path, take)

    async def _listen(self) -> None:
        """What the speaking process does to hear of updates; the menus need not come first."""
        await asyncio.gather(self._hear(), set_menus(self.api, self.office.texts()))

    async def _hear(self) -> None:
        url, secret = self.settings.webhook_url, self.settings.webhook_secret
        if url is None or secret is None:
            await self.intake.poll()
        else:
            await self.intake.ask_for_webhook(url, secret.get_secret_value())
            await asyncio.Event().wait()

    def _keep(self, name: str, run: Callable[[], Awaitable[None]]) -> None:
        self.keeper.keep(name, run)
        self._started.push_async_callback(self.keeper.stop, name)

    def _wake(self) -> None:
        """After a jump of the clock, whatever waits for its time looks again."""
        self.ticker.wake()
        for bell in ("inbox", "photos"):
            self.database.bells[bell].set()


def clock_for(settings: Settings) -> Clock:
    """The clock that the settings ask for; not yet started."""
    if settings.clock_url:
        return SandboxClock(settings.clock_url, settings.zone)
    return RealClock(settings.zone)
