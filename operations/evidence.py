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
        told.append(
            texts.plain(
                "orders.replied" if order.replied_at else "orders.unreplied",
                number=ordering.number(texts, order),
                reply=order.reply[:60],
            )
        )
    return texts.word("list", "sign").join(told)


def _what(texts: Texts, action: str, reason: str | None) -> str:
    if action == Action.STEP:
        return texts.word("step", reason or "")
    said = texts.word("action", action)
    return f"{said} {reason}" if action == Action.ASK and reason else said


def _clock(texts: Texts, moment: datetime, now: datetime) -> str:
    """The wall time; with the day where it was another."""
    here = texts.clock(moment)
    same = moment.astimezone(texts.timezone).date() == now.astimezone(texts.timezone).date()
    return here if same else texts.when(moment, now)
