"""Somebody taps a button of a whistle: his unit reports in, units are chosen, the meeting ends."""

from collections.abc import Awaitable, Callable

from db import cards, whistles
from db.cards import Card
from domain.people import Person
from domain.refusals import Refused
from domain.whistle import Whistle, minutes_taken
from handlers.callbacks import Tapped
from handlers.context import Context
from operations import meeting, whistling


async def tapped(context: Context, tap: Tapped, card: Card | None, message: int) -> str:
    """Do what the button says; returns what the tap is answered with."""
    assert context.person is not None  # noqa: S101 - the caller has looked
    if card is None:
        card = await cards.adopt(
            context.tx, chat=context.chat.id, message=message, whistle=tap.target
        )
    if card is None or card.payload.get("whistle") != tap.target:
        raise Refused("not_shown_here")
    whistle = await whistles.get(context.tx, tap.target)
    return await ACTS[tap.action](context, whistle, context.person, tap.value, card)


async def _report_in(
    context: Context, whistle: Whistle, person: Person, _value: str, _card: Card
) -> str:
    """[报到]: the first of a called unit."""
    done = await meeting.report_in(context.tx, whistle, person)
    key = "reported_late" if done.late else "reported_in"
    minutes = minutes_taken(whistle, done.arrived_at or context.tx.now)
    return context.texts.plain(f"whistle.{key}", minutes=minutes)


async def _end(context: Context, whistle: Whistle, person: Person, _value: str, _card: Card) -> str:
    """[结束会商]: who blew, a dispatcher or a leader."""
    here = whistling.here(person, context.chat)
    await meeting.end(context.tx, context.office, whistle, here)
    return context.texts.plain("whistle.ended")


async def _call_unit(
    context: Context, whistle: Whistle, person: Person, value: str, card: Card
) -> str:
    """A unit is ticked, or not any more."""
    unit = int(value) if value.isascii() and value.isdigit() else 0
    await whistling.choose(context.tx, whistle, person, unit, card)
    return ""


async def _blow(
    context: Context, whistle: Whistle, person: Person, _value: str, _card: Card
) -> str:
    """[吹哨]: the ticked units are called."""
    await whistling.chosen(context.tx, context.office, whistle, person)
    return context.texts.plain("whistle.blown")


ACTS: dict[str, Callable[[Context, Whistle, Person, str, Card], Awaitable[str]]] = {
    "report_in": _report_in,
    "end_meeting": _end,
    "call_unit": _call_unit,
    "blow": _blow,
}
