"""What a person does by replying to a card, a plate or a report, or by plain words."""

import re
from datetime import datetime, timedelta

from db import cases, questions, units
from db.transaction import Transaction
from domain import amendments, rules
from domain import joint as joint_rules
from domain.cases import Case, State, numbers_in
from domain.people import GroupRole, Person
from domain.refusals import Refused
from domain.transitions import Action
from operations import (
    acting,
    amending,
    coming_back,
    joint,
    limits,
    proving,
    showing,
    telling,
    urging,
    wishes,
)
from operations.actor import Actor
from operations.arrival import Arrival, Understood
from operations.asking import ANSWER_WITHIN
from operations.gathering import keep_photo
from operations.office import Office
from operations.understanding import told, understand
from reading.answers import says_fine
from reading.model import Act, Reading

# How long after it was sent a bare 收到 is taken to be for the case.
ACCEPTED_WITHIN = timedelta(minutes=15)
TAKEN_BACK_WITHIN = timedelta(minutes=5)
"""So long after it a report is taken back by words alone, in …"""
_A_WORD = 20
"""… so many characters at most."""
_UNIT_ACTS = frozenset({Act.ACCEPT, Act.PROGRESS, Act.DONE, Act.RETURN})
_CHECK_ACTS = frozenset({Act.PASS, Act.REWORK})
_VERDICT = re.compile(r"^返工[,，:：\s]+(?=\S)")
"""What the reason of a rework begins with, and the card says anyway."""
_ASKS = frozenset({Act.EXTEND, Act.SUSPEND})
_ACTS = (
    _UNIT_ACTS
    | _CHECK_ACTS
    | _ASKS
    | {Act.WITHDRAW, Act.NOT_A_CASE, Act.REOPEN, Act.REDISPATCH, Act.AMEND, Act.REBOUND}
)


async def to_cases(
    tx: Transaction,
    office: Office,
    arrival: Arrival,
    shown: list[Case],
    kind: str,
    plate_round: int | None = None,
) -> Understood | None:
    """A reply to a message that shows these cases. None: it says nothing to the bot.

    `plate_round` is the round whose proof a plate shows: an old plate decides nothing any more.
    """
    reading = await _read(tx, office, arrival, kind)
    if _reports_another(arrival, reading, shown):
        return None
    meant = named_first(shown, arrival.text)
    fits = [case for case in meant if _fits(case, arrival, reading)] or meant
    if len(fits) > 1:
        return await _which(tx, arrival, fits, reading, kind)
    old = plate_round is not None and plate_round != fits[0].round
    if old and reading.act in _CHECK_ACTS:
        raise Refused("wrong_state", case=fits[0])
    return await _to_case(tx, office, arrival, fits[0], reading, kind)


async def _read(tx: Transaction, office: Office, arrival: Arrival, kind: str) -> Reading:
    return await understand(
        tx,
        office,
        arrival.text,
        reply_to=kind,
        has_photo=arrival.photo is not None,
        roles=arrival.person.roles if arrival.person else frozenset(),
        unit=arrival.chat.unit,
    )


def _reports_another(arrival: Arrival, reading: Reading, shown: list[Case]) -> bool:
    """Whether the words name another problem and its place, and nobody of the unit says them."""
    whole = reading.is_report and bool(reading.categories and reading.address)
    return whole and not _mine(arrival, shown)


async def _which(
    tx: Transaction, arrival: Arrival, fits: list[Case], reading: Reading, kind: str
) -> Understood:
    """Several cases fit: who wrote is asked, if what he wrote asks for anything."""
    if arrival.photo is not None and _mine(arrival, fits):
        await proving.ask_which(tx, arrival, fits)
        return Understood()
    if reading.act not in _ACTS and told(reading).deadline.due is None:
        return Understood(f"reply_without_act:{reading.act or reading.intent}")
    await proving.ask_which_words(tx, arrival, fits, kind)
    return Understood()


async def to_words_of_ours(tx: Transaction, office: Office, arrival: Arrival) -> Understood | None:
    """A reply to a reminder, a notice, or a card not yet known by its id: the cases it names."""
    named = await _named_in(tx, arrival)
    if not named:
        return None
    reading = await _read(tx, office, arrival, "card")
    fits = [case for case in named if _fits(case, arrival, reading)]
    return await to_cases(tx, office, arrival, fits, "card") if fits else None


async def _named_in(tx: Transaction, arrival: Arrival) -> list[Case]:
    """The cases whose numbers stand in our message that is answered, as far as shown here."""
    bureau = (await units.org_chart(tx)).bureau_of(arrival.chat.unit)
    found = [
        await cases.by_number(tx, said, bureau=bureau) for said in numbers_in(arrival.reply_text)
    ]
    own = arrival.chat.unit if arrival.chat.role is GroupRole.UNIT else None
    return [
        case
        for case in found
        if case and (own in (None, case.unit) or case.source.chat == arrival.chat.id)
    ]


def _mine(arrival: Arrival, shown: list[Case]) -> bool:
    unit = arrival.person.unit if arrival.person else None
    return unit is not None and any(case.unit == unit for case in shown)


def _fits(case: Case, arrival: Arrival, reading: Reading) -> bool:
    """Whether what is said can be about a case in this state."""
    if arrival.person is None:
        return False
    if reading.act in _CHECK_ACTS:
        return case.state is State.CHECKING
    if reading.act is Act.REBOUND:
        return case.state in (State.CHECKING, State.CLOSED)
    if reading.act is Act.ACCEPT:
        return rules.may(case, Action.ACCEPT, arrival.person)
    return case.is_open and (arrival.photo is None or case.unit == arrival.person.unit)


async def for_case(
    tx: Transaction, office: Office, arrival: Arrival, case: Case, kind: str
) -> None:
    """Words that fitted several cases are for this one, as their writer has said now."""
    reading = await understand(
        tx,
        office,
        arrival.text,
        reply_to=kind,
        roles=arrival.person.roles if arrival.person else frozenset(),
        unit=arrival.chat.unit,
    )
    await _to_case(tx, office, arrival, case, reading, kind)


async def _to_case(
    tx: Transaction,
    office: Office,
    arrival: Arrival,
    case: Case,
    reading: Reading,
    kind: str,
) -> Understood | None:
    if arrival.person is None:
        return Understood("reply_of_nobody")
    person = acting.here(arrival.person, arrival.chat, case)
    if reading.act is Act.REBOUND and case.state is State.CLOSED:
        actor = _actor(arrival, person)
        return await coming_back.again(tx, office, arrival, actor, case, reading)
    if await _joined(tx, arrival, case, person):
        return Understood(acted=True)
    member = case.unit is not None and person.unit == case.unit
    if arrival.photo is not None and await _photo(tx, arrival, case, reading, member=member):
        return Understood()
    if await _words(tx, arrival, _actor(arrival, person), case, reading):
        # 已整改 without a photo is answered with a question instead.
        return Understood(acted=reading.act is not Act.DONE)
    if reading.is_report and kind != "card" and not member:
        return None
    return Understood(f"reply_without_act:{reading.act or reading.intent}")


async def _joined(tx: Transaction, arrival: Arrival, case: Case, person: Person) -> bool:
    """协办 示范环卫所: one more unit is called to help."""
    asked = joint_rules.unit_asked(arrival.text)
    if asked is None or arrival.photo is not None:
        return False
    known = (await units.org_chart(tx)).named(asked.unit)
    if known is None and not asked.clearly:
        # 协办单位辛苦了 calls nobody.
        return False
    rules.allow(case, Action.JOIN, person)
    unit = known.id if known else await acting.unit_by_words(tx, asked.unit)
    await joint.add(tx, case, unit, person, arrival.message)
    return True


def _actor(arrival: Arrival, person: Person) -> Actor:
    """Who acts by this message."""
    return Actor(person, arrival.message, photos=1 if arrival.photo else 0)


async def _photo(
    tx: Transaction, arrival: Arrival, case: Case, reading: Reading, *, member: bool
) -> bool:
    """A photo in reply: the unit's proof, or one more picture of the problem by the reporter."""
    if member and case.state in (State.DISPATCHED, State.HANDLING):
        if reading.act is Act.RETURN or reading.act in _ASKS:
            return False
        if wishes.is_stopgap(case, arrival.text):
            assert arrival.person is not None  # noqa: S101 - a member is somebody
            await keep_photo(tx, arrival, "stopgap", case)
            await acting.stopgap(tx, case, _actor(arrival, arrival.person))
            return True
        await proving.submit_with_photo(tx, arrival, case)
        return True
    if member and case.state is State.CHECKING and not arrival.text:
        await keep_photo(tx, arrival, "proof", case)
        return True
    if reading.act in _CHECK_ACTS and case.state is State.CHECKING:
        await keep_photo(tx, arrival, "check", case)
        return False
    if case.source.reporter == arrival.by and case.is_open:
        await keep_photo(tx, arrival, "problem", case)
        await showing.late_photo(tx, case)
        return True
    if member:
        # A proof that comes too late or too early is told why.
        rules.allow(case, Action.SUBMIT, arrival.person)
    return False


async def _words(
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


def _just_sent(case: Case, now: datetime) -> bool:
    sent = case.dispatched_at
    return case.state is State.DISPATCHED and sent is not None and now - sent <= ACCEPTED_WITHIN


def named_first(found: list[Case], text: str) -> list[Case]:
    """Those whose numbers the text names; all of them where it names none of them."""
    said = numbers_in(text)
    named = [case for case in found if case.number and case.number.said in said]
    return named or found


async def without_reply(tx: Transaction, arrival: Arrival, reading: Reading) -> bool:
    """收到, 已整改, 不属于我们 … with no reply: for the one case of the unit that it fits.

    Whoever urges names the case.
    """
    if reading.act is Act.URGE:
        return await urging.by_number(tx, arrival)
    if arrival.person is None or arrival.person.unit is None or reading.act not in _UNIT_ACTS:
        return False
    if arrival.reply_to is not None:
        # It is an answer to somebody else.
        return False
    mine = named_first(await cases.open_of_unit(tx, arrival.person.unit), arrival.text)
    if reading.act is Act.ACCEPT and not numbers_in(arrival.text):
        # Later a 收到 is more likely for what the leaders have just said.
        mine = [case for case in mine if _just_sent(case, tx.now)]
    if len(mine) != 1 or reading.act is Act.PROGRESS:
        return False
    return await _words(tx, arrival, _actor(arrival, arrival.person), mine[0], reading)


async def takes_back(tx: Transaction, office: Office, arrival: Arrival) -> bool:
    """发错了, 不是案件, in no reply: whether it took back what the writer has just reported."""
    if arrival.person is None or arrival.reply_to is not None or len(arrival.text) > _A_WORD:
        return False
    last = await cases.of_reporter(tx, arrival.person.id, tx.now - TAKEN_BACK_WITHIN)
    mine = [one for one in last if one.is_open and one.source.chat == arrival.chat.id]
    if not mine:
        return False
    reading = await _read(tx, office, arrival, "card")
    if reading.act not in (Act.WITHDRAW, Act.NOT_A_CASE):
        return False
    person = acting.here(arrival.person, arrival.chat, mine[0])
    return await _words(tx, arrival, _actor(arrival, person), mine[0], reading)
