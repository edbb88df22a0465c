"""The standard in force, its versions, and the rows that it is kept in (changed, never deleted)."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, insert, select, update

from db.dialect import insert as upsert
from db.remembered import Remembered
from db.tables import cases, standard_items, standard_versions
from db.transaction import Transaction
from domain.cases import OPEN, Number
from domain.standard import Condition, Item, Kind, Phase, Standard

_newest = (
    select(standard_versions.c.id, standard_versions.c.at)
    .order_by(standard_versions.c.id.desc())
    .limit(1)
)

Key = tuple[str, str, str, str]
"""Which row of a city: kind, code of the big class, of the small class, and the condition."""


@dataclass(frozen=True, slots=True)
class Version:
    """One load that changed something: its number, when, and by whom."""

    id: int
    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class InForce:
    """The standard that was loaded last; `since` tells which version last changed a category."""

    standard: Standard
    version: Version
    since: Mapping[str, Version]


@dataclass(frozen=True, slots=True)
class Row:
    """A stored condition: what it says (by column), and whether it is in force."""

    values: Mapping[str, Any]
    position: int
    active: bool


async def in_force(tx: Transaction) -> InForce | None:
    """The loaded standard; None if there is none."""
    return await _in_force.get(tx)


async def _read(tx: Transaction) -> InForce | None:
    told = standard_versions.c
    rows = await tx.run(select(told.id, told.at, told.by, told.city, told.source).order_by(told.id))
    every = list(rows)
    if not every:
        return None
    versions = {row.id: Version(row.id, row.at, row.by) for row in every}
    active = select(standard_items).where(standard_items.c.active)
    lines = (await tx.run(active.order_by(standard_items.c.position))).mappings().all()
    since: dict[str, int] = {}
    for line in lines:
        category = line["category"]
        since[category] = max(since.get(category, 0), line["version_id"])
    return InForce(
        standard=Standard(every[-1].city, every[-1].source, _items(lines)),
        version=versions[every[-1].id],
        since={category: versions[number] for category, number in since.items()},
    )


_in_force = Remembered("standard", _newest, _read)


def _items(lines: Iterable[RowMapping]) -> tuple[Item, ...]:
    first: dict[tuple[str, ...], RowMapping] = {}
    conditions: dict[tuple[str, ...], list[Condition]] = {}
    for line in lines:
        key = (line["kind"], line["big_code"], line["small_code"], line["category"])
        first.setdefault(key, line)
        conditions.setdefault(key, []).append(_condition(line))
    return tuple(
        Item(
            category=line["category"],
            kind=Kind(line["kind"]),
            big_class=line["big_class"],
            big_code=line["big_code"],
            small_code=line["small_code"],
            name=line["small_class"],
            conditions=tuple(conditions[key]),
            aliases=tuple(line["aliases"]),
        )
        for key, line in first.items()
    )


def _condition(line: RowMapping) -> Condition:
    return Condition(
        code=line["condition"],
        filing=line["filing"],
        closing=line["closing"],
        phases=tuple(Phase(value, unit, name) for value, unit, name in line["phases"]),
        handler=line["handler"],
        urgent=line["urgent"],
        words=tuple(line["words"]),
        default=line["default"],
    )


def values_of(item: Item, condition: Condition) -> tuple[Key, dict[str, Any]]:
    """The key of a condition's row, and what its other columns say."""
    key = (item.kind.value, item.big_code, item.small_code, condition.code)
    return key, {
        "category": item.category,
        "big_class": item.big_class,
        "small_class": item.name,
        "aliases": list(item.aliases),
        "filing": condition.filing,
        "closing": condition.closing,
        "phases": [[one.value, one.unit, one.name] for one in condition.phases],
        "handler": condition.handler,
        "words": list(condition.words),
        "urgent": condition.urgent,
        "default": condition.default,
    }


_KEY = ("kind", "big_code", "small_code", "condition")
_VALUES = (
    *("category", "big_class", "small_class", "aliases", "filing", "closing", "phases"),
    *("handler", "words", "urgent", "default"),
)


async def rows_of(tx: Transaction, city: str) -> dict[Key, Row]:
    """Every condition that the city ever had."""
    rows = (await tx.run(select(standard_items).where(standard_items.c.city == city))).mappings()
    return {
        (row["kind"], row["big_code"], row["small_code"], row["condition"]): Row(
            {name: row[name] for name in _VALUES}, row["position"], row["active"]
        )
        for row in rows
    }


async def add_version(tx: Transaction, **values: Any) -> int:
    """Keep a file as it was read: by, city, source, text, sha256, note; its number."""
    _in_force.forget(tx)
    made = await tx.run(
        insert(standard_versions).values(at=tx.now, **values).returning(standard_versions.c.id)
    )
    number: int = made.scalar_one()
    return number


async def put(
    tx: Transaction, city: str, version: int, changed: Mapping[Key, tuple[int, dict[str, Any]]]
) -> None:
    """Store conditions, by key: the position and the other columns. Known rows keep their ids."""
    statement = upsert(tx, standard_items)
    names = (*_VALUES, "position", "active", "version_id")
    statement = statement.on_conflict_do_update(
        index_elements=[standard_items.c.city, *(standard_items.c[name] for name in _KEY)],
        set_={name: statement.excluded[name] for name in names},
    )
    rows = [
        {"city": city, **dict(zip(_KEY, key, strict=True)), **values}
        | {"position": position, "active": True, "version_id": version}
        for key, (position, values) in changed.items()
    ]
    if rows:
        await tx.run(statement, rows)


async def move(tx: Transaction, city: str, moved: Mapping[Key, int]) -> None:
    """Other places in the file for conditions that are otherwise the same."""
    for key, position in moved.items():
        same = [standard_items.c[name] == value for name, value in zip(_KEY, key, strict=True)]
        row = update(standard_items).where(standard_items.c.city == city, *same)
        await tx.run(row.values(position=position))


async def retire(tx: Transaction, city: str, version: int, kept: Collection[Key]) -> int:
    """What the city's file no longer has, and all of other cities, is not in force; how many."""
    active = (await tx.run(select(standard_items).where(standard_items.c.active))).mappings()
    gone = [
        row["id"]
        for row in active
        if row["city"] != city or tuple(row[name] for name in _KEY) not in kept
    ]
    if gone:
        these = standard_items.c.id.in_(gone)
        await tx.run(update(standard_items).where(these).values(active=False, version_id=version))
    return len(gone)


async def open_cases(tx: Transaction, categories: Collection[str]) -> dict[str, list[str]]:
    """The numbers of open cases of these categories; drafts have none and count as 草稿."""
    query = select(cases.c.category, cases.c.number_day, cases.c.number_serial).where(
        cases.c.state.in_([state.value for state in OPEN]), cases.c.category.in_(categories)
    )
    found: dict[str, list[str]] = {}
    for row in await tx.run(query.order_by(cases.c.id)):
        day, serial = row.number_day, row.number_serial
        found.setdefault(row.category, []).append(str(Number(day, serial)) if day else "草稿")
    return found
