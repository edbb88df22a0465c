"""A case is its history: from the events alone comes the row, field by field."""

import random
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Date, insert, select

from db import cases
from db.engine import Database
from db.tables import cases as table
from db.tables import people, units
from db.transaction import Transaction
from db.types import Moment
from domain import clocks
from domain.cases import Case, DueSource, Number, State
from domain.people import Person
from domain.policy import Policy
from domain.refusals import Refused
from domain.spots import spot
from domain.transitions import TABLE, Action
from tests.domain.calendars import OFFICE
from tests.domain.factory import CAST, NOW, a_case
from tests.domain.play import LIMITS, MOVES, Game

MOVES_OF_A_PLAY = 60
PLAYS = 12
ENDINGS = (Action.VOID, Action.WITHDRAW, Action.REFUSE)
BUREAU = (1, 2, 3)
# The key and the policy never change; the spot repeats the address.
UNTOLD = {"id", "policy", "spot"}


async def furnished(tx: Transaction) -> None:
    """The units and people of the cast, under their own keys."""
    for unit in BUREAU:
        row: dict[str, Any] = {"id": unit, "name": f"{unit}中队", "kind": "squad"}
        lists: dict[str, Any] = {name: [] for name in ("aliases", "categories", "areas")}
        await tx.run(insert(units).values(**row, **lists, active=True))
    for one in CAST:
        row = {"id": one.id, "name": one.name, "unit_id": one.unit, "source": "file"}
        await tx.run(insert(people).values(**row, roles=sorted(one.roles), active=True))


def draft(dice: random.Random, serial: int) -> Case:
    """A report under an own policy, by a limit in one phase or two."""
    policy = Policy(off=OFFICE.off, on=OFFICE.on, returns=dice.randint(1, 3))
    plain = a_case(
        State.DRAFT,
        reported_at=NOW,
        stage_at=NOW,
        policy=policy,
        number=Number(NOW.date(), serial),
        location=(41.8, 123.4) if dice.random() < 0.5 else None,
        **dict.fromkeys(("due_at", "due_source", "limit_minutes", "clock_at")),
    )
    lasting = dice.choice((None, *LIMITS))
    return clocks.with_limit(plain, dice.choice(LIMITS), DueSource.LIMIT, lasting)


async def played(database: Database, dice: random.Random, serial: int) -> Case:
    """One case through a random life, each decision stored when it is made."""
    async with database.begin(NOW) as tx:
        made = await cases.add(tx, draft(dice, serial), by=1, by_name="赵督查")
    game = Game(made, NOW)
    for _ in range(MOVES_OF_A_PLAY):
        game.now = _later(game, dice)
        action = dice.choice(
            [one for one in MOVES if game.case.state in TABLE[one].sources] or [""]
        )
        if not action or (action in ENDINGS and dice.random() < 0.8):
            continue
        await _tried(database, game, Action(action), dice)
    return game.case


def _later(game: Game, dice: random.Random) -> datetime:
    """A moment on, or when the next step is due."""
    if game.case.next_step_at is not None and dice.random() < 0.2:
        return max(game.now, game.case.next_step_at.astimezone(UTC))
    return game.now + timedelta(seconds=dice.choice((0, 17, 600, 40_000)))


async def _tried(database: Database, game: Game, action: Action, dice: random.Random) -> None:
    """Whoever may do it does it; nobody may be among the cast."""
    pick = dice.randrange(1000)
    for by in dice.sample([*CAST, None], len(CAST) + 1):
        try:
            decision = game.move(action, by, pick)
        except Refused:
            continue
        async with database.begin(game.now) as tx:
            game.goes_on(decision, await _stored(tx, game.case, decision, by))
        return


async def _stored(tx: Transaction, case: Case, decision: Any, by: Person | None) -> Case:
    name = by.name if by else ""
    return await cases.apply(tx, case, decision, by=by.id if by else None, by_name=name)


def value(name: str, told: Any) -> Any:
    """What an event tells of a column, as the column has it."""
    kind = table.c[name].type
    if told is None or not isinstance(kind, Moment | Date):
        return told
    return datetime.fromisoformat(told) if isinstance(kind, Moment) else date.fromisoformat(told)


async def replayed(tx: Transaction, case: int) -> dict[str, Any]:
    """The columns of a case by its events alone; each goes on where the one before ended."""
    known: dict[str, Any] = dict.fromkeys(set(table.c.keys()) - UNTOLD)
    for version, event in enumerate(await cases.history(tx, case)):
        assert event.version == version
        before = {name: value(name, told) for name, told in event.before.items()}
        assert before == {name: known[name] for name in before}, event.action
        known |= {name: value(name, told) for name, told in event.after.items()}
        known["version"] = event.version
    return known


@pytest.mark.parametrize("seed", [1, 2])
async def test_a_case_is_what_its_history_says(database: Database, seed: int) -> None:
    dice = random.Random(seed)
    seen: set[str] = set()
    async with database.begin(NOW) as tx:
        await furnished(tx)
    for serial in range(1, PLAYS + 1):
        ended = await played(database, dice, serial)
        async with database.read(NOW) as tx:
            row = (await tx.run(select(table).where(table.c.id == ended.id))).one()._asdict()
            again = await replayed(tx, ended.id)
            seen |= {event.action for event in await cases.history(tx, ended.id)}
            assert await cases.get(tx, ended.id) == ended
        assert row["spot"] == spot(again["address"])
        assert again == {name: row[name] for name in row.keys() - UNTOLD}
    assert len(seen) > len(TABLE) // 2, seen
