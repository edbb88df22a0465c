"""People, as the org file names them or as they were seen in chats."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from sqlalchemy import Select, String, bindparam, cast, or_, select, update

from db import facts, rosters
from db.dialect import insert
from db.tables import facts as facts_table
from db.tables import links, people, streets
from db.transaction import Transaction
from domain.names import tidy
from domain.people import Person, Role

ADMINS = "admins"
"""The fact that lists further admins: `{"claimed": [telegram id…], "settings": […]}`."""

_admins = select(facts_table.c.value).where(facts_table.c.name == ADMINS).scalar_subquery()
COLUMNS = (*people.c, _admins.label("admins"))
_get = select(*COLUMNS).where(people.c.id == bindparam("person"))
_by_account = select(*COLUMNS).where(people.c.telegram_id == bindparam("account"))
_of_unit = (
    select(*COLUMNS)
    .where(people.c.unit_id == bindparam("unit"), people.c.active)
    .order_by(people.c.source, people.c.id)
)


def person(row: Mapping[Any, Any]) -> Person:
    """A row of `COLUMNS` as a person; who is named no longer keeps his name and nothing else."""
    roles = {Role(role) for role in row["roles"]} if row["active"] else set()
    further = row["admins"] or {}
    if row["telegram_id"] in (*further.get("claimed", ()), *further.get("settings", ())):
        roles.add(Role.ADMIN)
    return Person(
        id=row["id"],
        name=row["name"],
        telegram_id=row["telegram_id"],
        username=row["username"],
        roles=frozenset(roles),
        unit=row["unit_id"] if row["active"] else None,
    )


async def _find(tx: Transaction, query: Select[Any]) -> tuple[Person, ...]:
    return tuple(person(row) for row in (await tx.run(query)).mappings())


async def get(tx: Transaction, person_id: int) -> Person | None:
    """A person by our own id."""
    row = (await tx.run(_get, {"person": person_id})).mappings().first()
    return person(row) if row else None


async def by_telegram(tx: Transaction, telegram_id: int) -> Person | None:
    """The person behind a Telegram account, once he was bound or seen."""
    found = await _find(tx, select(*COLUMNS).where(people.c.telegram_id == telegram_id))
    return found[0] if found else None


async def without_role(tx: Transaction, telegram_ids: Collection[int]) -> set[int]:
    """Which of these accounts are nobody's who may do anything."""
    if not telegram_ids:
        return set()
    found = await _find(tx, select(*COLUMNS).where(people.c.telegram_id.in_(telegram_ids)))
    return set(telegram_ids) - {one.telegram_id for one in found if one.roles}


async def of_unit(tx: Transaction, unit: int) -> tuple[Person, ...]:
    """Everybody who belongs to the unit, those named in the file first."""
    return tuple(person(row) for row in (await tx.run(_of_unit, {"unit": unit})).mappings())


async def all_people(tx: Transaction) -> tuple[Person, ...]:
    """Everybody named in the file, and everybody who became a handler or an admin by himself."""
    staff = or_(people.c.source == "file", people.c.unit_id.is_not(None))
    query = select(*COLUMNS).where(people.c.active, staff).order_by(people.c.id)
    return await _find(tx, query)


async def named(tx: Transaction, name: str) -> tuple[Person, ...]:
    """Everybody of the file whose name this is, bound or not."""
    return await _find(
        tx,
        select(*COLUMNS)
        .where(people.c.name == name, people.c.active, people.c.source == "file")
        .order_by(people.c.id),
    )


async def unbound(tx: Transaction) -> tuple[Person, ...]:
    """Everybody of the file whose Telegram account is not known yet."""
    query = select(*COLUMNS).where(people.c.active, people.c.telegram_id.is_(None))
    return await _find(tx, query.order_by(people.c.id))


async def reachable_admins(tx: Transaction) -> tuple[Person, ...]:
    """Every admin who has an account that he can act with, by the file, a claim or the settings."""
    further: dict[str, list[int]] = await facts.get(tx, ADMINS) or {}
    ids = {account for accounts in further.values() for account in accounts}
    by_file = cast(people.c.roles, String).like(f'%"{Role.ADMIN}"%') & people.c.active
    query = select(*COLUMNS).where(
        people.c.telegram_id.is_not(None), or_(by_file, people.c.telegram_id.in_(ids))
    )
    return await _find(tx, query.order_by(people.c.id))


async def seen(tx: Transaction, telegram_id: int, name: str, username: str | None) -> Person:
    """The person who wrote or tapped; stored when he is new or calls himself otherwise now.

    Who is named in the file keeps the file's name. Who is named no longer is a stranger again.
    """
    row = (await tx.run(_by_account, {"account": telegram_id})).mappings().first()
    return await settle(tx, row, telegram_id, name, username)


async def settle(
    tx: Transaction,
    row: Mapping[Any, Any] | None,
    telegram_id: int,
    name: str,
    username: str | None,
) -> Person:
    """The same as `seen`, for a caller who has looked the row up already (None: there is none)."""
    name = tidy(name) or tidy(username) or str(telegram_id)
    username = tidy(username, 64) or None
    if row is None:
        await _meet(tx, telegram_id, name, username)
        row = (await tx.run(_by_account, {"account": telegram_id})).mappings().one()
    changed = changes(row, name, username)
    if changed:
        await tx.run(update(people).where(people.c.id == row["id"]).values(**changed))
        row = (await tx.run(_by_account, {"account": telegram_id})).mappings().one()
    return person(row)


async def _meet(tx: Transaction, telegram_id: int, name: str, username: str | None) -> None:
    statement = insert(tx, people).values(
        telegram_id=telegram_id,
        name=name,
        username=username,
        roles=[],
        source="seen",
        active=True,
    )
    # Two updates of a newcomer may be handled at once.
    await tx.run(statement.on_conflict_do_nothing(index_elements=[people.c.telegram_id]))


def changes(row: Mapping[Any, Any], name: str, username: str | None) -> dict[str, Any]:
    """What is to be stored of a person who was seen again; usually nothing."""
    new: dict[str, Any] = {"username": username}
    if not row["active"]:
        new |= {"active": True, "source": "seen", "roles": [], "unit_id": None}
    if row["source"] == "seen" or not row["active"]:
        new["name"] = name
    return {key: value for key, value in new.items() if row[key] != value}


async def join_unit(tx: Transaction, who: Person, unit: int) -> Person:
    """Whom the file does not name becomes a handler of the unit in whose own group he acts.

    People of the file belong to the unit named there and to no other; they are left as they are.
    """
    if who.unit == unit:
        return who
    joined = await tx.run(
        update(people)
        .where(people.c.id == who.id, people.c.source == "seen")
        .values(unit_id=unit, roles=[Role.HANDLER], active=True)
    )
    return (await get(tx, who.id) or who) if joined.rowcount else who


async def is_listed(tx: Transaction, person_id: int) -> bool:
    """Whether the org file of today names this person."""
    query = select(people.c.id).where(
        people.c.id == person_id, people.c.active, people.c.source == "file"
    )
    return (await tx.run(query)).first() is not None


async def bind(
    tx: Transaction, person_id: int, telegram_id: int, username: str | None = None
) -> Person:
    """The Telegram account belongs to this person of the file from now on.

    If the account was seen before, its row (to which reports and events point) takes over the
    file's name, unit and roles, and the unbound row goes: mind the returned person's id.
    The caller makes sure that neither is bound to another.
    """
    account = select(people.c.id).where(people.c.telegram_id == telegram_id)
    known = (await tx.run(account)).scalar()
    if known is None or known == person_id:
        await tx.run(
            update(people)
            .where(people.c.id == person_id)
            .values(telegram_id=telegram_id, username=tidy(username, 64) or None)
        )
    else:
        await absorb(tx, keep=known, gone=person_id)
    bound = await get(tx, known or person_id)
    assert bound is not None  # noqa: S101 - the row was written in this transaction
    return bound


async def absorb(tx: Transaction, *, keep: int, gone: int) -> None:
    """Two rows turn out to be one person: the one with a history takes over the file's part."""
    of_file = (await tx.run(select(people).where(people.c.id == gone))).mappings().one()
    part = {key: of_file[key] for key in ("name", "roles", "unit_id", "source", "active")}
    await tx.run(update(people).where(people.c.id == keep).values(**part))
    await rosters.absorb(tx, keep=keep, gone=gone)
    await tx.run(update(links).where(links.c.person_id == gone).values(person_id=keep))
    await tx.run(update(streets).where(streets.c.chief_id == gone).values(chief_id=keep))
    # Nobody could act through the other row, but it is kept: its id is never given out again.
    await tx.run(
        update(people)
        .where(people.c.id == gone)
        .values(active=False, source="merged", unit_id=None, roles=[], telegram_id=None)
    )


async def name_admins(tx: Transaction, kind: str, telegram_ids: Iterable[int]) -> None:
    """Set who is an admin beside the file: `kind` is "claimed" or "settings"."""
    further: dict[str, list[int]] = await facts.get(tx, ADMINS) or {}
    await facts.put(tx, ADMINS, {**further, kind: sorted(set(telegram_ids))})
