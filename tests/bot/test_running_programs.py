"""Programs that go on beside the test, as somebody at a terminal starts and ends them."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.bot.commanding import Duban, environment
from tests.warm.programs import Begun, Nursery


class Running:
    """A program that goes on beside the test; one of the nursery's, if there is one."""

    def __init__(
        self, folder: Path, *arguments: str, nursery: Nursery | None, **settings: str
    ) -> None:
        self._errors = (folder / "errors").open("w+b")
        reading, writing = os.pipe()
        self._printed = os.fdopen(reading, encoding="utf-8")
        command = (sys.executable, "-m", "bot", *arguments)
        env = environment(**settings)
        if nursery is None:
            self.process: subprocess.Popen[bytes] | Begun = subprocess.Popen(
                command, cwd=folder, env=env, stdout=writing, stderr=self._errors
            )
        else:
            self.process = nursery.begin(command, folder, env, writing, self._errors)
        os.close(writing)

    def line(self) -> str:
        return self._printed.readline().rstrip()

    def address(self) -> str:
        found = re.search(r"http://\S+", self.line())
        assert found, self.errors()
        return found[0]

    def ends(self, number: signal.Signals) -> float:
        """Send that signal, and tell how many seconds the process took to end."""
        started = time.monotonic()
        self.process.send_signal(number)
        self.process.wait(10)
        return time.monotonic() - started

    def errors(self) -> str:
        self._errors.seek(0)
        return self._errors.read().decode()

    def close(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait(10)
        self._printed.close()
        self._errors.close()


@contextmanager
def running(
    folder: Path, *arguments: str, nursery: Nursery | None = None, **settings: str
) -> Iterator[Running]:
    process = Running(folder, *arguments, nursery=nursery, **settings)
    try:
        yield process
    finally:
        process.close()


def get(url: str) -> Any:
    with urllib.request.urlopen(url, timeout=5) as answer:
        return json.loads(answer.read())


def test_without_a_token_the_sandbox_and_the_bot_run_together(tmp_path: Path, duban: Duban) -> None:
    arguments = ("run", "--empty", "--port", "0")
    with running(tmp_path, *arguments, HTTP_PORT="0") as first:
        url = first.address()
        state = get(f"{url}/sandbox/state")
        assert len(state["people"]) == 8
        assert state["bot"]["username"] == "duban_bot"
        assert sorted(path.name for path in tmp_path.iterdir()) == ["data", "errors"]
        second = duban(*arguments, HTTP_PORT="0")
        assert second.returncode == 1
        assert "另一个" in second.stderr
        assert "Traceback" not in second.stderr
        first.process.kill()
        first.process.wait(10)
    with running(tmp_path, *arguments, HTTP_PORT="0") as again:
        after = get(f"{again.address()}/sandbox/state")
        assert [chat["id"] for chat in after["chats"]] == [chat["id"] for chat in state["chats"]]
        assert again.ends(signal.SIGTERM) < 5
        assert again.process.returncode == 0, again.errors()


def test_a_real_bot_shows_its_claim_code_on_the_terminal_only(
    tmp_path: Path, nursery: Nursery
) -> None:
    served = ("sandbox", "--port", "0", "--data", "town")
    with running(tmp_path, *served, nursery=nursery) as sandbox:
        url = sandbox.address()
        token = next(line.partition("=")[2] for line in iter(sandbox.line, "") if "TOKEN=" in line)
        settings = {"TELEGRAM_TOKEN": token, "TELEGRAM_API": url, "HTTP_PORT": "0"}
        with running(tmp_path, "run", nursery=nursery, **settings) as bot:
            assert bot.line() == "@duban_bot 已启动。"
            code = bot.line().rpartition("/claim ")[2]
            assert len(code) >= 22, "128 bits"
            assert bot.ends(signal.SIGINT) < 5
            assert bot.process.returncode == 0
            told = bot.errors()
            assert code not in told
            assert token not in told
        with running(tmp_path, "run", nursery=nursery, ADMINS="1001", **settings) as bot:
            assert bot.line() == "@duban_bot 已启动。"
            bot.ends(signal.SIGTERM)
            assert bot.line() == "", "no code once there is an admin"


def test_ports_that_are_taken_are_named(duban: Duban) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        done = duban("run", "--empty", "--port", port, HTTP_PORT="0")
        assert (done.returncode, "--port" in done.stderr) == (1, True)
        done = duban("run", "--empty", "--port", "0", HTTP_PORT=port)
        assert (done.returncode, "DUBAN_HTTP_PORT" in done.stderr) == (1, True)
