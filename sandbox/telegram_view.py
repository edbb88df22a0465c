"""Records as the Bot API shows them."""

import hashlib

from sandbox.records import Bot, Chat, File, Json, Message, Person
from sandbox.world import World

SIZES = (("s", 90), ("m", 320), ("x", 800))
ANONYMOUS = {
    "id": 1087968824,
    "is_bot": True,
    "first_name": "Group",
    "username": "GroupAnonymousBot",
}
AS_CHANNEL = {
    "id": 136817688,
    "is_bot": True,
    "first_name": "Channel",
    "username": "Channel_Bot",
}
TELEGRAM = {"id": 777000, "is_bot": False, "first_name": "Telegram"}


def user(who: Person | Bot) -> Json:
    """A User, without the fields that only getMe gives."""
    if isinstance(who, Bot):
        return {
            "id": who.id,
            "is_bot": True,
            "first_name": who.first_name,
            "username": who.username,
        }
    shown: Json = {"id": who.id, "is_bot": False, "first_name": who.first_name}
    if who.last_name:
        shown["last_name"] = who.last_name
    if who.username:
        shown["username"] = who.username
    shown["language_code"] = "zh-hans"
    return shown


def chat(world: World, what: Chat) -> Json:
    """A Chat as it stands in messages."""
    shown: Json = {"id": what.id, "type": what.type}
    if what.type == "private":
        person = world.people[what.id]
        shown["first_name"] = person.first_name
        if person.last_name:
            shown["last_name"] = person.last_name
        if person.username:
            shown["username"] = person.username
    else:
        shown["title"] = what.title
        if what.is_forum:
            shown["is_forum"] = True
    return shown


def file_id(file: File, letter: str = "y") -> str:
    """The `file_id` of a file; a photo has one per size."""
    prefix = f"AgACAgUAAxk{file.key:010d}{letter}"
    return prefix if file.kind == "photo" else f"BQACAgUAAxk{file.key:010d}"


def unique_id(file: File, letter: str = "y") -> str:
    """The `file_unique_id`: the same bytes have the same."""
    return f"AQAD{file.sha256[:12]}{letter if file.kind == 'photo' else 'd'}"


def photo_sizes(file: File) -> list[Json]:
    """Two to four sizes, smallest first; the last has the picture's true size.

    The bytes are the same for each of them, so `file_size` is true for each.
    """
    longest = max(file.width, file.height)
    scaled = [
        (letter, *_scaled(file, min(edge, longest) / longest))
        for letter, edge in SIZES
        if edge < longest or edge == SIZES[0][1]
    ]
    return [
        {
            "file_id": file_id(file, letter),
            "file_unique_id": unique_id(file, letter),
            "file_size": file.size,
            "width": width,
            "height": height,
        }
        for letter, width, height in [*scaled, ("y", file.width, file.height)]
    ]


def _scaled(file: File, factor: float) -> tuple[int, int]:
    return max(1, round(file.width * factor)), max(1, round(file.height * factor))


def document(file: File) -> Json:
    """A Document."""
    return {
        "file_id": file_id(file),
        "file_unique_id": unique_id(file),
        "file_name": file.file_name,
        "mime_type": file.mime_type,
        "file_size": file.size,
    }


def file_path(file: File) -> str:
    """The path under which getFile lets a file be downloaded."""
    if file.kind == "photo":
        return f"photos/file_{file.key}.jpg"
    suffix = (file.file_name or "").rpartition(".")[2]
    good = suffix.isascii() and suffix.isalnum() and len(suffix) <= 8
    return f"documents/file_{file.key}" + (f".{suffix}" if good else "")


def entities(world: World, kept: list[Json]) -> list[Json]:
    """Entities with the users that they mention; a mention of nobody known is dropped."""
    shown = []
    for entity in kept:
        if entity["type"] != "text_mention":
            shown.append(entity)
        elif person := world.sender(entity["user"]):
            shown.append(entity | {"user": user(person)})
    return shown


def message(world: World, kept: Message, *, within: bool = False) -> Json:
    """A Message; `within` another one it shows no reply of its own."""
    place = world.chats[kept.chat_id]
    shown: Json = {"message_id": kept.message_id} | _sender(world, place, kept)
    shown["chat"] = chat(world, place)
    shown["date"] = kept.date
    if kept.edited is not None:
        shown["edit_date"] = kept.edited
    if kept.thread is not None:
        shown["message_thread_id"] = kept.thread
        shown["is_topic_message"] = True
    if kept.forward is not None:
        shown["forward_origin"] = kept.forward
    if kept.automatic_forward:
        shown["is_automatic_forward"] = True
    if not within and (replied := _replied(world, place, kept)):
        shown["reply_to_message"] = replied
    if kept.media_group_id is not None:
        shown["media_group_id"] = kept.media_group_id
    shown |= _content(world, kept)
    if kept.buttons:
        shown["reply_markup"] = {"inline_keyboard": kept.buttons}
    return shown


def _sender(world: World, place: Chat, kept: Message) -> Json:
    if place.type == "channel":
        return {"sender_chat": chat(world, place)}
    if kept.sender_chat is None:
        who = world.sender(kept.sender)
        return {"from": user(who)} if who else {}
    speaker = world.chats[kept.sender_chat]
    if kept.automatic_forward:
        alias: Json = TELEGRAM
    else:
        alias = ANONYMOUS if speaker.id == place.id else AS_CHANNEL
    return {"from": alias, "sender_chat": chat(world, speaker)}


def _content(world: World, kept: Message) -> Json:
    shown: Json = {}
    if kept.text is not None:
        shown["text"] = kept.text
        if kept.entities:
            shown["entities"] = entities(world, kept.entities)
    if kept.photo is not None:
        shown["photo"] = photo_sizes(world.files[kept.photo])
    if kept.document is not None:
        shown["document"] = document(world.files[kept.document])
    if kept.location is not None:
        shown["location"] = kept.location
    if kept.caption:
        shown["caption"] = kept.caption
        if kept.entities:
            shown["caption_entities"] = entities(world, kept.entities)
    if kept.service is not None:
        shown |= _service(world, kept)
    return shown


def _service(world: World, kept: Message) -> Json:
    service = kept.service or {}
    if "pinned_message_id" not in service:
        return service
    number = service["pinned_message_id"]
    if pinned := world.message(kept.chat_id, number):
        return {"pinned_message": message(world, pinned, within=True)}
    return {"pinned_message": inaccessible(world, world.chats[kept.chat_id], number)}


def inaccessible(world: World, place: Chat, message_id: int) -> Json:
    """What stands for a message that was deleted."""
    return {"chat": chat(world, place), "message_id": message_id, "date": 0}


def _replied(world: World, place: Chat, kept: Message) -> Json | None:
    if kept.reply_to is not None:
        original = world.message(kept.chat_id, kept.reply_to)
        return message(world, original, within=True) if original else None
    return _topic_start(world, place, kept.thread) if kept.thread is not None else None


def _topic_start(world: World, place: Chat, thread: int) -> Json | None:
    """Telegram lets every message of a topic that replies to nothing reply to the topic's start."""
    name = next((t["name"] for t in place.topics if t["thread"] == thread), None)
    if name is None:
        return None
    creator = world.people.get(next(iter(place.administrators + place.members), 0))
    return {
        "message_id": thread,
        **({"from": user(creator)} if creator else {}),
        "chat": chat(world, place),
        "date": place.created,
        "message_thread_id": thread,
        "is_topic_message": True,
        "forum_topic_created": {"name": name, "icon_color": 7322096},
    }


def chat_instance(place: Chat) -> str:
    """The number by which a callback query names its chat."""
    digest = hashlib.sha256(str(place.id).encode()).digest()
    return str(int.from_bytes(digest[:8], "big", signed=True))


def reactions(kept: dict[str, list[int]], who: int) -> list[Json]:
    """The ReactionTypes that one person or bot has on a message."""
    return [{"type": "emoji", "emoji": emoji} for emoji, people in kept.items() if who in people]
