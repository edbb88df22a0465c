"""催办 by somebody: the unit hears that he waits for its case."""

from datetime import timedelta

from db import cases, outbox, units
from db.transaction import Transaction
from domain.cases import Case, numbers_in
from domain.people import Person
from domain.rights import rights
from domain.transitions import IN_HAND, Who
from operations import acting, telling
from operations.arrival import Arrival

SELDOM = timedelta(minutes=30)
"""Of one case the unit is urged once in so long, whoever does."""
_URGED = "urged"
_WHO = frozenset({Who.REPORTER, Who.DISPATCHER, Who.CHECKER, Who.RULER})


def may(case: Case, person: Person) -> bool:
    """Whether a person may urge the unit that has the case in hand: nobody urges his own."""
    own = person.unit is not None and person.unit == case.unit
    return case.state in IN_HAND and not own and bool(_WHO & rights(case, person))


async def urge(tx: Transaction, case: Case, person: Person) -> None:
    """Tell the unit who waits for its case, unless somebody has just done so."""
    if not await outbox.posted_since(tx, case.id, f"{_URGED}:", tx.now - SELDOM):
        await telling.tell_unit(tx, case, _URGED, by=person.name)


async def by_number(tx: Transaction, arrival: Arrival) -> bool:
    """催一下1121-015, in no reply: whether one of the cases it names was urged."""
    if arrival.person is None:
        return False
    bureau = (await units.org_chart(tx)).bureau_of(arrival.chat.unit)
    urged = False
    for said in numbers_in(arrival.text):
        case = await cases.by_number(tx, said, bureau=bureau)
        if case is None:
            continue
        person = acting.here(arrival.person, arrival.chat, case)
        if may(case, person):
            await urge(tx, case, person)
            urged = True
    return urged
