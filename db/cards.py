"""Our messages that people can tap or reply to: cards, plates, questions, digests."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, Select, bindparam, insert, or_, select, update
from sqlalchemy.sql.elements import ColumnElement

from db.outbox.rows import UNSENT
from db.tables import card_cases, cards, letters, whistle_cards
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


_whole = (
    select(*cards.c, card_cases.c.case_id.label("shows"))
    .select_from(cards.outerjoin(card_cases, card_cases.c.card_id == cards.c.id))
    .order_by(cards.c.id, card_cases.c.position, card_cases.c.case_id)
)
_add = insert(cards).returning(cards.c.id)
_show = insert(card_cases)
_get = _whole.where(cards.c.id == bindparam("card"))
_at = _whole.where(cards.c.chat_id == bindparam("chat"), cards.c.message_id == bindparam("message"))
_showing = _whole.where(
    cards.c.id.in_(select(card_cases.c.card_id).where(card_cases.c.case_id == bindparam("case"))),
    cards.c.kind.in_(bindparam("kinds", expanding=True)),
)
_of_question = _whole.where(cards.c.question_id == bindparam("question"))
_drawn = letters.c.kind.in_(("plate", "digest"))
# What a card remembers once its picture is there, or can never be.
_OVER = {"key", "undrawable"}
_undrawn = _whole.where(cards.c.id.in_(select(letters.c.card_id).where(UNSENT, _drawn)))


async def _find(tx: Transaction, query: Select[Any], **values: Any) -> list[Card]:
    """The cards of a query like `_whole`, which has a row for each case that a card shows."""
    rows: dict[int, tuple[Row[Any], list[int]]] = {}
    for row in await tx.run(query, values):
        _, shows = rows.setdefault(row.id, (row, []))
        if row.shows is not None:
            shows.append(row.shows)
    return [_card(row, tuple(shows)) for row, shows in rows.values()]


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
    new = {
        "kind": kind,
        "chat_id": chat,
        "thread_id": thread,
        "question_id": question,
        "round": round_,
        "is_photo": is_photo,
        "created_at": tx.now,
        "payload": payload or {},
    }
    card = int((await tx.run(_add, new)).scalar_one())
    rows = [
        {"card_id": card, "case_id": case, "position": place} for place, case in enumerate(shows)
    ]
    if rows:
        await tx.run(_show, rows)
    return card


async def get(tx: Transaction, card: int) -> Card | None:
    """One card."""
    found = await _find(tx, _get, card=card)
    return found[0] if found else None


async def at(tx: Transaction, chat: int, message: int) -> Card | None:
    """The card that a message is."""
    found = await _find(tx, _at, chat=chat, message=message)
    return found[0] if found else None


async def showing(tx: Transaction, case: int, kinds: Iterable[str]) -> list[Card]:
    """All cards of those kinds that show a case, in whichever chats."""
    return await _find(tx, _showing, case=case, kinds=list(kinds))


async def untold(tx: Transaction, chat: int) -> list[int]:
    """The cases whose cards have not yet been sent to that chat."""
    query = (
        select(card_cases.c.case_id)
        .join(cards, cards.c.id == card_cases.c.card_id)
        .where(cards.c.chat_id == chat, cards.c.kind == "card", cards.c.message_id.is_(None))
        .order_by(card_cases.c.case_id)
    )
    return [row.case_id for row in await tx.run(query)]


async def undrawn(tx: Transaction) -> list[Card]:
    """Plates and digests that wait for their picture, oldest first."""
    return [card for card in await _find(tx, _undrawn) if not card.payload.keys() & _OVER]


async def of_question(tx: Transaction, question: int) -> Card | None:
    """The card that asks a question."""
    found = await _find(tx, _of_question, question=question)
    return found[0] if found else None


async def set_menu(tx: Transaction, card: int, menu: str) -> None:
    """Open another page of buttons under a card ('' is the first)."""
    await tx.run(update(cards).where(cards.c.id == card).values(menu=menu))


async def set_payload(tx: Transaction, card: int, payload: dict[str, Any]) -> None:
    """Replace what a card remembers."""
    await tx.run(update(cards).where(cards.c.id == card).values(payload=payload))


async def adopt(
    tx: Transaction,
    *,
    chat: int,
    message: int,
    case: int = 0,
    question: int = 0,
    whistle: int = 0,
    this: int = 0,
) -> Card | None:
    """A tap on a message whose id we never learned: it is the card of a send that may have worked.

    Only where a letter of that case (or question, or whistle, or of this card) to that chat had an
    unknown outcome, or has none yet, and the message is none that we know. The card then points to
    the tapped message; a twin that was sent again later loses its card and is left as it is.
    """
    query = (
        select(cards.c.id)
        .join(letters, letters.c.card_id == cards.c.id)
        .where(
            letters.c.chat_id == chat,
            # Sent, but nobody wrote down yet which message it became.
            or_(letters.c.unknown, letters.c.state == "sending"),
            letters.c.kind != "edit",
            _wanted(case, question, whistle, this),
        )
        .order_by(cards.c.id.desc())
        .limit(1)
    )
    row = (await tx.run(query)).one_or_none()
    card = await get(tx, row.id) if row else None
    if card is None or await _is_known(tx, chat, message):
        return None
    if card.message is not None:
        await _keep_twin(tx, card, card.message)
    await tx.run(update(cards).where(cards.c.id == card.id).values(message_id=message, shown=None))
    return await get(tx, card.id)


def _wanted(case: int, question: int, whistle: int, this: int) -> ColumnElement[bool]:
    """The condition that a card is or shows the one of these that is given."""
    if this:
        return cards.c.id == this
    if question:
        return cards.c.question_id == question
    if whistle:
        of_whistle = whistle_cards.c.whistle_id == whistle
        return cards.c.id.in_(select(whistle_cards.c.card_id).where(of_whistle))
    return cards.c.id.in_(select(card_cases.c.card_id).where(card_cases.c.case_id == case))


async def _is_known(tx: Transaction, chat: int, message: int) -> bool:
    """Whether some letter is known to have become that message."""
    query = select(letters.c.id).where(
        letters.c.chat_id == chat, letters.c.message_id == message, letters.c.kind != "edit"
    )
    return (await tx.run(query.limit(1))).first() is not None


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
