"""Our messages that people can tap or reply to: cards, plates, questions, digests."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, and_, delete, insert, or_, select, update

from db.tables import card_cases, cards, letters
from db.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Card:
    """A message of ours. `message` is unknown until it is sent; `cases` in the order shown."""

    id: int
    kind: str
    chat: int
    thread: int | None
    message: int | None
    question: int | None
    round: int
    menu: str
    is_photo: bool
    shown: str | None
    payload: dict[str, Any]
    cases: tuple[int, ...] = ()


def _card(row: Row[Any], shows: tuple[int, ...]) -> Card:
    at = row._mapping
    return Card(
        id=at["id"],
        kind=at["kind"],
        chat=at["chat_id"],
        thread=at["thread_id"],
        message=at["message_id"],
        question=at["question_id"],
        round=at["round"],
        menu=at["menu"],
        is_photo=at["is_photo"],
        shown=at["shown"],
        payload=at["payload"],
        cases=shows,
    )


async def _with_cases(tx: Transaction, rows: list[Row[Any]]) -> list[Card]:
    if not rows:
        return []
    query = (
        select(card_cases.c.card_id, card_cases.c.case_id)
        .where(card_cases.c.card_id.in_([row.id for row in rows]))
        .order_by(card_cases.c.position, card_cases.c.case_id)
    )
    shows: dict[int, list[int]] = {}
    for shown in await tx.run(query):
        shows.setdefault(shown.card_id, []).append(shown.case_id)
    return [_card(row, tuple(shows.get(row.id, ()))) for row in rows]


async def add(
    tx: Transaction,
    *,
    kind: str,
    chat: int,
    thread: int | None,
    shows: Iterable[int] = (),
    question: int | None = None,
    round_: int = 0,
    is_photo: bool = False,
    payload: dict[str, Any] | None = None,
) -> int:
    """A card that is yet to be sent."""
    statement = insert(cards).values(
        kind=kind,
        chat_id=chat,
        thread_id=thread,
        question_id=question,
        round=round_,
        is_photo=is_photo,
        created_at=tx.now,
        payload=payload or {},
    )
    card = int((await tx.run(statement.returning(cards.c.id))).scalar_one())
    rows = [
        {"card_id": card, "case_id": case, "position": place} for place, case in enumerate(shows)
    ]
    if rows:
        await tx.run(insert(card_cases), rows)
    return card


async def get(tx: Transaction, card: int) -> Card | None:
    """One card."""
    rows = list(await tx.run(select(cards).where(cards.c.id == card)))
    found = await _with_cases(tx, rows)
    return found[0] if found else None


async def at(tx: Transaction, chat: int, message: int) -> Card | None:
    """The card that a message is."""
    query = select(cards).where(cards.c.chat_id == chat, cards.c.message_id == message)
    found = await _with_cases(tx, list(await tx.run(query)))
    return found[0] if found else None


async def showing(tx: Transaction, case: int, kinds: Iterable[str]) -> list[Card]:
    """All cards of those kinds that show a case, in whichever chats."""
    query = (
        select(cards)
        .join(card_cases, and_(card_cases.c.card_id == cards.c.id))
        .where(card_cases.c.case_id == case, cards.c.kind.in_(list(kinds)))
        .order_by(cards.c.id)
    )
    return await _with_cases(tx, list(await tx.run(query)))


async def undrawn(tx: Transaction) -> list[Card]:
    """Plates and digests that wait for their picture, oldest first."""
    waiting = (
        select(letters.c.card_id)
        .where(letters.c.state.in_(["new", "sending"]), letters.c.kind.in_(["plate", "digest"]))
        .order_by(letters.c.id)
        .limit(50)
    )
    query = select(cards).where(cards.c.id.in_(waiting)).order_by(cards.c.id)
    found = await _with_cases(tx, list(await tx.run(query)))
    return [card for card in found if "key" not in card.payload]


async def of_question(tx: Transaction, question: int) -> Card | None:
    """The card that asks a question."""
    query = select(cards).where(cards.c.question_id == question)
    found = await _with_cases(tx, list(await tx.run(query)))
    return found[0] if found else None


async def set_menu(tx: Transaction, card: int, menu: str) -> None:
    """Open another page of buttons under a card ('' is the first)."""
    await tx.run(update(cards).where(cards.c.id == card).values(menu=menu))


async def set_payload(tx: Transaction, card: int, payload: dict[str, Any]) -> None:
    """Replace what a card remembers."""
    await tx.run(update(cards).where(cards.c.id == card).values(payload=payload))


async def adopt(tx: Transaction, *, chat: int, message: int, case: int) -> Card | None:
    """A tap on a message whose id we never learned: it is the card of a send that may have worked.

    Only where a letter of that case to that chat had an unknown outcome. The card then points to
    the tapped message; a twin that was sent again later loses its card and is left as it is.
    """
    query = (
        select(cards)
        .join(letters, and_(letters.c.card_id == cards.c.id))
        .join(card_cases, and_(card_cases.c.card_id == cards.c.id))
        .where(
            letters.c.chat_id == chat,
            # Sent, but nobody wrote down yet which message it became.
            or_(letters.c.unknown, letters.c.state == "sending"),
            letters.c.kind != "edit",
            card_cases.c.case_id == case,
        )
        .order_by(cards.c.id.desc())
        .limit(1)
    )
    found = await _with_cases(tx, list(await tx.run(query)))
    if not found:
        return None
    twin = found[0].message
    if twin is not None:
        await _keep_twin(tx, found[0], twin)
    await tx.run(
        update(cards).where(cards.c.id == found[0].id).values(message_id=message, shown=None)
    )
    return await get(tx, found[0].id)


async def _keep_twin(tx: Transaction, card: Card, message: int) -> None:
    """The message that was sent twice stays tappable, as a pointer to the same cases."""
    await tx.run(update(cards).where(cards.c.id == card.id).values(message_id=None))
    twin = await add(
        tx,
        kind="twin",
        chat=card.chat,
        thread=card.thread,
        shows=card.cases,
        is_photo=card.is_photo,
    )
    await tx.run(update(cards).where(cards.c.id == twin).values(message_id=message))


async def forget(tx: Transaction, card: int) -> None:
    """Take the cases off a card whose message is gone."""
    await tx.run(delete(card_cases).where(card_cases.c.card_id == card))
