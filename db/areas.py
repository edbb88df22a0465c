"""Areas of map files, as polygons: kept per file, so that a file loaded again replaces its own."""

from collections.abc import Iterable
from secrets import token_hex
from typing import Any

from sqlalchemy import delete, func, insert, select

from db import facts
from db.tables import areas
from db.tables import facts as facts_table
from db.transaction import Transaction
from domain.geography import Polygon, Ring
from domain.ways import Area

_NAME = "areas_version"

# Which areas these are: it changes with every load of a map file.
VERSION = select(facts_table.c.value).where(facts_table.c.name == _NAME).scalar_subquery()


async def all_areas(tx: Transaction) -> tuple[Area, ...]:
    """The areas of all files, those of former units too."""
    rows = await tx.run(select(areas).order_by(areas.c.id))
    return tuple(
        Area(row.unit_id, row.name, tuple(_polygon(rings) for rings in row.polygons))
        for row in rows
    )


def _polygon(rings: list[list[list[float]]]) -> Polygon:
    outer, *holes = (_ring(ring) for ring in rings)
    return Polygon(outer, tuple(holes))


def _ring(positions: list[list[float]]) -> Ring:
    return tuple((longitude, latitude) for longitude, latitude in positions)


async def replace(tx: Transaction, file: str, wanted: Iterable[Area], *, by: str) -> None:
    """The areas of that file are these; who loaded them and when is kept beside them."""
    await tx.run(delete(areas).where(areas.c.file == file))
    rows: list[dict[str, Any]] = [
        {
            "file": file,
            "unit_id": one.unit,
            "name": one.name,
            "polygons": [[polygon.outer, *polygon.holes] for polygon in one.polygons],
            "loaded_at": tx.now,
            "loaded_by": by,
        }
        for one in wanted
    ]
    if rows:
        await tx.run(insert(areas), rows)
    await facts.put(tx, _NAME, token_hex(8))


async def files(tx: Transaction) -> dict[str, int]:
    """The files in force, each with how many areas it has."""
    count = func.count().label("areas")
    rows = await tx.run(select(areas.c.file, count).group_by(areas.c.file).order_by(areas.c.file))
    return {row.file: row.areas for row in rows}
