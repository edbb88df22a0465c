"""Open cases by the hundred thousand, with all that hangs on them.

Some are filed, sent, accepted … by the rules; the others are copies of them, made inside the
database by `INSERT … SELECT`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Self
from zoneinfo import ZoneInfo

from sqlalchemy import BigInteger, Executable, Table, bindparam, func, insert, select, text, update

from bench.town import Town
from db import cards, cases, dialect, outbox, people, tables, units
from db.transaction import Transaction
from domain import clocks, rules
from domain.cases import Case, DueSource, Number, Severity, Source
from domain.letters import Kind, Priority
from domain.people import Person, Role
from domain.rules import Decision
from domain.worktime import Limit, LimitUnit
from operations import organisation

LIMIT = Limit(24, LimitUnit.HOUR)
FALLS_DUE = {
    "dispatch_call": timedelta(minutes=15),
    "accept_next": timedelta(minutes=15),
    "warn": timedelta(hours=24) * 0.8,
    "urge": timedelta(hours=24),
    "order": timedelta(hours=36),
    "account": timedelta(hours=48),
    "check_call": timedelta(hours=2),
}
"""The steps of the chain that a case may wait for, and how long after its clock began."""

# The keys of a copy are those of the original and so many millions.
_MILLION = 1_000_000
_MOVED: dict[Table, tuple[str, ...]] = {
    tables.cases: ("id", "message_id", "number_serial"),
    tables.events: ("id", "case_id"),
    tables.cards: ("id", "message_id"),
    tables.card_cases: ("card_id", "case_id"),
    tables.letters: ("id", "case_id", "card_id", "message_id"),
}


@dataclass(frozen=True, slots=True)
class Post:
    """A unit, somebody who works there, and the chat in which its cases are reported."""

    unit: int
    worker: Person
    chat: int


async def settled(tx: Transaction, place: Town, zone: ZoneInfo) -> tuple[Post, ...]:
    """Load the town's org file; its squads, each with its leader."""
    known = organisation.known_categories()
    await organisation.load(tx, place.org_file(), by="bench", known_categories=known, timezone=zone)
    chart = await units.org_chart(tx)
    named = [unit for squad in place.squads if (unit := chart.named(squad.name)) is not None]
    found = []
    for number, unit in enumerate(named):
        members = await people.of_unit(tx, unit.id)
        leader = next(one for one in members if one.has(Role.UNIT_LEADER))
        found.append(Post(unit.id, leader, place.groups[number % len(place.groups)]))
    return tuple(found)


async def waits_for(
    tx: Transaction,
    post: Post,
    step: str,
    at: datetime,
    serial: int,
    severity: Severity = Severity.NORMAL,
) -> Case:
    """A case of that post whose next step is the named one, due at that moment."""
    began = at - FALLS_DUE[step]
    draft = Case(
        id=0,
        source=Source(post.chat, serial, reporter=post.worker.id, reporter_name=post.worker.name),
        text="门口占道经营",
        reported_at=began,
        bureau=1,
        number=Number(began.date(), serial),
        category="占道经营",
        categories=("占道经营",),
        address=f"示范街{serial}号",
        severity=severity,
    )
    case = clocks.with_limit(draft, LIMIT, DueSource.LIMIT)
    case = await cases.add(tx, case, by=post.worker.id, by_name=post.worker.name)
    case = await _goes_on(tx, case, rules.complete(case, by=None, now=began))
    for decide in _life(step, post, began):
        case = await _goes_on(tx, case, decide(case))
    while case.next_step_at is not None and case.next_step_at < at:
        case = await _goes_on(tx, case, rules.take_step(case, now=case.next_step_at))
    await _shown(tx, case)
    return case


def _life(step: str, post: Post, began: datetime) -> tuple[Callable[[Case], Decision], ...]:
    """What has to happen to a case before it waits for that step."""

    def sent(case: Case) -> Decision:
        return rules.dispatch(case, unit=post.unit, by=None, now=began)

    def accepted(case: Case) -> Decision:
        return rules.accept(case, by=post.worker, now=began)

    def submitted(case: Case) -> Decision:
        return rules.submit(case, by=post.worker, now=began, photos=1)

    if step == "dispatch_call":
        return ()
    if step == "accept_next":
        return (sent,)
    return (sent, accepted, submitted) if step == "check_call" else (sent, accepted)


async def _goes_on(tx: Transaction, case: Case, decision: Decision) -> Case:
    return await cases.apply(tx, case, decision, by=None)


async def _shown(tx: Transaction, case: Case) -> None:
    """Its card, and the letter that brought it, sent long ago."""
    chat = case.source.chat
    card = await cards.add(tx, kind="card", chat=chat, thread=None, shows=(case.id,))
    letter = await outbox.post(
        tx,
        chat=chat,
        kind=Kind.CARD,
        dedupe=f"card:{card}",
        priority=Priority.PING,
        case=case.id,
        card=card,
    )
    sent = {"state": "sent", "message_id": case.source.message, "sent_at": case.reported_at}
    await tx.run(update(tables.letters).where(tables.letters.c.id == letter).values(sent))
    message = update(tables.cards).where(tables.cards.c.id == card)
    await tx.run(message.values(message_id=case.source.message))


class Multitude:
    """All that stands in the database when it is made, once more and once more."""

    def __init__(self, last: dict[Table, int], originals: int) -> None:
        self._last = last
        self._originals = originals
        self._copies = 0

    @classmethod
    async def of_all(cls, tx: Transaction) -> Self:
        """Made of every case that there is now."""
        last = {}
        for table, (key, *_) in _MOVED.items():
            last[table] = int((await tx.run(select(func.max(table.c[key])))).scalar_one())
        total = (await tx.run(select(func.count()).select_from(tables.cases))).scalar_one()
        return cls(last, int(total))

    async def grow(self, tx: Transaction, cases_more: int) -> None:
        """At least so many cases more."""
        for _ in range(0, cases_more, self._originals):
            self._copies += 1
            for table, copy in _COPY.items():
                values = {"shift": self._copies * _MILLION, "last": self._last[table]}
                await tx.run(copy, values)
        if not dialect.is_sqlite(tx):
            # As its own housekeeping does after a minute.
            await tx.run(text("ANALYZE"))


def _copy(table: Table, moved: tuple[str, ...]) -> Executable:
    shift = bindparam("shift", type_=BigInteger)
    columns = [column + shift if column.name in moved else column for column in table.c]
    last = bindparam("last", type_=BigInteger)
    originals = select(*columns).where(table.c[moved[0]] <= last)
    return insert(table).from_select(list(table.c.keys()), originals)


_COPY = {table: _copy(table, moved) for table, moved in _MOVED.items()}
