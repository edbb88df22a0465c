"""Somebody types a command: which there are, and those by which a bureau is set up."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace

from domain.policy_words import NotUnderstood
from domain.refusals import Refused
from handlers import duty
from handlers.command import Command, known, say, typist
from handlers.context import Context, Handled
from handlers.errors import answer
from handlers.helping import help_
from handlers.looking import case, digest, mine, open_, standard
from handlers.messages import arrival_of
from operations import binding, claiming, enrolment, policing, whistling

_BIND_LINK = "bind_"


async def typed(context: Context, command: Command) -> Handled:
    """Do a command; a refusal is answered with its sentence."""
    act = COMMANDS.get(command.name)
    if act is None:
        return context.handled("unknown_command")
    try:
        async with context.tx.savepoint():
            await act(context, command)
    except Refused as refusal:
        await say(context, command, await answer(context, refusal))
    return context.handled()


async def start(context: Context, command: Command) -> None:
    """Somebody opens a private chat with the bot, or follows a link that binds him."""
    if command.words.startswith(_BIND_LINK) and context.chat.private:
        me = typist(context)
        account = binding.Account(context.sender, me.username)
        bound = await binding.use_link(context.tx, command.words[len(_BIND_LINK) :], account)
        await say(context, command, context.texts.say("replies.bound", name=bound.name))
        return
    if not context.chat.private:
        await say(context, command, context.texts.say("replies.welcome_group"))
        return
    key = "welcome" if typist(context).roles else "stranger"
    await say(context, command, context.texts.say(f"replies.{key}", name=typist(context).name))


async def claim(context: Context, command: Command) -> None:
    """The first admin claims the bot with the code from the terminal."""
    claimed = await claiming.claim(context.tx, context.chat, command.words, typist(context))
    if claimed.refusal is not None:
        await say(context, command, await answer(context, claimed.refusal))
        return
    name = claimed.admin.name if claimed.admin else ""
    await say(context, command, context.texts.say("replies.welcome_admin", name=name))


async def enroll(context: Context, command: Command) -> None:
    """An admin says what a group is for."""
    done = await enrolment.enrol(
        context.tx, context.chat, command.words, context.person, context.office.timezone
    )
    html = context.texts.say(
        "replies.enrolled",
        role=context.texts.word("group", done.role.value),
        unit=done.unit.name if done.unit else "",
        digest_at=f"{done.digest_at:%H:%M}" if done.digest_at else "",
    )
    await say(context, command, html)


async def bind(context: Context, command: Command) -> None:
    """An admin binds the person whose message he answers, or gets a link to send on."""
    replied = command.message.reply_to_message
    user = replied.from_user if replied else None
    if user is None and context.chat.private and command.words:
        person, token = await binding.new_link(context.tx, command.words, context.person)
        username = context.office.bot_username
        link = f"https://t.me/{username}?start={_BIND_LINK}{token}" if username else ""
        words = f"/start {_BIND_LINK}{token}"
        html = context.texts.say("replies.bind_link", name=person.name, link=link, words=words)
        await say(context, command, html, secret=True)
        return
    account = binding.Account(user.id, user.username, user.is_bot) if user else None
    bound = await binding.bind(context.tx, command.words, account, context.person)
    await say(context, command, context.texts.say("replies.bound", name=bound.name))


async def whistle(context: Context, command: Command) -> None:
    """Somebody calls departments to a place; by itself the command says how."""
    arrival = replace(arrival_of(context, command.message), text=command.words)
    if not await whistling.command(context.tx, context.office, arrival):
        await say(context, command, context.texts.say("whistle.usage"))


async def policy(context: Context, command: Command) -> None:
    """What is in force by the book; an admin changes one thing by a line of words."""
    known(context)
    if not command.words:
        await say(context, command, await policing.told(context.tx, context.office, context.texts))
        return
    try:
        await policing.change(context.tx, context.office, command.words, context.person)
    except NotUnderstood as wrong:
        usage = context.texts.say("policy.usage", sentence=wrong.sentence)
        await say(context, command, usage)
        return
    told = await policing.told(context.tx, context.office, context.texts)
    await say(context, command, context.texts.say("policy.changed") + "\n" + told)


async def duty_(context: Context, command: Command) -> None:
    """Who is on duty, until when, and who comes next."""
    known(context)
    message = command.message
    thread = message.message_thread_id if message.is_topic_message else None
    words = await duty.asked(context, command.words, message.message_id, thread)
    if words is not None:
        await say(context, command, words)


COMMANDS: Mapping[str, Callable[[Context, Command], Awaitable[None]]] = {
    "start": start,
    "help": help_,
    "claim": claim,
    "enroll": enroll,
    "bind": bind,
    "case": case,
    "open": open_,
    "mine": mine,
    "digest": digest,
    "standard": standard,
    "policy": policy,
    "whistle": whistle,
    "duty": duty_,
}

MENUS: Mapping[str, tuple[str, ...]] = {
    "all_private_chats": ("help", "mine", "open", "case", "duty", "standard", "claim"),
    "all_group_chats": ("help", "open", "mine", "case", "duty", "standard", "digest", "whistle"),
    "all_chat_administrators": (
        *("policy", "help", "open", "mine", "case", "duty", "standard", "digest", "whistle"),
        *("enroll", "bind"),
    ),
}
"""Which commands stand in the menu of which scope."""
