"""`duban read` and `duban tally`: lines of text in, JSON lines out."""

import argparse
import json
from datetime import datetime
from pkgutil import resolve_name
from typing import Any
from zoneinfo import ZoneInfo

from bot.commands.terminal import CannotDo, lines, say
from bot.settings import Settings
from reading.counting import tally as tally_text
from reading.model import EMPTY, Directory
from reading.reader import read as read_text


def read(settings: Settings, wanted: argparse.Namespace) -> int:
    """What each line means, as JSON; `org` is the file with the units that may be named.

    With `why`, each line also tells the words that led to it, and how sure it is (0 to 1).
    """
    now = _moment(wanted.now, settings.zone)
    directory: Directory = EMPTY
    if wanted.org:
        # What reads org files comes with the database, and few who read texts have one.
        directory = resolve_name("bot.commands.directory:directory")(wanted.org)
    for line in lines():
        reading = read_text(line, now=now, directory=directory)
        reasons = {"why": list(reading.why), "confidence": reading.confidence}
        _print(reading.to_json() | (reasons if wanted.why else {}))
    return 0


def tally(_settings: Settings, _wanted: argparse.Namespace) -> int:
    """What each line says was done, in numbers."""
    for line in lines():
        _print({"text": line, "tallies": [one.to_json() for one in tally_text(line)]})
    return 0


def _moment(text: str | None, zone: ZoneInfo) -> datetime:
    """A time from the command line, aware; without a zone it is meant locally. None: now."""
    if text is None:
        return datetime.now(zone)
    try:
        told = datetime.fromisoformat(text)
    except ValueError as error:
        raise CannotDo(f"看不懂时间 {text}；请写成 2026-11-21T09:30+08:00") from error
    return told if told.tzinfo else told.replace(tzinfo=zone)


def _print(told: dict[str, Any]) -> None:
    # A lone surrogate has no place in UTF-8.
    text = json.dumps(told, ensure_ascii=False)
    say(text.encode("utf-8", "replace").decode("utf-8"))
