"""What somebody says of one case is done to it, as far as he may."""

import re

from db import cases, questions
from db.transaction import Transaction
from domain import amendments, rules
from domain.cases import Case, State, numbers_in
from domain.people import Person
from domain.transitions import Action
from operations import acting, amending, limits, telling, urging, wishes
from operations.actor import Actor
from operations.arrival import Arrival
from operations.asking import ANSWER_WITHIN
from operations.understanding import told
from reading.answers import says_fine
from reading.model import Act, Reading

_VERDICT = re.compile(r"^返工[,，:：\s]+(?=\S)")
"""What the reason of a rework begins with, and the card says anyway."""


async def heed(
    tx: Transaction,
    arrival: Arrival,
    actor: Actor,
    case: Case,
    reading: Reading,
) -> bool:
    """Do what the words say; True when they said something to do."""
    act = _as_meant(case, actor.person, arrival.text, reading)
    reason = arrival.text.strip()[:300]
    if await wishes.heard(tx, arrival, actor, case, reading):
        return True
    if act is Act.ACCEPT:
        if case.state is State.HANDLING and case.handler == actor.person.id:
            # 在路上 after 收到: he says again what he has done already.
            return False
        await acting.accept(tx, case, actor)
    elif act is Act.DONE:
        await want_photo(tx, arrival, case, actor)
    elif act is Act.PROGRESS:
        if case.state is State.DISPATCHED and rules.may(case, Action.ACCEPT, actor.person):
            await acting.accept(tx, case, actor)
    elif act is Act.RETURN:
        await acting.return_(tx, case, actor, reason)
    elif act is Act.PASS:
        await acting.pass_(tx, case, actor)
    elif act is Act.REWORK or _is_back_already(case, actor.person, reading):
        await acting.rework(tx, case, actor, _VERDICT.sub("", reason))
    elif act in (Act.WITHDRAW, Act.NOT_A_CASE):
        undo = acting.not_a_case if act is Act.NOT_A_CASE else acting.withdraw
        await undo(tx, case, actor, reason, await _repeated(tx, arrival, case))
    elif act is Act.URGE and urging.may(case, actor.person):
        await urging.urge(tx, case, actor.person)
    elif act is Act.REOPEN:
        await acting.reopen(tx, case, actor, reason)
    elif act is Act.REDISPATCH:
        words = reading.target_unit_name or reading.target_unit
        await acting.dispatch(tx, case, actor, await acting.unit_by_words(tx, words))
    elif act is Act.AMEND or _sets_deadline(case, actor.person, reading):
        await amending.put_right(
            tx, case, actor, await amendment(tx, reading), told(reading).unit_name
        )
    else:
        return False
    return True


def _as_meant(case: Case, person: Person, text: str, reading: Reading) -> str | None:
    """What the words do, from this person.

    Who is to check says of a proof that it is done (整改到位) or that it will do (可以), and passes
    it; the unit says of its own work that it is fine.
    """
    if rules.may(case, Action.PASS, person) and (reading.act is Act.DONE or says_fine(text)):
        return Act.PASS
    of_unit = case.unit is not None and person.unit == case.unit
    if reading.act is Act.PASS and of_unit and rules.may(case, Action.SUBMIT, person):
        return Act.DONE
    return reading.act


def _is_back_already(case: Case, person: Person, reading: Reading) -> bool:
    """又摆出来了, of a proof that is still to be checked: it does not pass."""
    return reading.act is Act.REBOUND and rules.may(case, Action.REWORK, person)


_SETS_TIME = (Act.REPORT, Act.CHATTER, Act.NOTICE, Act.URGE, Act.COMMAND)


def _sets_deadline(case: Case, person: Person, reading: Reading) -> bool:
    """限今晚八点前, in a reply: a new deadline and nothing else. From the unit it is a promise."""
    said = told(reading)
    bare = said.deadline.due is not None and not said.category and not said.address
    speaks = reading.act in _SETS_TIME
    return bare and speaks and person.unit != case.unit and rules.may(case, Action.AMEND, person)


async def _repeated(tx: Transaction, arrival: Arrival, case: Case) -> int | None:
    """The other case that the words name: this one only repeats it."""
    for said in numbers_in(arrival.text):
        other = await cases.by_number(tx, said, bureau=case.bureau)
        if other is not None and other.id != case.id:
            return other.id
    return None


async def amendment(tx: Transaction, reading: Reading) -> amendments.Amendment:
    """What a correcting text changes."""
    said = told(reading)
    limit, permanent = await limits.of_category(tx, said.category, reading.text)
    return amendments.Amendment(
        category=said.category,
        address=said.address,
        due_at=said.deadline.due,
        due_raw=said.deadline.raw,
        limit=limit,
        permanent=permanent,
    )


async def want_photo(tx: Transaction, arrival: Arrival, case: Case, actor: Actor) -> None:
    """已整改 without a photo: the bot asks for it, once, and the case stays open."""
    rules.allow(case, Action.SUBMIT, actor.person)
    asked = await questions.open_of_case(tx, case.id)
    if asked is not None and asked.kind == "photo":
        return
    question = await questions.ask(
        tx,
        kind="photo",
        about="photo",
        chat=arrival.chat.id,
        thread=arrival.thread,
        asked_of=arrival.sender,
        reply_to=arrival.message,
        options=(),
        expires_at=tx.now + ANSWER_WITHIN,
        case=case.id,
    )
    await telling.ask(tx, question)
