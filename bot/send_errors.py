"""What a failed send means, by name: never again, later, elsewhere, or in another manner.

The texts are those of Telegram's server; they are not documented, so they were collected from its
answers and are matched in part and without regard to case.
"""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)

from bot.request import NotSent


class Verdict(StrEnum):
    """What to do about it."""

    # It already looks like that.
    DONE = "done"
    # The message to edit is not there, or too old.
    GONE = "gone"
    # Again at once, but without that.
    WITHOUT_REPLY = "without_reply"
    WITHOUT_THREAD = "without_thread"
    WITHOUT_MARKUP = "without_markup"
    WITHOUT_PHOTO = "without_photo"
    WITHOUT_BUTTONS = "without_buttons"
    SHORTER = "shorter"
    # Nobody can write there now; the chat's letters wait.
    TROUBLE = "trouble"
    # The group has another id now.
    MOVED = "moved"
    # 429: this chat waits.
    PAUSE = "pause"
    # Surely not sent; later.
    LATER = "later"
    # Nobody knows whether it was sent; later.
    UNKNOWN = "unknown"
    # The server does not want it and will not want it tomorrow.
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Failure:
    """A verdict with what it rests on. `name` is short, for counting and for chats.trouble.

    `seconds` goes with PAUSE, `chat` (the new id) with MOVED.
    """

    verdict: Verdict
    name: str
    reason: str
    seconds: float = 0.0
    chat: int = 0


_BY_TEXT: tuple[tuple[str, Verdict, str], ...] = (
    ("message is not modified", Verdict.DONE, "not_modified"),
    ("message to edit not found", Verdict.GONE, "edit_not_found"),
    ("message can't be edited", Verdict.GONE, "not_editable"),
    ("message_id_invalid", Verdict.GONE, "edit_not_found"),
    ("there is no text in the message to edit", Verdict.GONE, "not_editable"),
    ("there is no caption in the message to edit", Verdict.GONE, "not_editable"),
    ("message to be replied not found", Verdict.WITHOUT_REPLY, "reply_not_found"),
    ("replied message not found", Verdict.WITHOUT_REPLY, "reply_not_found"),
    ("message to reply not found", Verdict.WITHOUT_REPLY, "reply_not_found"),
    ("message thread not found", Verdict.WITHOUT_THREAD, "thread_not_found"),
    ("topic_closed", Verdict.WITHOUT_THREAD, "topic_closed"),
    ("topic_deleted", Verdict.WITHOUT_THREAD, "topic_deleted"),
    # Servers other than Telegram's refuse a parameter that they do not know, by its name.
    ("reply_parameters", Verdict.WITHOUT_REPLY, "no_replies"),
    ("reply_to_message_id", Verdict.WITHOUT_REPLY, "no_replies"),
    ("message_thread_id", Verdict.WITHOUT_THREAD, "no_threads"),
    ("parse_mode", Verdict.WITHOUT_MARKUP, "no_parse_mode"),
    ("can't parse entities", Verdict.WITHOUT_MARKUP, "entities"),
    ("message is too long", Verdict.SHORTER, "too_long"),
    ("message_too_long", Verdict.SHORTER, "too_long"),
    ("caption is too long", Verdict.SHORTER, "too_long"),
    ("media_caption_too_long", Verdict.SHORTER, "too_long"),
    ("button_", Verdict.WITHOUT_BUTTONS, "buttons"),
    ("reply_markup", Verdict.WITHOUT_BUTTONS, "buttons"),
    ("image_process_failed", Verdict.WITHOUT_PHOTO, "picture"),
    ("photo_invalid_dimensions", Verdict.WITHOUT_PHOTO, "picture"),
    ("photo_save_file_invalid", Verdict.WITHOUT_PHOTO, "picture"),
    ("wrong file identifier", Verdict.WITHOUT_PHOTO, "picture"),
    ("wrong remote file", Verdict.WITHOUT_PHOTO, "picture"),
    ("file is too big", Verdict.WITHOUT_PHOTO, "picture"),
    ("entity too large", Verdict.WITHOUT_PHOTO, "picture"),
    ("rights to send photos", Verdict.WITHOUT_PHOTO, "no_photos"),
    ("chat_send_photos_forbidden", Verdict.WITHOUT_PHOTO, "no_photos"),
    ("method not found", Verdict.WITHOUT_PHOTO, "no_method"),
    ("method not implemented", Verdict.WITHOUT_PHOTO, "no_method"),
    ("bot was kicked", Verdict.TROUBLE, "kicked"),
    ("bot is not a member", Verdict.TROUBLE, "kicked"),
    ("blocked by the user", Verdict.TROUBLE, "blocked"),
    ("user is deactivated", Verdict.TROUBLE, "deactivated"),
    ("chat was deleted", Verdict.TROUBLE, "deactivated"),
    ("group chat was deactivated", Verdict.TROUBLE, "deactivated"),
    ("chat not found", Verdict.TROUBLE, "not_found"),
    ("peer_id_invalid", Verdict.TROUBLE, "not_found"),
    ("can't initiate conversation", Verdict.TROUBLE, "not_started"),
    ("not enough rights", Verdict.TROUBLE, "muted"),
    ("no rights to send", Verdict.TROUBLE, "muted"),
    ("need administrator rights", Verdict.TROUBLE, "muted"),
    ("chat_write_forbidden", Verdict.TROUBLE, "muted"),
    ("chat_restricted", Verdict.TROUBLE, "muted"),
    ("chat_send_plain_forbidden", Verdict.TROUBLE, "muted"),
)


def understand(error: TelegramError) -> Failure:
    """What an error of python-telegram-bot means for the letter."""
    reason = f"{type(error).__name__}: {error}"[:500]
    if isinstance(error, ChatMigrated):
        return Failure(Verdict.MOVED, "moved", reason, chat=error.new_chat_id)
    if isinstance(error, RetryAfter):
        return Failure(Verdict.PAUSE, "too_many", reason, seconds=_seconds(error))
    text = str(error).lower()
    for part, verdict, name in _BY_TEXT:
        if part in text:
            return Failure(verdict, name, reason)
    # BadRequest is a NetworkError there: asked first, or a refusal would be tried for ever.
    if isinstance(error, BadRequest):
        return Failure(Verdict.REFUSED, "bad_request", reason)
    if isinstance(error, NotSent):
        return Failure(Verdict.LATER, "no_connection", reason)
    if isinstance(error, NetworkError):
        return Failure(Verdict.UNKNOWN, "network", reason)
    # The token was withdrawn, or another process took over: no letter's fault, so it waits.
    if isinstance(error, InvalidToken | Conflict):
        return Failure(Verdict.LATER, type(error).__name__.lower(), reason)
    return Failure(Verdict.REFUSED, type(error).__name__.lower(), reason)


def _seconds(error: RetryAfter) -> float:
    # A timedelta where PTB_TIMEDELTA is set (bot/__init__.py does), else whole seconds.
    told = error.retry_after
    return told.total_seconds() if isinstance(told, timedelta) else float(told)
