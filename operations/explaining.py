"""为什么是我们: to whom a case was sent, in order, by whom and why; read from its history."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from db import cases, units
from db.transaction import Transaction
from domain.cases import Case
from domain.routing import REASONS
from domain.transitions import SENDINGS
from texts import Texts

LONGEST = 200
"""What an alert may hold, as Telegram counts."""


@dataclass(frozen=True, slots=True)
class Sending:
    """A case went to a unit. `who` is empty where the routing sent it."""

    unit: str
    at: datetime
    who: str
    why: tuple[str, ...]


async def sendings(tx: Transaction, case: Case) -> list[Sending]:
    """Every unit to which the case was sent, the first one first; none is ever forgotten."""
    chart = await units.org_chart(tx)
    found: list[Sending] = []
    unit: int | None = None
    why: list[str] = []
    for event in await cases.history(tx, case.id):
        # An event tells only what has changed.
        unit, why = event.after.get("unit_id", unit), event.after.get("why", why)
        if event.action in SENDINGS:
            body = chart.unit(unit)
            name = body.name if body else ""
            found.append(Sending(name, event.at, event.by_name, tuple(why)))
    return found


def reasons(texts: Texts, why: Iterable[str]) -> list[str]:
    """The reasons of a choice in words."""
    said = []
    for one in why:
        kind, _, it = one.partition(":")
        if kind in REASONS:
            word = texts.word("category", it) if kind == "category" else it
            said.append(texts.plain(f"why.reason.{kind}", it=word))
    return said


async def alert(tx: Transaction, texts: Texts, case: Case) -> str:
    """Why the unit has the case and who had it before, in at most 200 characters."""
    number = str(case.number or "")
    sent = await sendings(tx, case)
    if not sent:
        return texts.plain("why.nobody", number=number)
    *before, last = sent
    head = texts.plain("why.head", number=number, unit=last.unit, reasons=reasons(texts, last.why))
    if not before:
        return _cut(head)
    told = [head, texts.plain("why.before", units=_earlier(tx, texts, before, in_full=True))]
    if _length("\n".join(told)) > LONGEST:
        told[1] = texts.plain("why.before", units=_earlier(tx, texts, before, in_full=False))
    return _cut("\n".join(told))


def _earlier(
    tx: Transaction, texts: Texts, before: Iterable[Sending], *, in_full: bool
) -> list[str]:
    return [
        texts.plain(
            "why.earlier",
            n=n,
            unit=one.unit,
            at=texts.when(one.at, tx.now),
            who=one.who,
            reasons=reasons(texts, one.why) if in_full else [],
        )
        for n, one in enumerate(before, start=1)
    ]


async def lines(tx: Transaction, texts: Texts, case: Case) -> list[str]:
    """The sendings of a case for /case, a line each."""
    return [
        texts.say(
            "why.sending",
            n=n,
            unit=one.unit,
            at=texts.when(one.at, tx.now),
            who=one.who,
            reasons=reasons(texts, one.why),
        )
        for n, one in enumerate(await sendings(tx, case), start=1)
    ]


def _length(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def _cut(text: str) -> str:
    if _length(text) <= LONGEST:
        return text
    while _length(text) >= LONGEST:
        text = text[:-1]
    return f"{text}…"
