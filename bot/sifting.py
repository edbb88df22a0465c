"""What of an update is kept, and in whose order it is handled. Pure; updates are bare JSON."""

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
# Marks an update kept whole only because its group is just being enrolled.
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
    body = _body(update)
    chat = body.get("chat")
    if not isinstance(chat, dict) and isinstance(body.get("message"), dict):
        chat = body["message"].get("chat")
    if not isinstance(chat, dict) or chat.get("type") == "private":
        return None
    return _id(chat)


def update_id(update: Any) -> int | None:
    """Its number, or None if this is no update at all."""
    number = update.get("update_id") if isinstance(update, dict) else None
    return number if _is_number(number) else None


def announces(update: Json) -> bool:
    """Whether it may make its group an enrolled one: a command, or a group that moved."""
    message = update.get("message")
    if not isinstance(message, dict):
        return False
    moved = message.get("migrate_from_chat_id") is not None
    return moved or _command(message) == "/enroll"


def without_content(update: Json) -> Json:
    """The same update with nothing that anybody said or showed, but commands that enrol."""
    kept = dict(update)
    for kind, body in update.items():
        if not isinstance(body, dict):
            continue
        if kind in ("message", "edited_message", "channel_post", "edited_channel_post"):
            kept[kind] = _frame(body)
        elif isinstance(body.get("message"), dict):
            kept[kind] = body | {"message": _frame(body["message"])}
    return kept


def _frame(message: Json) -> Json:
    kept = {name: message[name] for name in _FRAME if name in message}
    if _command(message) in ENROLLING:
        kept |= {name: message[name] for name in ("text", "entities") if name in message}
        if isinstance(replied_to := message.get("reply_to_message"), dict):
            kept["reply_to_message"] = _frame(replied_to)
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
