"""Commands as tests give them."""

import os
from dataclasses import dataclass
from typing import Protocol

from bot.settings import PREFIX

TOKEN = "7000000001:AAverysecretverysecretverysecret12"


def environment(**settings: str) -> dict[str, str]:
    """The machine's, with no other settings than these."""
    bare = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
    return bare | {f"{PREFIX}{name}": value for name, value in settings.items()}


@dataclass(frozen=True)
class Done:
    """What a command printed, and its exit status."""

    returncode: int
    stdout: str
    stderr: str


class Duban(Protocol):
    """Runs a command in this process, in the test's folder, with these settings only."""

    def __call__(self, *arguments: str, typed: str = "", **settings: str) -> Done: ...
