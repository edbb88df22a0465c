"""A unit's photo becomes the proof of a case; where it fits several, the bot asks which."""

from typing import Any

from db import questions
from db.questions import Option
from db.transaction import Transaction
from domain.cases import Case
from operations import telling
from operations.acting import submit
from operations.actor import Actor
from operations.arrival import Arrival
from operations.asking import ANSWER_WITHIN
from operations.gathering import gather, keep_photo


async def submit_with_photo(tx: Transaction, arrival: Arrival, case: Case) -> Case:
    """The message's photo proves this case."""
    assert arrival.person is not None  # noqa: S101 - only people of a unit prove anything
    gathering = await gather(tx, arrival, "proof", (case.id,))
    await keep_photo(tx, arrival, "proof", case, gathering.id)
    proven = await submit(tx, case, Actor(arrival.person, arrival.message, photos=1))
    asked = await questions.open_of_case(tx, case.id)
    if asked is not None and asked.kind == "photo" and await questions.answered(tx, asked.id, ""):
        await telling.settle_question(tx, asked)
    return proven


async def ask_which(tx: Transaction, arrival: Arrival, fits: list[Case]) -> None:
    """Which of these cases is the photo for? Its later photos wait with it."""
    gathering = await gather(tx, arrival, "asked")
    if arrival.photo is not None:
        await keep_photo(tx, arrival, "proof", gathering=gathering.id)
    await _ask(tx, arrival, fits, gathering=gathering.id)


async def ask_which_words(tx: Transaction, arrival: Arrival, fits: list[Case], kind: str) -> None:
    """Which of these cases are the words for? `kind` is what they answered (card, plate …)."""
    payload = {"text": arrival.text, "message": arrival.message, "kind": kind}
    await _ask(tx, arrival, fits, payload=payload)


async def _ask(
    tx: Transaction,
    arrival: Arrival,
    fits: list[Case],
    *,
    gathering: int | None = None,
    payload: dict[str, Any] | None = None,
) -> None:
    question = await questions.ask(
        tx,
        kind="which",
        about="case",
        chat=arrival.chat.id,
        thread=arrival.thread,
        asked_of=arrival.sender,
        reply_to=arrival.message,
        options=tuple(_option(case) for case in fits[:8]),
        expires_at=tx.now + ANSWER_WITHIN,
        gathering=gathering,
        payload=payload,
    )
    await telling.ask(tx, question)


def _option(case: Case) -> Option:
    place = case.address or ""
    label = f"{case.number} {case.category or ''} {place}"
    return Option(label[:60].strip(), str(case.id))
