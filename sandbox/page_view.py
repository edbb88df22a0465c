"""Records as the page and the tests see them: times are ISO 8601 in sandbox time."""

from sandbox import telegram_view
from sandbox.records import Bot, Chat, File, Json, Membership, Message, Person
from sandbox.world import World

PREVIEW = 80


def person(who: Person) -> Json:
    """A person, with the label of the switcher."""
    shown: Json = {"id": who.id, "first_name": who.first_name, "is_bot": False}
    for name in ("last_name", "username", "title"):
        if value := getattr(who, name):
            shown[name] = value
    return shown


def bot(who: Bot) -> Json:
    """A bot, without its token."""
    return telegram_view.user(who)


def chat(world: World, what: Chat) -> Json:
    """A chat with its members, the main bot's standing and its newest message."""
    last = world.last_message(what)
    shown: Json = {
        "id": what.id,
        "type": what.type,
        "title": what.title if what.type != "private" else world.people[what.id].name,
        "members": what.members,
        "administrators": what.administrators,
        "is_forum": what.is_forum,
        "topics": what.topics,
        "bot": _standing(what.bots.get(world.main_bot) or Membership()),
        "bots": {str(number): _standing(m) for number, m in what.bots.items()},
        "reactions": what.reactions,
        "last": message(world, last) if last else None,
    }
    if what.migrated_to is not None:
        shown["migrated_to"] = what.migrated_to
    if what.pinned is not None:
        shown["pinned"] = what.pinned
    return shown


def _standing(membership: Membership) -> Json:
    return {"status": membership.status, "can_send": membership.can_send}


def message(world: World, kept: Message) -> Json:
    """A message as a person sees it; a deleted one keeps only where and when it was."""
    shown: Json = {
        "message_id": kept.message_id,
        "chat_id": kept.chat_id,
        "date": world.clock.local(kept.date).isoformat(),
        "deleted": kept.deleted,
        "entities": [],
        "buttons": [],
        "reactions": [],
    } | _speaker(world, kept)
    if kept.deleted:
        return shown
    shown |= {
        "entities": telegram_view.entities(world, kept.entities),
        "buttons": kept.buttons or [],
        "reactions": [{"emoji": e, "from": who} for e, who in kept.reactions.items() if who],
    }
    return shown | _content(world, kept) | _context(world, kept)


def _speaker(world: World, kept: Message) -> Json:
    shown: Json = {}
    who = world.sender(kept.sender)
    if isinstance(who, Person):
        shown["from"] = person(who)
    elif isinstance(who, Bot):
        shown["from"] = bot(who)
    if kept.sender_chat is not None:
        speaker = world.chats[kept.sender_chat]
        shown["sender_chat"] = {"id": speaker.id, "title": speaker.title}
    return shown


def _content(world: World, kept: Message) -> Json:
    shown: Json = {}
    if kept.text is not None:
        shown["text"] = kept.text
    if kept.caption:
        shown["caption"] = kept.caption
    if kept.photo is not None:
        shown["photo"] = _photo(world.files[kept.photo])
    if kept.document is not None:
        shown["document"] = _document(world.files[kept.document])
    if kept.location is not None:
        shown["location"] = kept.location
    if kept.service is not None:
        shown["service"] = service_sentence(world, kept)
    return shown


def _context(world: World, kept: Message) -> Json:
    shown: Json = {}
    if kept.media_group_id is not None:
        shown["media_group_id"] = kept.media_group_id
    if kept.thread is not None:
        shown["thread"] = kept.thread
    if kept.edited is not None:
        shown["edited"] = world.clock.local(kept.edited).isoformat()
    if kept.reply_to is not None:
        shown["reply_to"] = kept.reply_to
        if original := world.message(kept.chat_id, kept.reply_to):
            shown["reply_preview"] = _preview(world, original)
    if kept.forward is not None:
        date = world.clock.local(kept.forward["date"]).isoformat()
        shown["forward"] = {"name": _origin(kept.forward), "date": date}
    return shown


def file_url(file: File) -> str:
    """Where the page finds the bytes of a file."""
    return f"/sandbox/files/{telegram_view.file_id(file)}"


def _photo(file: File) -> Json:
    url = file_url(file)
    return {
        "file_id": telegram_view.file_id(file),
        "url": url,
        "thumb_url": url,
        "width": file.width,
        "height": file.height,
    }


def _document(file: File) -> Json:
    return {
        "file_id": telegram_view.file_id(file),
        "file_name": file.file_name,
        "mime_type": file.mime_type,
        "size": file.size,
        "url": file_url(file),
    }


def speaker_name(world: World, kept: Message) -> str:
    """Who a message is from, as a client writes it above the bubble."""
    if kept.sender_chat is not None:
        return world.chats[kept.sender_chat].title or ""
    who = world.sender(kept.sender)
    return who.name if who else ""


def _preview(world: World, original: Message) -> Json:
    text = original.text or original.caption or ""
    if not text and original.photo is not None:
        text = "照片"
    elif not text and original.document is not None:
        text = world.files[original.document].file_name or "文件"
    elif not text and original.location is not None:
        text = "位置"
    shown: Json = {"name": speaker_name(world, original), "text": text[:PREVIEW]}
    if original.photo is not None:
        shown["thumb_url"] = file_url(world.files[original.photo])
    return shown


def _origin(forward: Json) -> str:
    if forward["type"] == "hidden_user":
        return str(forward["sender_user_name"])
    if forward["type"] == "user":
        who = forward["sender_user"]
        return f"{who['first_name']} {who.get('last_name', '')}".strip()
    return str((forward.get("chat") or forward["sender_chat"]).get("title", ""))


def service_sentence(world: World, kept: Message) -> str:
    """What the grey line in the middle of the chat says."""
    service = kept.service or {}
    speaker = speaker_name(world, kept)
    match next(iter(service), ""):
        case "new_chat_members":
            names = "、".join(who["first_name"] for who in service["new_chat_members"])
            return f"{names} 加入了群"
        case "left_chat_member":
            return f"{service['left_chat_member']['first_name']} 离开了群"
        case "new_chat_title":
            return f"{speaker} 把群名改为“{service['new_chat_title']}”"
        case "pinned_message_id":
            return f"{speaker} 置顶了一条消息"
        case "migrate_to_chat_id" | "migrate_from_chat_id":
            return "群已升级为超级群"
    return "系统消息"
