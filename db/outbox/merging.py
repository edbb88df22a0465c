"""Several pings that wait for the same chat become one card, when its budget is short."""

from collections.abc import Sequence

from sqlalchemy import delete, select, update

from db.outbox.rows import UNSENT
from db.tables import card_cases, cards, letters
from db.transaction import Transaction
from domain.letters import Kind, Letter

# A card has one row of buttons per case, and people read eight lines, not twenty.
MOST_CASES = 8


async def merge_pings(tx: Transaction, waiting: Sequence[Letter]) -> Letter | None:
    """Lay the cards of several pings onto the first one's; returns its letter, None if no ping.

    `waiting` are letters of one chat in the order in which they would go out. Only cards that were
    never attempted and carry no picture are merged, within a topic, and at most eight cases; the
    other letters are superseded and their cards are gone. The merged letter replies to nothing.
    """
    pings = await _mergeable(tx, waiting)
    if not pings:
        return None
    first, shown = pings[0]
    total = len(shown)
    joined = []
    for one, cases in pings[1:]:
        new = [case for case in cases if case not in shown]
        if one.thread != first.thread or total + len(new) > MOST_CASES:
            continue
        await _lay_onto(tx, first, one, new, total)
        total += len(new)
        shown = [*shown, *new]
        joined.append(one)
    if joined:
        await tx.run(update(letters).where(letters.c.id == first.id).values(reply_to=None))
    return first


async def _mergeable(tx: Transaction, waiting: Sequence[Letter]) -> list[tuple[Letter, list[int]]]:
    """The pings among these, each with the cases of its card, in the same order."""
    fresh = {
        one.card: one
        for one in waiting
        if one.kind is Kind.CARD and one.card is not None and not one.attempts and not one.unknown
    }
    query = (
        select(card_cases.c.card_id, card_cases.c.case_id)
        .join(cards, cards.c.id == card_cases.c.card_id)
        .where(card_cases.c.card_id.in_(list(fresh)), cards.c.message_id.is_(None))
        .where(~cards.c.is_photo)
        .order_by(card_cases.c.position)
    )
    shows: dict[int, list[int]] = {}
    for row in await tx.run(query):
        shows.setdefault(row.card_id, []).append(row.case_id)
    return [(one, shows[card]) for card, one in fresh.items() if card in shows]


async def _lay_onto(
    tx: Transaction, first: Letter, other: Letter, cases: Sequence[int], place: int
) -> None:
    """Move the other's cases behind those of the first, and end the other."""
    for offset, case in enumerate(cases):
        await tx.run(
            update(card_cases)
            .where(card_cases.c.card_id == other.card, card_cases.c.case_id == case)
            .values(card_id=first.card, position=place + offset)
        )
    await tx.run(delete(card_cases).where(card_cases.c.card_id == other.card))
    of_card = update(letters).where(letters.c.card_id == other.card)
    reason = f"merged into letter {first.id}"
    await tx.run(of_card.where(UNSENT).values(state="superseded", error=reason))
    await tx.run(of_card.values(card_id=None))
    await tx.run(delete(cards).where(cards.c.id == other.card))
