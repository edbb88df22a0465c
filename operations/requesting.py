"""Requests (申请): asked by the unit, decided desk by desk on cards with [同意] [不同意]."""

from datetime import datetime, timedelta
from typing import Any

from db import cards, cases, chats, outbox, people, requests, units
from db.transaction import Transaction
from domain import requests as rules_of_requests
from domain.cases import Case
from domain.letters import Kind, Letter, NotNeeded, Outgoing, Priority
from domain.people import GroupRole, Person, Role
from domain.refusals import Refused
from domain.requests import REMIND_AFTER, Desk, Outcome, Request, Wish
from domain.rules import Decision
from operations import buttons, reminding, telling
from operations.actor import Actor
from operations.office import Office
from operations.viewing import dispatchers, mention, reason_words, view
from texts import Texts

LATEST_REMINDER = timedelta(days=1)
"""A request is brought up again after half an hour, then twice as late each time, up to this."""


async def ask(
    tx: Transaction,
    case: Case,
    actor: Actor,
    wish: Wish,
    *,
    until: datetime | None,
    reason: str,
) -> Request:
    """Somebody of the unit asks for more time, a suspension, or that a closed case be exempted."""
    decision = rules_of_requests.ask(
        case, wish, by=actor.person, now=tx.now, until=until, reason=reason
    )
    if any(one.wish is wish for one in await requests.open_of_case(tx, case.id)):
        raise Refused("asked_already", case=case)
    after = await _apply(tx, case, decision, actor)
    members = await people.of_unit(tx, case.unit) if case.unit is not None else ()
    able = any(one.has(Role.UNIT_LEADER) and one.telegram_id for one in members)
    request = await requests.add(
        tx,
        wish=wish,
        case=case.id,
        unit=case.unit or 0,
        by=actor.person.id,
        by_name=actor.person.name,
        reason=reason.strip()[:300],
        until=until,
        desk=rules_of_requests.first_desk(wish, case, actor.person, has_leader=able),
        remind_at=tx.now + REMIND_AFTER,
    )
    await _put_on_desk(tx, request, after)
    await telling.refresh(tx, after)
    return request


async def _apply(tx: Transaction, case: Case, decision: Decision, actor: Actor) -> Case:
    who = actor.person
    return await cases.apply(tx, case, decision, by=who.id, by_name=who.name, message=actor.message)


async def _put_on_desk(tx: Transaction, request: Request, case: Case) -> None:
    """A card for whoever decides next, in the group where he is likely to see it."""
    chat, thread, reply_to = await _where(tx, request.desk, case)
    card = await cards.add(
        tx,
        kind="request",
        chat=chat,
        thread=thread,
        shows=(case.id,),
        payload={"request": request.id, "desk": request.desk},
    )
    await outbox.post(
        tx,
        chat=chat,
        thread=thread,
        kind=Kind.REQUEST,
        dedupe=f"request:{request.id}:{request.desk}",
        priority=Priority.PING,
        case=case.id,
        card=card,
        reply_to=reply_to,
    )


async def _where(tx: Transaction, desk: Desk, case: Case) -> tuple[int, int | None, int | None]:
    """The unit's own group for its leader, the leaders' for a leader; else the report's."""
    home = (case.source.chat, case.source.thread, case.source.message)
    if desk is Desk.UNIT_LEADER:
        own = [one for one in await telling.unit_groups(tx, case) if one.reachable]
    elif desk is Desk.RULER:
        own = [one for one in await chats.with_role(tx, GroupRole.LEADERS) if one.reachable]
    else:
        own = []
    return (own[0].id, None, None) if own else home


async def decide(
    tx: Transaction, request_id: int, actor: Actor, *, grant: bool, reason: str = ""
) -> Outcome:
    """[同意] or [不同意]: the next desk (it stays open), or how the request ended."""
    request = await requests.get(tx, request_id)
    if request is None:
        raise Refused("old_button")
    case = await cases.get(tx, request.case)
    if request.outcome is Outcome.OPEN and not rules_of_requests.concerns(request, case):
        await _close(tx, request, case, Outcome.LAPSED, "")
        return Outcome.LAPSED
    if not grant:
        decision = rules_of_requests.deny(request, case, by=actor.person, reason=reason)
        after = await _apply(tx, case, decision, actor)
        await _close(tx, request, after, Outcome.DENIED, actor.person.name, reason)
        await _answer(tx, request, after, "denied")
        return Outcome.DENIED
    passed_on = rules_of_requests.endorse(request, case, actor.person)
    if passed_on is not None:
        decision, desk = passed_on
        after = await _apply(tx, case, decision, actor)
        await requests.passed_on(tx, request.id, desk, tx.now + REMIND_AFTER)
        await _refresh_cards(tx, request, after)
        lies = await requests.get(tx, request.id)
        assert lies is not None  # noqa: S101 - read in this transaction
        await _put_on_desk(tx, lies, after)
        return Outcome.OPEN
    decision = rules_of_requests.grant(request, case, by=actor.person, now=tx.now)
    after = await _apply(tx, case, decision, actor)
    await _close(tx, request, after, Outcome.GRANTED, actor.person.name)
    await _answer(tx, request, after, "granted")
    return Outcome.GRANTED


async def _close(
    tx: Transaction, request: Request, case: Case, outcome: Outcome, by: str, remarks: str = ""
) -> None:
    if not await requests.decided(tx, request.id, outcome, by=by, remarks=remarks):
        raise Refused("request_over", case=case, by="")
    await _refresh_cards(tx, request, case)
    await telling.refresh(tx, case)


async def _refresh_cards(tx: Transaction, request: Request, case: Case) -> None:
    for card in await cards.showing(tx, case.id, ("request",)):
        if card.payload.get("request") == request.id:
            await telling.edit(tx, card, asked=True)


async def _answer(tx: Transaction, request: Request, case: Case, outcome: str) -> None:
    """Who asked hears of it where his unit is told of its cases."""
    await telling.tell_unit(tx, case, f"request_{outcome}", asker=request.by, wish=request.wish)


async def due(tx: Transaction, office: Office) -> bool:
    """One request that nobody has decided is brought up again, or is over with its case."""
    request = await requests.due(tx)
    if request is None:
        return False
    case = await cases.get(tx, request.case)
    if not rules_of_requests.concerns(request, case):
        await _close(tx, request, case, Outcome.LAPSED, "")
        return True
    waited = min(max(tx.now - request.at, REMIND_AFTER), LATEST_REMINDER)
    await requests.remind_at(tx, request.id, tx.now + waited)
    chat, thread, _ = await _where(tx, request.desk, case)
    told = await chats.get(tx, chat)
    await telling.notice(
        tx,
        chat=chat,
        thread=thread,
        key="request_waits",
        case=case.id,
        dedupe=f"request_waits:{request.id}",
        priority=Priority.REMINDER,
        not_before=reminding.quiet_until(tx, office, case, told),
        request=request.id,
    )
    return True


async def message(
    tx: Transaction, office: Office, texts: Texts, card: cards.Card, *, first: bool
) -> Outgoing | NotNeeded:
    """A request's card: what is asked and why, who decides, and how it ended."""
    request = await requests.get(tx, card.payload["request"])
    case = await cases.get(tx, card.cases[0]) if card.cases else None
    if request is None or case is None:
        return NotNeeded("its request is gone")
    here = request.outcome is Outcome.OPEN and request.desk == card.payload["desk"]
    if first and not here:
        return NotNeeded("it lies on another desk by now")
    unit = (await units.org_chart(tx)).unit(request.unit)
    html = texts.say(
        "requests.card",
        r=request,
        unit=unit.name if unit else "",
        c=await view(tx, office, texts, case, link=True, chat=card.chat),
        wish=texts.word("wish", request.wish),
        reason=reason_words(texts, request.reason),
        until=texts.when(request.until, tx.now) if request.until else "",
        who=[mention(one) for one in await desk_people(tx, request.desk, case)] if here else [],
        here=here,
        desk=texts.word("who", request.desk),
        remarks=reason_words(texts, request.remarks),
    )
    return Outgoing(html, buttons.request(texts, case, request.id) if here else ())


async def desk_people(tx: Transaction, desk: Desk, case: Case) -> tuple[Person, ...]:
    """Who may decide there, two at most."""
    if desk is Desk.UNIT_LEADER:
        members = await people.of_unit(tx, case.unit) if case.unit is not None else ()
        return tuple(one for one in members if one.has(Role.UNIT_LEADER))[:2]
    if desk is Desk.DISPATCHER:
        return await dispatchers(tx)
    everyone = await people.all_people(tx)
    return tuple(one for one in everyone if one.has(Role.LEADER) and one.unit != case.unit)[:2]


async def notice(
    tx: Transaction, office: Office, texts: Texts, letter: Letter, key: str, facts: dict[str, Any]
) -> Outgoing | NotNeeded:
    """A sentence about a request: that it waits for somebody, or how it ended."""
    assert letter.case is not None  # noqa: S101 - these notices are of a case
    case = await cases.get(tx, letter.case)
    seen = await view(tx, office, texts, case, link=True, chat=letter.chat)
    if key == "request_waits":
        request = await requests.get(tx, facts["request"])
        if request is None or request.outcome is not Outcome.OPEN:
            return NotNeeded("it is decided by now")
        who = await desk_people(tx, request.desk, case)
        wish = request.wish
    else:
        asker = await people.get(tx, facts["asker"])
        who = (asker,) if asker else ()
        wish = Wish(facts["wish"])
    mentions = [mention(one) for one in who]
    html = texts.say(f"replies.{key}", c=seen, who=mentions, wish=texts.word("wish", wish))
    return Outgoing(html, reply_to=letter.reply_to)
