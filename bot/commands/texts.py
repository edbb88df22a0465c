"""`duban read` and `duban tally`: lines of text in, JSON lines out."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from bot.commands.loading import org_text
from bot.commands.terminal import CannotDo, lines, say
from domain.org_file import read_organisation
from domain.organisation import OrgFileWrong
from operations.organisation import known_categories
from reading.counting import tally as tally_text
from reading.gazetteer import KnownPlace
from reading.model import EMPTY, Directory, KnownUnit
from reading.reader import read as read_text


def read(now: datetime, org: Path | None, *, why: bool = False) -> None:
    """What each line means, as JSON; `org` is the file with the units that may be named.

    With `why`, each line also tells the words that led to it, and how sure it is (0 to 1).
    """
    directory = _directory(org) if org else EMPTY
    for line in lines():
        reading = read_text(line, now=now, directory=directory)
        reasons = {"why": list(reading.why), "confidence": reading.confidence} if why else {}
        _print(reading.to_json() | reasons)


def tally() -> None:
    """What each line says was done, in numbers."""
    for line in lines():
        _print({"text": line, "tallies": [one.to_json() for one in tally_text(line)]})


def moment(text: str | None, zone: ZoneInfo) -> datetime:
    """A time from the command line, aware; without a zone it is meant locally. None: now."""
    if text is None:
        return datetime.now(zone)
    try:
        told = datetime.fromisoformat(text)
    except ValueError as error:
        raise CannotDo(f"看不懂时间 {text}；请写成 2026-11-21T09:30+08:00") from error
    return told if told.tzinfo else told.replace(tzinfo=zone)


def _directory(org: Path) -> Directory:
    try:
        wanted = read_organisation(org_text(org), known_categories())
    except OrgFileWrong as wrong:
        raise CannotDo(f"{org}：{wrong.__doc__}\n{wrong}") from wrong
    return Directory(
        units=tuple(
            KnownUnit(one.name, one.aliases, one.areas, one.categories) for one in wanted.units
        ),
        places=tuple(KnownPlace(one.name, one.aliases, one.unit) for one in wanted.places),
    )


def _print(told: dict[str, Any]) -> None:
    # A lone surrogate has no place in UTF-8.
    text = json.dumps(told, ensure_ascii=False)
    say(text.encode("utf-8", "replace").decode("utf-8"))
