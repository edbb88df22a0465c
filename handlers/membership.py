"""The bot is added, muted or removed, or a group changes what it is."""

from telegram import ChatMember, ChatMemberUpdated, Message

from db import chats, outbox
from handlers.context import Context, Handled
from operations import telling

_MUTED = "muted"
_KICKED = "kicked"


async def my_status(context: Context, change: ChatMemberUpdated) -> Handled:
    """Somebody adds, removes, mutes or unmutes the bot, or blocks it in private."""
    trouble = trouble_of(change.new_chat_member)
    if trouble is not None:
        await outbox.chat_in_trouble(context.tx, context.chat.id, trouble)
        await telling.out_of_reach(context.tx, context.chat.id)
        return context.handled()
    await outbox.chat_recovered(context.tx, context.chat.id)
    was_out = trouble_of(change.old_chat_member) == _KICKED
    if was_out and context.chat.role is None and not context.chat.private:
        await greet(context)
    return context.handled()


def trouble_of(member: ChatMember) -> str | None:
    """Why the bot cannot write there, if it cannot."""
    if member.status in (ChatMember.LEFT, ChatMember.BANNED):
        return _KICKED
    can_send = getattr(member, "can_send_messages", True)
    return _MUTED if member.status == ChatMember.RESTRICTED and not can_send else None


async def greet(context: Context) -> None:
    """A chat that nobody enrolled gets one polite sentence, once."""
    if await chats.mark_greeted(context.tx, context.chat.id):
        await telling.notice(
            context.tx,
            chat=context.chat.id,
            key="not_enrolled",
            dedupe=f"greeting:{context.chat.id}",
        )


async def migrated(context: Context, message: Message) -> Handled:
    """A group became a supergroup: everything that is known of it moves to the new id."""
    if message.migrate_to_chat_id is None:
        return context.handled("told_twice")
    await outbox.migrate_chat(context.tx, context.chat.id, message.migrate_to_chat_id)
    return context.handled()


async def somebody(context: Context, change: ChatMemberUpdated) -> Handled:
    """Somebody becomes an administrator of the group, or ceases to be one."""
    user = change.new_chat_member.user
    known = set(context.chat.administrators)
    if change.new_chat_member.status in (ChatMember.ADMINISTRATOR, ChatMember.OWNER):
        known.add(user.id)
    else:
        known.discard(user.id)
    if known != context.chat.administrators:
        await chats.set_administrators(context.tx, context.chat.id, known)
    return context.handled()
