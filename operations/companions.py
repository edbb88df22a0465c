"""Who else has to do with a case: the street's chief (路长), the helpers (协办), whom it helps."""

from dataclasses import dataclass

from db import cases, people, units
from db.transaction import Transaction
from domain.cases import Case
from domain.org_chart import OrgChart
from domain.people import Person
from domain.routing import street_at
from texts import Texts


@dataclass(frozen=True, slots=True)
class Companions:
    """`helpers` are told with number and state, `lead` with its number."""

    chief: Person | None = None
    helpers: tuple[str, ...] = ()
    lead: str = ""


async def companions(tx: Transaction, texts: Texts, case: Case) -> Companions:
    """What a card says of the others."""
    chart = await units.org_chart(tx)
    street = street_at(chart, case.address or case.text)
    chief = await people.get(tx, street.chief) if street and case.is_open else None
    if case.parent is not None:
        lead = await cases.get(tx, case.parent)
        return Companions(chief, lead=_called(chart, lead))
    # Who calls a helper changes the lead's case.
    called = [] if case.untouched else await cases.helpers_of(tx, case.id)
    helpers = [f"{_called(chart, one)} {texts.word('state', one.state.value)}" for one in called]
    return Companions(chief, tuple(helpers))


def _called(chart: OrgChart, case: Case) -> str:
    unit = chart.unit(case.unit)
    return f"{unit.name if unit else ''} {case.number}".strip()
