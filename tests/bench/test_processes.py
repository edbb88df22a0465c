"""Programs are started, heard, measured and killed."""

import os
import sys
import time
from pathlib import Path

import pytest

from bench.family import cpu_seconds, family, forget_peak, peak_mb
from bench.program import Ended, Program

HUNGRY = """
import os, subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
held = bytearray(60_000_000)
until = time.process_time() + 0.3
while time.process_time() < until:
    pass
print("said", child.pid, os.environ.get("DUBAN_SECRET"), flush=True)
time.sleep(60)
"""


@pytest.fixture
def module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    (tmp_path / "hungry.py").write_text(HUNGRY)
    monkeypatch.setenv("DUBAN_SECRET", "ours")
    return "hungry"


async def test_a_program_and_its_children_are_measured(tmp_path: Path, module: str) -> None:
    program = Program(tmp_path / "log", module, env={"PYTHONPATH": str(tmp_path)})
    await program.start()
    child, _, secret = (await program.hears("said")).partition(" ")
    assert secret == "None", "our own settings are not passed on"
    assert family(program.pid) == [program.pid, int(child)]
    assert 0.3 <= cpu_seconds(program.pid) < 5
    assert peak_mb(program.pid) > 60
    await program.kill()
    assert not program.running
    os.kill(int(child), 9)


async def test_a_peak_can_be_forgotten() -> None:
    held = bytearray(80_000_000)
    assert peak_mb(os.getpid()) > 80
    del held
    before = peak_mb(os.getpid())
    forget_peak(os.getpid())
    assert peak_mb(os.getpid()) < before - 50


async def test_a_program_that_ends_says_why(tmp_path: Path) -> None:
    program = Program(tmp_path / "log", "no_such_module")
    await program.start()
    started = time.monotonic()
    with pytest.raises(Ended, match="No module named"):
        await program.hears("ready")
    assert time.monotonic() - started < 10
    assert sys.executable
    with pytest.raises(Ended, match="No module named"):
        await program.ends()
