"""更正 in words: place, category and deadline, and the unit as long as nobody has accepted."""

from db import units
from db.transaction import Transaction
from domain import amendments, rules
from domain.cases import Case
from domain.transitions import Action
from operations import acting
from operations.actor import Actor


async def put_right(
    tx: Transaction, case: Case, actor: Actor, change: amendments.Amendment, unit_name: str | None
) -> None:
    """Carry out what a correcting text says. May raise `Refused`."""
    unit = (await units.org_chart(tx)).named(unit_name) if unit_name else None
    if unit is None or unit.id == case.unit:
        await acting.amend(tx, case, actor, change)
        return
    if change != amendments.Amendment():
        case = await acting.amend(tx, case, actor, change)
    if any(rules.may(case, one, actor.person) for one in (Action.DISPATCH, Action.REDISPATCH)):
        await acting.dispatch(tx, case, actor, unit.id)
    else:
        await acting.reroute(tx, case, actor, unit.id)
