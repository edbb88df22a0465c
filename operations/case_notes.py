"""Lines of a card that hang on the book: requests, suspension, ruling, order, stopgap, appeal."""

from db import orders, requests
from db.transaction import Transaction
from domain.cases import Case, State
from domain.transitions import IN_HAND
from domain.worktime import Limit
from operations import ordering
from texts import Texts


async def notes(tx: Transaction, texts: Texts, case: Case) -> tuple[str, ...]:
    """What is to be known beside state and deadline, a line each; usually nothing."""
    found: list[str] = []
    if case.state is State.FILED and case.ruling_until is not None:
        found.append(_say(texts, "ruling", until=texts.when(case.ruling_until, tx.now)))
    if case.state is State.SUSPENDED and case.suspended_until is not None:
        found.append(_say(texts, "suspended", until=texts.dated(case.suspended_until)))
    if case.state in IN_HAND:
        found += await _in_hand(tx, texts, case)
    if case.exempt:
        found.append(_say(texts, "exempt"))
    return tuple(found)


async def _in_hand(tx: Transaction, texts: Texts, case: Case) -> list[str]:
    found = []
    if case.permanent is not None:
        found.append(_say(texts, "first", limit=limit_said(texts, case.permanent)))
    if case.stopgap_at is not None:
        found.append(_say(texts, "stopgap"))
    asked = [] if case.untouched else await requests.open_of_case(tx, case.id)
    for one in asked:
        until = texts.when(one.until, tx.now) if one.until else ""
        wish, desk = texts.word("wish", one.wish), texts.word("who", one.desk)
        found.append(_say(texts, "request", wish=wish, until=until, desk=desk))
    if "order" in case.taken and case.unit is not None:
        order = await orders.of_case(tx, case.unit, case.id)
        if order is not None:
            replied = order.replied_at is not None
            found.append(
                _say(texts, "order", number=ordering.number(texts, order), replied=replied)
            )
    return found


def _say(texts: Texts, name: str, **facts: object) -> str:
    return texts.plain(f"requests.note_{name}", **facts)


def limit_said(texts: Texts, limit: Limit) -> str:
    """A limit as the standard says it: 2紧急工作时, 4工作时, 1工作日."""
    return texts.plain(f"words.limit.{limit.unit}", n=f"{limit.value:g}")
