"""Somebody taps a button under one of our messages."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

from telegram import CallbackQuery

from db import cards, cases, digests, questions, units
from db.cards import Card
from domain import amendments, rules
from domain.cases import Case, State
from domain.people import Person
from domain.refusals import Refused
from domain.requests import Outcome, Wish, begins
from domain.transitions import Action
from handlers import callbacks, duty, whistles
from handlers.callbacks import Tapped
from handlers.context import DONE, Context, Handled
from handlers.errors import attempt, sentence
from operations import (
    acting,
    answering,
    buttons,
    editing,
    explaining,
    limits,
    requesting,
    ruling,
    telling,
)
from operations.actor import Actor


async def tapped(context: Context, query: CallbackQuery) -> Handled:
    """Somebody taps: the right and the message decide, never the button's data alone."""
    message = query.message
    if message is None or context.person is None:
        context.answer(query.id, context.texts.plain("refusals.old_button"), alert=True)
        return context.handled("tap_on_nothing")
    try:
        tap = callbacks.decode(query.data or "")
        said = await attempt(context, lambda: _act(context, tap, message.message_id))
    except Refused as refusal:
        context.answer(query.id, await sentence(context, refusal), alert=True)
        return context.handled("refused")
    context.answer(query.id, said.text, alert=said.alert)
    return context.handled()


class Said:
    """What a tap is answered with."""

    def __init__(self, text: str = "", *, alert: bool = False) -> None:
        self.text = text
        self.alert = alert


async def _act(context: Context, tap: Tapped, message: int) -> Said:
    card = await cards.at(context.tx, context.chat.id, message)
    if tap.action == "answer":
        return await _answer(context, tap, card, message)
    if tap.action == "number":
        return await _number(context, tap, card)
    if tap.action in whistles.ACTS:
        return Said(await whistles.tapped(context, tap, card, message))
    if tap.action in duty.ACTIONS:
        return Said(await duty.tapped(context, tap, card, message))
    if card is None:
        card = await cards.adopt(context.tx, chat=context.chat.id, message=message, case=tap.target)
    if card is None or tap.target not in card.cases:
        raise Refused("not_shown_here")
    case = await cases.get(context.tx, tap.target)
    person = acting.here(_person(context), context.chat, case)
    return await _ACTS[tap.action](context, case, Actor(person, message), tap.value, card)


def _person(context: Context) -> Person:
    assert context.person is not None  # noqa: S101 - the caller has looked
    return context.person


async def _answer(context: Context, tap: Tapped, card: Card | None, message: int) -> Said:
    """One of a question's options."""
    if card is None:
        card = await cards.adopt(
            context.tx, chat=context.chat.id, message=message, question=tap.target
        )
    if card is None or card.question != tap.target:
        raise Refused("not_shown_here")
    question = await questions.get(context.tx, tap.target)
    if question is None:
        raise Refused("old_button")
    place = int(tap.value) if tap.value.isascii() and tap.value.isdigit() else -1
    await answering.tapped(context.tx, context.office, question, place, _person(context))
    return Said(context.texts.plain("replies.answered"))


async def _number(context: Context, tap: Tapped, card: Card | None) -> Said:
    """A number of a digest: its cases and its formula are shown in place, or folded again."""
    digest = await digests.get(context.tx, tap.target)
    if card is None or digest is None or card.payload.get("digest") != digest.id:
        raise Refused("not_shown_here")
    name, _, page = tap.value.partition(":")
    a_page = page == "" or (page.isascii() and page.isdigit())
    if name and not (name in digest.numbers and a_page):
        raise Refused("old_button")
    await cards.set_menu(context.tx, card.id, tap.value)
    await telling.edit(context.tx, card, asked=True)
    return Said()


async def _accept(context: Context, case: Case, actor: Actor, _value: str, _card: Card) -> Said:
    done = await acting.accept(context.tx, case, actor)
    due = context.texts.when(done.due_at, context.tx.now) if done.due_at else ""
    return Said(context.texts.plain("replies.accepted", due=due))


async def _return(context: Context, case: Case, actor: Actor, value: str, _card: Card) -> Said:
    await acting.return_(context.tx, case, actor, _reason("return", value))
    return Said(context.texts.plain("replies.returned"))


async def _done(context: Context, case: Case, actor: Actor, _value: str, _card: Card) -> Said:
    """[已整改]: nothing is done without a photo, so say how to send it."""
    rules.allow(case, Action.SUBMIT, actor.person)
    return Said(context.texts.plain("replies.attach_photo"), alert=True)


async def _pass(context: Context, case: Case, actor: Actor, _value: str, card: Card) -> Said:
    _of_this_round(case, card)
    await acting.pass_(context.tx, case, actor)
    if case.source.chat == context.chat.id:
        context.react(case.source.message, DONE)
    return Said(context.texts.plain("replies.passed"))


async def _rework(context: Context, case: Case, actor: Actor, value: str, card: Card) -> Said:
    _of_this_round(case, card)
    await acting.rework(context.tx, case, actor, _reason("rework", value))
    return Said(context.texts.plain("replies.reworked"))


def _of_this_round(case: Case, card: Card) -> None:
    """An old plate cannot pass a newer proof."""
    if card.kind == "plate" and card.round != case.round:
        raise Refused("wrong_state", case=case)


async def _undo(context: Context, case: Case, actor: Actor, _value: str, _card: Card) -> Said:
    await acting.not_a_case(context.tx, case, actor)
    return Said(context.texts.plain("replies.withdrawn"))


async def _void(context: Context, case: Case, actor: Actor, value: str, _card: Card) -> Said:
    await acting.void(context.tx, case, actor, _reason("void", value))
    return Said(context.texts.plain("replies.voided"))


async def _reopen(context: Context, case: Case, actor: Actor, _value: str, _card: Card) -> Said:
    await acting.reopen(context.tx, case, actor, "check_again")
    return Said(context.texts.plain("replies.reopened"))


async def _send(context: Context, case: Case, actor: Actor, value: str, _card: Card) -> Said:
    chosen = int(value) if value.isascii() and value.isdigit() else 0
    unit = (await units.org_chart(context.tx)).unit(chosen)
    if unit is None:
        raise Refused("no_such_unit", name=value)
    await acting.dispatch(context.tx, case, actor, unit.id)
    return Said(context.texts.plain("replies.dispatched", unit=unit.name))


async def _category(context: Context, case: Case, actor: Actor, value: str, _card: Card) -> Said:
    if value not in buttons.CATEGORIES:
        raise Refused("old_button")
    limit, permanent = await limits.of_category(context.tx, value, case.text)
    change = amendments.Amendment(category=value, limit=limit, permanent=permanent)
    await acting.amend(context.tx, case, actor, change)
    return Said(context.texts.plain("replies.amended"))


async def _due(context: Context, case: Case, actor: Actor, value: str, _card: Card) -> Said:
    if value not in buttons.DEADLINES:
        raise Refused("old_button")
    label = context.texts.plain("words.span.hours", n=buttons.DEADLINES[value])
    due = context.tx.now + timedelta(minutes=int(value))
    await acting.amend(context.tx, case, actor, amendments.Amendment(due_at=due, due_raw=label))
    return Said(context.texts.plain("replies.amended"))


async def _place(context: Context, case: Case, actor: Actor, _value: str, _card: Card) -> Said:
    rules.allow(case, Action.AMEND, actor.person)
    return Said(context.texts.plain("replies.write_place"), alert=True)


async def _spelling(context: Context, case: Case, actor: Actor, _value: str, _card: Card) -> Said:
    """[是“热闹路”]: the place is spelt as it is known."""
    await editing.respell(context.tx, case, actor)
    return Said(context.texts.plain("replies.amended"))


async def _ask(context: Context, case: Case, actor: Actor, value: str, _card: Card) -> Said:
    """[申请延期] or [申请挂账]: why and until when were chosen page by page."""
    wish, reason, length = asked(value)
    more = timedelta(minutes=length) if wish is Wish.EXTEND else timedelta(days=length)
    until = begins(case, wish, context.tx.now) + more
    await requesting.ask(context.tx, case, actor, wish, until=until, reason=reason)
    return Said(context.texts.plain("replies.asked_for"))


def asked(value: str) -> tuple[Wish, str, int]:
    """What a button asks for: `extend.staff.60`. `Refused` for what no button of ours says."""
    wish, _, rest = value.partition(".")
    reason, _, length = rest.partition(".")
    choices = {Wish.EXTEND: tuple(buttons.EXTENSIONS), Wish.SUSPEND: buttons.SUSPENSIONS}
    known = wish in choices and reason in buttons.REASONS[wish] and length in choices[Wish(wish)]
    if not known:
        raise Refused("old_button")
    return Wish(wish), reason, int(length)


async def _appeal(context: Context, case: Case, actor: Actor, value: str, _card: Card) -> Said:
    reason = _reason("appeal", value)
    await requesting.ask(context.tx, case, actor, Wish.APPEAL, until=None, reason=reason)
    return Said(context.texts.plain("replies.asked_for"))


async def _grant(context: Context, _case: Case, actor: Actor, value: str, card: Card) -> Said:
    return await _decide(context, actor, value, card, grant=True)


async def _deny(context: Context, _case: Case, actor: Actor, value: str, card: Card) -> Said:
    return await _decide(context, actor, value, card, grant=False)


async def _decide(context: Context, actor: Actor, value: str, card: Card, *, grant: bool) -> Said:
    if str(card.payload.get("request")) != value:
        raise Refused("not_shown_here")
    outcome = await requesting.decide(context.tx, int(value), actor, grant=grant)
    if outcome is Outcome.LAPSED:
        return Said(context.texts.plain("replies.request_lapsed"), alert=True)
    return Said(context.texts.plain("replies.granted" if grant else "replies.denied"))


async def _rule(context: Context, case: Case, actor: Actor, value: str, _card: Card) -> Said:
    chosen = int(value) if value.isascii() and value.isdigit() else 0
    done = await ruling.rule(context.tx, case, actor, chosen)
    unit = (await units.org_chart(context.tx)).unit(done.unit)
    return Said(context.texts.plain("replies.dispatched", unit=unit.name if unit else ""))


async def _resume(context: Context, case: Case, actor: Actor, _value: str, _card: Card) -> Said:
    await acting.resume(context.tx, case, actor)
    return Said(context.texts.plain("replies.resumed_now"))


async def _refuse(context: Context, case: Case, actor: Actor, value: str, _card: Card) -> Said:
    await acting.refuse(context.tx, case, actor, _reason("refuse", value))
    return Said(context.texts.plain("replies.refused_case"))


async def _why(context: Context, case: Case, _actor: Actor, _value: str, _card: Card) -> Said:
    """[为什么是我们]: who was sent the case, and why."""
    return Said(await explaining.alert(context.tx, context.texts, case), alert=True)


async def _menu(context: Context, case: Case, actor: Actor, value: str, card: Card) -> Said:
    """Open or close a page of buttons; who could do nothing there is told so at once."""
    _may_open(case, actor.person, value)
    await cards.set_menu(context.tx, card.id, f"{value}:{case.id}" if value else "")
    await telling.edit(context.tx, card, asked=True)
    return Said()


_PAGES: dict[str, tuple[Action, ...]] = {
    "more": (Action.AMEND, Action.REDISPATCH, Action.DISPATCH, Action.WITHDRAW, Action.VOID),
    "amend": (Action.AMEND,),
    "category": (Action.AMEND,),
    "due": (Action.AMEND,),
    "units": (Action.REDISPATCH, Action.DISPATCH),
    "void": (Action.VOID,),
    "return": (Action.RETURN,),
    "rework": (Action.REWORK,),
    "refuse": (Action.REFUSE,),
    "extend": (Action.ASK,),
    "suspend": (Action.ASK,),
    "appeal": (Action.APPEAL,),
    "": (),
}


def _may_open(case: Case, person: Person, page: str) -> None:
    name, _, reason = page.partition("_")
    if name not in _PAGES or (reason and reason not in buttons.REASONS.get(name, ())):
        raise Refused("old_button")
    wanted = _PAGES[name]
    if not wanted or any(rules.may(case, action, person) for action in wanted):
        if page == "rework":
            rules.not_own_work(case, person)
        return
    rules.allow(case, _by_state(case, wanted), person)


def _by_state(case: Case, wanted: tuple[Action, ...]) -> Action:
    """The action whose refusal says best why this page is closed to him."""
    if Action.DISPATCH in wanted and case.state is State.FILED:
        return Action.DISPATCH
    return wanted[0]


def _reason(action: str, value: str) -> str:
    if value not in buttons.REASONS[action]:
        raise Refused("old_button")
    return value


_ACTS: dict[str, Callable[[Context, Case, Actor, str, Card], Awaitable[Said]]] = {
    "accept": _accept,
    "return": _return,
    "done": _done,
    "pass": _pass,
    "rework": _rework,
    "undo": _undo,
    "void": _void,
    "reopen": _reopen,
    "send": _send,
    "category": _category,
    "due": _due,
    "place": _place,
    "spelling": _spelling,
    "why": _why,
    "menu": _menu,
    "ask": _ask,
    "appeal": _appeal,
    "grant": _grant,
    "deny": _deny,
    "rule": _rule,
    "resume": _resume,
    "refuse": _refuse,
}
