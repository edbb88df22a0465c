"""Photos on their way in, plates and digests on their way out: their loop."""

import asyncio

import structlog
from telegram.error import BadRequest, InvalidToken, TelegramError

from bot.request import Api
from db.engine import Database
from db.photos import Photo
from operations.drawing import Draughtsman
from operations.picturing import Darkroom, NotFetched
from photos.refusals import EmptyFile, FileTooBig

log = structlog.get_logger(__name__)

# Machine seconds between looks without a bell, which the ticker rings for whatever is due.
LOOK = 5.0
# Fetching waits for the network most of the time.
FETCHERS = 3


class Telegraph:
    """Fetches a file's bytes through the Bot API."""

    def __init__(self, api: Api) -> None:
        self._api = api

    async def __call__(self, file_id: str) -> bytes:
        """See `operations.picturing.Fetch`."""
        try:
            file = await self._api.get_file(file_id)
            data = bytes(await file.download_as_bytearray())
        except InvalidToken as error:
            # An address that is no longer served answers like a wrong token.
            raise NotFetched from error
        except BadRequest as error:
            raise _verdict(error) from error
        except TelegramError as error:
            raise NotFetched from error
        if not data:
            raise EmptyFile
        return data


def _verdict(error: BadRequest) -> Exception:
    if "too big" in error.message.lower():
        return FileTooBig()
    return NotFetched()


class Pictures:
    """Has photos fetched and pictures drawn until it is stopped."""

    def __init__(self, database: Database, darkroom: Darkroom, draughtsman: Draughtsman) -> None:
        self._alone = database.is_sqlite
        self._bell = database.bells["photos"]
        self._free = FETCHERS
        self._in_hand: set[int] = set()
        self._more = False
        self._darkroom = darkroom
        self._draughtsman = draughtsman

    async def run(self) -> None:
        """Fetch and draw what there is, then wait for more."""
        if self._alone:
            await self._darkroom.take_over()
        try:
            async with asyncio.TaskGroup() as fetching:
                while True:
                    self._bell.clear()
                    if not await self._step(fetching):
                        await self._wait()
        finally:
            # Whoever goes on need not wait until the claims run out.
            held, self._in_hand = self._in_hand, set()
            await self._darkroom.let_go(held)

    async def _step(self, fetching: asyncio.TaskGroup) -> bool:
        """Whether there may be more to do at once."""
        try:
            work = await self._darkroom.work()
            # Whoever ends a fetch then looks again; without that the next look may be a second off.
            # What is drawn may wait for a proof, and that (not to be fetched yet) for its problem.
            self._more = work.to_fetch or work.to_draw
            if work.to_fetch and (asked := self._free):
                claimed = await self._darkroom.claim(asked)
                self._more = work.to_draw or len(claimed) == asked
                self._in_hand.update(photo.id for photo in claimed)
                for photo in claimed:
                    self._free -= 1
                    fetching.create_task(self._fetch(photo))
            return work.to_draw and await self._draughtsman.draw_one()
        except Exception:
            log.exception("picture_failed")
            return False

    async def _fetch(self, photo: Photo) -> None:
        """What fails is logged; the row's own next try keeps it from spinning."""
        try:
            await self._darkroom.fetch(photo)
        except Exception:
            log.exception("picture_failed", photo=photo.id)
            self._in_hand.discard(photo.id)
        else:
            self._in_hand.discard(photo.id)
        finally:
            self._free += 1
            if self._more:
                self._bell.set()

    async def _wait(self) -> None:
        try:
            async with asyncio.timeout(LOOK):
                await self._bell.wait()
        except TimeoutError:
            return
