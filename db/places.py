"""Known places: of the org file, and learnt from cases that passed their check."""

from collections.abc import Iterable
from dataclasses import dataclass
from secrets import token_hex

from sqlalchemy import delete, func, select, update

from db import dialect, facts
from db.remembered import Remembered
from db.tables import places
from db.transaction import Transaction

LEARNT_AT_MOST = 5000
"""Learnt places that a bureau keeps; beyond, those with the fewest and oldest cases go."""
EVERY_BUREAU = 0
"""The bureau of a place that is everybody's."""

_VERSION = "places_version"


@dataclass(frozen=True, slots=True)
class Place:
    """A place that may be trusted; `unit` is a unit's id."""

    bureau: int
    name: str
    aliases: tuple[str, ...]
    unit: int | None


@dataclass(frozen=True, eq=False)
class Places:
    """All of them. The same object is handed out until one of them changes."""

    all: tuple[Place, ...] = ()


async def known(tx: Transaction) -> Places:
    """The places whose spelling may be trusted."""
    return await _places.get(tx)


async def _read(tx: Transaction) -> Places:
    trusted = (places.c.source == "file") | (places.c.cases >= places.c.needed)
    rows = await tx.run(select(places).where(trusted).order_by(places.c.source, places.c.id))
    return Places(
        tuple(Place(row.bureau_id, row.name, tuple(row.aliases), row.unit_id) for row in rows)
    )


_places = Remembered("places", facts.version(_VERSION), _read)


async def _changed(tx: Transaction) -> None:
    _places.forget(tx)
    await facts.put(tx, _VERSION, token_hex(8))


async def replace_filed(tx: Transaction, wanted: Iterable[Place]) -> None:
    """The org file's places are these; others of a former file stay only where cases confirm."""
    filed = places.c.source == "file"
    await tx.run(delete(places).where(filed, places.c.cases == 0))
    former = update(places).where(filed)
    await tx.run(former.values(source="learnt", aliases=[], unit_id=None))
    for place in wanted:
        values = {"source": "file", "aliases": list(place.aliases), "unit_id": place.unit}
        statement = dialect.insert(tx, places).values(
            bureau_id=place.bureau, name=place.name, cases=0, needed=1, **values
        )
        await tx.run(
            statement.on_conflict_do_update(
                index_elements=[places.c.bureau_id, places.c.name], set_=values
            )
        )
    await _changed(tx)


async def learn(
    tx: Transaction, bureau: int, name: str, *, needed: int, at_most: int = LEARNT_AT_MOST
) -> None:
    """One more case at a place passed its check; `needed` of them make a new name trusted."""
    here = (places.c.bureau_id.in_((bureau, EVERY_BUREAU)), places.c.name == name)
    counted = update(places).where(*here).values(cases=places.c.cases + 1, last_at=tx.now)
    row = (
        await tx.run(counted.returning(places.c.source, places.c.cases, places.c.needed))
    ).first()
    if row is None:
        await _make_room(tx, bureau, at_most)
        await _add(tx, bureau, name, needed)
    elif row.source == "file" or row.cases != row.needed:
        return
    await _changed(tx)


async def _make_room(tx: Transaction, bureau: int, at_most: int) -> None:
    learnt = (places.c.source == "learnt", places.c.bureau_id == bureau)
    count = (await tx.run(select(func.count()).select_from(places).where(*learnt))).scalar_one()
    if count >= at_most:
        least = select(places.c.id).where(*learnt).order_by(places.c.cases, places.c.last_at)
        await tx.run(delete(places).where(places.c.id.in_(least.limit(1).scalar_subquery())))


async def _add(tx: Transaction, bureau: int, name: str, needed: int) -> None:
    values = {"bureau_id": bureau, "name": name, "source": "learnt", "aliases": []}
    statement = dialect.insert(tx, places).values(**values, cases=1, needed=needed, last_at=tx.now)
    # Another process may have been first.
    await tx.run(
        statement.on_conflict_do_update(
            index_elements=[places.c.bureau_id, places.c.name],
            set_={"cases": places.c.cases + 1, "last_at": statement.excluded.last_at},
        )
    )
