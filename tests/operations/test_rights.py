"""Every cell of the matrix through the operations: role × action × own or another unit's case."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import product
from typing import Any

import pytest
from sqlalchemy import insert

from db import cards, cases, orders, people, requests
from db.engine import Database
from db.tables import people as people_table
from db.tables import units
from db.transaction import Transaction
from domain import amendments, rules
from domain.cases import Case, Source, State
from domain.people import Person, Role
from domain.refusals import Refused
from domain.requests import Desk, Wish
from domain.rights import rights
from domain.transitions import TABLE, Action, Who
from domain.worktime import Limit, LimitUnit
from operations import acting, filing, joint, ordering, requesting, ruling
from operations.actor import Actor
from operations.office import Office
from tests.domain.factory import DANAN, HUANGCHENG, NOW, SHANGHAI, a_case
from tests.domain.test_rights import expected

BUREAU, HELPER, ASKER = 1, 4, 90
OFFICE = Office(SHANGHAI)
# What somebody is told who has no right to it.
NO_RIGHT = {"not_allowed", "not_your_unit", "own_work", "own_ruling", "not_your_desk"}


@dataclass
class Stand:
    """A case in which an action is possible, and somebody who tries it."""

    tx: Transaction
    case: Case
    person: Person
    action: Action

    @property
    def actor(self) -> Actor:
        """With a photo, where one is needed."""
        return Actor(self.person, message=5, photos=1)

    async def asked(self, wish: Wish, desk: Desk) -> int:
        """A request of a colleague that lies on a desk."""
        until = None if wish is Wish.APPEAL else NOW + timedelta(hours=3)
        request = await requests.add(
            self.tx,
            wish=wish,
            case=self.case.id,
            unit=DANAN,
            by=ASKER,
            by_name="同事",
            reason="x",
            until=until,
            desk=desk,
            remind_at=NOW,
        )
        return request.id

    async def decided(self, wish: Wish, *desks: Desk, grant: bool = True) -> None:
        """Whatever desk is his: the right to one of them is the right to the action."""
        for desk in desks:
            request = await self.asked(wish, desk)
            try:
                await requesting.decide(self.tx, request, self.actor, grant=grant, reason="x")
            except Refused as refused:
                if refused.key != "not_your_desk" or desk is desks[-1]:
                    raise
            else:
                return


async def _complete(on: Stand) -> None:
    decision = rules.complete(on.case, by=on.person, now=NOW)
    await filing.complete(
        on.tx, OFFICE, on.case, by=on.person.id, by_name=on.person.name, decision=decision
    )


async def _reply(on: Stand) -> None:
    order = await orders.issue(
        on.tx, bureau=BUREAU, year=2026, unit=DANAN, case=on.case.id, reply_by=NOW
    )
    payload = {"order": order.id}
    made = await cards.add(
        on.tx, kind="order", chat=-5, thread=None, shows=(on.case.id,), payload=payload
    )
    card = await cards.get(on.tx, made)
    assert card is not None
    await ordering.reply(on.tx, order, card, on.actor, "今晚七点前清理完毕")


async def _ask(on: Stand) -> None:
    until = NOW + timedelta(hours=3)
    await requesting.ask(on.tx, on.case, on.actor, Wish.EXTEND, until=until, reason="x")


async def _appeal(on: Stand) -> None:
    await requesting.ask(on.tx, on.case, on.actor, Wish.APPEAL, until=None, reason="x")


async def _endorse(on: Stand) -> None:
    if Who.UNIT_LEADER in rights(on.case, on.person):
        await on.decided(Wish.EXTEND, Desk.UNIT_LEADER)
        return
    closed = await _in(on.tx, Action.APPEAL)
    await Stand(on.tx, closed, on.person, on.action).decided(Wish.APPEAL, Desk.DISPATCHER)


_AMENDED = amendments.Amendment(address="热闹路9号")
# How somebody does it; nobody does what only the clock does.
ACTS: dict[Action, Callable[[Stand], Awaitable[Any]]] = {
    Action.COMPLETE: _complete,
    Action.DISPATCH: lambda on: acting.dispatch(on.tx, on.case, on.actor, DANAN),
    Action.REDISPATCH: lambda on: acting.dispatch(on.tx, on.case, on.actor, HUANGCHENG),
    Action.JOIN: lambda on: joint.add(on.tx, on.case, HELPER, on.person),
    Action.ACCEPT: lambda on: acting.accept(on.tx, on.case, on.actor),
    Action.RETURN: lambda on: acting.return_(on.tx, on.case, on.actor, "area"),
    Action.SUBMIT: lambda on: acting.submit(on.tx, on.case, on.actor),
    Action.STOPGAP: lambda on: acting.stopgap(on.tx, on.case, on.actor),
    Action.PASS: lambda on: acting.pass_(on.tx, on.case, on.actor),
    Action.REWORK: lambda on: acting.rework(on.tx, on.case, on.actor, "not_fixed"),
    Action.AMEND: lambda on: acting.amend(on.tx, on.case, on.actor, _AMENDED),
    Action.WITHDRAW: lambda on: acting.withdraw(on.tx, on.case, on.actor),
    Action.VOID: lambda on: acting.void(on.tx, on.case, on.actor, "mistake"),
    Action.REFUSE: lambda on: acting.refuse(on.tx, on.case, on.actor, "private"),
    Action.REOPEN: lambda on: acting.reopen(on.tx, on.case, on.actor, "check_again"),
    Action.RULE: lambda on: ruling.rule(on.tx, on.case, on.actor, DANAN),
    Action.ASK: _ask,
    Action.APPEAL: _appeal,
    Action.ENDORSE: _endorse,
    Action.EXTEND: lambda on: on.decided(Wish.EXTEND, Desk.DISPATCHER),
    Action.SUSPEND: lambda on: on.decided(Wish.SUSPEND, Desk.DISPATCHER),
    Action.EXEMPT: lambda on: on.decided(Wish.APPEAL, Desk.RULER),
    Action.DENY: lambda on: on.decided(Wish.EXTEND, *Desk, grant=False),
    Action.RESUME: lambda on: acting.resume(on.tx, on.case, on.actor),
    Action.REPLY: _reply,
}
# In which state it is tried, where it is not that of a case in hand.
STATES = {
    Action.COMPLETE: State.DRAFT,
    Action.DISPATCH: State.FILED,
    Action.RULE: State.FILED,
    Action.REFUSE: State.FILED,
    Action.ACCEPT: State.DISPATCHED,
    Action.PASS: State.CHECKING,
    Action.REWORK: State.CHECKING,
    Action.RESUME: State.SUSPENDED,
    Action.REOPEN: State.CLOSED,
    Action.APPEAL: State.CLOSED,
    Action.EXEMPT: State.CLOSED,
}


async def _in(tx: Transaction, action: Action) -> Case:
    """A case of Danan's in a state from which the action leads on."""
    state = STATES.get(action, State.HANDLING)
    facts: dict[str, Any] = {}
    if action is Action.RULE:
        facts = {"ruling_until": NOW + timedelta(hours=1), "returns": 2}
    if action is Action.STOPGAP:
        facts = {"permanent": Limit(15, LimitUnit.DAY)}
    if state is State.SUSPENDED:
        facts = {"suspended_until": NOW + timedelta(days=1), "clock_at": None}
    number = None if state is State.DRAFT else await cases.draw_number(tx, BUREAU, NOW.date())
    case = a_case(state, number=number, bureau=BUREAU, submitted_by=ASKER, checked_by=ASKER)
    source = Source(chat=-5, message=11, reporter=ASKER, reporter_name="同事")
    return await cases.add(tx, replace(case, source=source, **facts), by=ASKER, by_name="同事")


async def _somebody(tx: Transaction, key: int, unit: int | None, *roles: Role) -> Person:
    row: dict[str, Any] = {"id": key, "name": f"{key}号", "unit_id": unit, "source": "file"}
    await tx.run(insert(people_table).values(**row, roles=list(roles), active=True))
    found = await people.get(tx, key)
    assert found is not None
    return found


@pytest.fixture
async def tx(sqlite_url: str) -> AsyncIterator[Transaction]:
    """A transaction in a bureau of three units, with somebody who reported and asked."""
    database = Database(sqlite_url)
    async with database.begin(NOW) as opened:
        for unit in (BUREAU, DANAN, HUANGCHENG, HELPER):
            row: dict[str, Any] = {"id": unit, "name": f"{unit}中队", "kind": "squad"}
            empty: dict[str, Any] = {name: [] for name in ("aliases", "categories", "areas")}
            await opened.run(insert(units).values(**row, **empty, active=True))
        await _somebody(opened, ASKER, DANAN)
        yield opened
    await database.close()


@pytest.mark.parametrize("action", ACTS)
async def test_every_cell(tx: Transaction, action: Action) -> None:
    for key, (role, own) in enumerate(product(Role, (True, False)), start=1):
        person = await _somebody(tx, key, DANAN if own else HUANGCHENG, role)
        done = await _does(Stand(tx, await _in(tx, action), person, action))
        assert done == expected(role, action, own=own), (role, own)


async def _does(on: Stand) -> bool:
    """Whether the operation lets him, and has written it into a history."""
    try:
        async with on.tx.savepoint():
            await ACTS[on.action](on)
    except Refused as refused:
        assert refused.key in NO_RIGHT, refused.key
        return False
    rows = [
        row for case in (on.case.id, on.case.id + 1) for row in await cases.history(on.tx, case)
    ]
    return any(row.action == on.action and row.by == on.person.id for row in rows)


def test_nobody_but_the_clock_does_the_rest() -> None:
    assert all(TABLE[action].who == {Who.CLOCK} for action in set(TABLE) - set(ACTS))
