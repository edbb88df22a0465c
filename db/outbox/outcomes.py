"""What became of a letter that was in hand: sent, superseded, given up, or its message is gone."""

from typing import Any

from sqlalchemy import Row, and_, bindparam, case, exists, false, insert, select, update
from sqlalchemy.sql.elements import ColumnElement

from db import dialect
from db.outbox.posting import post
from db.outbox.rows import UNSENT, change
from db.tables import (
    card_cases,
    cards,
    cases,
    chats,
    duty_swaps,
    letters,
    questions,
    whistle_cards,
    whistles,
)
from db.transaction import Transaction
from domain.cases import OPEN, State
from domain.letters import Kind, Letter, Priority
from domain.whistle import WhistleState

_edited = update(cards).where(
    cards.c.id == bindparam("card"), cards.c.message_id == bindparam("sent_as")
)
_becomes = update(cards).where(
    cards.c.id == bindparam("card"),
    cards.c.message_id.is_(None) | (cards.c.message_id == bindparam("sent_as")),
)
_recovered = (
    update(chats)
    .where(chats.c.id == bindparam("chat"), chats.c.trouble.is_not(None))
    .values(trouble=None, trouble_at=None)
)
_unsent = (
    select(letters.c.id)
    .where(UNSENT, letters.c.chat_id == bindparam("chat"), letters.c.card_id == bindparam("card"))
    .limit(1)
)


async def sent(
    tx: Transaction,
    claimed: Letter,
    message: int,
    *,
    shown: str | None = None,
    is_photo: bool = False,
) -> None:
    """The letter stands in the chat as `message`; its card now is that message.

    `shown` is a hash of what is seen there, so that an edit that changes nothing is not sent. If
    the card already is another message (somebody tapped a copy whose sending seemed to have
    failed), this one is kept as its twin: taps on it count too. A chat in trouble is so no more.
    """
    kept = _without_secret(claimed)
    await change(tx, claimed, state="sent", message_id=message, sent_at=tx.now, error=None, **kept)
    if claimed.kind is not Kind.EDIT:
        await _chat_is_open(tx, claimed.chat)
    if claimed.card is None:
        return
    this = {"card": claimed.card, "sent_as": message, "shown": shown}
    if claimed.kind is Kind.EDIT:
        await tx.run(_edited, this)
        return
    becomes = this | {"message_id": message, "is_photo": is_photo}
    if (await tx.run(_becomes, becomes)).rowcount == 0:
        await _keep_twin(tx, claimed, message, is_photo=is_photo)
    if await _edits_wait(tx, claimed):
        tx.ring("letters")


def _without_secret(claimed: Letter) -> dict[str, Any]:
    """What becomes of the payload: a token in it is for its reader's eyes and no backup's."""
    payload = claimed.payload or {}
    if not payload.get("secret"):
        return {}
    return {"payload": {key: value for key, value in payload.items() if key != "html"}}


async def _chat_is_open(tx: Transaction, chat: int) -> None:
    # An edit proves nothing: who may not write any more may still change what he wrote.
    if (await tx.run(_recovered, {"chat": chat})).rowcount:
        tx.ring("letters")


async def _edits_wait(tx: Transaction, claimed: Letter) -> bool:
    values = {"chat": claimed.chat, "card": claimed.card}
    return (await tx.run(_unsent, values)).first() is not None


async def _keep_twin(tx: Transaction, claimed: Letter, message: int, *, is_photo: bool) -> None:
    statement = dialect.insert(tx, cards).values(
        kind="twin",
        chat_id=claimed.chat,
        thread_id=claimed.thread,
        message_id=message,
        is_photo=is_photo,
        created_at=tx.now,
        payload={},
    )
    statement = statement.on_conflict_do_nothing(
        index_elements=[cards.c.chat_id, cards.c.message_id]
    )
    twin = (await tx.run(statement.returning(cards.c.id))).scalar_one_or_none()
    if twin is None:
        return
    shows = select(twin, card_cases.c.case_id, card_cases.c.position).where(
        card_cases.c.card_id == claimed.card
    )
    await tx.run(insert(card_cases).from_select(["card_id", "case_id", "position"], shows))


async def superseded(tx: Transaction, claimed: Letter, reason: str) -> None:
    """Nothing needs to be said any more: a newer letter does, or it is no longer true."""
    await change(tx, claimed, state="superseded", error=reason, **_without_secret(claimed))


async def given_up(tx: Transaction, claimed: Letter, reason: str) -> None:
    """It could not be sent and will not be tried again; an operator sees the reason.

    Edits that waited for the message of its card have nothing to change and go with it.
    """
    await change(tx, claimed, state="given_up", error=reason, **_without_secret(claimed))
    if claimed.card is None or claimed.kind is Kind.EDIT:
        return
    edits = update(letters).where(
        UNSENT, letters.c.card_id == claimed.card, letters.c.kind == Kind.EDIT.value
    )
    await tx.run(edits.values(state="superseded", error="its card was never sent"))


async def card_gone(tx: Transaction, claimed: Letter, reason: str) -> bool:
    """The message of an edit was deleted, or can no longer be edited.

    A card that still matters (an open case, an unanswered question) is sent anew and True is
    returned; else the edit is given up.
    """
    first = await _first_letter(tx, claimed.card) if claimed.card is not None else None
    if first is None or not await _matters(tx, first.card_id):
        await given_up(tx, claimed, reason)
        return False
    await tx.run(
        update(cards).where(cards.c.id == first.card_id).values(message_id=None, shown=None)
    )
    await superseded(tx, claimed, f"{reason}; its card is sent anew")
    await send_anew(tx, first)
    return True


async def send_anew(tx: Transaction, first: Row[Any]) -> int:
    """Post the letter of a card once more, as a fresh one (a row of `letters` with all columns)."""
    return await post(
        tx,
        chat=first.chat_id,
        kind=Kind(first.kind),
        dedupe=f"anew:{first.card_id}",
        priority=Priority.EDIT,
        case=first.case_id,
        card=first.card_id,
        thread=first.thread_id,
        reply_to=first.reply_to,
        payload=first.payload,
    )


async def _first_letter(tx: Transaction, card: int) -> Row[Any] | None:
    query = select(letters).where(letters.c.card_id == card, letters.c.kind != Kind.EDIT.value)
    return (await tx.run(query.order_by(letters.c.id.desc()).limit(1))).one_or_none()


async def _matters(tx: Transaction, card: int) -> bool:
    query = select(cards.c.id).where(cards.c.id == card, still_matters())
    return (await tx.run(query)).first() is not None


def still_matters() -> ColumnElement[bool]:
    """The condition that somebody may still have to tap on a row of `cards`.

    A question that nobody answered, the plate of a round that is to be checked, a whistle that is
    not over, a wish to swap shifts that waits for its answer, or any other message about an open
    case; the twin of a card is not missed.
    """
    unanswered = exists().where(
        questions.c.id == cards.c.question_id, questions.c.answered_at.is_(None)
    )
    shown = exists().where(card_cases.c.card_id == cards.c.id, cases.c.id == card_cases.c.case_id)
    checked_now = and_(cases.c.state == State.CHECKING.value, cases.c.round == cards.c.round)
    still_open = cases.c.state.in_([state.value for state in OPEN])
    going_on = exists().where(
        whistle_cards.c.card_id == cards.c.id,
        whistles.c.id == whistle_cards.c.whistle_id,
        whistles.c.state.in_([WhistleState.DRAFT.value, WhistleState.OPEN.value]),
    )
    unsettled = exists().where(duty_swaps.c.card_id == cards.c.id, duty_swaps.c.outcome == "asked")
    return case(
        (cards.c.question_id.is_not(None), unanswered),
        (cards.c.kind == "twin", false()),
        (cards.c.kind == "whistle", going_on),
        (cards.c.kind == "swap", unsettled),
        (cards.c.kind == "plate", shown.where(checked_now)),
        else_=shown.where(still_open),
    )
