"""What became of the steps of the chain: each taken once in its round, none forgotten."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, select

from bench.town import Report
from db import cases, tables
from db.transaction import Transaction
from domain import escalation
from domain.transitions import Action

ORDER = "order"


@dataclass(frozen=True, slots=True)
class Told:
    """An event: the step that it took, if any; and those that count as taken after it.

    `taken` is None where it changed nothing about them. A new round has them shrink.
    """

    step: str | None
    taken: tuple[str, ...] | None


async def stepped(tx: Transaction, reports: Iterable[Report]) -> dict[str, int]:
    """How many steps were taken for those reports' cases, how many twice, how many never."""
    steps = again = missed = 0
    named = await _named_by_orders(tx)
    for report in reports:
        for case in await cases.reported_by_message(tx, report.chat, report.message):
            told = [_told(row) for row in await cases.history(tx, case.id)]
            steps += sum(one.step is not None for one in told)
            again += doubled(told, named[case.id])
            coming = escalation.next_step(case)
            missed += coming is not None and coming[0] <= tx.now
            missed += max(0, sum(one.step == ORDER for one in told) - named[case.id])
    return {"steps": steps, "steps_doubled": again, "steps_missed": missed}


def doubled(told: Sequence[Told], orders: int = 0) -> int:
    """Steps taken a second time in one round, and orders beyond the steps that called for them."""
    again = 0
    taken: set[str] = set()
    for one in told:
        if one.step is not None:
            again += one.step in taken
            taken.add(one.step)
        elif one.taken is not None:
            taken = set(one.taken)
    return again + max(0, orders - sum(one.step == ORDER for one in told))


def _told(row: Row[Any]) -> Told:
    step = row.reason if row.action == Action.STEP else None
    taken = row.after.get("taken")
    return Told(step, None if taken is None else tuple(taken))


async def _named_by_orders(tx: Transaction) -> Counter[int]:
    rows = await tx.run(select(tables.orders.c.case_ids))
    return Counter(case for row in rows for case in row.case_ids)
