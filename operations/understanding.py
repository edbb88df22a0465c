"""Reading a message with what this bureau knows: its units, its streets, who writes."""

from dataclasses import dataclass

from db import units
from db.transaction import Transaction
from domain.cases import Case
from domain.org_chart import OrgChart
from domain.people import Role
from domain.routing import Choice, Clues, leave_open, route
from operations import knowing
from operations.office import Office
from reading import lexicon
from reading.anybody import means_anybody
from reading.gazetteer import KnownPlace
from reading.model import Context, Deadline, Reading
from reading.reader import read
from reading.text import fold
from reading.units import suggest_unit

_ROLE_ORDER = (
    Role.DISPATCHER,
    Role.SUPERVISOR,
    Role.UNIT_LEADER,
    Role.HANDLER,
    Role.LEADER,
    Role.ADMIN,
)


async def understand(
    tx: Transaction,
    office: Office,
    text: str,
    *,
    reply_to: str | None = None,
    has_photo: bool = False,
    roles: frozenset[Role] = frozenset(),
    asked: str | None = None,
    unit: int | None = None,
) -> Reading:
    """Read a text as of now, with the units and places of the bureau above `unit` (the chat's)."""
    role = next((role for role in _ROLE_ORDER if role in roles), None)
    context = Context(reply_to=reply_to, has_photo=has_photo, role=role, asked=asked)
    known = await knowing.directory(tx, unit)
    return read(text, now=office.local(tx.now), directory=known, context=context)


async def reread(tx: Transaction, case: Case) -> Reading:
    """What is read in a case's text today, as a report with a photo. Its times are in UTC."""
    known = await knowing.directory(tx, case.bureau)
    return read(case.text, now=case.reported_at, directory=known, context=Context(has_photo=True))


@dataclass(frozen=True, slots=True)
class Told:
    """What words say about a case, whether they report one or answer something of ours."""

    category: str | None
    address: str | None
    unit_name: str | None
    deadline: Deadline


def told(reading: Reading) -> Told:
    """The facts in a text that was read with what it answers."""
    return Told(
        category=next(iter(reading.categories), reading.target_category),
        address=reading.address or reading.target_address,
        unit_name=reading.unit_name or reading.target_unit_name,
        deadline=reading.deadline if reading.deadline.due else reading.requested,
    )


SOUNDS_LIKE = 70.0
"""From which likeness (0-100) on a known unit may be what was typed.

One wrong letter of a short name scores 75; different names that share a letter and their kind
(城管执法大队, 皇城中队) score up to 67.
"""


@dataclass(frozen=True, slots=True)
class UnitSaid:
    """The unit that a text means: `name` if it is known, by what was `typed` or by the street.

    `nearest` is the one that a name may mean which nobody knows.
    """

    name: str | None = None
    typed: str | None = None
    nearest: str | None = None

    @property
    def unknown(self) -> str | None:
        """What was typed, where nobody knows such a unit."""
        return self.typed if self.name is None else None


def unit_said(reading: Reading) -> UnitSaid:
    """The unit that the text names first, else the street's; one in full before an unknown one.

    Whoever is responsible there (属地中队, 城管) is no unit of its own: the place decides. A short
    name (环卫所) behind an unknown one may be a part of something else, and does not count.
    """
    named = [one for one in reading.units if one.name or not means_anybody(one.text)]
    if not named:
        return UnitSaid(reading.unit_name)
    first = named[0]
    if first.name is None:
        first = next((one for one in named if one.name == one.text), first)
    nearest = first.suggestion if first.score >= SOUNDS_LIKE else None
    return UnitSaid(first.name, first.text, nearest)


def sounding_like(chart: OrgChart, typed: str) -> tuple[str, ...]:
    """The unit that a misspelt name may mean, if one is near enough."""
    found = suggest_unit(typed, knowing.directory_of(chart.units))
    return (found[0],) if found and found[1] >= SOUNDS_LIKE else ()


def big_class(category: str | None) -> str | None:
    """The 大类 of a category of the vocabulary."""
    known = lexicon.lexicon().categories.get(category or "")
    return known.big_class if known else None


async def clues_of(
    tx: Transaction,
    *,
    address: str | None,
    text: str,
    category: str | None,
    location: tuple[float, float] | None,
    near: int | None,
) -> tuple[Clues, KnownPlace | None]:
    """What the routing goes by, and the known place that the address names, if any.

    `near` is a unit of the bureau that knows the place. An alias counts as the place that it
    stands for.
    """
    known = (await knowing.directory(tx, near)).gazetteer.known_in(fold(address or ""))
    place = address or text
    if known is not None:
        place = f"{address} {known.name}"
    return Clues(place, big_class(category), category, location), known


async def choose_unit(
    tx: Transaction,
    *,
    said: UnitSaid,
    address: str | None,
    text: str,
    category: str | None,
    location: tuple[float, float] | None = None,
    near: int | None = None,
) -> Choice:
    """The unit for a report, by the org file; none where a unit is named that it does not know.

    A known place's own unit comes next to one that is named; where no rule fits, the unit whose
    street the reader has found.
    """
    chart = await units.org_chart(tx)
    clues, known = await clues_of(
        tx, address=address, text=text, category=category, location=location, near=near
    )
    meant = chart.named(said.name) if said.name else None
    if meant is not None and said.typed is not None:
        return Choice(meant.id, ("named",))
    choice = route(chart, clues)
    if said.unknown is not None:
        nearest = chart.named(said.nearest) if said.nearest else None
        return leave_open(choice, said.unknown, nearest.id if nearest else None)
    owner = chart.named(known.unit) if known and known.unit else None
    if known is not None and owner is not None:
        return Choice(owner.id, (f"place:{known.name}",))
    if choice.unit is None and not choice.rivals and meant is not None:
        return Choice(meant.id, (f"place:{address or meant.name}",))
    return choice


async def choose_for(tx: Transaction, case: Case, said: UnitSaid | None = None) -> Choice:
    """The same for a case as it stands; without `said` nobody named a unit for it."""
    return await choose_unit(
        tx,
        said=said or UnitSaid(),
        address=case.address,
        text=case.text,
        category=case.category,
        location=case.location,
        near=case.bureau,
    )
