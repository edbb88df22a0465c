"""Which handler an update is for. One transaction, one update, one handler."""

from telegram import CallbackQuery, Chat, Message, Update, User

from db import arrivals, chats, people
from db.arrivals import Sender
from db.chats import Looks
from db.transaction import Transaction
from domain.names import tidy
from domain.people import GroupRole
from handlers import commands, membership, messages, taps
from handlers.command import Command, parse
from handlers.context import Context, Handled
from operations import telling
from operations.office import Office

# Accounts that Telegram itself writes with: an anonymous administrator, a linked channel.
_NOBODY = frozenset({1087968824, 136817688, 777000})


async def handle(tx: Transaction, update: Update, office: Office) -> Handled:
    """Meet who wrote and where, then do what the update asks for."""
    chat = update.effective_chat
    if chat is None:
        return Handled("no_chat")
    message = update.message or update.edited_message or update.channel_post
    if message is not None and message.is_automatic_forward:
        return Handled("automatic_forward")
    context = await _context(tx, office, chat, update, message)
    if update.callback_query is not None:
        return await _tap(context, update.callback_query)
    if update.my_chat_member is not None:
        return await membership.my_status(context, update.my_chat_member)
    if update.chat_member is not None:
        return await membership.somebody(context, update.chat_member)
    if update.edited_message is not None:
        return await _edit(context, update.edited_message)
    if message is not None:
        return await _message(context, message)
    return context.handled("kind_we_do_not_use")


async def _context(
    tx: Transaction, office: Office, chat: Chat, update: Update, message: Message | None
) -> Context:
    user = update.effective_user
    looks = Looks(chat.type, chat.title or chat.full_name, chat.username, bool(chat.is_forum))
    stands_for = message.sender_chat if message else None
    nobody = user is None or user.id in _NOBODY or (user.is_bot and stands_for is not None)
    if nobody or user is None:
        title = tidy((stands_for or chat).title)
        kept, _ = await arrivals.arrive(tx, chat.id, looks, None)
        return Context(tx, office, kept, None, (stands_for or chat).id, title)
    sender = Sender(user.id, user.full_name, user.username)
    kept, person = await arrivals.arrive(tx, chat.id, looks, sender)
    unit = kept.unit if kept.role is GroupRole.UNIT else None
    if person is not None and unit is not None and _takes_part(update, user):
        person = await people.join_unit(tx, person, unit)
    name = person.name if person else user.full_name
    return Context(tx, office, kept, person, user.id, name)


def _takes_part(update: Update, user: User) -> bool:
    """Whether somebody says or taps something; who comes, leaves or adds others does not."""
    if user.is_bot:
        return False
    said = update.message or update.edited_message
    if said is None:
        return update.callback_query is not None
    return not (said.new_chat_members or said.left_chat_member)


async def _tap(context: Context, query: CallbackQuery) -> Handled:
    return await taps.tapped(context, query)


async def _edit(context: Context, message: Message) -> Handled:
    if context.chat.role is None:
        return context.handled("not_enrolled")
    return await messages.edited(context, message)


async def _message(context: Context, message: Message) -> Handled:
    if message.migrate_to_chat_id or message.migrate_from_chat_id:
        return await membership.migrated(context, message)
    command = parse(message, context.office.bot_username)
    if command is not None and (context.chat.role is not None or _always(context, command)):
        return await commands.typed(context, command)
    if context.chat.private:
        return await _private(context, message)
    if context.chat.role is None:
        await membership.greet(context)
        return context.handled("not_enrolled")
    return await messages.said(context, message)


def _always(context: Context, command: Command) -> bool:
    """Commands that work before anybody enrolled the chat."""
    return context.chat.private or command.name in ("start", "help", "enroll", "claim")


async def _private(context: Context, message: Message) -> Handled:
    """A private word: people who are known are told where to report; strangers once who we are."""
    known = context.person is not None and bool(context.person.roles)
    if not known and not await chats.mark_greeted(context.tx, context.chat.id):
        return context.handled("stranger")
    await telling.notice(
        context.tx,
        chat=context.chat.id,
        key="private_report" if known else "stranger",
        dedupe=f"private:{context.chat.id}:{message.message_id if known else 0}",
    )
    return context.handled()
