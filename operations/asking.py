"""One question about what a report lacks, with the likeliest answers as buttons."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from db import questions, units
from db.questions import Option
from db.transaction import Transaction
from domain.cases import Case
from domain.org_chart import OrgChart
from domain.routing import Choice
from operations import likely, telling
from operations.arrival import Arrival
from operations.office import Office
from operations.understanding import UnitSaid

ANSWER_WITHIN = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Draft:
    """A report read and routed, and what is still missing: category, address, unit or text.

    `said` is the unit that its text means, for the question about one that nobody knows. `likely`
    are addresses that may be meant, and `likely_unit` the first one's unit: a known place that
    seems to be misspelt, or where something has come back.
    """

    case: Case
    choice: Choice
    missing: str | None
    said: UnitSaid
    likely: tuple[str, ...] = ()
    likely_unit: int | None = None


async def ask_missing(
    tx: Transaction, office: Office, case: Case, made: Draft, arrival: Arrival
) -> None:
    """One question about what is missing, with the likeliest answers as buttons."""
    chart = await units.org_chart(tx)
    about = made.missing or "text"
    question = await questions.ask(
        tx,
        kind="missing",
        about=about,
        chat=arrival.chat.id,
        thread=arrival.thread,
        asked_of=arrival.sender,
        reply_to=arrival.message,
        options=await _options(tx, office, chart, case, made, about),
        expires_at=tx.now + ANSWER_WITHIN,
        case=case.id,
        payload=_doubt(chart, made) if about == "unit" else None,
    )
    await telling.ask(tx, question)


def _doubt(chart: OrgChart, made: Draft) -> dict[str, Any]:
    """What was typed that is no unit we know, and which one it may mean; or who fits equally."""
    rivals = [unit.name for one in made.choice.rivals if (unit := chart.unit(one))]
    told = {"typed": made.said.unknown, "nearest": made.said.nearest, "rivals": rivals}
    return {name: value for name, value in told.items() if value}


async def _options(
    tx: Transaction, office: Office, chart: OrgChart, case: Case, made: Draft, about: str
) -> tuple[Option, ...]:
    if about == "unit":
        found = await likely.units(tx, chart, case, made.choice)
        first = dict.fromkeys((made.likely_unit, *found))
        named = [unit for one in first if (unit := chart.unit(one))]
        return tuple(Option(unit.name, str(unit.id)) for unit in named[: likely.UNITS])
    if about == "address":
        others = await likely.places(tx, chart, case, made.choice.unit)
        places = dict.fromkeys((*made.likely, *others))
        streets = [Option(place[:40], place) for place in list(places)[: likely.PLACES]]
        return (*streets, Option(office.texts().plain("words.button.skip"), ""))
    names = await likely.categories(tx, chart, case, made.choice.unit)
    return tuple(Option(name, name) for name in names)
