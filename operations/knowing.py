"""The places that a bureau knows: put together for the reader, and learnt from closed cases."""

from dataclasses import dataclass
from functools import lru_cache

from db import places, units
from db.places import EVERY_BUREAU, Places
from db.transaction import Transaction
from domain.cases import Case
from domain.org_chart import OrgChart
from domain.people import Unit
from reading.gazetteer import KnownPlace
from reading.model import Directory, KnownUnit
from reading.placenames import name_in
from reading.text import fold

DOUBTFUL = 3
"""Closed cases that it takes to trust a spelling that resembles a place known before."""


def bureau_of(chart: OrgChart, unit: int | None) -> int:
    """The bureau that numbers a case: the unit's, else the only one there is, else 0."""
    found = chart.bureau_of(unit)
    if found is not None:
        return found
    roots = {chart.bureau_of(known.id) for known in chart.units}
    return roots.pop() or 0 if len(roots) == 1 else 0


@lru_cache(maxsize=4)
def directory_of(known: tuple[Unit, ...]) -> Directory:
    """The units as the reader wants them; the same tuple gives the same directory."""
    return Directory(
        units=tuple(
            KnownUnit(unit.name, unit.aliases, unit.areas, unit.categories) for unit in known
        )
    )


@lru_cache(maxsize=16)
def _directory(known: tuple[Unit, ...], all_places: Places, bureau: int) -> Directory:
    names = {unit.id: unit.name for unit in known}
    return Directory(
        units=directory_of(known).units,
        places=tuple(
            KnownPlace(place.name, place.aliases, names.get(place.unit or 0))
            for place in all_places.all
            if place.bureau in (bureau, EVERY_BUREAU)
        ),
    )


async def directory(tx: Transaction, unit: int | None) -> Directory:
    """What the bureau above a unit knows; the same object while nothing of it changes."""
    chart = await units.org_chart(tx)
    return _directory(chart.units, await places.known(tx), bureau_of(chart, unit))


async def learn(tx: Transaction, case: Case) -> None:
    """A case passed its check: its place is known from now on, unless it seems misspelt.

    A joint case counts once, by its lead.
    """
    if case.parent is not None:
        return
    known = await directory(tx, case.bureau)
    name = name_in(case.address, known) if case.address else None
    if name is None:
        return
    same = known.gazetteer.exactly(fold(name))
    if same is not None:
        name = same.name
    if name in known.areas:
        return
    resembles = same is None and known.gazetteer.nearest(fold(name), (0, len(name))) is not None
    await places.learn(tx, case.bureau, name, needed=DOUBTFUL if resembles else 1)


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """What is known of an address: its place by another name, or the place it resembles.

    `mended` is the whole address with the place spelt as it is known.
    """

    place: str = ""
    resembles: str = ""
    mended: str = ""


async def whereabouts(tx: Transaction, case: Case) -> Whereabouts:
    """What a card says beside the address as it was typed."""
    if not case.address:
        return Whereabouts()
    gazetteer = (await directory(tx, case.bureau)).gazetteer
    folded = fold(case.address)
    known = gazetteer.known_in(folded)
    if known is not None:
        return Whereabouts(place="" if fold(known.name) in folded else known.name)
    near = gazetteer.nearest(folded, (0, len(folded))) if case.is_open else None
    if near is None:
        return Whereabouts()
    mended = case.address[: near.start] + near.word + case.address[near.end :]
    return Whereabouts(resembles=near.word, mended=mended)
