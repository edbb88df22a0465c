"""A program from the nursery is like one that was started from nothing, and the nursery ends."""

import json
import os
import subprocess
import sys
from pathlib import Path
from signal import SIGINT, SIGKILL, SIGTERM

import pytest

from tests.waiting import until
from tests.warm import born
from tests.warm.programs import Begun, Nursery

TELLS = """
import json, os, signal, sys
names = ["SIGINT", "SIGTERM", "SIGPIPE", "SIGCHLD", "SIGHUP"]
print(json.dumps({
    "arguments": sys.argv[1:],
    "folder": os.getcwd(),
    "environment": dict(os.environ),
    "files": sorted(os.listdir("/proc/self/fd"))[:-1],
    "name": __name__,
    "signals": {name: str(signal.getsignal(getattr(signal, name))) for name in names},
    "typed": sys.stdin.read(),
    "first": sys.path[0],
}))
print("trouble", file=sys.stderr)
"""

# A signal that comes just before it falls asleep is heard when it wakes.
WAITS = """
import time
print("ready", flush=True)
for _ in range(600):
    time.sleep(0.1)
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with programs."""
    programs = {
        "tells": TELLS,
        "fails": "raise SystemExit(3)",
        "breaks": "print('before')\n1 / 0",
        "waits": WAITS,
    }
    for name, program in programs.items():
        (tmp_path / f"{name}.py").write_text(program)
    return tmp_path


def began(nursery: Nursery, folder: Path, *command: str, **env: str) -> Begun:
    with (folder / "log").open("wb") as log, (folder / "errors").open("wb") as errors:
        return nursery.begin((sys.executable, *command), folder, env, log, errors)


def test_it_is_told_what_any_program_is_told(nursery: Nursery, folder: Path) -> None:
    env = {"PATH": os.environ["PATH"], "PYTHONPATH": str(folder), "LC_ALL": "C.UTF-8"}
    command = ("-P", "-m", "tells", "one", "-m", "two")
    assert began(nursery, folder, *command, **env).wait(10) == 0
    warm = json.loads((folder / "log").read_text())
    assert (folder / "errors").read_text() == "trouble\n"
    cold = subprocess.run(
        (sys.executable, *command),
        cwd=folder,
        env=env,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=True,
    )
    assert warm == json.loads(cold.stdout)


def test_it_can_be_begun_by_a_program_that_does_nothing_else(
    nursery: Nursery, folder: Path
) -> None:
    begun = (sys.executable, "-S", "-E", born.__file__, str(nursery.path))
    code = (
        "import os, sys; print(sys.argv, __name__, os.getcwd(), sys.stdin.readline()); sys.exit({})"
    )
    for status in (0, 3):
        done = subprocess.run(
            (*begun, "-u", "-c", code.format(status), "one"),
            cwd=folder,
            input="said\n",
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == status
        assert done.stdout == f"['-c', 'one'] __main__ {folder} said\n\n"


def test_without_p_the_folder_comes_first(nursery: Nursery, folder: Path) -> None:
    assert began(nursery, folder, "-m", "tells").wait(10) == 0
    assert json.loads((folder / "log").read_text())["first"] == str(folder)


def test_its_status_is_told(nursery: Nursery, folder: Path) -> None:
    assert began(nursery, folder, "-m", "fails").wait(10) == 3
    assert began(nursery, folder, "-m", "breaks").wait(10) == 1
    assert (folder / "log").read_text() == "before\n"
    assert "ZeroDivisionError" in (folder / "errors").read_text()
    assert began(nursery, folder, "-m", "no_such_module").wait(10) == 1


@pytest.mark.parametrize("signal", [SIGKILL, SIGTERM, SIGINT])
async def test_it_dies_of_signals(nursery: Nursery, folder: Path, signal: int) -> None:
    program = began(nursery, folder, "-m", "waits")
    await until((folder / "log").read_text)
    assert program.poll() is None
    program.send_signal(signal)
    assert program.wait(10) == -signal
    program.kill()  # nothing, now
    with pytest.raises(ProcessLookupError):
        os.kill(program.pid, 0)


async def test_the_nursery_ends_when_all_have_left(tmp_path: Path) -> None:
    first, second = Nursery(tmp_path), Nursery(tmp_path)
    nobody = began(first, tmp_path, "-m", "no_such_module")
    first.close()
    assert nobody.wait(10) == 1
    assert began(second, tmp_path, "-m", "no_such_module").wait(10) == 1
    second.close()
    third = Nursery(tmp_path)
    assert began(third, tmp_path, "-m", "no_such_module").wait(10) == 1
    third.close()
