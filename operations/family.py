"""The family of a case: the same problem at the same place, once more (反弹, 回潮)."""

from dataclasses import replace
from datetime import timedelta

from db import cases
from db.transaction import Transaction
from domain.cases import Case, Severity
from domain.spots import is_precise, spot
from operations import knowing
from operations.understanding import big_class
from reading.text import fold

REMEMBERED = timedelta(days=30)
"""How long after it was closed a case may come back as the next of its family."""
_SHOWN = 10


async def earlier_of(tx: Transaction, case: Case, *, back: bool) -> Case | None:
    """The case that has come back as this one.

    At a spot where only one thing can stand the same category is enough. Of a whole street
    somebody must say that it is `back`; then any category of the same 大类 will do, or none.
    """
    here = spot(case.address)
    if here is None or not (back or is_precise(here)):
        return None
    spots = await _spots(tx, case)
    found = await cases.closed_at_spots(tx, case.bureau, spots, tx.now - REMEMBERED)
    return next((one for one in found if same_kind(case, one, back=back)), None)


async def _spots(tx: Transaction, case: Case) -> set[str]:
    """The spot of a case by each name that its place goes by."""
    address = fold(case.address or "")
    gazetteer = (await knowing.directory(tx, case.bureau)).gazetteer
    known = gazetteer.known_in(address)
    names = [fold(name) for name in (known.name, *known.aliases)] if known else []
    typed = next((name for name in sorted(names, key=len, reverse=True) if name in address), "")
    spelt = (address.replace(typed, name, 1) for name in names)
    return {found for one in (address, *spelt) if (found := spot(one))}


def same_kind(case: Case, earlier: Case, *, back: bool) -> bool:
    """Whether the two tell of the same problem."""
    if case.category == earlier.category:
        return True
    if not back:
        return False
    return case.category is None or big_class(case.category) == big_class(earlier.category)


def come_back(case: Case, earlier: Case) -> Case:
    """The case as the next of the earlier one's family; what comes back is never trifling."""
    mild = case.severity in (Severity.NORMAL, Severity.LOW)
    category = case.category or earlier.category
    return replace(
        case,
        earlier=earlier.id,
        times=earlier.times + 1,
        category=category,
        categories=case.categories or earlier.categories,
        severity=Severity.HIGH if mild else case.severity,
    )


async def newest(tx: Transaction, case: Case) -> Case:
    """The newest of the cases as which this one came back, itself if it did not."""
    for _ in range(_SHOWN):
        later = await cases.came_back_as(tx, case.id)
        if later is None:
            break
        case = later
    return case


async def relatives(tx: Transaction, case: Case) -> list[Case]:
    """The others of a case's family, oldest first: those before it, and the one after it."""
    found: list[Case] = []
    one = case
    while one.earlier is not None and len(found) < _SHOWN:
        one = await cases.get(tx, one.earlier)
        found.insert(0, one)
    later = await cases.came_back_as(tx, case.id)
    return [*found, later] if later else found


async def likely_addresses(tx: Transaction, case: Case) -> list[str]:
    """Where the reporter's own recent cases of this kind in this chat were, newest first."""
    if case.source.reporter is None:
        return []
    before = await cases.of_reporter(tx, case.source.reporter, tx.now - REMEMBERED)
    here = [one for one in before if one.source.chat == case.source.chat and one.address]
    by_spot = {spot(one.address): one.address for one in here if same_kind(case, one, back=True)}
    return [address for address in by_spot.values() if address]
