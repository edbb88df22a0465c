"""A case as the templates want it: every word ready, nothing to decide."""

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup

from db import cards, cases, chats, people, rosters, units
from db.transaction import Transaction
from domain.cases import STAGE_OF, Case, DueSource, State
from domain.duty import on_duty
from domain.geography import map_link
from domain.people import Chat, Person, Role
from domain.routing import unknown_name
from domain.transitions import Action
from operations.companions import Companions, companions
from operations.knowing import whereabouts
from operations.office import Office
from texts import Texts


@dataclass(frozen=True, slots=True)
class View:
    """What a template may say about a case; times are told as of the moment of rendering."""

    number: str
    light: str
    category: str
    state: str
    state_word: str
    stage: str
    place: str
    text: str
    unit: str
    mentions: tuple[Markup, ...]
    dispatchers: tuple[Markup, ...]
    due: str
    remaining: str
    due_note: str
    notes: tuple[str, ...]
    disputed: bool
    late_by: str
    reporter: str
    reported_clock: str
    handler: str
    submitter: str
    submitted_clock: str
    checker: str
    closed_clock: str
    used: str
    round: int
    returned_reason: str
    unknown_unit: str
    rework_reason: str
    end_reason: str
    link: str
    known_place: str
    resembles: str
    times: int
    earlier: str
    earlier_link: str
    map: str
    chief: Markup
    helpers: tuple[str, ...]
    lead: str
    whistle: str = ""


def mention(person: Person) -> Markup:
    """A person's name that pings him: by username, else by id, else only the name."""
    name = html.escape(person.name)
    if person.username:
        return Markup(f"@{html.escape(person.username)}")  # noqa: S704 - escaped above
    if person.telegram_id is None:
        return Markup(f"@{name}")  # noqa: S704 - escaped above
    return Markup(f'<a href="tg://user?id={person.telegram_id}">@{name}</a>')  # noqa: S704


def message_link(chat: Chat | None, chat_id: int, message: int | None) -> str:
    """The address of a message, where Telegram gives it one (public chats and supergroups)."""
    if message is None or message <= 0:
        # Messages of a group that became a supergroup are kept with negated ids: no address.
        return ""
    if chat is not None and chat.username:
        return f"https://t.me/{chat.username}/{message}"
    if str(chat_id).startswith("-100"):
        return f"https://t.me/c/{str(chat_id)[4:]}/{message}"
    return ""


async def card_link(tx: Transaction, case: Case, chat: int | None = None) -> str:
    """The address of a case's card in that chat, else of its living card, else of its report."""
    shown = {card.chat: card.message for card in await cards.showing(tx, case.id, ("card",))}
    place = chat if chat is not None and shown.get(chat) else case.source.chat
    message = shown.get(place) or case.source.message
    return message_link(await chats.get(tx, place), place, message)


async def responsible(tx: Transaction, office: Office, case: Case) -> tuple[Person, ...]:
    """Whom to ping for a case now: its handler once it is accepted, else the unit's duty."""
    if case.handler is not None and case.state is State.HANDLING:
        handler = await people.get(tx, case.handler)
        return (handler,) if handler else ()
    if case.unit is None:
        return ()
    members = await people.of_unit(tx, case.unit)
    return on_duty(await rosters.roster(tx), members, case.unit, office.local(tx.now))


async def dispatchers(tx: Transaction) -> tuple[Person, ...]:
    """Who dispatches, by role."""
    everyone = await people.all_people(tx)
    return tuple(person for person in everyone if person.has(Role.DISPATCHER))[:2]


async def checkers(tx: Transaction, case: Case) -> tuple[Person, ...]:
    """Who is asked to check: the reporter, else the supervisors, never the unit's own."""
    if case.source.reporter is not None:
        reporter = await people.get(tx, case.source.reporter)
        if reporter and reporter.unit != case.unit and reporter.has(*CHECKERS):
            return (reporter,)
    everyone = await people.all_people(tx)
    able = [one for one in everyone if one.unit != case.unit or case.unit is None]
    supervisors = [one for one in able if one.has(Role.SUPERVISOR)]
    return tuple(supervisors[:1] or [one for one in able if one.has(Role.DISPATCHER)][:1])


CHECKERS = (Role.SUPERVISOR, Role.DISPATCHER, Role.LEADER, Role.ADMIN)


async def _name(tx: Transaction, person: int | None) -> str:
    found = await people.get(tx, person) if person is not None else None
    return found.name if found else ""


async def _last_reason(tx: Transaction, case: Case, action: Action) -> str:
    events = await cases.history(tx, case.id)
    reasons = [event.reason for event in events if event.action == action.value]
    return (reasons[-1] or "") if reasons else ""


def reason_words(texts: Texts, reason: str | None) -> str:
    """A reason as people read it: a button's code in words, or what was typed."""
    return texts.word("reason", reason) if reason else ""


async def _end_reason(tx: Transaction, texts: Texts, case: Case) -> str:
    """Why a case is void, and which one it repeats."""
    reason = reason_words(texts, case.end_reason)
    if case.pointer is None:
        return reason
    other = await cases.get(tx, case.pointer)
    pointer = texts.plain("words.pointer", number=other.number or "")
    return "，".join(part for part in (reason, pointer) if part)


async def rework_reason(tx: Transaction, texts: Texts, case: Case, round_: int) -> str:
    """Why the proof of that round was sent back, in words; '' if it was not."""
    if round_ >= case.round:
        return ""
    events = await cases.history(tx, case.id)
    reasons = [event.reason for event in events if event.action == Action.REWORK.value]
    return reason_words(texts, reasons[round_]) if round_ < len(reasons) else ""


async def view(
    tx: Transaction,
    office: Office,
    texts: Texts,
    case: Case,
    *,
    mentions: bool = False,
    link: bool = False,
    joint: bool = False,
    chat: int | None = None,
    notes: tuple[str, ...] = (),
) -> View:
    """Look up what belongs to a case and put it into words.

    Mentions, link, and who else has to do with it (`joint`) only if wanted.

    `chat` is where it is told, so that the link leads to the card there.
    """
    now = tx.now
    unit = (await units.org_chart(tx)).unit(case.unit)
    who = await responsible(tx, office, case) if mentions and case.unit is not None else ()
    waiting = case.state is State.FILED
    reported = await _last_reason(tx, case, Action.RETURN) if waiting and case.returns else ""
    sent_back = bool(case.round) and case.state is State.HANDLING
    rework = await rework_reason(tx, texts, case, case.round - 1) if sent_back else ""
    late = case.late(now) and case.is_open
    end = case.submitted_at or case.closed_at
    started = case.filed_at or case.reported_at
    where = await whereabouts(tx, case)
    others = await companions(tx, texts, case) if joint else Companions()
    earlier = await cases.get(tx, case.earlier) if case.earlier is not None else None
    return View(
        number=str(case.number) if case.number else "",
        light=texts.word("light", "urgent" if case.urgent and case.is_open else case.state.value),
        category=categories_said(texts, case) or texts.plain("words.unknown_category"),
        state=case.state.value,
        state_word=texts.word("state", case.state.value),
        stage=texts.word("stage", STAGE_OF[case.state].value),
        place=case.address or _pin(case) or texts.plain("words.no_place"),
        text=case.text,
        unit=unit.name if unit else "",
        mentions=tuple(mention(person) for person in who),
        dispatchers=tuple(mention(person) for person in await dispatchers(tx)) if waiting else (),
        due=texts.when(case.due_at, now) if case.due_at else "",
        remaining=_remaining(texts, case.due_at, now) if case.due_at else "",
        due_note=_due_note(texts, case),
        notes=notes,
        disputed=case.ruling_until is not None and now < case.ruling_until,
        late_by=texts.span(now - case.due_at) if late and case.due_at else "",
        reporter=case.source.reporter_name,
        reported_clock=texts.clock(case.reported_at),
        handler=await _name(tx, case.handler),
        submitter=await _name(tx, case.submitted_by),
        submitted_clock=texts.clock(case.submitted_at),
        checker=await _name(tx, case.checked_by),
        closed_clock=texts.clock(case.closed_at),
        used=texts.span(end - started) if end else "",
        round=case.round,
        returned_reason=reason_words(texts, reported),
        unknown_unit=(unknown_name(case.why) or "") if waiting else "",
        rework_reason=rework,
        end_reason=await _end_reason(tx, texts, case),
        link=await card_link(tx, case, chat) if link else "",
        known_place=where.place,
        resembles=where.resembles,
        times=case.times,
        earlier=str(earlier.number or "") if earlier else "",
        earlier_link=await card_link(tx, earlier, chat) if earlier else "",
        map=map_link(case.location, str(case.number or "")) if case.location else "",
        chief=_chief(others.chief, mentions=mentions),
        helpers=others.helpers,
        lead=others.lead,
    )


def _chief(person: Person | None, *, mentions: bool) -> Markup:
    if person is None:
        return Markup("")
    return mention(person) if mentions else Markup(html.escape(person.name))  # noqa: S704 - escaped


def categories_said(texts: Texts, case: Case) -> str:
    """What is wrong, in the words of a language."""
    names = [texts.word("category", name) for name in case.categories]
    return texts.word("list", "sign").join(names)


def _pin(case: Case) -> str:
    return "{:.5f}, {:.5f}".format(*case.location) if case.location else ""


def _remaining(texts: Texts, due: datetime, now: datetime) -> str:
    from_now = due - now
    key = "words.left" if from_now.total_seconds() > 0 else "words.over"
    return texts.plain(key, span=texts.span(from_now))


def _due_note(texts: Texts, case: Case) -> str:
    """By which limit of the standard it is due, where nobody typed a deadline."""
    if case.due_source in (None, DueSource.TYPED) or case.limit is None:
        return ""
    said = texts.plain(f"words.limit.{case.limit.unit}", n=f"{case.limit.value:g}")
    return texts.plain(f"words.due.{case.due_source}", limit=said)


async def views(tx: Transaction, office: Office, texts: Texts, found: Sequence[Case]) -> list[View]:
    """Several cases for a list, with links and without mentions."""
    return [await view(tx, office, texts, case, link=True) for case in found]


# What a message and the words under a picture may hold, in UTF-16 units of what is seen.
LONGEST_TEXT = 4096
LONGEST_CAPTION = 1024


def listing(
    texts: Texts,
    head: str,
    lines: Sequence[str],
    total: int,
    longest: int,
    *,
    more: str = "replies.list_more",
) -> str:
    """A head and as many of the lines as fit, then how many of the `total` are not shown.

    `more` is the sentence that says so.
    """
    room = longest - _seen(head) - _seen(texts.say(more, n=total)) - 2
    shown: list[str] = []
    for line in lines:
        room -= _seen(line) + 1
        if room < 0:
            break
        shown.append(line)
    rest = [texts.say(more, n=total - len(shown))] if total > len(shown) else []
    return "\n".join((head, *shown, *rest))


def _seen(markup: str) -> int:
    """How long a text is without its mark-up, as Telegram counts."""
    return len(html.unescape(re.sub(r"<[^>]*>", "", markup)).encode("utf-16-le")) // 2
