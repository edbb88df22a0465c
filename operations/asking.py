"""One question about what a report lacks, with the likeliest answers as buttons."""

from dataclasses import dataclass
from datetime import timedelta

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

    `said` is the unit that its text means, for the question about one that nobody knows.
    """

    case: Case
    choice: Choice
    missing: str | None
    said: UnitSaid


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
        payload=_doubt(made.said) if about == "unit" else None,
    )
    await telling.ask(tx, question)


def _doubt(said: UnitSaid) -> dict[str, str]:
    """What was typed that is no unit we know, and which one it may mean."""
    told = {"typed": said.unknown, "nearest": said.nearest}
    return {name: value for name, value in told.items() if value}


async def _options(
    tx: Transaction, office: Office, chart: OrgChart, case: Case, made: Draft, about: str
) -> tuple[Option, ...]:
    if about == "unit":
        found = [chart.unit(one) for one in await likely.units(tx, chart, case, made.choice)]
        return tuple(Option(unit.name, str(unit.id)) for unit in found if unit)
    if about == "address":
        places = await likely.places(tx, chart, case, made.choice.unit)
        streets = [Option(place[:40], place) for place in places]
        return (*streets, Option(office.texts().plain("words.button.skip"), ""))
    names = await likely.categories(tx, chart, case, made.choice.unit)
    return tuple(Option(name, name) for name in names)
