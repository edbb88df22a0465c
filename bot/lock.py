"""The right to speak: held by one process per bot, and released by its death, not by time."""

import asyncio
import fcntl
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING

import structlog

from db.engine import Database
from db.failures import NoDatabase

if TYPE_CHECKING:
    from db.advisory import AdvisoryLock

log = structlog.get_logger(__name__)

# How often a standby tries to take over, and a speaker looks whether it still may speak.
PULSE = 1.0


class AlreadySpeaking(Exception):
    """另一个督办进程正在使用这个数据库，同一个机器人只能由一个进程发言。请先停掉那个进程，再启动这一个。"""


class SpeakingRight:
    """Held until `lose` is called."""

    def __init__(self) -> None:
        self._lost = asyncio.Event()

    @property
    def held(self) -> bool:
        """Whether this process may speak."""
        return not self._lost.is_set()

    async def lost(self) -> None:
        """Return once it may not any more."""
        await self._lost.wait()

    def lose(self) -> None:
        """Stop speaking, at once."""
        self._lost.set()


@asynccontextmanager
async def speaking_right(database: Database, bot_id: int) -> AsyncIterator[SpeakingRight]:
    """Hold the right to speak inside the block.

    On SQLite a second process gets AlreadySpeaking. On PostgreSQL it waits here, as a standby,
    until the first one ends or loses its connection; the right may be lost inside the block.
    """
    holding = _file_right(database) if database.is_sqlite else _server_right(database, bot_id)
    async with holding as right:
        yield right


@asynccontextmanager
async def held_already() -> AsyncIterator[SpeakingRight]:
    """The right of a process that has the file to itself anyway (see `file_held`)."""
    right = SpeakingRight()
    try:
        yield right
    finally:
        right.lose()


def lock_file(database: Database) -> Path | None:
    """The file beside the SQLite file; None for a database in memory, which nobody shares."""
    path = database.path
    return Path(f"{path}.speaker") if path and path != ":memory:" else None


@contextmanager
def file_held(database: Database) -> Iterator[None]:
    """Inside the block no other bot uses the SQLite file; AlreadySpeaking if one does.

    NoDatabase where nothing can be written beside the file.
    """
    path = lock_file(database)
    file = _locked(path) if path is not None else None
    try:
        yield
    finally:
        if file is not None:
            file.close()


@asynccontextmanager
async def _file_right(database: Database) -> AsyncIterator[SpeakingRight]:
    with file_held(database):
        async with held_already() as right:
            yield right


def _locked(path: Path) -> IO[str]:
    # The file stays when the process ends: removing it could hit a lock that another just took.
    try:
        file = path.open("a")
    except OSError as error:
        raise NoDatabase from error
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        file.close()
        raise AlreadySpeaking from error
    return file


@asynccontextmanager
async def _server_right(database: Database, bot_id: int) -> AsyncIterator[SpeakingRight]:
    # A file needs neither it nor the driver that it brings along.
    from db.advisory import AdvisoryLock  # noqa: PLC0415

    lock = AdvisoryLock(database, bot_id)
    try:
        await _stand_by(lock)
        right = SpeakingRight()
        watch = asyncio.create_task(_watch(lock, right))
        try:
            yield right
        finally:
            right.lose()
            watch.cancel()
            await asyncio.gather(watch, return_exceptions=True)
    finally:
        await lock.release()


async def _stand_by(lock: "AdvisoryLock") -> None:
    told = False
    while True:
        with suppress(OSError, TimeoutError):
            if await lock.try_take():
                return
            if not told:
                log.info("another process speaks; standing by")
                told = True
        await asyncio.sleep(PULSE)


async def _watch(lock: "AdvisoryLock", right: SpeakingRight) -> None:
    while await lock.alive():
        with suppress(TimeoutError):
            async with asyncio.timeout(PULSE):
                await lock.gone.wait()
    log.error("the connection that held the right to speak is lost; speaking stops")
    right.lose()
