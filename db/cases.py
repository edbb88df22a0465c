"""Cases and their events. A case changes only through `apply`, which never overwrites history."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, Select, bindparam, func, insert, or_, select, update

from db import dialect
from db.case_rows import case_of, values_of
from db.tables import cases, events, serials
from db.taking import longest_due
from db.transaction import Transaction
from domain.cases import (
    OPEN,
    Case,
    Number,
    SaidNumber,
    State,
)
from domain.refusals import Refused
from domain.rules import Decision
from domain.transitions import Action

_get = select(cases).where(cases.c.id == bindparam("case"))
_many = select(cases).where(cases.c.id.in_(bindparam("ids", expanding=True)))
_helpers = (
    select(cases)
    .where(cases.c.parent_id == bindparam("lead"), cases.c.state != State.VOID.value)
    .order_by(cases.c.id)
)
_closed_at_spots = (
    select(cases)
    .where(
        cases.c.bureau_id == bindparam("bureau"),
        cases.c.parent_id.is_(None),
        cases.c.spot.in_(bindparam("spots", expanding=True)),
        cases.c.state == State.CLOSED.value,
        cases.c.closed_at >= bindparam("since", type_=cases.c.closed_at.type),
    )
    .order_by(cases.c.closed_at.desc(), cases.c.id.desc())
    .limit(20)
)
_add = insert(cases).returning(cases.c.id)
_change = update(cases).where(
    cases.c.id == bindparam("known_id"), cases.c.version == bindparam("known_version")
)
_add_event = insert(events)
_draw = dialect.Insertion(
    serials,
    lambda new: new.on_conflict_do_update(
        index_elements=[serials.c.bureau_id, serials.c.day],
        set_={"last": serials.c.last + 1},
    ).returning(serials.c.last),
)
STEP_IS_DUE = cases.c.next_step_at <= bindparam("now", type_=cases.c.next_step_at.type)

# Where a report stands is changed by nobody but a group that moves, perhaps at this moment.
_WHENCE = ("chat_id", "thread_id", "message_id", "reporter_id", "reporter_name")


# What an event does not tell: its own number, what repeats the address, what never changes.
_UNTOLD = ("version", "spot", "policy")


async def _all(
    tx: Transaction, query: Select[Any], values: dict[str, Any] | None = None
) -> list[Case]:
    return [case_of(row) for row in await tx.run(query, values)]


async def get(tx: Transaction, case_id: int) -> Case:
    """The case with that key; `Refused("no_such_case")` if there is none."""
    row = (await tx.run(_get, {"case": case_id})).one_or_none()
    if row is None:
        raise Refused("no_such_case")
    return case_of(row)


async def many(tx: Transaction, ids: Iterable[int]) -> list[Case]:
    """Those cases, in the order of the ids; unknown ones are left out."""
    wanted = list(dict.fromkeys(ids))
    if not wanted:
        return []
    found = {case.id: case for case in map(case_of, await tx.run(_many, {"ids": wanted}))}
    return [found[case_id] for case_id in wanted if case_id in found]


async def by_number(tx: Transaction, said: SaidNumber, *, bureau: int | None) -> Case | None:
    """The newest case that people call so (the year is not said)."""
    days = said.days(tx.now.year + 1)
    query = select(cases).where(cases.c.number_day.in_(days), cases.c.number_serial == said.serial)
    if bureau is not None:
        query = query.where(cases.c.bureau_id == bureau)
    found = await _all(tx, query.order_by(cases.c.number_day.desc()).limit(1))
    return found[0] if found else None


async def reported_by_message(tx: Transaction, chat: int, message: int) -> list[Case]:
    """The cases that this message reported, oldest first; no helpers' cases."""
    query = select(cases).where(
        cases.c.chat_id == chat, cases.c.message_id == message, cases.c.parent_id.is_(None)
    )
    return await _all(tx, query.order_by(cases.c.id))


async def helpers_of(tx: Transaction, case_id: int) -> list[Case]:
    """The cases of those who help with a case, oldest first; none that are void."""
    return await _all(tx, _helpers, {"lead": case_id})


async def open_of_unit(
    tx: Transaction, unit: int, states: Iterable[State] = (State.DISPATCHED, State.HANDLING)
) -> list[Case]:
    """A unit's open cases, the soonest due first."""
    query = select(cases).where(
        cases.c.unit_id == unit, cases.c.state.in_([state.value for state in states])
    )
    return await _all(tx, query.order_by(cases.c.due_at, cases.c.id))


async def open_anywhere(tx: Transaction, bureau: int | None = None) -> list[Case]:
    """All open cases (of one bureau), oldest first."""
    query = select(cases).where(cases.c.state.in_([state.value for state in OPEN]))
    if bureau is not None:
        query = query.where(cases.c.bureau_id == bureau)
    return await _all(tx, query.order_by(cases.c.id))


async def checking_in(tx: Transaction, chat: int) -> list[Case]:
    """What was reported in a chat and is to be checked, oldest first."""
    query = select(cases).where(
        cases.c.chat_id == chat,
        cases.c.state == State.CHECKING.value,
        cases.c.number_day.is_not(None),
    )
    return await _all(tx, query.order_by(cases.c.id))


async def of_reporter(tx: Transaction, person: int, since: datetime) -> list[Case]:
    """What a person reported since then, newest first; no helpers' cases."""
    query = select(cases).where(
        cases.c.reporter_id == person, cases.c.reported_at >= since, cases.c.parent_id.is_(None)
    )
    return await _all(tx, query.order_by(cases.c.id.desc()).limit(50))


async def on_street(tx: Transaction, street: str, since: datetime, *, bureau: int) -> list[Case]:
    """Cases of a bureau since then whose address begins so, newest first.

    No drafts, no helpers' cases, none void.
    """
    query = select(cases).where(
        cases.c.bureau_id == bureau,
        cases.c.parent_id.is_(None),
        cases.c.reported_at >= since,
        cases.c.address.startswith(street, autoescape=True),
        cases.c.state.not_in([State.DRAFT.value, State.VOID.value]),
    )
    return await _all(tx, query.order_by(cases.c.id.desc()).limit(200))


async def closed_at_spots(
    tx: Transaction, bureau: int, spots: Iterable[str], since: datetime
) -> list[Case]:
    """The bureau's cases at any of these spots that were closed since then, newest first.

    What comes back is the lead's case, never a helper's.
    """
    values = {"bureau": bureau, "spots": list(spots), "since": since}
    return await _all(tx, _closed_at_spots, values)


async def came_back_as(tx: Transaction, case_id: int) -> Case | None:
    """The newest case as which this one came back, unless that was none."""
    query = select(cases).where(cases.c.earlier_id == case_id, cases.c.state != State.VOID.value)
    found = await _all(tx, query.order_by(cases.c.id.desc()).limit(1))
    return found[0] if found else None


async def touched_between(
    tx: Transaction,
    since: datetime,
    until: datetime,
    *,
    bureau: int | None = None,
    unit: int | None = None,
) -> list[Case]:
    """What was open at some time in [since, until): all that a digest of that period counts."""
    query = select(cases).where(
        cases.c.reported_at < until,
        or_(cases.c.closed_at.is_(None), cases.c.closed_at >= since),
        or_(cases.c.ended_at.is_(None), cases.c.ended_at >= since),
    )
    if bureau is not None:
        query = query.where(cases.c.bureau_id == bureau)
    if unit is not None:
        query = query.where(cases.c.unit_id == unit)
    return await _all(tx, query.order_by(cases.c.id))


async def next_step_due(tx: Transaction, *, take: bool = False) -> Case | None:
    """One case whose next step of the chain has fallen due.

    With `take` one that no other process has taken; it is locked until the transaction ends (SQLite
    has one writer anyway).
    """
    row = await longest_due(tx, cases, STEP_IS_DUE, cases.c.next_step_at, lock=take)
    return case_of(row) if row else None


async def count_by_state(tx: Transaction) -> dict[str, int]:
    """How many cases are in each state."""
    query = select(cases.c.state, func.count().label("total")).group_by(cases.c.state)
    return {row.state: row.total for row in await tx.run(query)}


async def draw_number(tx: Transaction, bureau: int, day: date) -> Number:
    """The next number of that bureau and day; two at once never draw the same."""
    drawn = await tx.run(_draw.on(tx), {"bureau_id": bureau, "day": day, "last": 1})
    return Number(day, drawn.scalar_one())


async def add(tx: Transaction, case: Case, *, by: int | None, by_name: str) -> Case:
    """Keep a new case with its first event; returns it with its key."""
    kept = replace(case, id=(await tx.run(_add, values_of(case))).scalar_one())
    await _record(tx, None, kept, Action.REPORT, by, by_name, case.source.message, None)
    return kept


async def apply(
    tx: Transaction,
    before: Case,
    decision: Decision,
    *,
    by: int | None,
    by_name: str = "",
    message: int | None = None,
) -> Case:
    """Carry out a decision: one UPDATE that succeeds only once for a version, and one event.

    Raises `Refused("two_at_once")` when somebody else was first.
    """
    after = replace(decision.case, version=before.version + 1)
    changes = {name: new for name, new in values_of(after).items() if name not in _WHENCE}
    known = {"known_id": before.id, "known_version": before.version}
    if (await tx.run(_change, changes | known)).rowcount != 1:
        raise Refused("two_at_once", case=before)
    await _record(tx, before, after, decision.action, by, by_name, message, decision.reason)
    return after


async def set_location(
    tx: Transaction, case: Case, location: tuple[float, float], *, message: int | None = None
) -> Case:
    """A pin that came after the report: an amendment by who reported."""
    decision = Decision(replace(case, location=location), Action.AMEND)
    by, name = case.source.reporter, case.source.reporter_name
    return await apply(tx, case, decision, by=by, by_name=name, message=message)


def _plain(value: Any) -> Any:
    """A value as it stands in an event."""
    return value.isoformat() if isinstance(value, datetime | date) else value


async def _record(
    tx: Transaction,
    before: Case | None,
    after: Case,
    action: Action,
    by: int | None,
    by_name: str,
    message: int | None,
    reason: str | None,
) -> None:
    old = values_of(before) if before else {}
    new = values_of(after)
    changed = [name for name in new if old.get(name) != new[name] and name not in _UNTOLD]
    event = {
        "case_id": after.id,
        "version": after.version,
        "at": tx.now,
        "action": action.value,
        "by": by,
        "by_name": by_name,
        "chat_id": after.source.chat,
        "message_id": message,
        "before": {name: _plain(old[name]) for name in changed if name in old},
        "after": {name: _plain(new[name]) for name in changed},
        "reason": reason,
    }
    await tx.run(_add_event, event)


async def returned_by(tx: Transaction, case_id: int) -> frozenset[int]:
    """The units that returned a case."""
    query = select(events.c.before).where(
        events.c.case_id == case_id, events.c.action == Action.RETURN.value
    )
    units = [before.get("unit_id") for before in (await tx.run(query)).scalars()]
    return frozenset(unit for unit in units if unit is not None)


async def history(tx: Transaction, case_id: int) -> list[Row[Any]]:
    """The events of a case, oldest first."""
    query = select(events).where(events.c.case_id == case_id).order_by(events.c.version)
    return list(await tx.run(query))
