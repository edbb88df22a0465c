"""editMessage…, deleteMessage, pinChatMessage, setMessageReaction."""

from typing import Any

from sandbox import announce
from sandbox.errors import bad_request
from sandbox.methods import content, targets
from sandbox.methods.emoji import REACTIONS, plain
from sandbox.methods.media import item
from sandbox.methods.registry import Call, method
from sandbox.methods.sending import shown
from sandbox.records import Chat, Json, Message

NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly "
    "the same as a current content and reply markup of the message"
)
DELETABLE = 48 * 3600


def _change(call: Call, place: Chat, message: Message, **new: Any) -> Json:
    """Write the new fields, the keyboard of the call among them; no change is an error."""
    new["buttons"] = content.buttons(call)
    if all(getattr(message, name) == value for name, value in new.items()):
        raise bad_request(NOT_MODIFIED)
    call.core.limits.spend(call.bot.id, place.id, 1, group=place.is_group)
    for name, value in new.items():
        setattr(message, name, value)
    message.edited = call.core.clock.unix()
    call.core.world.keep_message(message)
    announce.edited(call.core, message)
    return shown(call, message)


def _editable(call: Call) -> tuple[Chat, Message]:
    if call.params.has("inline_message_id"):
        raise bad_request("MESSAGE_ID_INVALID")
    place = targets.chat(call)
    return place, targets.own_message(call, place)


@method("editMessageText")
def edit_message_text(call: Call) -> Json:
    """Another text for a text message of the bot."""
    place, message = _editable(call)
    if message.text is None:
        raise bad_request("there is no text in the message to edit")
    text, entities = content.changed_text(call)
    return _change(call, place, message, text=text, entities=entities)


@method("editMessageCaption")
def edit_message_caption(call: Call) -> Json:
    """Another caption, or none, under a photo or document of the bot."""
    place, message = _editable(call)
    if message.photo is None and message.document is None:
        raise bad_request("there is no caption in the message to edit")
    caption, entities = content.caption(call.params.values, call)
    return _change(call, place, message, caption=caption or None, entities=entities)


@method("editMessageMedia")
def edit_message_media(call: Call) -> Json:
    """Another photo or document, with its caption."""
    place, message = _editable(call)
    if message.photo is None and message.document is None:
        raise bad_request("there is no media in the message to edit")
    kind, file, fields = item(call, call.params.json("media"))
    caption, entities = content.caption(fields, call)
    return _change(
        call,
        place,
        message,
        photo=file.key if kind == "photo" else None,
        document=file.key if kind == "document" else None,
        caption=caption or None,
        entities=entities,
    )


@method("editMessageReplyMarkup")
def edit_message_reply_markup(call: Call) -> Json:
    """Other buttons, or none."""
    place, message = _editable(call)
    return _change(call, place, message)


@method("deleteMessage")
def delete_message(call: Call) -> bool:
    """Take a message away: the bot's own within 48 hours; an administrator any."""
    place = targets.chat(call)
    message = targets.message(call, place, "to delete")
    if not targets.is_admin(call, place):
        if message.sender != call.bot.id and place.type != "private":
            raise bad_request("message can't be deleted")
        if call.core.clock.unix() - message.date > DELETABLE:
            raise bad_request("message can't be deleted for everyone")
    message.deleted = True
    call.core.world.keep_message(message)
    announce.show(call.core, "deleted", message)
    return True


@method("pinChatMessage")
def pin_chat_message(call: Call) -> bool:
    """Pin a message; in groups and channels that takes an administrator."""
    place = targets.chat(call)
    message = targets.message(call, place, "to pin")
    if place.type != "private" and not targets.is_admin(call, place):
        raise bad_request("not enough rights to manage pinned messages in the chat")
    place.pinned = message.message_id
    call.core.world.keep_chat(place)
    announce.show_chat(call.core, place)
    return True


@method("setMessageReaction")
def set_message_reaction(call: Call) -> bool:
    """One emoji of the bot on a message, or none."""
    place = targets.chat(call)
    message = targets.message(call, place, "to react")
    chosen = call.params.json("reaction") or []
    if not isinstance(chosen, list) or len(chosen) > 1:
        raise bad_request("REACTIONS_TOO_MANY")
    emoji = [_emoji(place, reaction) for reaction in chosen]
    react(message, call.bot.id, emoji[0] if emoji else None)
    call.core.world.keep_message(message)
    announce.show(call.core, "reaction", message)
    return True


def _emoji(place: Chat, reaction: object) -> str:
    emoji = reaction.get("emoji") if isinstance(reaction, dict) else None
    if not place.reactions or not isinstance(emoji, str) or plain(emoji) not in REACTIONS:
        raise bad_request("REACTION_INVALID")
    return plain(emoji)


def react(message: Message, who: int, emoji: str | None) -> None:
    """Let somebody have this one reaction, or none, on a message."""
    kept = {e: [p for p in people if p != who] for e, people in message.reactions.items()}
    if emoji is not None:
        kept.setdefault(emoji, []).append(who)
    message.reactions = {e: people for e, people in kept.items() if people}
