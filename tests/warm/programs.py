"""Starting a program of ours as `subprocess` would, only from the nursery and so much sooner.

Importing takes a program more than a second, and a run of the tests starts sixty. What these get
is a process of its own all the same, with its own arguments, folder, environment and streams; it
is killed and ends like any other. Whether a program starts from nothing is tested where it is
started from nothing (`tests.bot.test_running_programs`, `tests.stories.product`).
"""

import asyncio
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from signal import SIGKILL
from typing import BinaryIO

from tests.common import locked
from tests.warm.nursery import WELCOME

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 60.0
LOOK_EVERY = 0.01
PLACE = "DUBAN_TESTS_NURSERY"
"""Names the folder of the nursery that all processes of a test run share."""


class Begun:
    """A program that runs. Has what `subprocess.Popen` has, as far as tests use it."""

    def __init__(self, line: socket.socket, pid: int) -> None:
        self._line = line
        self.pid = pid
        self.returncode: int | None = None

    def poll(self) -> int | None:
        """The status with which it ended; None while it runs."""
        if self.returncode is None:
            self._line.setblocking(False)
            try:
                self.returncode = int(self._line.recv(20))
            except BlockingIOError:
                return None
            self._line.close()
        return self.returncode

    def wait(self, timeout: float) -> int:
        """Its status; AssertionError if it runs after so many seconds."""
        until = time.monotonic() + timeout
        while (status := self.poll()) is None:
            assert time.monotonic() < until, "the program does not end"
            time.sleep(LOOK_EVERY)
        return status

    def send_signal(self, number: int) -> None:
        """Send it that signal; nothing if it has ended."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        """SIGKILL."""
        self.send_signal(SIGKILL)


class Awaited:
    """The same as `asyncio.subprocess.Process` has it."""

    def __init__(self, begun: Begun) -> None:
        self._begun = begun
        self.pid = begun.pid
        self.send_signal = begun.send_signal
        self.kill = begun.kill

    @property
    def returncode(self) -> int | None:
        """The status with which it ended; None while it runs."""
        return self._begun.poll()

    async def wait(self) -> int:
        """Its status, as soon as it has ended."""
        while (status := self.returncode) is None:  # noqa: ASYNC110 (another process)
            await asyncio.sleep(LOOK_EVERY)
        return status


class Nursery:
    """The nursery of a test run, as one of its processes sees it: started by the first of them."""

    def __init__(self, common: Path) -> None:
        self.path = common / "nursery"
        with locked(self.path):
            # Connected to nobody's purpose: while anybody is, the nursery stays.
            self._stays = self._reached() or self._started()

    def begin(
        self,
        command: Sequence[str],
        folder: Path,
        env: Mapping[str, str],
        output: int | BinaryIO,
        errors: int | BinaryIO | None = None,
    ) -> Begun:
        """Start `python [-P] -m MODULE …`, or a Python script; what it prints goes to the files."""
        line = self._reached()
        assert line is not None, "the nursery has ended"
        order = {"command": list(command), "folder": str(folder), "env": dict(env)}
        with Path(os.devnull).open("rb") as nothing:
            streams = (nothing, output, errors or output)
            files = [one if isinstance(one, int) else one.fileno() for one in streams]
            socket.send_fds(line, [json.dumps(order).encode()], files)
            pid = int(line.recv(20))
        return Begun(line, pid)

    def close(self) -> None:
        """Leave it; when all have left, it ends."""
        self._stays.close()

    def _reached(self) -> socket.socket | None:
        line = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        try:
            line.connect(str(self.path))
            if line.recv(len(WELCOME)) == WELCOME:
                return line
        except OSError:
            pass
        line.close()
        return None

    def _started(self) -> socket.socket:
        self.path.unlink(missing_ok=True)
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        command = (sys.executable, "-P", "-m", "tests.warm.nursery", str(self.path))
        with self.path.with_name("nursery.log").open("ab") as log:
            subprocess.run(
                command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, stdout=log,
                stderr=log, check=True,
            )  # fmt: skip
        until = time.monotonic() + PATIENCE
        while (line := self._reached()) is None:
            assert time.monotonic() < until, "the nursery does not open"
            time.sleep(LOOK_EVERY)
        return line
