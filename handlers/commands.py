"""Somebody types a command."""

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

from telegram import Message

from db import cases, units
from domain import rules
from domain.cases import Case, State, numbers_in
from domain.names import legible
from domain.people import GroupRole, Person, Role
from domain.policy_words import NotUnderstood
from domain.refusals import Refused
from domain.rights import held
from domain.transitions import Action, Who
from domain.whistle import may_blow
from handlers import duty
from handlers.context import Context, Handled
from handlers.errors import sentence
from handlers.messages import arrival_of
from operations import (
    binding,
    claiming,
    digesting,
    enrolment,
    explaining,
    family,
    policing,
    telling,
    whistling,
)
from operations.standard_words import answer
from operations.viewing import LONGEST_TEXT, listing, reason_words, view, views

_COMMAND = re.compile(r"/([A-Za-z_]{1,32})(?:@(\w+))?(?:\s+(.*))?", re.DOTALL)
_LIST = 20
_BIND_LINK = "bind_"


@dataclass(frozen=True, slots=True)
class Command:
    """A command as it was typed, without the slash."""

    name: str
    words: str
    message: Message


def parse(message: Message, bot_username: str) -> Command | None:
    """The command that a text is, unless it is meant for another bot."""
    found = _COMMAND.match(legible(message.text))
    if found is None or (found[2] and found[2].lower() != bot_username.lower()):
        return None
    return Command(found[1].lower(), (found[3] or "").strip(), message)


async def typed(context: Context, command: Command) -> Handled:
    """Do a command; a refusal is answered with its sentence."""
    act = COMMANDS.get(command.name)
    if act is None:
        return context.handled("unknown_command")
    try:
        async with context.tx.savepoint():
            await act(context, command)
    except Refused as refusal:
        await _say(context, command, await sentence(context, refusal))
    return context.handled()


async def _say(context: Context, command: Command, html: str, *, secret: bool = False) -> None:
    """Answer a command with words that are ready."""
    message = command.message
    await telling.notice(
        context.tx,
        chat=context.chat.id,
        thread=message.message_thread_id if message.is_topic_message else None,
        key="ready",
        dedupe=f"command:{context.chat.id}:{message.message_id}",
        reply_to=None if context.chat.private else message.message_id,
        html=html,
        secret=secret,
    )


def _me(context: Context) -> Person:
    if context.person is None:
        raise Refused("nobody_here")
    return context.person


async def start(context: Context, command: Command) -> None:
    """Somebody opens a private chat with the bot, or follows a link that binds him."""
    if command.words.startswith(_BIND_LINK) and context.chat.private:
        me = _me(context)
        account = binding.Account(context.sender, me.username)
        bound = await binding.use_link(context.tx, command.words[len(_BIND_LINK) :], account)
        await _say(context, command, context.texts.say("replies.bound", name=bound.name))
        return
    if not context.chat.private:
        await _say(context, command, context.texts.say("replies.welcome_group"))
        return
    key = "welcome" if _me(context).roles else "stranger"
    await _say(context, command, context.texts.say(f"replies.{key}", name=_me(context).name))


async def help_(context: Context, command: Command) -> None:
    """What this person may do here."""
    await _say(context, command, help_text(context))


def help_text(context: Context) -> str:
    """The lines of /help for a person in a chat: nothing that would be refused."""
    texts, person = context.texts, context.person
    roles = sorted(person.roles) if person else []
    words = "、".join(texts.word("role", role.value) for role in roles)
    who = f"{context.sender_name}（{words or texts.plain('help.nobody')}）"
    lines = [texts.plain(f"help.{key}") for key in _help_keys(context)]
    return "\n".join([texts.say("help.head", who=who), *(lines or [texts.plain("help.nothing")])])


def _help_keys(context: Context) -> list[str]:
    chat, person = context.chat, context.person
    admin = person is not None and person.has(Role.ADMIN)
    keys: list[str] = []
    if chat.role in (GroupRole.SUPERVISION, GroupRole.CAMPAIGN):
        keys += ["report", "back", "undo"]
    rights = _rights(context)
    keys += [key for key, any_of in _BY_RIGHT if rights & any_of]
    keys += _whistle_keys(context)
    if chat.role is not None or (person is not None and person.roles):
        keys += ["case", "open", "mine", "standard"]
    if _sees_duty(context):
        keys.append("duty")
    if chat.role is not None:
        keys.append("digest")
    if admin:
        keys += ["bind"] if chat.private else ["enroll", "bind"]
    if chat.private and not admin and not (person and person.roles):
        keys.append("claim")
    return keys


def _rights(context: Context) -> frozenset[Who]:
    """What the person may do here with cases, by role or as an administrator (docs/rights.md)."""
    chat, person = context.chat, context.person
    if person is None:
        return frozenset()
    found = held(person)
    if person.unit is None:
        found -= {Who.UNIT, Who.UNIT_LEADER}
    if chat.role is GroupRole.SUPERVISION and context.sender in chat.administrators:
        found |= {Who.DISPATCHER, Who.CHECKER}
    return found


_BY_RIGHT: tuple[tuple[str, frozenset[Who]], ...] = (
    ("answer_unit", frozenset({Who.UNIT})),
    ("ask_more", frozenset({Who.UNIT})),
    ("check", frozenset({Who.CHECKER})),
    ("dispatch", frozenset({Who.DISPATCHER})),
    ("decide", frozenset({Who.UNIT_LEADER, Who.DISPATCHER, Who.RULER})),
    ("rule", frozenset({Who.RULER})),
)
"""Lines of /help, each with the rights of which one is enough."""


def _whistle_keys(context: Context) -> list[str]:
    chat, person = context.chat, context.person
    if person is None or chat.role is None:
        return []
    blows = chat.role in whistling.WHERE and may_blow(whistling.here(person, chat))
    called = Who.UNIT in _rights(context)
    return [key for key, able in (("whistle", blows), ("report_in", called)) if able]


def _sees_duty(context: Context) -> bool:
    person = context.person
    if context.chat.role is GroupRole.UNIT or (person is not None and person.unit is not None):
        return True
    return context.sender in context.chat.administrators or Who.CHECKER in _rights(context)


async def claim(context: Context, command: Command) -> None:
    """The first admin claims the bot with the code from the terminal."""
    claimed = await claiming.claim(context.tx, context.chat, command.words, _me(context))
    if claimed.refusal is not None:
        await _say(context, command, await sentence(context, claimed.refusal))
        return
    name = claimed.admin.name if claimed.admin else ""
    await _say(context, command, context.texts.say("replies.welcome_admin", name=name))


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
    await _say(context, command, html)


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
        await _say(context, command, html, secret=True)
        return
    account = binding.Account(user.id, user.username, user.is_bot) if user else None
    bound = await binding.bind(context.tx, command.words, account, context.person)
    await _say(context, command, context.texts.say("replies.bound", name=bound.name))


async def case(context: Context, command: Command) -> None:
    """Somebody looks one case up by its number."""
    _known(context)
    said = numbers_in(command.words)
    if not said:
        await _say(context, command, context.texts.say("replies.case_usage"))
        return
    chart = await units.org_chart(context.tx)
    bureau = chart.bureau_of(context.chat.unit)
    wanted = await cases.by_number(context.tx, said[0], bureau=bureau)
    if wanted is None or not _may_see(context, wanted):
        raise Refused("no_such_case")
    await _say(context, command, await _history(context, wanted))


async def _history(context: Context, found: Case) -> str:
    texts = context.texts
    seen = await view(context.tx, context.office, texts, found)
    sent = await explaining.lines(context.tx, texts, found)
    lines: list[str] = [texts.say("replies.history_head", c=seen), *sent]
    for event in (await cases.history(context.tx, found.id))[-_LIST:]:
        line = texts.say(
            "replies.history_line",
            at=texts.when(event.at, context.tx.now),
            who=event.by_name,
            action=texts.word("action", event.action),
            reason=_event_reason(context, event.action, event.reason),
        )
        lines.append(line)
    return "\n".join([*lines, *await _family(context, found)])


async def _family(context: Context, found: Case) -> list[str]:
    """The same problem at the same place, before this case and after it."""
    texts = context.texts
    lines: list[str] = []
    for one in await family.relatives(context.tx, found):
        if _may_see(context, one):
            seen = await view(context.tx, context.office, texts, one, link=True)
            at = texts.when(one.closed_at, context.tx.now) if one.closed_at else ""
            lines.append(texts.say("replies.history_family", c=seen, at=at))
    return lines


def _event_reason(context: Context, action: str, reason: str | None) -> str:
    kind = {"step": "step", "unproven": "trouble"}.get(action)
    if kind and reason:
        return context.texts.word(kind, reason)
    return reason_words(context.texts, reason)


def _known(context: Context) -> None:
    """Strangers in private chats see nothing."""
    if context.chat.role is None and not (context.person and context.person.roles):
        raise Refused("nobody_here")


def _may_see(context: Context, found: Case) -> bool:
    """A unit's group and a unit's people see their own cases; the other groups and staff all."""
    if context.chat.role in (GroupRole.SUPERVISION, GroupRole.LEADERS, GroupRole.CAMPAIGN):
        return True
    if context.chat.role is GroupRole.UNIT:
        return found.unit == context.chat.unit or found.source.chat == context.chat.id
    person = context.person
    if person is None:
        return False
    own = person.unit is not None and person.unit == found.unit
    return own or found.source.reporter == person.id or Who.CHECKER in held(person)


async def open_(context: Context, command: Command) -> None:
    """The open cases that this chat may see."""
    _known(context)
    chart = await units.org_chart(context.tx)
    everything = await cases.open_anywhere(context.tx, chart.bureau_of(context.chat.unit))
    found = [one for one in everything if _may_see(context, one)]
    await _list(context, command, "list_all", found)


async def mine(context: Context, command: Command) -> None:
    """What waits for this person: his unit's cases, his reports, and what he could check."""
    _known(context)
    me = _me(context)
    found: list[Case] = []
    if me.unit is not None:
        found += await cases.open_of_unit(context.tx, me.unit)
    month = context.tx.now - timedelta(days=31)
    found += [one for one in await cases.of_reporter(context.tx, me.id, month) if one.is_open]
    if Who.CHECKER in held(me):
        found += [
            one
            for one in await cases.open_anywhere(context.tx)
            if one.state is State.CHECKING and rules.may(one, Action.PASS, me)
        ]
    unique = list({one.id: one for one in found}.values())
    await _list(context, command, "list_mine", unique)


async def _list(context: Context, command: Command, title: str, found: list[Case]) -> None:
    texts = context.texts
    if not found:
        empty = "no_mine" if title == "list_mine" else "no_open"
        await _say(context, command, texts.say(f"replies.{empty}"))
        return
    urgent_first = sorted(found, key=lambda one: (one.due_at is None, one.due_at, one.id))
    seen = await views(context.tx, context.office, texts, urgent_first[:_LIST])
    head = texts.say("replies.list_head", title=texts.plain(f"replies.{title}"), total=len(found))
    lines = [texts.say("replies.list_line", c=one) for one in seen]
    await _say(context, command, listing(texts, head, lines, len(found), LONGEST_TEXT))


async def digest(context: Context, command: Command) -> None:
    """A digest of today so far."""
    if context.chat.role is None:
        raise Refused("not_enrolled_here")
    message = command.message
    thread = message.message_thread_id if message.is_topic_message else None
    await digesting.ask(context.tx, context.office, context.chat, thread)


async def standard(context: Context, command: Command) -> None:
    """Somebody asks by which conditions and limits a category is handled."""
    _known(context)
    await _say(context, command, await answer(context.tx, context.texts, command.words))


async def whistle(context: Context, command: Command) -> None:
    """Somebody calls departments to a place; by itself the command says how."""
    arrival = replace(arrival_of(context, command.message), text=command.words)
    if not await whistling.command(context.tx, context.office, arrival):
        await _say(context, command, context.texts.say("whistle.usage"))


async def policy(context: Context, command: Command) -> None:
    """What is in force by the book; an admin changes one thing by a line of words."""
    _known(context)
    if not command.words:
        await _say(context, command, await policing.told(context.tx, context.office, context.texts))
        return
    try:
        await policing.change(context.tx, context.office, command.words, context.person)
    except NotUnderstood as wrong:
        usage = context.texts.say("policy.usage", sentence=wrong.sentence)
        await _say(context, command, usage)
        return
    told = await policing.told(context.tx, context.office, context.texts)
    await _say(context, command, context.texts.say("policy.changed") + "\n" + told)


async def duty_(context: Context, command: Command) -> None:
    """Who is on duty, until when, and who comes next."""
    _known(context)
    message = command.message
    thread = message.message_thread_id if message.is_topic_message else None
    words = await duty.asked(context, command.words, message.message_id, thread)
    if words is not None:
        await _say(context, command, words)


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
