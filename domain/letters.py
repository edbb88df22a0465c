"""What the bot says: kinds and priorities of letters, and a message before it meets a channel.

Nothing here knows Telegram: another channel can render the same `Outgoing`.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum, StrEnum
from typing import Any


class Kind(StrEnum):
    """What a letter is."""

    CARD = "card"
    EDIT = "edit"
    PLATE = "plate"
    QUESTION = "question"
    REMINDER = "reminder"
    ORDER = "order"
    REQUEST = "request"
    DIGEST = "digest"
    NOTICE = "notice"
    DUTY = "duty"


class Priority(IntEnum):
    """Who goes first when a chat's budget is short; the lowest number."""

    DANGER = 0
    PING = 1
    REMINDER = 2
    EDIT = 3
    DIGEST = 4


@dataclass(frozen=True, slots=True)
class Letter:
    """A row of the outbox. `payload` holds what the renderer needs beside the case."""

    id: int
    chat: int
    kind: Kind
    dedupe: str
    priority: Priority
    created_at: datetime
    not_before: datetime
    thread: int | None = None
    case: int | None = None
    card: int | None = None
    reply_to: int | None = None
    payload: dict[str, Any] | None = None
    attempts: int = 0
    unknown: bool = False


@dataclass(frozen=True, slots=True)
class Button:
    """A button under a message: an action with its arguments, or an address to open."""

    label: str
    action: str | None = None
    args: tuple[str, ...] = ()
    url: str | None = None


Keyboard = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A rendered message. `html` uses only b, i, u, s, a, code, pre and blockquote.

    `edits` is the message to change instead of sending a new one; `photo` the bytes of a picture,
    for which `html` is the caption.
    """

    html: str
    keyboard: Keyboard = ()
    photo: bytes | None = None
    photo_file_id: str | None = None
    reply_to: int | None = None
    edits: int | None = None
    edits_caption: bool = False


@dataclass(frozen=True, slots=True)
class NotBefore:
    """The letter is to be told at that moment (business time), as things are then."""

    moment: datetime


DRAWN_WITHIN = timedelta(seconds=0.4)
"""A letter with a picture waits so long before anybody looks whether it is drawn; whoever has drawn
it says so at once."""


@dataclass(frozen=True, slots=True)
class NotNeeded:
    """What the letter was to say is no longer true, or already shown."""

    reason: str
