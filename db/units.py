"""Units and the ways to them, read together as the org chart."""

from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import select
from sqlalchemy.pool import Pool

from db import areas
from db.tables import org_versions, people, routes, streets, units
from db.transaction import Transaction
from domain.org_chart import OrgChart
from domain.people import Unit, UnitKind
from domain.ways import Route, Street

_MEMORY = "org_chart"
# The newest chart per database of this process, and the versions that it stands for.
_charts: WeakKeyDictionary[Pool, tuple[Any, OrgChart]] = WeakKeyDictionary()
_newest = (
    select(org_versions.c.id, org_versions.c.at, areas.VERSION)
    .order_by(org_versions.c.id.desc())
    .limit(1)
)


async def org_chart(tx: Transaction) -> OrgChart:
    """The units: one small query, once, while the org file stays the same.

    Safe with several processes: every load of an org file makes a row of org_versions, every load
    of a map file a new version of the areas, and the newest are asked for in each transaction.
    """
    if _MEMORY not in tx.memory:
        tx.memory[_MEMORY] = await _newest_chart(tx)
    chart: OrgChart = tx.memory[_MEMORY]
    return chart


def forget_chart(tx: Transaction) -> None:
    """What this transaction has read of the organisation is no longer so: it changes it."""
    tx.memory.pop(_MEMORY, None)


async def _newest_chart(tx: Transaction) -> OrgChart:
    newest = (await tx.run(_newest)).one_or_none()
    version = tuple(newest) if newest else None
    kept = _charts.get(tx.pool)
    if kept and kept[0] == version:
        return kept[1]
    chart = await _read(tx)
    # What was read here may still be undone: kept only once it is committed.
    tx.after_commit(lambda: _charts.__setitem__(tx.pool, (version, chart)))
    return chart


async def _read(tx: Transaction) -> OrgChart:
    rows = (await tx.run(select(units).order_by(units.c.id))).mappings().all()
    active = frozenset(row["id"] for row in rows if row["active"])
    return OrgChart(
        every_unit={row["id"]: _unit(row) for row in rows},
        active=active,
        routes=tuple([_route(row) for row in await tx.run(_routes)]),
        streets=tuple([_street(row) for row in await tx.run(_streets)]),
        areas=tuple(one for one in await areas.all_areas(tx) if one.unit in active),
    )


_routes = select(routes).order_by(routes.c.id)
_streets = (
    select(streets, people.c.name.label("chief_name"))
    .join(people, people.c.id == streets.c.chief_id)
    .order_by(streets.c.id)
)


def _route(row: Any) -> Route:
    return Route(
        unit=row.unit_id,
        category=row.category,
        street=row.street,
        area=row.area,
        helpers=tuple(row.helpers),
        copies=tuple(row.copies),
    )


def _street(row: Any) -> Street:
    return Street(
        name=row.name,
        unit=row.unit_id,
        chief=row.chief_id,
        chief_name=row.chief_name,
        aliases=tuple(row.aliases),
    )


def _unit(row: Any) -> Unit:
    return Unit(
        id=row["id"],
        name=row["name"],
        kind=UnitKind(row["kind"]),
        parent=row["parent_id"],
        aliases=tuple(row["aliases"]),
        categories=tuple(row["categories"]),
        areas=tuple(row["areas"]),
    )
