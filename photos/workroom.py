"""Where heavy work on pictures is done: in processes of their own.

Not in threads: a JPEG plate held the event loop up for 10 ms there, but a 25-megapixel WebP for
65 ms (Pillow does not let go of the interpreter while it decodes one), and a thread can neither
be stopped when a decoder hangs nor outlived when it crashes. A process costs about 30 MB.
"""

import asyncio
import contextlib
import os
import pickle
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import ParamSpec, Self, TypeVar, cast

from photos.refusals import BrokeTheWorker, TookTooLong
from photos.worker import LENGTH

_Params = ParamSpec("_Params")
_Result = TypeVar("_Result")
_ROOT = Path(__file__).resolve().parents[1]


class Workroom:
    """Runs functions of `photos` and `documents` in worker processes, started when needed.

    `workers`: how many at most, `limit`: seconds that one piece of work may take.
    """

    def __init__(self, *, workers: int = 1, limit: float = 30.0) -> None:
        self._limit = limit
        self._idle: asyncio.LifoQueue[Process | None] = asyncio.LifoQueue()
        for _ in range(workers):
            self._idle.put_nowait(None)
        self._workers = workers

    async def run(
        self,
        function: Callable[_Params, _Result],
        *args: _Params.args,
        **kwargs: _Params.kwargs,
    ) -> _Result:
        """What `function` returns or raises; it must be importable, its values picklable.

        Raises `TookTooLong` after the limit, and `BrokeTheWorker` when a second worker, too,
        died of it (the first may have died of something else).
        """
        job = pickle.dumps((function, args, kwargs), pickle.HIGHEST_PROTOCOL)
        try:
            answer = await self._once(job)
        except BrokeTheWorker:
            answer = await self._once(job)
        succeeded, value = pickle.loads(answer)  # noqa: S301 - written by our own worker
        if not succeeded:
            raise value
        return cast(_Result, value)

    async def aclose(self) -> None:
        """Ends the workers, waiting for the work that they are at; later work starts new ones."""
        processes = [await self._idle.get() for _ in range(self._workers)]
        for process in processes:
            self._idle.put_nowait(None)
            if process is not None:
                await _end(process)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.aclose()

    async def _once(self, job: bytes) -> bytes:
        process = await self._idle.get()
        try:
            if process is None or process.returncode is not None:
                process = await _started()
            async with asyncio.timeout(self._limit):
                answer = await _exchanged(process, job)
        except BaseException as error:
            # Also when the caller was cancelled: the late answer must not meet the next question.
            if process is not None:
                await _end(process)
            process = None
            if isinstance(error, TimeoutError):
                raise TookTooLong from None
            if isinstance(error, asyncio.IncompleteReadError | ConnectionError):
                raise BrokeTheWorker from None
            raise
        finally:
            self._idle.put_nowait(process)
        return answer


async def _started() -> Process:
    path = os.pathsep.join(filter(None, (str(_ROOT), os.environ.get("PYTHONPATH"))))
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-P",
        "-m",
        "photos.worker",
        stdin=PIPE,
        stdout=PIPE,
        # Nothing else of the environment: what is decoded there must not get near the token.
        env={"PATH": os.environ.get("PATH", ""), "PYTHONPATH": path},
    )


async def _exchanged(process: Process, job: bytes) -> bytes:
    assert process.stdin is not None  # noqa: S101 - both were asked for as pipes
    assert process.stdout is not None  # noqa: S101
    process.stdin.write(len(job).to_bytes(LENGTH, "big"))
    process.stdin.write(job)
    await process.stdin.drain()
    head = await process.stdout.readexactly(LENGTH)
    return await process.stdout.readexactly(int.from_bytes(head, "big"))


async def _end(process: Process) -> None:
    if process.returncode is None:
        # Not `process.kill()`: it reaps a dead process before asyncio's watcher, which then warns.
        with contextlib.suppress(ProcessLookupError):
            os.kill(process.pid, signal.SIGKILL)
    # Reading to the end lets asyncio close the pipes before the loop is closed.
    await process.communicate()
