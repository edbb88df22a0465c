"""Which person of an org file is which person that we know already."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from domain.organisation import PersonEntry


@dataclass(frozen=True, slots=True)
class Known:
    """A person we know. `listed`: an org file named him, now or before; else he was only seen."""

    id: int
    name: str
    unit: str | None = None
    telegram_id: int | None = None
    listed: bool = True


@dataclass(frozen=True, slots=True)
class Match:
    """An entry and who it is (None: new). `twin` turned out to be the same person."""

    entry: PersonEntry
    known: Known | None = None
    twin: Known | None = None


def match_people(entries: Sequence[PersonEntry], known: Iterable[Known]) -> tuple[Match, ...]:
    """Match by Telegram account, else by name and unit, else by a name that is there only once.

    The order of the matches is that of the entries, and nobody is matched twice. A person who
    was seen under his account, while the file had him without one, is matched to the row that
    was seen, with the file's row as his twin.
    """
    everybody = tuple(known)
    found = _by_account(entries, everybody)
    taken = {person.id for person in found.values()}
    named = _by_name(entries, [one for one in everybody if one.listed and one.id not in taken])
    return tuple(_match(entry, found.get(i), named.get(i)) for i, entry in enumerate(entries))


def _match(entry: PersonEntry, account: Known | None, named: Known | None) -> Match:
    if account is None or account.listed or named is None:
        # Who is known by his account needs no second row, whatever its name.
        return Match(entry, account or named)
    if named.telegram_id is not None:
        # He changed his account: his history as one of the staff weighs more.
        return Match(entry, named, account)
    return Match(entry, account, named)


def _by_account(entries: Sequence[PersonEntry], known: Sequence[Known]) -> dict[int, Known]:
    accounts = {one.telegram_id: one for one in known if one.telegram_id is not None}
    return {i: accounts[e.telegram_id] for i, e in enumerate(entries) if e.telegram_id in accounts}


def _by_name(entries: Sequence[PersonEntry], known: Sequence[Known]) -> dict[int, Known]:
    found: dict[int, Known] = {}
    rows = {(one.name, one.unit): one for one in known}
    for i, entry in enumerate(entries):
        row = rows.pop((entry.name, entry.unit), None)
        if row is not None:
            found[i] = row
    # Somebody moved to another unit; with two of that name nobody could say who.
    left = {i: entry for i, entry in enumerate(entries) if i not in found}
    wanted = Counter(entry.name for entry in left.values())
    there = Counter(one.name for one in rows.values())
    unique = {one.name: one for one in rows.values() if there[one.name] == wanted[one.name] == 1}
    return found | {i: unique[entry.name] for i, entry in left.items() if entry.name in unique}
