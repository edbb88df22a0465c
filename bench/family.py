"""What a process and all its children use, read from /proc (Linux)."""

import os
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")


def family(pid: int) -> list[int]:
    """The process and its living descendants."""
    found = [pid]
    for path in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            children = path.read_text().split()
        except OSError:
            continue
        for child in children:
            found += family(int(child))
    return found


def cpu_seconds(pid: int) -> float:
    """User and system time of the family so far, of children that have ended too."""
    return sum(_ticks(member) for member in family(pid)) / _TICKS


def peak_mb(pid: int) -> float:
    """The sum of the members' peaks: never less than what they used together at any moment."""
    return sum(_kilobytes(member, "VmHWM") for member in family(pid)) / 1024


def forget_peak(pid: int) -> None:
    """Peaks count from now on (proc(5): `clear_refs` resets VmHWM)."""
    for member in family(pid):
        Path(f"/proc/{member}/clear_refs").write_text("5")


def _ticks(pid: int) -> int:
    try:
        line = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return 0
    # The name stands in brackets and may hold anything; utime is the 14th field of all.
    fields = line.rpartition(")")[2].split()
    return sum(int(ticks) for ticks in fields[11:15])


def _kilobytes(pid: int, what: str) -> int:
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith(f"{what}:")), 0)
