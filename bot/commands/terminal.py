"""Speaking to the person at the terminal."""

import sys
from collections.abc import Iterator


class CannotDo(Exception):
    """这条命令现在做不了。"""


def say(line: str = "") -> None:
    """A line on standard output, at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def lines() -> Iterator[str]:
    """What comes in on standard input, line by line, without the ends; bad bytes become marks."""
    for raw in sys.stdin.buffer:
        yield raw.decode("utf-8-sig", "replace").rstrip("\r\n")
