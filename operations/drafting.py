"""What a message reports, before any of it is kept: the case, its unit, and what is missing."""

from dataclasses import replace
from datetime import datetime

from db import units
from db.transaction import Transaction
from domain.cases import Case, Severity
from domain.routing import Choice
from operations import (
    family,
    knowing,
    limits,
    policing,
    ruling,
)
from operations.arrival import Arrival
from operations.asking import Draft
from operations.office import Office
from operations.understanding import choose_unit, understand, unit_said
from reading.model import Act, Reading


async def draft(
    tx: Transaction, office: Office, arrival: Arrival, reading: Reading, now: datetime, text: str
) -> Draft:
    """What a message reports, not yet kept."""
    said = unit_said(reading)
    choice = await choose_unit(
        tx,
        said=said,
        address=reading.address,
        text=text,
        category=next(iter(reading.categories), None),
        location=arrival.location,
        near=arrival.chat.unit,
    )
    chart = await units.org_chart(tx)
    bureau = knowing.bureau_of(chart, choice.unit or arrival.chat.unit)
    case = replace(
        _case(arrival, reading, now, text, bureau), policy=await policing.in_force(tx, office)
    )
    back = reading.act is Act.REBOUND
    if earlier := await family.earlier_of(tx, case, back=back):
        case = family.come_back(case, earlier)
        choice = choice if choice.unit else Choice(earlier.unit, ("rebound",))
    case = await limits.with_due(tx, case, reading.deadline, now)
    choice = await ruling.by_precedent(tx, case, choice)
    missing = missing_of(case, choice)
    if missing is None:
        return Draft(case, choice, None, said)
    # A draft remembers the unit that was named until its question is answered.
    made = Draft(replace(case, unit=choice.unit, why=choice.why), choice, missing, said)
    return await (
        _where_it_was(tx, made) if back else _as_known(tx, office, arrival, reading, made)
    )


def missing_of(case: Case, choice: Choice) -> str | None:
    """The one thing to ask for: place and category together are asked as one free text.

    A category that only weak words speak for is not asked about: where it is wrong, [更正] or
    [不是案件] on the card costs one tap, a question would cost one each time. A unit that the org
    file does not know is asked about (`Choice.unit` is None then), for it would ping the wrong one.
    """
    no_place = case.address is None and case.location is None
    if no_place and not case.category:
        return "text"
    if not case.category:
        return "category"
    if no_place:
        return "address"
    return "unit" if choice.unit is None else None


def _case(arrival: Arrival, reading: Reading, now: datetime, text: str, bureau: int) -> Case:
    return Case(
        id=0,
        source=arrival.source,
        text=text,
        reported_at=now,
        bureau=bureau,
        category=next(iter(reading.categories), None),
        categories=reading.categories,
        address=reading.address,
        location=arrival.location,
        severity=Severity(reading.severity or Severity.NORMAL),
    )


async def _where_it_was(tx: Transaction, made: Draft) -> Draft:
    """昨天那个点又摆出来了: the reporter's own recent places; where it was says what it was."""
    if made.missing not in ("text", "address"):
        return made
    were = await family.likely_addresses(tx, made.case)
    return replace(made, missing="address", likely=tuple(were[:3])) if were else made


async def _as_known(
    tx: Transaction, office: Office, arrival: Arrival, reading: Reading, made: Draft
) -> Draft:
    """What the text would say if its misspelt place were spelt as it is known."""
    spelt = reading.place_suggestion
    if spelt is None:
        return made
    mended = made.case.text.replace(spelt.typed, spelt.name, 1)
    likely = await read_part(tx, office, arrival, mended)
    unit = (await units.org_chart(tx)).named(likely.unit_name) if likely.unit_name else None
    addresses = (likely.address,) if likely.address else ()
    return replace(made, likely=addresses, likely_unit=unit.id if unit else None)


async def read_part(tx: Transaction, office: Office, arrival: Arrival, part: str) -> Reading:
    """What a part of a message says, as its sender means it there."""
    roles = arrival.person.roles if arrival.person else frozenset()
    return await understand(tx, office, part, has_photo=True, roles=roles, unit=arrival.chat.unit)
