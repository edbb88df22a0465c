"""A refusal becomes a sentence that says why and what to do."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

from markupsafe import Markup

from domain.refusals import Refused
from handlers.context import Context
from operations import acting, telling
from operations.arrival import Arrival

T = TypeVar("T")


async def attempt(context: Context, act: Callable[[], Awaitable[T]]) -> T:
    """Do it, undone alone if it is refused; raises `Refused`.

    Where somebody else was first by a moment it is tried once more, on what he left behind: it
    may still be possible, and if not, the refusal says who was first.
    """
    try:
        async with context.tx.savepoint():
            return await act()
    except Refused as refusal:
        if refusal.key != "two_at_once":
            raise
    async with context.tx.savepoint():
        return await act()


async def sentence(context: Context, refusal: Refused) -> str:
    """The refusal in the language of the chat, without markup: for alerts and letters."""
    explained = await acting.explain(context.tx, refusal)
    return context.texts.plain(f"refusals.{explained.key}", **_facts(explained))


async def answer(context: Context, refusal: Refused) -> Markup:
    """The refusal as simple HTML, to be said: nothing that somebody typed becomes markup in it."""
    explained = await acting.explain(context.tx, refusal)
    return context.texts.say(f"refusals.{explained.key}", **_facts(explained))


def _facts(refusal: Refused) -> dict[str, object]:
    """Sentences may name what a refusal does not know; it is then left out."""
    blank: dict[str, object] = {"case": None, "first": None, "who": (), "choices": (), "name": ""}
    return blank | refusal.facts


async def refuse_message(context: Context, arrival: Arrival, refusal: Refused) -> None:
    """Answer a message with the reason, in a reply."""
    await telling.notice(
        context.tx,
        chat=arrival.chat.id,
        thread=arrival.thread,
        key="refused",
        dedupe=f"refused:{arrival.chat.id}:{arrival.message}",
        reply_to=arrival.message,
        text=await sentence(context, refusal),
    )
