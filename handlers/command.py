"""One command: as it was typed, who typed it, and its answer."""

import re
from dataclasses import dataclass

from telegram import Message

from domain.names import legible
from domain.people import Person
from domain.refusals import Refused
from handlers.context import Context
from operations import telling

_COMMAND = re.compile(r"/([A-Za-z_]{1,32})(?:@(\w+))?(?:\s+(.*))?", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Command:
    """A command as it was typed, without the slash."""

    name: str
    words: str
    message: Message


def parse(message: Message, bot_username: str) -> Command | None:
    """The command that a text is, unless it is meant for another bot."""
    found = _COMMAND.match(legible(message.text))
    if found is None or (found[2] and found[2].lower() != bot_username.lower()):
        return None
    return Command(found[1].lower(), (found[3] or "").strip(), message)


async def say(context: Context, command: Command, html: str, *, secret: bool = False) -> None:
    """Answer a command with words that are ready."""
    message = command.message
    await telling.notice(
        context.tx,
        chat=context.chat.id,
        thread=message.message_thread_id if message.is_topic_message else None,
        key="ready",
        dedupe=f"command:{context.chat.id}:{message.message_id}",
        reply_to=None if context.chat.private else message.message_id,
        html=html,
        secret=secret,
    )


def typist(context: Context) -> Person:
    """Who types; `Refused` for whom nobody knows."""
    if context.person is None:
        raise Refused("nobody_here")
    return context.person


def known(context: Context) -> None:
    """Strangers in private chats see nothing."""
    if context.chat.role is None and not (context.person and context.person.roles):
        raise Refused("nobody_here")
