"""Somebody writes or sends a picture."""

from telegram import Document, Message, MessageOriginUser, PhotoSize

from db.photos import Sent
from domain.names import legible
from domain.refusals import Refused
from handlers.context import DONE, SEEN, Context, Handled
from handlers.errors import attempt, refuse_message
from operations import arriving, editing, telling
from operations.arrival import Arrival

PICTURE_TYPES = frozenset({"image/jpeg", "image/png", "image/webp", "image/heic", "image/heif"})
PICTURE_NAMES = (".jpg", ".jpeg", ".png", ".webp", ".heic", ".heif")


def picture(message: Message) -> Sent | None:
    """The largest size of a photo, or a picture sent as a file."""
    if message.photo:
        largest: PhotoSize = max(message.photo, key=lambda size: size.width * size.height)
        return Sent(largest.file_id, largest.file_unique_id)
    document = message.document
    if document is not None and is_picture(document):
        return Sent(document.file_id, document.file_unique_id, is_document=True)
    return None


def is_picture(document: Document) -> bool:
    """Whether a file says that it is a picture of a kind that we take."""
    if document.mime_type in PICTURE_TYPES:
        return True
    return (document.file_name or "").lower().endswith(PICTURE_NAMES)


def looks_like_proof(document: Document) -> bool:
    """Whether a file is some kind of picture or film that we do not take."""
    return (document.mime_type or "").startswith(("image/", "video/"))


def arrival_of(context: Context, message: Message) -> Arrival:
    """The message as the operations know it."""
    place = message.location
    replied = message.reply_to_message
    thread = message.message_thread_id if message.is_topic_message else None
    # In a topic each message answers the one that opened it, which is no reply.
    is_reply = replied is not None and replied.message_id != thread
    return Arrival(
        chat=context.chat,
        message=message.message_id,
        sender=context.sender,
        sender_name=context.sender_name,
        person=context.person,
        thread=thread,
        text=legible(message.text or message.caption),
        photo=picture(message),
        album=message.media_group_id,
        location=(place.latitude, place.longitude) if place else None,
        reply_to=replied.message_id if replied and is_reply else None,
        reply_text=_our_words(context, replied) if replied and is_reply else "",
    )


def _is_our_own(context: Context, message: Message) -> bool:
    """Whether somebody forwards what we said."""
    origin = message.forward_origin
    return isinstance(origin, MessageOriginUser) and (
        origin.sender_user.id == context.office.bot_id
    )


def _our_words(context: Context, replied: Message) -> str:
    """What we said in the message that is answered; nothing if somebody else said it."""
    ours = replied.from_user is not None and replied.from_user.id == context.office.bot_id
    return (replied.text or replied.caption or "") if ours else ""


async def said(context: Context, message: Message) -> Handled:
    """Somebody says something in an enrolled group, with or without a picture."""
    if _is_our_own(context, message):
        return context.handled("our_own_words")
    arrival = arrival_of(context, message)
    document = message.document
    if document is not None and arrival.photo is None and looks_like_proof(document):
        await wrong_file(context, arrival)
        return context.handled()
    if arrival.photo is None and arrival.location is None and not arrival.text:
        return context.handled("nothing_we_read")
    try:
        understood = await attempt(
            context, lambda: arriving.arrive(context.tx, context.office, arrival)
        )
    except Refused as refusal:
        await refuse_message(context, arrival, refusal)
        return context.handled()
    if understood.filed or understood.acted:
        context.react(message.message_id, SEEN if understood.filed else DONE)
    return context.handled(understood.note)


async def edited(context: Context, message: Message) -> Handled:
    """Somebody edits a message of his."""
    arrival = arrival_of(context, message)
    try:
        understood = await attempt(
            context, lambda: editing.edited(context.tx, context.office, arrival)
        )
    except Refused as refusal:
        await refuse_message(context, arrival, refusal)
        return context.handled()
    return context.handled(understood.note)


async def wrong_file(context: Context, arrival: Arrival) -> None:
    """A picture or film in a format that we do not take: say what to send instead."""
    await telling.notice(
        context.tx,
        chat=arrival.chat.id,
        thread=arrival.thread,
        key="unsupported_file",
        dedupe=f"file:{arrival.chat.id}:{arrival.message}",
        reply_to=arrival.message,
        who=arrival.sender_name,
    )
