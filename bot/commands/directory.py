"""The units and places of an org file, for `duban read --org`."""

from pathlib import Path

from bot.commands.loading import org_text
from bot.commands.terminal import CannotDo
from domain.org_file import read_organisation
from domain.organisation import OrgFileWrong
from operations.organisation import known_categories
from reading.gazetteer import KnownPlace
from reading.model import Directory, KnownUnit


def directory(org: Path) -> Directory:
    """Whom and what texts may name by this file; `CannotDo` tells its mistakes."""
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
