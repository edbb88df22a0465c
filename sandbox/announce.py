"""Who hears of a change: the bots by updates, the page by events."""

from sandbox import members_view, page_view, telegram_view
from sandbox.core import Core
from sandbox.records import Bot, Chat, Json, Membership, Message, Person


def present_bots(core: Core, chat: Chat) -> list[Bot]:
    """The bots that are in the chat."""
    return [core.world.bots[number] for number, m in chat.bots.items() if m.present]


def said(core: Core, message: Message) -> None:
    """A new message: everybody who may hears it, but a bot hears neither itself nor other bots."""
    chat = core.world.chats[message.chat_id]
    if message.sender not in core.world.bots:
        kind = "channel_post" if chat.type == "channel" else "message"
        _tell(core, chat, kind, message)
    show(core, "message", message)


def edited(core: Core, message: Message) -> None:
    """A person changed a message."""
    chat = core.world.chats[message.chat_id]
    if message.sender not in core.world.bots:
        kind = "edited_channel_post" if chat.type == "channel" else "edited_message"
        _tell(core, chat, kind, message)
    show(core, "edited", message)


def show(core: Core, kind: str, message: Message) -> None:
    """Tell the page alone about a message."""
    core.events.publish(
        kind,
        lambda: {
            "chat_id": message.chat_id,
            "message": page_view.message(core.world, message),
        },
    )


def show_chat(core: Core, chat: Chat) -> None:
    """Tell the page alone about a chat."""
    core.events.publish(
        "chat", lambda: {"chat_id": chat.id, "chat": page_view.chat(core.world, chat)}
    )


def _tell(core: Core, chat: Chat, kind: str, message: Message) -> None:
    hearing = [bot for bot in present_bots(core, chat) if _hears(core, chat, bot, message)]
    if hearing:
        core.queues.tell(hearing, kind, telegram_view.message(core.world, message))


def _hears(core: Core, chat: Chat, bot: Bot, message: Message) -> bool:
    if chat.type == "private":
        return message.peer == bot.id
    if not bot.privacy or not chat.is_group or chat.bots[bot.id].status == "administrator":
        return True
    return message.service is not None or _addressed(core, bot, message)


def _addressed(core: Core, bot: Bot, message: Message) -> bool:
    """What a bot in privacy mode hears: commands, mentions of itself, replies to itself."""
    if message.reply_to is not None:
        original = core.world.message(message.chat_id, message.reply_to)
        if original and original.sender == bot.id:
            return True
    words = message.text or message.caption or ""
    return words.startswith("/") or f"@{bot.username}" in words


def bot_moved(core: Core, chat: Chat, bot: Bot, old: Membership, by: Person | None) -> None:
    """The bot's own standing in a chat changed."""
    new = core.world.membership(chat, bot)
    content = _change(core, chat, by) | {
        "old_chat_member": members_view.of_bot(bot, old),
        "new_chat_member": members_view.of_bot(bot, new),
    }
    core.queues.tell([bot], "my_chat_member", content)


def person_moved(core: Core, chat: Chat, old: Json, new: Json, by: Person | None) -> None:
    """A person's standing changed; only administrators among the bots may hear of it."""
    bots = [b for b in present_bots(core, chat) if chat.bots[b.id].status == "administrator"]
    content = _change(core, chat, by) | {"old_chat_member": old, "new_chat_member": new}
    core.queues.tell(bots, "chat_member", content)


def _change(core: Core, chat: Chat, by: Person | None) -> Json:
    return {
        "chat": telegram_view.chat(core.world, chat),
        "from": telegram_view.user(by) if by else telegram_view.TELEGRAM,
        "date": core.clock.unix(),
    }


def reacted(core: Core, message: Message, who: Person, old: list[Json], new: list[Json]) -> None:
    """A person's reaction changed; in groups only administrators among the bots hear of it."""
    chat = core.world.chats[message.chat_id]
    bots = [
        bot
        for bot in present_bots(core, chat)
        if chat.type == "private" or chat.bots[bot.id].status == "administrator"
    ]
    core.queues.tell(
        bots,
        "message_reaction",
        {
            "chat": telegram_view.chat(core.world, chat),
            "message_id": message.message_id,
            "user": telegram_view.user(who),
            "date": core.clock.unix(),
            "old_reaction": old,
            "new_reaction": new,
        },
    )
    show(core, "reaction", message)
