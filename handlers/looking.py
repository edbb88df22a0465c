"""Commands that look and change nothing: /case /open /mine /digest /standard."""

import re
from datetime import timedelta

from db import cases, units
from domain import rules
from domain.cases import Case, State, numbers_in
from domain.people import GroupRole
from domain.refusals import Refused
from domain.rights import held
from domain.transitions import Action, Who
from handlers.command import Command, known, say, typist
from handlers.context import Context
from operations import acting, digesting, explaining, family
from operations.standard_words import answer
from operations.viewing import LONGEST_TEXT, listing, reason_words, view, views

_LIST = 20


async def case(context: Context, command: Command) -> None:
    """Somebody looks one case up by its number."""
    known(context)
    said = numbers_in(command.words)
    if not said:
        await say(context, command, context.texts.say("replies.case_usage"))
        return
    chart = await units.org_chart(context.tx)
    bureau = chart.bureau_of(context.chat.unit)
    wanted = await cases.by_number(context.tx, said[0], bureau=bureau)
    if wanted is None or not _may_see(context, wanted):
        raise Refused("no_such_case")
    await say(context, command, await _history(context, wanted))


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
    """The open cases that this chat may see; of one unit, if it is named; a page at a time."""
    known(context)
    who, page = _asked(command.words)
    unit = await acting.unit_by_words(context.tx, who) if who else None
    chart = await units.org_chart(context.tx)
    everything = await cases.open_anywhere(context.tx, chart.bureau_of(context.chat.unit))
    found = [one for one in everything if _may_see(context, one) and unit in (None, one.unit)]
    await _list(context, command, "list_all", found, page)


async def mine(context: Context, command: Command) -> None:
    """What waits for this person: his unit's cases, his reports, and what he could check."""
    known(context)
    me = typist(context)
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
    await _list(context, command, "list_mine", unique, _asked(command.words)[1])


_PAGE = re.compile(r"(?P<who>.*?)\s*(?P<page>[0-9]{1,4})?", re.DOTALL)


def _asked(words: str) -> tuple[str, int]:
    """Whose cases somebody asks for, if he says, and which page of them: the first is 1."""
    asked = _PAGE.fullmatch(words)
    assert asked is not None  # noqa: S101 - it matches everything
    return asked["who"], max(1, int(asked["page"] or 1))


async def _list(
    context: Context, command: Command, title: str, found: list[Case], page: int
) -> None:
    texts = context.texts
    if not found:
        empty = "no_mine" if title == "list_mine" else "no_open"
        await say(context, command, texts.say(f"replies.{empty}"))
        return
    urgent_first = sorted(found, key=lambda one: (one.due_at is None, one.due_at, one.id))
    page = min(page, -(-len(found) // _LIST))
    here = urgent_first[(page - 1) * _LIST :]
    seen = await views(context.tx, context.office, texts, here[:_LIST])
    head = texts.say("replies.list_head", title=texts.plain(f"replies.{title}"), total=len(found))
    lines = [texts.say("replies.list_line", c=one) for one in seen]
    told = listing(texts, head, lines, len(lines), LONGEST_TEXT)
    if (behind := len(here) - len(lines)) > 0:
        who = _asked(command.words)[0]
        again = " ".join(filter(None, (f"/{command.name}", who, str(page + 1))))
        told += "\n" + texts.say("replies.list_page", n=behind, again=again)
    await say(context, command, told)


async def digest(context: Context, command: Command) -> None:
    """A digest of today so far."""
    if context.chat.role is None:
        raise Refused("not_enrolled_here")
    if command.words:
        await say(context, command, context.texts.say("replies.digest_usage"))
        return
    message = command.message
    thread = message.message_thread_id if message.is_topic_message else None
    await digesting.ask(context.tx, context.office, context.chat, thread)


async def standard(context: Context, command: Command) -> None:
    """Somebody asks by which conditions and limits a category is handled."""
    known(context)
    await say(context, command, await answer(context.tx, context.texts, command.words))
