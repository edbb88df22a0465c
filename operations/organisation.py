"""Loading the org file: all of it, or nothing and the list of mistakes."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from db import chats, facts, organisation, people, places
from db.transaction import Transaction
from db.units import forget_chart, org_chart
from domain.mistakes import Mistake
from domain.org_file import read_organisation
from domain.org_matching import match_people
from domain.organisation import (
    GroupEntry,
    Organisation,
    OrgFileWrong,
    PersonEntry,
    UnitEntry,
)
from domain.people import GroupRole, GroupSettings
from domain.wall_time import next_at
from domain.ways import Route, Street
from operations import knowing
from reading.lexicon import lexicon
from reading.placewords import generic, place_words
from reading.text import fold

WAITING_GROUPS = "waiting_groups"
"""The fact that lists the file's groups without a chat id: they wait for /enroll."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a load did: how much the file names, and what changed by it (names)."""

    version: int
    units: int
    people: int
    groups: int
    duty: int
    new_units: tuple[str, ...]
    retired_units: tuple[str, ...]
    new_people: tuple[str, ...]
    retired_people: tuple[str, ...]
    unbound_people: tuple[str, ...]
    waiting_groups: int
    places: int
    routes: int
    streets: int


def known_categories() -> frozenset[str]:
    """Every category as 大类/小类, as the patterns of units name them."""
    return frozenset(f"{one.big_class}/{one.name}" for one in lexicon().categories.values())


async def load(
    tx: Transaction,
    text: str,
    *,
    by: str,
    known_categories: Collection[str],
    timezone: ZoneInfo,
) -> Loaded:
    """Make the organisation what the file says; `OrgFileWrong` lists what is wrong in it.

    `by` is who loads it, for the record. `timezone` is the office's: the file names it or none.
    """
    wanted = read_organisation(text, known_categories)
    _check_zone(wanted, timezone)
    _check_places(wanted)
    before = await _organisation_before(tx, known_categories)
    version = await organisation.add_version(tx, by=by, source=text)
    unit_ids, new_units = await _units(tx, wanted.units)
    retired_units = await organisation.retire_units(tx, list(unit_ids.values()))
    person_ids, new_people = await _people(tx, wanted, unit_ids)
    retired_people = await organisation.retire_people(tx, list(person_ids.values()))
    await _duty(tx, wanted, unit_ids, person_ids)
    await _groups(tx, wanted, before, unit_ids, timezone)
    await _ways(tx, wanted, unit_ids, person_ids)
    # The chart is read here for the first time after the changes, with all of them.
    await _places(tx, wanted, unit_ids)
    unbound = tuple(one.name for one in await people.unbound(tx))
    return Loaded(
        version=version,
        units=len(wanted.units),
        people=len(wanted.people),
        groups=len(wanted.groups),
        duty=len(wanted.duty),
        new_units=new_units,
        retired_units=retired_units,
        new_people=new_people,
        retired_people=retired_people,
        unbound_people=unbound,
        waiting_groups=sum(one.chat_id is None for one in wanted.groups),
        places=len(wanted.places),
        routes=len(wanted.routes),
        streets=len(wanted.streets),
    )


def _check_zone(wanted: Organisation, office: ZoneInfo) -> None:
    """Two time zones would have the digest at one hour and the deadlines at another."""
    named = wanted.timezone
    if named is None or named == office.key:
        return
    try:
        ZoneInfo(named)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        sentence = f'没有叫“{named}”的时区。中国写 timezone = "Asia/Shanghai"。'
        raise OrgFileWrong((Mistake(wanted.timezone_line, sentence),)) from error
    sentence = (
        f"时区“{named}”与机器人的时区“{office.key}”不同。"
        f'请改成 timezone = "{office.key}" 或删去这一行，或设置 DUBAN_TIMEZONE={named}。'
    )
    raise OrgFileWrong((Mistake(wanted.timezone_line, sentence),))


def _check_places(wanted: Organisation) -> None:
    """A place that is called like any other (路口, 小区) would be found in half of all texts."""
    mistakes = tuple(
        Mistake(
            place.line,
            f"“{word}”什么地方都可以叫，不能当地点的名称或别名。请写得更具体，例如“热闹路{word}”。",
        )
        for place in wanted.places
        for word in (place.name, *place.aliases)
        if fold(word) in generic() | place_words()
    )
    if mistakes:
        raise OrgFileWrong(mistakes)


async def _organisation_before(
    tx: Transaction, known_categories: Collection[str]
) -> Organisation | None:
    source = await organisation.newest_source(tx)
    if source is None:
        return None
    try:
        return read_organisation(source, known_categories)
    except OrgFileWrong:
        # It was right by the vocabulary of its day.
        return None


async def _units(
    tx: Transaction, entries: Collection[UnitEntry]
) -> tuple[dict[str, int], tuple[str, ...]]:
    """The ids of the file's units by name, and the names that are new."""
    before = await organisation.unit_ids(tx)
    names = {entry.name for entry in entries}
    ids: dict[str, int] = {}
    for entry in entries:
        # A unit that was called otherwise keeps its old name as an alias.
        former = [before[alias] for alias in entry.aliases if alias in before.keys() - names]
        known = before.get(entry.name) or next(iter(former), None)
        ids[entry.name] = await organisation.put_unit(tx, entry, known)
    for entry in entries:
        await organisation.set_parent(
            tx, ids[entry.name], ids[entry.parent] if entry.parent else None
        )
    new = tuple(name for name, unit_id in ids.items() if unit_id not in before.values())
    return ids, new


async def _people(
    tx: Transaction, wanted: Organisation, unit_ids: Mapping[str, int]
) -> tuple[dict[PersonEntry, int], tuple[str, ...]]:
    """The ids of the file's people by their entry, and the names that are new."""
    accounts = [one.telegram_id for one in wanted.people if one.telegram_id is not None]
    matches = match_people(wanted.people, await organisation.known_people(tx, accounts))
    await organisation.free_accounts(tx, matches)
    ids = {}
    for match in matches:
        unit = unit_ids[match.entry.unit] if match.entry.unit else None
        ids[match.entry] = await organisation.put_person(tx, match, unit)
    return ids, tuple(match.entry.name for match in matches if match.known is None)


async def _duty(
    tx: Transaction,
    wanted: Organisation,
    unit_ids: Mapping[str, int],
    person_ids: Mapping[PersonEntry, int],
) -> None:
    lines = []
    for entry in wanted.duty:
        person = wanted.person_of(entry)
        if person is not None:
            lines.append((entry, unit_ids[entry.unit], person_ids[person]))
    await organisation.replace_duty(tx, lines)


async def _places(tx: Transaction, wanted: Organisation, unit_ids: Mapping[str, int]) -> None:
    """The file's places: each is known to the bureau of its unit, or to all."""
    forget_chart(tx)
    chart = await org_chart(tx)
    ids = [unit_ids[entry.unit] if entry.unit else None for entry in wanted.places]
    bureaus = [knowing.bureau_of(chart, unit) for unit in ids]
    entries = zip(wanted.places, ids, bureaus, strict=True)
    await places.replace_filed(
        tx,
        (places.Place(bureau, one.name, one.aliases, unit) for one, unit, bureau in entries),
    )


async def _ways(
    tx: Transaction,
    wanted: Organisation,
    unit_ids: Mapping[str, int],
    person_ids: Mapping[PersonEntry, int],
) -> None:
    """The file's routes, and its streets with those who answer for them."""
    routes = [
        Route(
            unit=unit_ids[one.unit],
            category=one.category,
            street=one.street,
            area=one.area,
            helpers=tuple(unit_ids[name] for name in one.helpers),
            copies=tuple(unit_ids[name] for name in one.copies),
        )
        for one in wanted.routes
    ]
    streets = []
    for entry in wanted.streets:
        chief = wanted.chief_of(entry)
        unit = entry.unit or (chief.unit if chief else None)
        if chief is not None and unit is not None:
            who = person_ids[chief]
            streets.append(Street(entry.name, unit_ids[unit], who, chief.name, entry.aliases))
    await organisation.replace_ways(tx, routes, streets)


async def _groups(
    tx: Transaction,
    wanted: Organisation,
    before: Organisation | None,
    unit_ids: Mapping[str, int],
    zone: ZoneInfo,
) -> None:
    """Enrol the file's groups; dismiss those that only the file before this one named."""
    moved = await organisation.moved_chats(tx)
    named = set()
    for entry in wanted.groups:
        if entry.chat_id is not None:
            chat_id = moved.get(entry.chat_id, entry.chat_id)
            named.add(chat_id)
            await _enrol(tx, entry, chat_id, unit_ids, zone)
    for entry in before.groups if before else ():
        if entry.chat_id is not None:
            chat_id = moved.get(entry.chat_id, entry.chat_id)
            chat = await chats.get(tx, chat_id)
            if chat_id not in named and chat is not None and chat.role is entry.role:
                await chats.dismiss(tx, chat_id)
    waiting = [entry for entry in wanted.groups if entry.chat_id is None]
    await facts.put(tx, WAITING_GROUPS, [_kept(entry) for entry in waiting])


def _kept(entry: GroupEntry) -> dict[str, object]:
    settings = chats.kept_settings(entry.settings)
    return {"role": entry.role, "unit": entry.unit, "settings": settings}


async def waiting_settings(
    tx: Transaction, role: GroupRole, unit: str | None
) -> GroupSettings | None:
    """What the file says of a group of that role and unit for which it knows no chat id."""
    for kept in await facts.get(tx, WAITING_GROUPS) or []:
        if (kept["role"], kept["unit"]) == (role, unit):
            return chats.settings_of(kept["settings"])
    return None


async def _enrol(
    tx: Transaction, entry: GroupEntry, chat_id: int, unit_ids: Mapping[str, int], zone: ZoneInfo
) -> None:
    chat = await chats.get(tx, chat_id)
    if chat is None:
        # Telegram's own words come with the group's first update.
        kind = "supergroup" if chat_id < -1_000_000_000_000 else "group"
        chat = await chats.met(tx, chat_id, chats.Looks(kind, entry.name))
    unit = unit_ids[entry.unit] if entry.unit else None
    same = (chat.role, chat.unit, chat.settings) == (entry.role, unit, entry.settings)
    if same and (await chats.next_digest(tx, chat_id) is None) == (
        entry.settings.digest_at is None
    ):
        # A digest that is due at this very moment stays due.
        return
    digest_at = entry.settings.digest_at
    due = next_at(digest_at, zone, tx.now) if digest_at else None
    await chats.enrol(tx, chat_id, entry.role, unit, entry.settings, due)
