"""Storing an org file: rows are changed, never deleted and made anew, so that ids stay."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from sqlalchemy import case, delete, insert, or_, select, update

from db import people, rosters
from db.tables import chats, duty, org_versions, routes, streets, units
from db.tables import people as people_table
from db.transaction import Transaction
from db.units import forget_chart
from domain.org_matching import Known, Match
from domain.organisation import DutyEntry, UnitEntry
from domain.wall_time import written
from domain.ways import Route, Street


async def newest_source(tx: Transaction) -> str | None:
    """The text of the org file in force."""
    newest = select(org_versions.c.source).order_by(org_versions.c.id.desc()).limit(1)
    return (await tx.run(newest)).scalar()


async def add_version(tx: Transaction, *, by: str, source: str) -> int:
    """Keep the file as it was given, and by whom; its number."""
    values = {"at": tx.now, "by": by, "source": source}
    forget_chart(tx)
    made = await tx.run(insert(org_versions).values(**values).returning(org_versions.c.id))
    version: int = made.scalar_one()
    return version


async def unit_ids(tx: Transaction) -> dict[str, int]:
    """Every unit that was ever named, by name."""
    rows = await tx.run(select(units.c.name, units.c.id))
    return {row.name: row.id for row in rows}


async def put_unit(tx: Transaction, entry: UnitEntry, known: int | None) -> int:
    """Store a unit without its parent; `known` is its row, None for a new one. Its id."""
    values = {
        "name": entry.name,
        "kind": entry.kind,
        "aliases": list(entry.aliases),
        "categories": list(entry.categories),
        "areas": list(entry.areas),
        "active": True,
    }
    if known is not None:
        await tx.run(update(units).where(units.c.id == known).values(**values))
        return known
    made = await tx.run(insert(units).values(**values).returning(units.c.id))
    new: int = made.scalar_one()
    return new


async def set_parent(tx: Transaction, unit: int, parent: int | None) -> None:
    """Which unit stands above this one."""
    await tx.run(update(units).where(units.c.id == unit).values(parent_id=parent))


async def retire_units(tx: Transaction, but: Collection[int]) -> tuple[str, ...]:
    """All other units are of former days from now on; their names."""
    gone = update(units).where(units.c.active, units.c.id.not_in(but))
    rows = await tx.run(gone.values(active=False).returning(units.c.name))
    return tuple(rows.scalars())


async def known_people(tx: Transaction, accounts: Collection[int]) -> tuple[Known, ...]:
    """Everybody whom a file ever named, and everybody behind one of these accounts."""
    listed = people_table.c.source == "file"
    query = (
        select(people_table, units.c.name.label("unit"))
        .outerjoin(units, units.c.id == people_table.c.unit_id)
        .where(or_(listed, people_table.c.telegram_id.in_(accounts)))
        # Who is named today comes last and so wins over a namesake of former days.
        .order_by(case((people_table.c.active, 1), else_=0), people_table.c.id)
    )
    return tuple(
        Known(
            id=row["id"],
            name=row["name"],
            unit=row["unit"],
            telegram_id=row["telegram_id"],
            listed=row["source"] == "file",
        )
        for row in (await tx.run(query)).mappings()
    )


async def free_accounts(tx: Transaction, matches: Iterable[Match]) -> None:
    """Take accounts from rows that lose them, before others get them: an account is unique."""
    losing = [
        one.known.id
        for one in matches
        if one.known and one.entry.telegram_id and one.known.telegram_id != one.entry.telegram_id
    ]
    losing += [one.twin.id for one in matches if one.twin and one.twin.telegram_id]
    rows = people_table.c.id.in_(losing)
    await tx.run(update(people_table).where(rows).values(telegram_id=None))


async def put_person(tx: Transaction, match: Match, unit: int | None) -> int:
    """Store a person of the file; his id. Where the file has no account he keeps his own."""
    entry = match.entry
    values: dict[str, Any] = {
        "name": entry.name,
        "roles": sorted(entry.roles),
        "unit_id": unit,
        "source": "file",
        "active": True,
    }
    if entry.telegram_id is not None:
        values["telegram_id"] = entry.telegram_id
    if match.known is None:
        made = await tx.run(insert(people_table).values(**values).returning(people_table.c.id))
        new: int = made.scalar_one()
        return new
    if match.twin is not None:
        await people.absorb(tx, keep=match.known.id, gone=match.twin.id)
    row = people_table.c.id == match.known.id
    await tx.run(update(people_table).where(row).values(**values))
    return match.known.id


async def retire_people(tx: Transaction, but: Collection[int]) -> tuple[str, ...]:
    """Everybody else of the file has no rights from now on; their names."""
    named = (people_table.c.source == "file") & people_table.c.active
    gone = update(people_table).where(named, people_table.c.id.not_in(but))
    rows = await tx.run(gone.values(active=False).returning(people_table.c.name))
    return tuple(rows.scalars())


async def replace_duty(tx: Transaction, lines: Collection[tuple[DutyEntry, int, int]]) -> None:
    """The roster is these lines, each with the ids of its unit and its person."""
    await tx.run(delete(duty))
    rows = [
        {
            "unit_id": unit,
            "person_id": person,
            "days": sorted(entry.days),
            "since": written(entry.since),
            "until": written(entry.until),
            "dates": [[f"{one}" for one in span] for span in entry.dates] or None,
        }
        for entry, unit, person in lines
    ]
    if rows:
        await tx.run(insert(duty), rows)
    await rosters.look_anew(tx, {unit for _, unit, _ in lines})


async def replace_ways(tx: Transaction, wanted: Iterable[Route], chiefs: Iterable[Street]) -> None:
    """The routes and the streets are these."""
    await tx.run(delete(routes))
    await tx.run(delete(streets))
    rules = [
        {
            "unit_id": one.unit,
            "category": one.category,
            "street": one.street,
            "area": one.area,
            "helpers": list(one.helpers),
            "copies": list(one.copies),
        }
        for one in wanted
    ]
    if rules:
        await tx.run(insert(routes), rules)
    rows = [
        {
            "name": one.name,
            "aliases": list(one.aliases),
            "unit_id": one.unit,
            "chief_id": one.chief,
        }
        for one in chiefs
    ]
    if rows:
        await tx.run(insert(streets), rows)


async def moved_chats(tx: Transaction) -> Mapping[int, int]:
    """Groups that became supergroups: the id that an org file may still have, to the one of now."""
    rows = await tx.run(select(chats.c.id, chats.c.settings).where(chats.c.role.is_(None)))
    return {row.id: row.settings["migrated_to"] for row in rows if "migrated_to" in row.settings}
