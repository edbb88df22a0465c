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
from typing import ParamSpec, Protocol, Self, TypeVar, cast

from photos.refusals import BrokeTheWorker, TookTooLong
from photos.worker import LENGTH

_Params = ParamSpec("_Params")
_Result = TypeVar("_Result")
_ROOT = Path(__file__).resolve().parents[1]


class Worker(Protocol):
    """A process that does one piece of work after the other."""

    @property
    def gone(self) -> bool:
        """Whether it ended by itself, or was killed by somebody else."""

    async def answer(self, job: bytes) -> bytes:
        """What comes back; raises ConnectionError or IncompleteReadError if it dies of it."""

    async def end(self) -> None:
        """Kill it, whatever it is at."""


class Workroom:
    """Runs functions of `photos` and `documents` in worker processes, started when needed.

    `workers`: how many at most, `limit`: seconds that one piece of work may take.
    """

    def __init__(self, *, workers: int = 1, limit: float = 30.0) -> None:
        self._limit = limit
        self._idle: asyncio.LifoQueue[Worker | None] = asyncio.LifoQueue()
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
        idle = [await self._idle.get() for _ in range(self._workers)]
        for worker in idle:
            self._idle.put_nowait(None)
            if worker is not None:
                await self._dismiss(worker)

    async def _hire(self) -> Worker:
        return await _Started.now()

    async def _dismiss(self, worker: Worker) -> None:
        await worker.end()

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
        worker = await self._idle.get()
        try:
            if worker is None or worker.gone:
                worker = await self._hire()
            async with asyncio.timeout(self._limit):
                answer = await worker.answer(job)
        except BaseException as error:
            # Also when the caller was cancelled: the late answer must not meet the next question.
            if worker is not None:
                await worker.end()
            worker = None
            if isinstance(error, TimeoutError):
                raise TookTooLong from None
            if isinstance(error, asyncio.IncompleteReadError | ConnectionError):
                raise BrokeTheWorker from None
            raise
        finally:
            self._idle.put_nowait(worker)
        return answer


def command() -> list[str]:
    """What starts a worker."""
    return [sys.executable, "-P", "-m", "photos.worker"]


def environment() -> dict[str, str]:
    """All that a worker gets to know: what is decoded there must not get near the token."""
    path = os.pathsep.join(filter(None, (str(_ROOT), os.environ.get("PYTHONPATH"))))
    return {"PATH": os.environ.get("PATH", ""), "PYTHONPATH": path}


class _Started:
    """A worker of the event loop that runs."""

    def __init__(self, process: Process) -> None:
        self._process = process

    @classmethod
    async def now(cls) -> Self:
        return cls(
            await asyncio.create_subprocess_exec(
                *command(), stdin=PIPE, stdout=PIPE, env=environment()
            )
        )

    @property
    def gone(self) -> bool:
        return self._process.returncode is not None

    async def answer(self, job: bytes) -> bytes:
        jobs, answers = self._process.stdin, self._process.stdout
        assert jobs is not None  # noqa: S101 - both were asked for as pipes
        assert answers is not None  # noqa: S101
        jobs.write(len(job).to_bytes(LENGTH, "big"))
        jobs.write(job)
        await jobs.drain()
        head = await answers.readexactly(LENGTH)
        return await answers.readexactly(int.from_bytes(head, "big"))

    async def end(self) -> None:
        if not self.gone:
            # Not `process.kill()`: it reaps a dead process before asyncio's watcher, which then
            # warns.
            with contextlib.suppress(ProcessLookupError):
                os.kill(self._process.pid, signal.SIGKILL)
        # Reading to the end lets asyncio close the pipes before the loop is closed.
        await self._process.communicate()
