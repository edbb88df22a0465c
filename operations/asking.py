"""One question about what a report lacks, with the likeliest answers as buttons."""

from dataclasses import dataclass
from datetime import timedelta
from itertools import zip_longest

from db import cases, questions, units
from db.questions import Option
from db.transaction import Transaction
from domain.cases import Case
from domain.org_chart import OrgChart
from domain.routing import Choice
from operations import telling
from operations.arrival import Arrival
from operations.office import Office
from operations.understanding import big_class

ANSWER_WITHIN = timedelta(minutes=10)
PLACES = 5


@dataclass(frozen=True, slots=True)
class Draft:
    """A report read and routed, and what is still missing: category, address, unit or text.

    `likely` are addresses that may be meant, and `likely_unit` the first one's unit: a known place
    that seems to be misspelt, or where something has come back.
    """

    case: Case
    choice: Choice
    missing: str | None
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
        options=await _options(tx, office, chart, made, about),
        expires_at=tx.now + ANSWER_WITHIN,
        case=case.id,
    )
    await telling.ask(tx, question)


_COMMON = ("占道经营", "店外经营", "暴露垃圾", "垃圾满溢", "乱堆乱放", "机动车乱停放")


async def _options(
    tx: Transaction, office: Office, chart: OrgChart, made: Draft, about: str
) -> tuple[Option, ...]:
    texts = office.texts()
    if about == "unit":
        others = made.choice.suggestions or tuple(unit.id for unit in chart.units if unit.areas)
        likely = dict.fromkeys((made.likely_unit, *others))
        named = [unit for unit_id in likely if (unit := chart.unit(unit_id))]
        return tuple(Option(unit.name, str(unit.id)) for unit in named[:6])
    if about == "address":
        places = await _likely_places(tx, chart, made)
        streets = [Option(place[:40], place) for place in places]
        return (*streets, Option(texts.plain("words.button.skip"), ""))
    return tuple(Option(name, name) for name in _likely_categories(chart, made.choice.unit))


async def _likely_places(tx: Transaction, chart: OrgChart, made: Draft) -> list[str]:
    """What may be meant, where the reporter just was, then the streets of the unit (or of all)."""
    recent: list[str] = []
    reporter = made.case.source.reporter
    if reporter is not None:
        before = await cases.of_reporter(tx, reporter, tx.now - timedelta(hours=12))
        recent = [case.address for case in before if case.address][:2]
    named = chart.unit(made.choice.unit)
    streets = [unit.areas for unit in ((named,) if named else chart.units)]
    # One street of each unit in turn, so that none fills the buttons alone.
    mixed = [area for row in zip_longest(*streets) for area in row if area]
    return list(dict.fromkeys([*made.likely, *recent, *mixed]))[:PLACES]


def _likely_categories(chart: OrgChart, unit_id: int | None) -> tuple[str, ...]:
    """Common problems that the unit takes first, then the others."""
    unit = chart.unit(unit_id)
    if unit is None or not unit.categories:
        return _COMMON
    mine = [
        name
        for name in _COMMON
        if any(pattern.split("/")[0] in (big_class(name), "*") for pattern in unit.categories)
    ]
    return tuple(dict.fromkeys([*mine, *_COMMON]))[:6]
