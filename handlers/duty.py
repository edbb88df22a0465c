"""Somebody asks who is on duty, swaps his shift, or takes one over."""

from db import cards, handovers, swaps
from db.cards import Card
from domain.people import Person
from domain.refusals import Refused
from handlers.callbacks import Tapped
from handlers.context import Context
from operations import duty, handing_over, swapping

ACTIONS = frozenset({"swap", "stand_in", "agree", "decline", "take_over"})


async def asked(context: Context, words: str, message: int, thread: int | None) -> str | None:
    """/duty: a message with the duty of one unit; of all units only words to answer with."""
    unit = await duty.wanted_unit(context.tx, context.chat, context.person, words)
    if unit is None:
        return await duty.overview(context.tx, context.office, context.texts)
    reply_to = None if context.chat.private else message
    await duty.show(context.tx, context.chat, unit, reply_to=reply_to, thread=thread)
    return None


async def tapped(context: Context, tap: Tapped, card: Card | None, message: int) -> str:
    """One of the buttons under such a message; what the tap is answered with."""
    if context.person is None:
        raise Refused("nobody_here")
    if tap.action in ("swap", "stand_in"):
        if card is None or card.payload.get("unit") != tap.target:
            raise Refused("not_shown_here")
        return await _swap(context, tap, card, context.person)
    if tap.action == "take_over":
        return await _take_over(context, tap, card, message, context.person)
    return await _answer(context, tap, card, message, context.person)


async def _swap(context: Context, tap: Tapped, card: Card, person: Person) -> str:
    """[换班] and the names under it."""
    if tap.action == "swap":
        await swapping.open_page(context.tx, context.office, card, person, tap.value)
        return ""
    away, _, stand_in = tap.value.partition(".")
    if not (_is_key(away) and _is_key(stand_in)):
        raise Refused("old_button")
    wish, colleague = await swapping.choose(
        context.tx, context.office, card, context.chat, person, int(away), int(stand_in)
    )
    key = "asked" if wish.outcome is swaps.Outcome.ASKED else "ordered"
    return context.texts.plain(f"duty.tapped.{key}", name=colleague.name)


async def _answer(
    context: Context, tap: Tapped, card: Card | None, message: int, person: Person
) -> str:
    """[同意换班] or [不同意]."""
    wish = await swaps.get(context.tx, tap.target)
    if wish is None or not await _is_its_card(context, card, message, wish.card):
        raise Refused("not_shown_here")
    answer = swapping.agree if tap.action == "agree" else swapping.decline
    await answer(context.tx, context.office, wish, person)
    until = context.texts.when(wish.until, context.tx.now)
    return context.texts.plain(f"duty.tapped.{tap.action}", until=until)


async def _take_over(
    context: Context, tap: Tapped, card: Card | None, message: int, person: Person
) -> str:
    """[接班]."""
    handover = await handovers.get(context.tx, tap.target)
    if handover is None or not await _is_its_card(context, card, message, handover.card):
        raise Refused("not_shown_here")
    await handing_over.take_over(context.tx, context.office, handover, person)
    return context.texts.plain("duty.tapped.take_over")


async def _is_its_card(
    context: Context, card: Card | None, message: int, wanted: int | None
) -> bool:
    """Whether the tapped message is the one that told of it, or a copy that we never learned of."""
    if wanted is None:
        return False
    if card is None:
        card = await cards.adopt(context.tx, chat=context.chat.id, message=message, this=wanted)
    return card is not None and card.id == wanted


def _is_key(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 18
