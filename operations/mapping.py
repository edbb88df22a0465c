"""Loading a map file: its areas become those of the units that they name."""

from dataclasses import dataclass

from db import areas
from db.transaction import Transaction
from db.units import forget_chart, org_chart
from domain.area_file import AreaEntry, read_areas
from domain.org_chart import OrgChart
from domain.org_entry import nearest
from domain.ways import Area


@dataclass(frozen=True, slots=True)
class Mapped:
    """What a load did: how many areas, of how many units; other files that are in force, too."""

    areas: int
    units: int
    others: dict[str, int]


async def load(tx: Transaction, text: str, *, file: str, by: str) -> Mapped:
    """The areas of this file are what it draws; `AreaFileWrong` lists what is wrong in it.

    `file` is its name: loaded again, it replaces its own areas and no others. `by` is who loads
    it, for the record.
    """
    chart = await org_chart(tx)
    found = [_area(chart, one) for one in read_areas(text, lambda name: _unknown(chart, name))]
    await areas.replace(tx, file, found, by=by)
    forget_chart(tx)
    others = {name: count for name, count in (await areas.files(tx)).items() if name != file}
    return Mapped(len(found), len({one.unit for one in found}), others)


def _unknown(chart: OrgChart, name: str) -> str | None:
    """What is wrong with a unit's name, None where it is known."""
    if chart.named(name) is not None:
        return None
    if not chart.units:
        return "还没有加载组织文件。请先执行 duban load org.toml。"
    hint = nearest(name, [unit.name for unit in chart.units]) or "请用组织文件里的名称。"
    return f"没有叫“{name}”的单位。{hint}"


def _area(chart: OrgChart, entry: AreaEntry) -> Area:
    unit = chart.named(entry.unit)
    assert unit is not None  # noqa: S101 - the reader has asked for each name
    return Area(unit.id, entry.name, entry.polygons)
