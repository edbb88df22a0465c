"""Late is told before it happens, and then to one level more each time."""

from collections.abc import Awaitable, Callable

from db import cases, people, untold
from db.transaction import Transaction
from domain import rules
from domain.cases import Case
from domain.policy import Phase
from domain.transitions import Action
from operations import ordering, reminding, telling
from operations.office import Office
from operations.reminding import Desk

_DESK = {Phase.DISPATCH: Desk.DISPATCH, Phase.CHECKING: Desk.CHECKING}


async def take_step(tx: Transaction, office: Office) -> bool:
    """One case of which a step has fallen due: it is taken, and whoever it calls is told.

    Of several steps that were missed while the bot was down each is taken, in order and at once;
    what a later one says better is left out when the reminder is rendered.
    """
    case = await cases.next_step_due(tx, take=True)
    if case is None:
        return False
    while case.next_step_at is not None and case.next_step_at <= tx.now:
        case = await _taken(tx, office, case)
    return True


async def _taken(tx: Transaction, office: Office, case: Case) -> Case:
    decision = rules.take_step(case, now=tx.now)
    after = await cases.apply(tx, case, decision, by=None)
    if decision.action is Action.RESUME:
        await telling.tell(tx, after, decision.notices)
        return after
    step = decision.reason or ""
    if not await _told(tx, office, after, step):
        await untold.add(tx, after.id, after.unit, step)
    if after.late(tx.now):
        await telling.refresh(tx, after)
    return after


async def _told(tx: Transaction, office: Office, case: Case, step: str) -> bool:
    """Carry out what the step says; whether anybody can hear of it."""
    special = _EFFECTS.get(step)
    if special is not None:
        return await special(tx, office, case)
    phase = next((one.phase for one in case.policy.chain if one.name == step), Phase.HANDLING)
    desk = _DESK.get(phase, Desk.UNIT)
    if phase is Phase.ACCEPT and case.urgent:
        told = await reminding.call_at_once(tx, office, case, step)
    else:
        told = await reminding.remind(tx, office, case, step, desk)
    return told and (desk is not Desk.UNIT or await _somebody(tx, case))


async def _somebody(tx: Transaction, case: Case) -> bool:
    """Whether the unit has a group of its own, or anybody with an account."""
    if case.unit is None:
        return False
    if any(group.reachable for group in await telling.unit_groups(tx, case)):
        return True
    return any(one.telegram_id for one in await people.of_unit(tx, case.unit))


async def _account(tx: Transaction, office: Office, case: Case) -> bool:
    """问责: the leaders' group gets the case with the evidence."""
    return await reminding.remind(tx, office, case, "account", Desk.LEADERS)


async def _ruling_late(tx: Transaction, office: Office, case: Case) -> bool:
    """Nobody ruled in time: dispatchers may decide now, and are told so."""
    return await reminding.remind(tx, office, case, "ruling_late", Desk.DISPATCH)


_EFFECTS: dict[str, Callable[[Transaction, Office, Case], Awaitable[bool]]] = {
    "order": ordering.issue,
    "account": _account,
    "ruling_late": _ruling_late,
}
