"""裁定: whose case it is after two units have given it back; what was ruled is remembered."""

from db import cards, cases, chats, outbox, people, precedents, rosters, units
from db.transaction import Transaction
from domain import rules
from domain.cases import Case, State
from domain.duty import on_duty
from domain.letters import Kind, NotNeeded, Outgoing, Priority
from domain.people import GroupRole, Person, Role
from domain.refusals import Refused
from domain.routing import Choice
from domain.spot_history import street_of
from domain.transitions import Action
from operations import buttons, telling
from operations.actor import Actor
from operations.office import Office
from operations.viewing import mention, reason_words, view
from texts import Texts


async def opened(tx: Transaction, case: Case) -> None:
    """A card for the leaders: who gave it back and why, and whose it may be."""
    groups = [one for one in await chats.with_role(tx, GroupRole.LEADERS) if one.reachable]
    chat = groups[0].id if groups else case.source.chat
    reply_to = None if groups else case.source.message
    card = await cards.add(tx, kind="ruling", chat=chat, thread=None, shows=(case.id,))
    await outbox.post(
        tx,
        chat=chat,
        kind=Kind.REQUEST,
        dedupe=f"ruling:{card}",
        priority=Priority.DANGER if case.urgent else Priority.PING,
        case=case.id,
        card=card,
        reply_to=reply_to,
    )


async def rule(tx: Transaction, case: Case, actor: Actor, unit: int) -> Case:
    """The duty leader decides: the case goes to that unit, and the next such one, too."""
    if (await units.org_chart(tx)).unit(unit) is None:
        raise Refused("no_such_unit", name=str(unit), choices=())
    decision = rules.rule(case, unit=unit, by=actor.person, now=tx.now, why=("ruling",))
    who = actor.person
    after = await cases.apply(
        tx, case, decision, by=who.id, by_name=who.name, message=actor.message
    )
    if case.address and case.category:
        await precedents.put(
            tx,
            bureau=case.bureau,
            street=street_of(case.address),
            category=case.category,
            unit=unit,
            case=case.id,
            by_name=who.name,
        )
    await telling.tell(tx, after, decision.notices)
    for card in await cards.showing(tx, case.id, ("ruling",)):
        await telling.edit(tx, card, asked=True)
    return after


async def by_precedent(tx: Transaction, case: Case, choice: Choice) -> Choice:
    """What was ruled for such a case on that street, unless the report names a unit."""
    if "named" in choice.why or not case.address or not case.category:
        return choice
    known = await precedents.find(tx, case.bureau, street_of(case.address), case.category)
    if known is None or known.unit not in (await units.org_chart(tx)).active:
        return choice
    number = (await cases.get(tx, known.case)).number
    others = tuple(one for one in (choice.unit, *choice.suggestions) if one)
    return Choice(known.unit, (f"precedent:{number}",), others)


async def message(
    tx: Transaction, office: Office, texts: Texts, card: cards.Card, *, first: bool
) -> Outgoing | NotNeeded:
    """The ruling's card: open with the units as buttons, afterwards what was ruled."""
    found = await cases.many(tx, card.cases)
    if not found:
        return NotNeeded("its case is gone")
    case = found[0]
    is_open = case.state is State.FILED and case.ruling_until is not None
    if first and not is_open:
        return NotNeeded("ruled before it was asked")
    chart = await units.org_chart(tx)
    history = await cases.history(tx, case.id)
    returns = [
        {
            "unit": getattr(chart.unit(event.before.get("unit_id")), "name", ""),
            "by": event.by_name,
            "reason": reason_words(texts, event.reason),
        }
        for event in history
        if event.action == Action.RETURN
    ]
    ruled = [event for event in history if event.action == Action.RULE]
    html = texts.say(
        "requests.ruling",
        c=await view(tx, office, texts, case, link=True, chat=card.chat),
        returns=returns,
        is_open=is_open,
        until=texts.when(case.ruling_until, tx.now) if case.ruling_until else "",
        who=[mention(one) for one in await _rulers(tx, office)] if is_open else [],
        by=ruled[-1].by_name if ruled else "",
    )
    able = [one for one in chart.units if one.categories or one.areas]
    return Outgoing(html, buttons.ruling(texts, case, able) if is_open else ())


async def _rulers(tx: Transaction, office: Office) -> tuple[Person, ...]:
    """The leaders on duty now, else all of them; two at most."""
    everyone = await people.all_people(tx)
    leaders = [one for one in everyone if one.has(Role.LEADER)]
    roster, local = await rosters.roster(tx), office.local(tx.now)
    now_on = [
        one
        for one in leaders
        if one.unit is not None and one in on_duty(roster, leaders, one.unit, local)
    ]
    return tuple((now_on or leaders)[:2])
