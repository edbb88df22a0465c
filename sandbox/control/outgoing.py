"""A control call's wish to say something, turned into messages."""

import secrets
from dataclasses import dataclass, replace
from typing import Any

from sandbox import telegram_view
from sandbox.control import desk
from sandbox.core import Core
from sandbox.detection import with_detected
from sandbox.errors import ControlError
from sandbox.methods.media import document_file, photo_file
from sandbox.parameters import Upload
from sandbox.records import Chat, File, Json, Message
from sandbox.units import utf16

LONGEST_TEXT = 4096
UNREADABLE = (1280, 960)
MOST_PHOTOS = 10


@dataclass(slots=True, frozen=True)
class Outgoing:
    """The fields of the call, its photos and its document."""

    wish: Json
    photos: list[Upload]
    document: Upload | None


def compose(core: Core, place: Chat, outgoing: Outgoing) -> list[Message]:
    """The messages that a client would send for this: an album, or a long text in parts."""
    if place.migrated_to is not None:
        raise ControlError(f"这个群已经升级，新编号是 {place.migrated_to}", 409)
    blank = _blank(core, place, outgoing.wish)
    words = desk.text(outgoing.wish, "text")
    if outgoing.photos:
        captioned = desk.number(outgoing.wish.get("caption_at", 0), "caption_at")
        return _photos(core, blank, outgoing.photos, words, captioned)
    if outgoing.document:
        file = core.world.add_file(document_file(outgoing.document))
        return [_captioned(replace(blank, document=file.key), words)]
    if outgoing.wish.get("location") is not None:
        return [replace(blank, location=_location(outgoing.wish["location"]))]
    if words is None:
        raise ControlError("空消息发不出去：请给出 text、photo、document 或 location")
    return [_worded(blank, part) for part in parts(words)]


def _blank(core: Core, place: Chat, wish: Json) -> Message:
    return Message(
        chat_id=place.id,
        message_id=0,
        date=core.clock.unix(),
        reply_to=(replied := _reply(core, place, wish)),
        thread=_thread(core, place, wish, replied),
        forward=_forward(core, wish),
        peer=desk.bot(core, wish.get("to")).id if place.type == "private" else None,
        **_speaker(core, place, wish),
    )


def _speaker(core: Core, place: Chat, wish: Json) -> dict[str, Any]:
    """Who speaks: a person, the chat itself (anonymous administrator), or a channel."""
    if wish.get("channel") is not None:
        channel = desk.chat_by_id(core, wish["channel"])
        automatic = bool(wish.get("automatic_forward", False))
        return {"sender": 0, "sender_chat": channel.id, "automatic_forward": automatic}
    who = desk.person(core, wish.get("from"))
    desk.require_member(place, who)
    if place.type == "channel" or wish.get("as_chat"):
        if who.id not in place.administrators:
            raise ControlError("只有管理员能以频道或群的名义发言", 403)
        return {"sender": 0, "sender_chat": place.id}
    return {"sender": who.id}


def _reply(core: Core, place: Chat, wish: Json) -> int | None:
    if wish.get("reply_to") is None:
        return None
    wanted = desk.number(wish["reply_to"], "reply_to")
    if core.world.message(place.id, wanted) is None:
        raise ControlError(f"要回复的第 {wanted} 号消息不在这个群里，或者已经删除", 404)
    return wanted


def _thread(core: Core, place: Chat, wish: Json, replied: int | None) -> int | None:
    if wish.get("thread") is None:
        original = core.world.message(place.id, replied) if replied else None
        return original.thread if original else None
    thread = desk.number(wish["thread"], "thread")
    if thread not in (topic["thread"] for topic in place.topics):
        raise ControlError(f"这个群没有编号为 {thread} 的话题", 404)
    return thread


def _forward(core: Core, wish: Json) -> Json | None:
    """A MessageOrigin: of a hidden user by name, a known person, a channel or a group."""
    source = wish.get("forward")
    if source is None:
        return _automatic(core, wish)
    if not isinstance(source, dict):
        raise ControlError('forward 要写成 {"name": "张三"}、{"from": 1001} 或 {"chat": -100…}')
    date = desk.number(source.get("date", core.clock.unix()), "forward.date")
    if source.get("from") is not None:
        bot = core.world.bots.get(desk.number(source["from"], "forward.from"))
        who = bot or desk.person(core, source["from"])
        return {"type": "user", "date": date, "sender_user": telegram_view.user(who)}
    if source.get("chat") is not None:
        origin = desk.chat_by_id(core, source["chat"])
        return _chat_origin(core, origin, date, source.get("message_id", 1))
    name = desk.text(source, "name")
    if name is None:
        raise ControlError("forward 里要有 name、from 或 chat")
    return {"type": "hidden_user", "date": date, "sender_user_name": name}


def _automatic(core: Core, wish: Json) -> Json | None:
    if not wish.get("automatic_forward") or wish.get("channel") is None:
        return None
    channel = desk.chat_by_id(core, wish["channel"])
    return _chat_origin(core, channel, core.clock.unix(), 1)


def _chat_origin(core: Core, origin: Chat, date: int, message_id: int) -> Json:
    chat = telegram_view.chat(core.world, origin)
    if origin.type != "channel":
        return {"type": "chat", "date": date, "sender_chat": chat}
    return {"type": "channel", "date": date, "chat": chat, "message_id": message_id}


def _location(place: object) -> Json:
    try:
        if not isinstance(place, dict):
            raise TypeError
        latitude, longitude = float(place["latitude"]), float(place["longitude"])
    except (KeyError, TypeError, ValueError):
        raise ControlError('location 要写成 {"latitude": 41.8, "longitude": 123.4}') from None
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise ControlError("纬度在 -90 到 90 之间，经度在 -180 到 180 之间")
    return {"latitude": latitude, "longitude": longitude}


def _photos(
    core: Core, blank: Message, photos: list[Upload], words: str | None, captioned: int
) -> list[Message]:
    """Clients put the caption under the first photo; people may put it under any other."""
    if len(photos) > MOST_PHOTOS:
        raise ControlError(f"一个相册最多 {MOST_PHOTOS} 张照片")
    if not 0 <= captioned < len(photos):
        raise ControlError("caption_at 从 0 数起，要小于照片的张数")
    group = str(secrets.randbits(53)) if len(photos) > 1 else None
    files = [core.world.add_file(person_photo(upload)) for upload in photos]
    items = [replace(blank, photo=file.key, media_group_id=group) for file in files]
    items[captioned] = _captioned(items[captioned], words)
    return items


def person_photo(upload: Upload) -> File:
    """A photo that a person sent: whatever it is, the bot gets it, to cope with."""
    width, height = upload.picture[1:] if upload.picture else UNREADABLE
    return photo_file(upload, width, height)


def _captioned(message: Message, words: str | None) -> Message:
    if words and utf16(words) > LONGEST_TEXT:
        raise ControlError(f"说明文字最多 {LONGEST_TEXT} 个字符")
    return replace(message, caption=words, entities=with_detected(words or "", []))


def _worded(message: Message, words: str) -> Message:
    return replace(message, text=words, entities=with_detected(words, []))


def parts(words: str) -> list[str]:
    """A text in pieces of at most 4096 UTF-16 units, as clients cut what is too long."""
    if utf16(words) <= LONGEST_TEXT:
        return [words]
    pieces: list[str] = []
    piece: list[str] = []
    length = 0
    for character in words:
        width = utf16(character)
        if length + width > LONGEST_TEXT:
            pieces.append("".join(piece))
            piece, length = [], 0
        piece.append(character)
        length += width
    return [*pieces, "".join(piece)]
