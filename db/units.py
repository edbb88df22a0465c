"""Units and the ways to them, read together as the org chart."""

from typing import Any

from sqlalchemy import select

from db import areas
from db.remembered import Remembered
from db.tables import org_versions, people, routes, streets, units
from db.transaction import Transaction
from domain.org_chart import OrgChart
from domain.people import Unit, UnitKind
from domain.ways import Route, Street

_newest = (
    select(org_versions.c.id, org_versions.c.at, areas.VERSION)
    .order_by(org_versions.c.id.desc())
    .limit(1)
)


async def org_chart(tx: Transaction) -> OrgChart:
    """The units and the ways to them, as the newest org and map files have them.

    Every load of an org file makes a row of org_versions, every load of a map file a new version
    of the areas.
    """
    return await _chart.get(tx)


def forget_chart(tx: Transaction) -> None:
    """What this transaction has read of the organisation is no longer so: it changes it."""
    _chart.forget(tx)


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


_chart = Remembered("org_chart", _newest, _read)


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
