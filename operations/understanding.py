"""Reading a message with what this bureau knows: its units, its streets, who writes."""

from dataclasses import dataclass

from db import units
from db.transaction import Transaction
from domain.people import Role
from domain.routing import Choice, route
from operations import knowing
from operations.office import Office
from reading import lexicon
from reading.model import Context, Deadline, Reading
from reading.reader import read
from reading.text import fold

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


def big_class(category: str | None) -> str | None:
    """The 大类 of a category of the vocabulary."""
    known = lexicon.lexicon().categories.get(category or "")
    return known.big_class if known else None


def limit_of(category: str | None) -> lexicon.Limit | None:
    """The standard limit of a category, if the vocabulary has it."""
    known = lexicon.lexicon().categories.get(category or "")
    return known.limit if known else None


async def choose_unit(
    tx: Transaction,
    *,
    unit_name: str | None,
    address: str | None,
    text: str,
    category: str | None,
    near: int | None = None,
) -> Choice:
    """The unit for a report, by the org file. `near` is a unit of the bureau that knows the place.

    An alias counts as the place that it stands for, and a place's own unit as if it were named.
    """
    chart = await units.org_chart(tx)
    known = (await knowing.directory(tx, near)).gazetteer.known_in(fold(address or ""))
    if known is not None:
        unit_name = unit_name or known.unit
        address = f"{address} {known.name}"
    named = chart.named(unit_name) if unit_name else None
    return route(
        chart.units,
        named=named.id if named else None,
        place=address or text,
        big=big_class(category),
        category=category,
    )
