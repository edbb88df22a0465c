"""问责: what is known of a case that nobody brought to an end, told to the leaders."""

from datetime import datetime

from db import cases, orders, photos
from db.transaction import Transaction
from domain.cases import Case
from domain.transitions import SENDINGS, Action
from operations import ordering
from texts import Texts

_TOLD = SENDINGS | {Action.ACCEPT, Action.STEP, Action.ASK}


async def line(tx: Transaction, texts: Texts, case: Case) -> str:
    """Told when, accepted by whom, promised what, shown what: facts with their times."""
    told = [
        texts.plain(
            "orders.fact",
            clock=_clock(texts, event.at, tx.now),
            what=_what(texts, event.action, event.reason),
            who=event.by_name,
        )
        for event in await cases.history(tx, case.id)
        if event.action in _TOLD and event.reason != "account"
    ]
    proofs = [one for one in await photos.of_case(tx, case.id, "proof") if one.state == "stored"]
    told.append(texts.plain("orders.proofs", n=len(proofs)))
    if case.unit is not None and (order := await orders.of_case(tx, case.unit, case.id)):
        until = await ordering.reply_by(tx, order, case)
        told.append(
            texts.plain(
                _answered(order, until, tx.now),
                number=ordering.number(texts, order),
                reply=order.reply[:60],
                until=texts.when(until, tx.now) if until else "",
            )
        )
    return texts.word("list", "sign").join(told)


def _answered(order: orders.Order, until: datetime | None, now: datetime) -> str:
    """Whether the unit has answered in writing; nobody is blamed before he had to."""
    if order.replied_at is not None:
        return "orders.replied"
    waits = until is not None and now < until
    return "orders.reply_awaited" if waits else "orders.unreplied"


def _what(texts: Texts, action: str, reason: str | None) -> str:
    if action == Action.STEP:
        return texts.word("step", reason or "")
    said = texts.word("action", action)
    if action != Action.ASK or not reason:
        return said
    wish, _, why = reason.partition("：")
    wished = texts.word("wish", wish)
    return f"{said}{texts.plain('orders.wish', wish=wished, why=why)}"


def _clock(texts: Texts, moment: datetime, now: datetime) -> str:
    """The wall time; with the day where it was another."""
    here = texts.clock(moment)
    same = moment.astimezone(texts.timezone).date() == now.astimezone(texts.timezone).date()
    return here if same else texts.when(moment, now)
