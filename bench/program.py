"""A Python module that runs as a process of its own, so that it can be measured and killed."""

import asyncio
import os
import signal
import sys
from asyncio.subprocess import STDOUT
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import BinaryIO, Protocol

ROOT = Path(__file__).resolve().parents[1]
# Seconds that a program may take to say that it is ready, or to end when asked to.
PATIENCE = 60.0
GOODBYE = 15.0
LOOK_EVERY = 0.02


class Ended(Exception):
    """程序提前结束，或没有按时启动。"""


class Running(Protocol):
    """A process that was started."""

    @property
    def pid(self) -> int:
        """The process id."""

    @property
    def returncode(self) -> int | None:
        """The status with which it ended; None while it runs."""

    async def wait(self) -> int:
        """Its status, as soon as it has ended."""

    def send_signal(self, signal: int, /) -> None:
        """Send it that signal."""

    def kill(self) -> None:
        """End it at once."""


async def begun(
    command: Sequence[str], folder: Path, env: Mapping[str, str], log: BinaryIO
) -> Running:
    """Start a command in that folder; what it prints goes to the log."""
    return await asyncio.create_subprocess_exec(
        *command, cwd=folder, env=env, stdout=log, stderr=STDOUT
    )


class Program:
    """`python -m MODULE …`, with everything that it prints kept in `log`.

    It runs in the log's folder, where no `.env` lies, and sees no `DUBAN_*` variable of ours.
    """

    def __init__(
        self, log: Path, module: str, *arguments: str, env: Mapping[str, str] | None = None
    ) -> None:
        self.log = log
        self._command = (sys.executable, "-P", "-m", module, *arguments)
        kept = {name: value for name, value in os.environ.items() if not name.startswith("DUBAN_")}
        self._env = {**kept, "PYTHONPATH": str(ROOT), **(env or {})}
        self._process: Running | None = None
        self._from = 0

    @property
    def pid(self) -> int:
        """The process id; only while it runs."""
        if self._process is None:
            raise Ended
        return self._process.pid

    @property
    def running(self) -> bool:
        """Whether it has been started and has not ended."""
        return self._process is not None and self._process.returncode is None

    async def start(self) -> None:
        """Start it; `hears` tells when it is ready."""
        with self.log.open("ab") as log:
            self._from = log.tell()
            self._process = await begun(self._command, self.log.parent, self._env, log)

    async def hears(self, words: str, within: float = PATIENCE) -> str:
        """The rest of the first line with these words that it has printed since its start."""
        loop = asyncio.get_running_loop()
        until = loop.time() + within
        while loop.time() < until:
            for line in self._said().splitlines():
                if words in line:
                    return line.partition(words)[2].strip()
            if not self.running:
                break
            await asyncio.sleep(LOOK_EVERY)
        raise Ended(f"{' '.join(self._command[2:4])} never said {words!r}:\n{self._said()[-4000:]}")

    async def ends(self, within: float = PATIENCE) -> None:
        """Wait until it has done its work; `Ended` if that failed."""
        if self._process is None:
            raise Ended
        async with asyncio.timeout(within):
            status = await self._process.wait()
        if status != 0:
            raise Ended(self._said()[-4000:])

    async def kill(self) -> None:
        """SIGKILL: no goodbye."""
        await self._end(signal.SIGKILL)

    async def stop(self) -> None:
        """SIGTERM, and SIGKILL for whoever does not hear it; nothing if it has ended."""
        await self._end(signal.SIGTERM)

    async def _end(self, number: signal.Signals) -> None:
        process = self._process
        if process is None or process.returncode is not None:
            return
        process.send_signal(number)
        try:
            async with asyncio.timeout(GOODBYE):
                await process.wait()
        except TimeoutError:
            process.kill()
            await process.wait()

    def _said(self) -> str:
        with self.log.open("rb") as log:
            log.seek(self._from)
            return log.read().decode("utf-8", "replace")
