"""Photos on their way in, plates and digests on their way out: the loops of the darkroom."""

import asyncio
from collections.abc import Awaitable, Callable

import structlog
from telegram.error import BadRequest, InvalidToken, TelegramError

from bot.request import Api
from db.engine import Database
from operations.picturing import Darkroom, NotFetched
from photos.refusals import EmptyFile, FileTooBig, PictureRefused

log = structlog.get_logger(__name__)

# Machine seconds between looks without a bell: retries, and work of other processes.
LOOK = 1.0
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
    """Runs the darkroom until it is stopped."""

    def __init__(self, database: Database, darkroom: Darkroom) -> None:
        self._alone = database.is_sqlite
        self._bell = database.bells["photos"]
        self._darkroom = darkroom

    async def run(self) -> None:
        """Fetch and draw what there is, then wait for more."""
        if self._alone:
            await self._darkroom.take_over()
        while True:
            self._bell.clear()
            fetched = await asyncio.gather(
                *(self._one(self._darkroom.fetch_one) for _ in range(FETCHERS))
            )
            drawn = await self._one(self._darkroom.draw_one)
            if not any(fetched) and not drawn:
                await self._wait()

    async def _one(self, step: Callable[[], Awaitable[bool]]) -> bool:
        """One step; what fails is logged, and the row's own next try time keeps it from spinning."""
        try:
            return await step()
        except PictureRefused as refusal:
            log.warning("picture_refused", reason=str(refusal))
            return False
        except Exception:
            log.exception("picture_failed")
            return False

    async def _wait(self) -> None:
        try:
            async with asyncio.timeout(LOOK):
                await self._bell.wait()
        except TimeoutError:
            return
