"""One rendered letter onto Telegram: sent or edited, in the fullest manner that is accepted there.

A server that refuses a part of a message (the reply, the topic, the mark-up, the buttons, the
picture) gets the message without that part: a ping that looks plain is better than no ping.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from html import unescape
from typing import Any

import telegram
from telegram import InlineKeyboardButton, InlineKeyboardMarkup
from telegram.error import TelegramError

from bot.send_errors import Verdict, understand
from domain.letters import Button, Keyboard, Letter, Outgoing

Encode = Callable[[Button], str]

# In UTF-16 units, as Telegram counts.
LONGEST_TEXT = 4096
LONGEST_CAPTION = 1024


@dataclass(frozen=True, slots=True)
class Delivered:
    """Where the message stands now."""

    message: int
    is_photo: bool


@dataclass(frozen=True, slots=True)
class Manner:
    """With which parts a message is sent."""

    reply: bool = True
    thread: bool = True
    markup: bool = True
    buttons: bool = True
    photo: bool = True
    whole: bool = True

    def easier(self, verdict: Verdict) -> "Manner | None":
        """The next manner to try after such a failure; None if there is none."""
        match verdict:
            case Verdict.WITHOUT_REPLY:
                eased = replace(self, reply=False)
            case Verdict.WITHOUT_THREAD:
                eased = replace(self, thread=False, reply=False)
            case Verdict.WITHOUT_MARKUP:
                eased = replace(self, markup=False)
            case Verdict.WITHOUT_BUTTONS:
                eased = replace(self, buttons=False)
            case Verdict.WITHOUT_PHOTO:
                eased = replace(self, photo=False)
            case Verdict.SHORTER:
                eased = replace(self, whole=False, markup=False)
            case Verdict.REFUSED:
                eased = replace(self, reply=False, thread=False, markup=False, buttons=False)
            case _:
                return None
        return eased if eased != self else None


class Delivery:
    """Puts messages into chats through the Bot API; knows nothing of the outbox."""

    def __init__(self, bot: telegram.Bot, encode: Encode) -> None:
        """`encode` makes the callback data of a button: at most 64 bytes."""
        self.bot = bot
        self.encode = encode

    async def deliver(self, letter: Letter, outgoing: Outgoing) -> Delivered:
        """Send it, or edit the message that `outgoing.edits` names; raises TelegramError."""
        manner = Manner()
        while True:
            try:
                return await self._attempt(letter, outgoing, manner)
            except TelegramError as error:
                easier = manner.easier(understand(error).verdict)
                if easier is None:
                    raise
                manner = easier

    async def _attempt(self, letter: Letter, outgoing: Outgoing, manner: Manner) -> Delivered:
        if outgoing.edits is not None:
            await self._edit(letter, outgoing, outgoing.edits, manner)
            return Delivered(outgoing.edits, outgoing.edits_caption)
        picture = outgoing.photo or outgoing.photo_file_id
        if picture is None or not manner.photo:
            words = _words(outgoing.html, manner, LONGEST_TEXT)
            message = await self.bot.send_message(
                letter.chat, **words, **self._place(letter, outgoing, manner)
            )
            return Delivered(message.message_id, is_photo=False)
        words = _words(outgoing.html, manner, LONGEST_CAPTION, name="caption")
        message = await self.bot.send_photo(
            letter.chat, picture, **words, **self._place(letter, outgoing, manner)
        )
        return Delivered(message.message_id, is_photo=True)

    async def _edit(self, letter: Letter, outgoing: Outgoing, message: int, manner: Manner) -> None:
        target: dict[str, Any] = {"chat_id": letter.chat, "message_id": message}
        buttons = self._buttons(outgoing.keyboard, manner)
        if outgoing.edits_caption:
            words = _words(outgoing.html, manner, LONGEST_CAPTION, name="caption")
            await self.bot.edit_message_caption(**target, **words, **buttons)
        else:
            words = _words(outgoing.html, manner, LONGEST_TEXT)
            await self.bot.edit_message_text(**target, **words, **buttons)

    def _place(self, letter: Letter, outgoing: Outgoing, manner: Manner) -> dict[str, Any]:
        """What is not words, and only what is needed: some servers refuse any other parameter."""
        place = self._buttons(outgoing.keyboard, manner)
        # Ids of messages of a group's former self are kept negated: out of reach for a reply.
        if manner.reply and outgoing.reply_to is not None and outgoing.reply_to > 0:
            place["reply_to_message_id"] = outgoing.reply_to
        if manner.thread and letter.thread is not None:
            place["message_thread_id"] = letter.thread
        return place

    def _buttons(self, keyboard: Keyboard, manner: Manner) -> dict[str, Any]:
        if not keyboard or not manner.buttons:
            return {}
        rows = [[self._button(button) for button in row] for row in keyboard]
        return {"reply_markup": InlineKeyboardMarkup(rows)}

    def _button(self, button: Button) -> InlineKeyboardButton:
        if button.url is not None:
            return InlineKeyboardButton(button.label, url=button.url)
        return InlineKeyboardButton(button.label, callback_data=self.encode(button))


def _words(html: str, manner: Manner, longest: int, name: str = "text") -> dict[str, Any]:
    if manner.markup:
        return {name: html, "parse_mode": "HTML"}
    text = plain(html)
    return {name: text if manner.whole else shortened(text, longest)}


def plain(html: str) -> str:
    """What is left of a text when its mark-up is taken away."""
    return unescape(re.sub(r"<[^>]*>", "", html))


def shortened(text: str, longest: int) -> str:
    """The beginning of a text, within so many UTF-16 units, and a mark where it was cut."""
    units = text.encode("utf-16-le")
    if len(units) <= longest * 2:
        return text
    # A pair cut in two leaves half a character, which is dropped.
    return units[: (longest - 1) * 2].decode("utf-16-le", "ignore") + "…"
