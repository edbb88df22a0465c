"""The process that others are forked from: `python -m tests.warm.nursery SOCKET`.

It imports what our programs import, makes itself ready to read, and listens on a Unix socket.
Whoever connects sends the order for one program, a line of JSON with the files for its standard
streams, and is told its process id and, when it has ended, its status. The nursery ends when nobody
is connected any more.
"""

import gc
import json
import os
import runpy
import selectors
import signal
import socket
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import partial
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

from reading.preparing import prepare

IMPORTED = (
    "alembic.command",
    "asyncpg",
    "bot.app",
    "bot.command_line",
    "bot.commands.run",
    "bot.commands.sandbox",
    "db.migrate",
    "db.waiting",
    "lo_bot_api_emulator",
    "openpyxl",
    "playwright.async_api",
    "pytest",
    "sandbox.server",
)
"""What our programs and the workers that test import first of all, or when they do what nearly all
tests want of them. (pytest and its plugins want to import plugins and tests themselves.)
"""

ORDER_LENGTH = 200_000
WELCOME = b"come in"
"""Whoever is not told this has come to a nursery that is just ending."""

Order = dict[str, Any]


def main(path: str) -> None:
    """Import everything, then listen at that path; whoever started it need not wait for it."""
    if os.fork():
        return
    # Tests that run in the background of a script are begun with Ctrl-C ignored.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    given = set(os.environ)
    for name in IMPORTED:
        import_module(name)
    prepare()
    imported = {name: value for name, value in os.environ.items() if name not in given}
    gc.collect()
    gc.freeze()
    with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as listening:
        unfinished = Path(f"{path}.part")
        listening.bind(str(unfinished))
        listening.listen()
        unfinished.rename(path)
        order = _Nursery(listening).serve()
    if order is not None:
        _become(order, imported)


class _Nursery:
    """Takes orders. In a child, `serve` returns the order that it was born for."""

    def __init__(self, listening: socket.socket) -> None:
        self._listening = listening
        self._selector = selectors.DefaultSelector()
        self._selector.register(listening, selectors.EVENT_READ, self._connected)
        self._guests: set[socket.socket] = set()
        self._ends: set[int] = set()
        self._child: Order | None = None

    def serve(self) -> Order | None:
        while self._child is None:
            for key, _ in self._selector.select():
                act: Callable[[], None] = key.data
                act()
                if self._child is not None:
                    return self._child
            if not self._guests:
                return None
        return self._child

    def _connected(self) -> None:
        guest, _ = self._listening.accept()
        with suppress(OSError):  # he may have left already
            guest.sendall(WELCOME)
        self._guests.add(guest)
        self._selector.register(guest, selectors.EVENT_READ, partial(self._heard, guest))

    def _heard(self, guest: socket.socket) -> None:
        said, files, _, _ = socket.recv_fds(guest, ORDER_LENGTH, 3)
        if not said:
            self._selector.unregister(guest)
            self._guests.remove(guest)
            guest.close()
        elif pid := os.fork():
            for file in files:
                os.close(file)
            guest.sendall(b"%d" % pid)
            end = os.pidfd_open(pid)
            self._ends.add(end)
            self._selector.register(
                end, selectors.EVENT_READ, partial(self._ended, guest, pid, end)
            )
        else:
            self._forget_everything()
            for number, file in enumerate(files):
                os.dup2(file, number)
                os.close(file)
            self._child = json.loads(said)

    def _forget_everything(self) -> None:
        # Whoever was born here holds nothing that the nursery holds.
        self._selector.close()
        self._listening.close()
        for guest in self._guests:
            guest.close()
        for end in self._ends:
            os.close(end)

    def _ended(self, guest: socket.socket, pid: int, end: int) -> None:
        _, status = os.waitpid(pid, 0)
        self._selector.unregister(end)
        self._ends.remove(end)
        os.close(end)
        with suppress(OSError):  # nobody may wait for it any more
            guest.sendall(b"%d" % os.waitstatus_to_exitcode(status))


def _become(order: Order, imported: Mapping[str, str]) -> None:
    """Be that program: `python [-P] -m MODULE …`, `python -u -c CODE`, or a Python script.

    `imported` are variables of the environment that our packages set when they are imported.
    """
    for handled in (signal.SIGINT, signal.SIGTERM, signal.SIGCHLD):
        assert signal.getsignal(handled) in (signal.SIG_DFL, signal.default_int_handler)
    os.chdir(order["folder"])
    os.environ.clear()
    os.environ.update(order["env"])
    time.tzset()
    sys.stdin = os.fdopen(0, encoding="utf-8", closefd=False)
    sys.stdout = os.fdopen(1, "w", encoding="utf-8", closefd=False)
    sys.stderr = os.fdopen(2, "w", 1, encoding="utf-8", errors="backslashreplace", closefd=False)
    command: list[str] = order["command"]
    if command[0] != sys.executable:
        sys.argv = command
        runpy.run_path(command[0], run_name="__main__")
        return
    if command[1:3] == ["-u", "-c"]:
        code, *sys.argv[1:] = command[3:]
        os.environ.update(imported | order["env"])
        sys.argv[0] = "-c"
        main = sys.modules["__main__"] = ModuleType("__main__")
        exec(code, vars(main))  # as Python does
        return
    home = [] if "-P" in command[:2] else [order["folder"]]
    sys.path[:] = [*home, *filter(None, os.environ.get("PYTHONPATH", "").split(":")), *sys.path]
    kind, what, *sys.argv[1:] = [one for one in command[1:] if one != "-P"]
    assert kind == "-m", command
    if what in sys.modules:
        os.environ.update(imported | order["env"])
    runpy.run_module(what, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main(sys.argv[1])
