"""sendMessage, sendLocation, copyMessage, forwardMessage, sendChatAction."""

from dataclasses import replace
from typing import Any

from sandbox import announce, telegram_view
from sandbox.errors import bad_request
from sandbox.methods import content, targets
from sandbox.methods.registry import Call, method
from sandbox.records import Chat, Json, Message

ACTIONS = frozenset(
    [
        "typing",
        "upload_photo",
        "record_video",
        "upload_video",
        "record_voice",
        "upload_voice",
        "upload_document",
        "choose_sticker",
        "find_location",
        "record_video_note",
        "upload_video_note",
    ]
)


def draft(call: Call, place: Chat) -> Message:
    """A message of the bot with everything but its content."""
    replied = content.reply_to(call, place)
    return Message(
        chat_id=place.id,
        message_id=0,
        date=call.core.clock.unix(),
        sender=call.bot.id,
        reply_to=replied,
        thread=content.thread(call, place, replied),
        buttons=content.buttons(call),
        peer=call.bot.id if place.type == "private" else None,
    )


def post(call: Call, place: Chat, drafts: list[Message]) -> list[Message]:
    """Send these messages within the limits; all of them or none."""
    call.core.limits.spend(call.bot.id, place.id, len(drafts), group=place.is_group)
    sent = [call.core.world.add(message) for message in drafts]
    for message in sent:
        announce.said(call.core, message)
    return sent


def shown(call: Call, message: Message) -> Json:
    """A sent or changed message as the answer of a method."""
    return telegram_view.message(call.core.world, message)


@method("sendMessage")
def send_message(call: Call) -> Json:
    """A text."""
    place = targets.chat(call)
    targets.may_send(call, place, "text messages")
    text, entities = content.new_text(call)
    message = replace(draft(call, place), text=text, entities=entities)
    return shown(call, post(call, place, [message])[0])


@method("sendLocation")
def send_location(call: Call) -> Json:
    """A pin on the map."""
    place = targets.chat(call)
    targets.may_send(call, place, "text messages")
    latitude, longitude = call.params.number("latitude"), call.params.number("longitude")
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise bad_request("wrong latitude or longitude specified")
    pin = {"latitude": latitude, "longitude": longitude}
    return shown(call, post(call, place, [replace(draft(call, place), location=pin)])[0])


@method("sendChatAction")
def send_chat_action(call: Call) -> bool:
    """The "is typing" line above the chat."""
    place = targets.chat(call)
    action = call.params.text("action")
    if action not in ACTIONS:
        raise bad_request("wrong parameter action in request")
    content_of_event: Json = {"chat_id": place.id, "action": action, "bot": call.bot.id}
    call.core.events.publish("typing", lambda: content_of_event)
    return True


def _original(call: Call, purpose: str) -> Message:
    number = call.params.integer("from_chat_id")
    if number is None:
        raise bad_request("chat_id is empty")
    source = targets.accessible(call, number)
    found = targets.message(call, source, purpose)
    if found.service is not None:
        raise bad_request(f"the message can't be {'copied' if 'copy' in purpose else 'forwarded'}")
    return found


@method("copyMessage")
def copy_message(call: Call) -> Json:
    """The content of a message once more, as the bot's own."""
    place = targets.chat(call)
    targets.may_send(call, place, "text messages")
    original = _original(call, "to copy")
    words: dict[str, Any] = {"caption": original.caption, "entities": original.entities}
    if "caption" in call.params.values and original.text is None:
        caption, entities = content.caption(call.params.values, call)
        words = {"caption": caption or None, "entities": entities}
    copy = replace(
        draft(call, place),
        text=original.text,
        photo=original.photo,
        document=original.document,
        location=original.location,
        **words,
    )
    return {"message_id": post(call, place, [copy])[0].message_id}


@method("forwardMessage")
def forward_message(call: Call) -> Json:
    """A message with the name of whoever wrote it."""
    place = targets.chat(call)
    targets.may_send(call, place, "text messages")
    original = _original(call, "to forward")
    forwarded = replace(
        draft(call, place),
        text=original.text,
        caption=original.caption,
        entities=original.entities,
        photo=original.photo,
        document=original.document,
        location=original.location,
        forward=original.forward or _origin(call, original),
    )
    return shown(call, post(call, place, [forwarded])[0])


def _origin(call: Call, original: Message) -> Json:
    world = call.core.world
    if original.sender_chat is not None:
        speaker = world.chats[original.sender_chat]
        chat = telegram_view.chat(world, speaker)
        if speaker.type != "channel":
            return {"type": "chat", "date": original.date, "sender_chat": chat}
        return {
            "type": "channel",
            "date": original.date,
            "chat": chat,
            "message_id": original.message_id,
        }
    who = world.sender(original.sender)
    if who is None:
        raise bad_request("the message can't be forwarded")
    return {"type": "user", "date": original.date, "sender_user": telegram_view.user(who)}
