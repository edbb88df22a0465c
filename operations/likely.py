"""The likeliest answers to a question: what was found at the spot before, what the reporter told
last, the unit's streets and kinds of problem.
"""

from datetime import timedelta
from itertools import zip_longest

from db import cases
from db.transaction import Transaction
from domain.cases import Case
from domain.org_chart import OrgChart
from domain.routing import Choice, area_in
from domain.spot_history import REMEMBERED, street_of, told_before
from operations.understanding import big_class

JUST_NOW = timedelta(hours=12)
"""How long the reporter is likely to be still where he was, with the same unit."""
PLACES = 5
UNITS = 6
CATEGORIES = 6
_COMMON = ("占道经营", "店外经营", "暴露垃圾", "垃圾满溢", "乱堆乱放", "机动车乱停放")


async def places(tx: Transaction, chart: OrgChart, case: Case, unit: int | None) -> list[str]:
    """Where the reporter just was, then the streets of the unit (or of all who have some)."""
    recent = [one.address for one in await _last_reports(tx, case) if one.address][:2]
    named = chart.unit(unit)
    streets = [one.areas for one in ((named,) if named else chart.units)]
    # One street of each unit in turn, so that none fills the buttons alone.
    mixed = [area for row in zip_longest(*streets) for area in row if area]
    return list(dict.fromkeys([*recent, *mixed]))[:PLACES]


async def categories(tx: Transaction, chart: OrgChart, case: Case, unit: int | None) -> list[str]:
    """What was found at the spot before, then common problems, those of the unit first."""
    before = told_before(await _history(tx, case), case.address or "", lambda one: one.category)
    return list(dict.fromkeys([*before, *_common(chart, unit)]))[:CATEGORIES]


async def units(tx: Transaction, chart: OrgChart, case: Case, choice: Choice) -> list[int]:
    """Whom a misspelt name may mean, or those that fit equally; who dealt with the spot before,
    whose street it is; then the reporter's last unit, and the others.
    """
    before = told_before(await _history(tx, case), case.address or "", lambda one: one.unit)
    last = [one.unit for one in await _last_reports(tx, case) if one.unit is not None][:1]
    suggested = choice.suggestions or tuple(one.id for one in chart.units if one.areas)
    place = case.address or case.text
    local = [one for one in suggested if (unit := chart.unit(one)) and area_in(unit, place)]
    first = (choice.nearest, *choice.rivals)
    likely = dict.fromkeys([*first, *before, *local, *last, *suggested])
    return [one for one in likely if one in chart.active][:UNITS]


async def _history(tx: Transaction, case: Case) -> list[Case]:
    """The cases of the last months on the same street."""
    if not case.address:
        return []
    since = tx.now - REMEMBERED
    return await cases.on_street(tx, street_of(case.address), since, bureau=case.bureau)


async def _last_reports(tx: Transaction, case: Case) -> list[Case]:
    """What the reporter told just before, newest first."""
    if case.source.reporter is None:
        return []
    told = await cases.of_reporter(tx, case.source.reporter, tx.now - JUST_NOW)
    return [one for one in told if one.id != case.id]


def _common(chart: OrgChart, unit_id: int | None) -> list[str]:
    """Common problems that the unit takes first, then the others."""
    unit = chart.unit(unit_id)
    patterns = unit.categories if unit else ()
    mine = [
        name
        for name in _COMMON
        if any(pattern.split("/")[0] in (big_class(name), "*") for pattern in patterns)
    ]
    return [*mine, *_COMMON]
