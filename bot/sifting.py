"""What of an update is kept, and in whose order it is handled. Pure; updates are bare JSON."""

import re
from collections.abc import Collection
from typing import Any

Json = dict[str, Any]

# What the bot asks Telegram for; everything else never leaves the server.
ALLOWED_UPDATES = (
    "message",
    "edited_message",
    "callback_query",
    "my_chat_member",
    "chat_member",
)
# Commands that mean something in a group that nobody enrolled, with what follows them.
ENROLLING = ("/enroll", "/start", "/help", "/claim", "/bind")
# What the bot does for somebody in private who has no role.
INTRODUCING = ("/start", "/help", "/claim")
# Marks an update kept whole only because its chat may just become one of ours.
PROVISIONAL = "provisional"
# Fields of a message that say where and who and when, never what.
_FRAME = (
    "message_id",
    "date",
    "chat",
    "from",
    "sender_chat",
    "message_thread_id",
    "is_topic_message",
    "is_automatic_forward",
    "media_group_id",
    "migrate_to_chat_id",
    "migrate_from_chat_id",
    "group_chat_created",
    "supergroup_chat_created",
    "new_chat_members",
    "left_chat_member",
)
_BIGGEST = 2**63
# A link that binds (in a command, or in the message that one answers), or the first admin's code.
_TOKEN = re.compile(r"bind_[0-9a-f]{16}|/claim", re.IGNORECASE)


def lane(update: Json) -> int:
    """The chat in whose order it is handled, else the person, else 0."""
    body = _body(update)
    for holder in (body, body.get("message")):
        if isinstance(holder, dict):
            number = _id(holder.get("chat"))
            if number is not None:
                return number
    return _id(body.get("from")) or _id(body.get("user")) or 0


def group(update: Json) -> int | None:
    """The group or channel that it comes from; None for private chats and for no chat."""
    chat = _chat(update)
    return None if chat.get("type") == "private" else _id(chat)


def private(update: Json) -> int | None:
    """The person who says something in private (the chat has his id); None for all else."""
    said = update.get("message") or update.get("edited_message")
    chat = _chat(update)
    return _id(chat) if said and chat.get("type") == "private" else None


def _chat(update: Json) -> Json:
    body = _body(update)
    chat = body.get("chat")
    if not isinstance(chat, dict) and isinstance(body.get("message"), dict):
        chat = body["message"].get("chat")
    return chat if isinstance(chat, dict) else {}


def update_id(update: Any) -> int | None:
    """Its number, or None if this is no update at all."""
    number = update.get("update_id") if isinstance(update, dict) else None
    return number if _is_number(number) else None


def announces(update: Json) -> bool:
    """Whether it may make its chat one of ours.

    A command, in private one with a token; or a group that moved.
    """
    message = update.get("message")
    if not isinstance(message, dict):
        return False
    if private(update) is not None:
        return holds_token(str(message.get("text")))
    moved = message.get("migrate_from_chat_id") is not None
    return moved or _command(message) == "/enroll"


def holds_token(raw: str) -> bool:
    """Whether a text, or an update's JSON, may hold a token that somebody could act with."""
    return _TOKEN.search(raw) is not None


def without_content(update: Json, commands: Collection[str] = ENROLLING) -> Json:
    """The same update with nothing that anybody said or showed, but these commands."""
    kept = dict(update)
    for kind, body in update.items():
        if not isinstance(body, dict):
            continue
        if kind in ("message", "edited_message", "channel_post", "edited_channel_post"):
            kept[kind] = _frame(body, commands)
        elif isinstance(body.get("message"), dict):
            kept[kind] = body | {"message": _frame(body["message"], commands)}
    return kept


def _frame(message: Json, commands: Collection[str]) -> Json:
    kept = {name: message[name] for name in _FRAME if name in message}
    if _command(message) in commands:
        kept |= {name: message[name] for name in ("text", "entities") if name in message}
        if isinstance(replied_to := message.get("reply_to_message"), dict):
            kept["reply_to_message"] = _frame(replied_to, commands)
    return kept


def _command(message: Json) -> str | None:
    words = str(message.get("text") or "").split(maxsplit=1)
    if not words or not words[0].startswith("/"):
        return None
    return words[0].partition("@")[0].lower()


def _body(update: Json) -> Json:
    for kind, body in update.items():
        if kind != "update_id" and isinstance(body, dict):
            return body
    return {}


def _id(holder: Any) -> int | None:
    number = holder.get("id") if isinstance(holder, dict) else None
    return number if _is_number(number) else None


def _is_number(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) < _BIGGEST
