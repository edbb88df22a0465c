"""What people do with a case: each loads it, lets the rules decide, and stores what follows."""

from dataclasses import replace

from db import cases, people, photos, questions, units
from db.transaction import Transaction
from domain import amendments, endings, rules
from domain.cases import Case, State
from domain.people import Chat, GroupRole, Person
from domain.refusals import Refused
from domain.transitions import Action
from operations import correcting, family, joint, knowing, ruling, telling
from operations.actor import Actor
from operations.understanding import sounding_like


def here(person: Person, chat: Chat, case: Case) -> Person:
    """The person with the right he has in this group, whose administrators dispatch its cases."""
    is_home = chat.id == case.source.chat and chat.role is GroupRole.SUPERVISION
    if is_home and person.telegram_id in chat.administrators:
        return Person(
            id=person.id,
            name=person.name,
            telegram_id=person.telegram_id,
            username=person.username,
            roles=person.roles,
            unit=person.unit,
            dispatcher_here=True,
        )
    return person


async def _store(
    tx: Transaction, case: Case, decision: rules.Decision, actor: Actor, **told: int | None
) -> Case:
    """Carry the decision out and write the letters; told who was first if somebody was."""
    after = await cases.apply(
        tx,
        case,
        decision,
        by=actor.person.id,
        by_name=actor.person.name,
        message=actor.message,
    )
    await telling.tell(tx, after, decision.notices, **told)
    if rules.Notice.RULING in decision.notices:
        await ruling.opened(tx, after)
    await _settle_question(tx, after)
    if after.state is State.VOID:
        await joint.end(tx, after, actor.person, actor.message)
    return after


async def _settle_question(tx: Transaction, case: Case) -> None:
    """What was asked about a case is over once the case has gone on without an answer."""
    asked = await questions.open_of_case(tx, case.id)
    if asked is None:
        return
    waits = (State.DRAFT,) if asked.kind == "missing" else (State.DISPATCHED, State.HANDLING)
    if case.state not in waits and await questions.answered(tx, asked.id, ""):
        await telling.settle_question(tx, asked)


async def explain(tx: Transaction, refusal: Refused) -> Refused:
    """A refusal that says who was first, where somebody was."""
    case = refusal.facts.get("case")
    if not isinstance(case, Case) or "first" in refusal.facts:
        return refusal
    by = {"already_accepted": case.handler, "already_checked": case.checked_by}.get(refusal.key)
    first = await people.get(tx, by) if by is not None else None
    return Refused(refusal.key, **refusal.facts, first=first.name if first else None)


async def accept(tx: Transaction, case: Case, actor: Actor) -> Case:
    """签收."""
    decision = rules.accept(case, by=actor.person, now=tx.now)
    return await _store(tx, case, decision, actor)


async def return_(tx: Transaction, case: Case, actor: Actor, reason: str | None) -> Case:
    """回退: back to the dispatcher."""
    decision = rules.return_(case, by=actor.person, now=tx.now, reason=reason)
    return await _store(tx, case, decision, actor)


async def submit(tx: Transaction, case: Case, actor: Actor) -> Case:
    """反馈: the message's photos are kept by the caller; they count here."""
    decision = rules.submit(case, by=actor.person, now=tx.now, photos=actor.photos)
    return await _store(tx, case, decision, actor, proof=actor.message)


async def pass_(tx: Transaction, case: Case, actor: Actor) -> Case:
    """核查通过."""
    decision = rules.pass_(case, by=actor.person, now=tx.now)
    await joint.all_done(tx, case)
    closed = await _store(tx, case, decision, actor)
    await knowing.learn(tx, closed)
    return closed


async def rework(tx: Transaction, case: Case, actor: Actor, reason: str | None) -> Case:
    """返工."""
    decision = rules.rework(case, by=actor.person, now=tx.now, reason=reason)
    return await _store(tx, case, decision, actor)


async def not_a_case(
    tx: Transaction,
    case: Case,
    actor: Actor,
    reason: str | None = "not_a_case",
    pointer: int | None = None,
) -> Case:
    """不是案件: taken back like by 撤回, because it was read wrongly."""
    gone = await withdraw(tx, case, actor, reason, pointer)
    if pointer is None:
        await correcting.not_a_case(tx, case)
    return gone


async def withdraw(
    tx: Transaction,
    case: Case,
    actor: Actor,
    reason: str | None = "not_a_case",
    pointer: int | None = None,
) -> Case:
    """撤回: the reporter's own within five minutes; a dispatcher's word voids it instead.

    `pointer` is the other case where a dispatcher names the one that this repeats.
    """
    if pointer is not None and rules.may(case, Action.VOID, actor.person):
        return await void(tx, case, actor, reason, pointer)
    try:
        decision = endings.withdraw(case, by=actor.person, now=tx.now, reason=reason)
    except Refused as refusal:
        if not rules.may(case, Action.VOID, actor.person):
            raise refusal from None
        return await void(tx, case, actor, reason)
    return await _store(tx, case, decision, actor)


async def void(
    tx: Transaction, case: Case, actor: Actor, reason: str | None, pointer: int | None = None
) -> Case:
    """作废."""
    decision = endings.void(case, by=actor.person, now=tx.now, reason=reason, pointer=pointer)
    return await _store(tx, case, decision, actor)


async def refuse(tx: Transaction, case: Case, actor: Actor, reason: str | None) -> Case:
    """不予立案."""
    decision = endings.refuse(case, by=actor.person, now=tx.now, reason=reason)
    return await _store(tx, case, decision, actor)


async def stopgap(tx: Transaction, case: Case, actor: Actor) -> Case:
    """临时措施: the message's photos are kept by the caller; they count here."""
    decision = rules.stopgap(case, by=actor.person, now=tx.now, photos=actor.photos)
    return await _store(tx, case, decision, actor)


async def resume(tx: Transaction, case: Case, actor: Actor) -> Case:
    """恢复: a suspended case goes on before its day."""
    decision = rules.resume(case, by=actor.person, now=tx.now)
    return await _store(tx, case, decision, actor)


async def reopen(tx: Transaction, case: Case, actor: Actor, reason: str | None) -> Case:
    """撤销结案."""
    decision = endings.reopen(case, by=actor.person, now=tx.now, reason=reason)
    return await _store(tx, case, decision, actor)


async def amend(tx: Transaction, case: Case, actor: Actor, change: amendments.Amendment) -> Case:
    """更正. At its right place a case may turn out to be something that came back."""
    decision = amendments.amend(case, change, by=actor.person, now=tx.now)
    if change.address is not None and case.earlier is None and case.number is not None:
        earlier = await family.earlier_of(tx, decision.case, back=False)
        if earlier is not None:
            decision = replace(decision, case=family.come_back(decision.case, earlier))
    right = await _store(tx, case, decision, actor)
    await correcting.amended(tx, case, right)
    return right


async def dispatch(tx: Transaction, case: Case, actor: Actor, unit: int | None) -> Case:
    """派遣 or 改派 by a dispatcher."""
    if unit is not None and (await units.org_chart(tx)).unit(unit) is None:
        raise Refused("no_such_unit", name=str(unit), choices=())
    decision = rules.dispatch(case, unit=unit, by=actor.person, now=tx.now, why=("dispatcher",))
    after = await _store(tx, case, decision, actor)
    await correcting.sent(tx, case, after)
    return await joint.call(tx, after)


async def reroute(tx: Transaction, case: Case, actor: Actor, unit: int) -> Case:
    """The reporter names another unit before anybody has accepted, and none has returned it."""
    rules.allow(case, Action.AMEND, actor.person)
    if case.returns:
        rules.allow(case, Action.REDISPATCH, actor.person)
    decision = rules.reroute(case, unit=unit, now=tx.now, why=("named",))
    after = await _store(tx, case, decision, actor)
    await correcting.sent(tx, case, after)
    return await joint.call(tx, after)


async def unit_by_words(tx: Transaction, words: str | None) -> int:
    """The unit that somebody wrote, by name, alias, or a part that only one unit has."""
    chart = await units.org_chart(tx)
    wanted = (words or "").strip()
    exact = chart.named(wanted)
    if exact is not None:
        return exact.id
    said = wanted.casefold()
    names = {
        unit.name: [one.casefold() for one in (unit.name, *unit.aliases)] for unit in chart.units
    }
    alike = [name for name, known in names.items() if said in known]
    near = alike or [name for name in names if said and said in name.casefold()]
    if len(near) == 1 and (only := chart.named(near[0])) is not None:
        return only.id
    raise Refused("no_such_unit", name=wanted, choices=tuple(near or sounding_like(chart, wanted)))


async def proof_unusable(tx: Transaction, case: Case, trouble: str) -> Case | None:
    """None of this round's proof photos can be used: back to the unit. None if one still can."""
    given = await photos.of_case(tx, case.id, "proof", case.round)
    if any(photo.state in photos.USABLE for photo in given):
        return None
    decision = rules.unproven(case, reason=trouble)
    after = await cases.apply(tx, case, decision, by=None)
    await telling.tell(tx, after, decision.notices)
    return after
