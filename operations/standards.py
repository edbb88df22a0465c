"""The standard: loading one, and which limit it sets for a case."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from db import standards
from db.standards import Version
from db.transaction import Transaction
from documents.spreadsheet import SpreadsheetWrong, looks_like_spreadsheet, read_spreadsheet
from domain.mistakes import Mistake
from domain.standard import Condition, Item, Phase, Standard
from domain.standard_file import read_standard
from domain.standard_rows import Parsed, StandardWrong
from domain.standard_sheet import read_sheets
from reading.lexicon import lexicon

_NUMBERS = 20


class StandardInUse(Exception):
    """新的立案标准里没有下面这些类别，而它们还有未结案件，什么都没有改动。

    请在文件里保留这些类别，或先把这些案件结案，再加载一次。
    """

    def __init__(self, cases: Mapping[str, list[str]]) -> None:
        """`cases` holds the numbers of the open cases of each category."""
        super().__init__("\n".join(f"{name}：{_some(numbers)}" for name, numbers in cases.items()))
        self.cases = cases


def _some(numbers: list[str]) -> str:
    more = f" 等 {len(numbers)} 件" if len(numbers) > _NUMBERS else ""
    return "、".join(numbers[:_NUMBERS]) + more


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a load did: the version in force, and how many conditions changed by it.

    `changed` is False where the file says what is in force already: then nothing was written.
    """

    version: int
    city: str
    classes: int
    conditions: int
    changed: bool
    new: int = 0
    different: int = 0
    back: int = 0
    retired: int = 0


@dataclass(frozen=True, slots=True)
class Standing:
    """The standard in force. `version` is None for the one that is shipped."""

    standard: Standard
    version: Version | None
    since: Mapping[str, Version]


def parse(data: bytes) -> Parsed:
    """A standard from the bytes of a TOML file or a spreadsheet; StandardWrong lists mistakes."""
    if not looks_like_spreadsheet(data):
        return read_standard(data, vocabulary())
    try:
        sheets = read_spreadsheet(data)
    except SpreadsheetWrong as wrong:
        raise StandardWrong((Mistake(1, str(wrong)),)) from wrong
    return read_sheets(sheets, vocabulary())


@cache
def vocabulary() -> Mapping[str, str]:
    """Categories of chat by their own names and by those of the small classes they stand for."""
    known = lexicon().categories
    names = {
        item.name: item.category for item in reversed(shipped().items) if item.category in known
    }
    return names | {name: name for name in known}


@cache
def shipped() -> Standard:
    """The standard that comes with the program, in force until one is loaded."""
    data = resources.files("operations").joinpath("standard.toml").read_bytes()
    return read_standard(data, {}).standard


async def load(tx: Transaction, parsed: Parsed, by: str) -> Loaded:
    """Make the standard what the file says, or raise `StandardInUse`; `by` is for the record.

    What the file no longer has becomes inactive; rows are never deleted, so that ids stay.
    """
    wanted = parsed.standard
    before = await standards.in_force(tx)
    stored = await standards.rows_of(tx, wanted.city)
    rows = [standards.values_of(*pair) for pair in wanted.conditions()]
    changed = {
        key: (position, values)
        for position, (key, values) in enumerate(rows)
        if key not in stored or not stored[key].active or stored[key].values != values
    }
    moved = {
        key: position
        for position, (key, _values) in enumerate(rows)
        if key not in changed and stored[key].position != position
    }
    if before is not None:
        await _refuse_what_is_in_use(tx, before.standard.categories - wanted.categories)
        said = (before.standard.city, before.standard.source) == (wanted.city, wanted.source)
        total = sum(1 for _pair in before.standard.conditions())
        if said and not changed and not moved and total == len(rows):
            return Loaded(before.version.id, wanted.city, len(wanted.items), total, changed=False)
    note = {
        "new": sum(key not in stored for key in changed),
        "back": sum(key in stored and not stored[key].active for key in changed),
        "different": sum(key in stored and stored[key].active for key in changed),
    }
    version = await standards.add_version(
        tx,
        by=by,
        city=wanted.city,
        source=wanted.source,
        text=parsed.text,
        sha256=hashlib.sha256(parsed.text.encode()).hexdigest(),
        note=note,
    )
    await standards.put(tx, wanted.city, version, changed)
    await standards.move(tx, wanted.city, moved)
    retired = await standards.retire(tx, wanted.city, version, {key for key, _values in rows})
    return Loaded(
        version,
        wanted.city,
        len(wanted.items),
        len(rows),
        changed=True,
        retired=retired,
        **note,
    )


async def _refuse_what_is_in_use(tx: Transaction, gone: frozenset[str]) -> None:
    if gone and (held := await standards.open_cases(tx, gone)):
        raise StandardInUse(held)


async def standing(tx: Transaction) -> Standing:
    """The standard in force: the one that was loaded last, else the shipped one."""
    loaded = await standards.in_force(tx)
    if loaded is None:
        return Standing(shipped(), None, {})
    return Standing(loaded.standard, loaded.version, loaded.since)


async def limits_for(tx: Transaction, category: str | None, text: str = "") -> tuple[Phase, ...]:
    """The phases in force for a case of that category whose report says `text`.

    The standard's condition whose words stand in the text, else its default condition; for a
    category that the standard does not know, the limit of the reader's vocabulary; () for none.
    """
    chosen = await condition_for(tx, category, text)
    return chosen[1].phases if chosen else customary(category)


async def condition_for(
    tx: Transaction, category: str | None, text: str = ""
) -> tuple[Item, Condition] | None:
    """The small class and filing condition for such a case; None if the standard has none."""
    if category is None:
        return None
    return (await standing(tx)).standard.choose(category, text)


def customary(category: str | None) -> tuple[Phase, ...]:
    """The limit that the reader's vocabulary gives a category; () if it gives none."""
    known = lexicon().categories.get(category or "")
    if known is None or known.limit.value <= 0:
        return ()
    return (Phase(known.limit.value, known.limit.unit),)
