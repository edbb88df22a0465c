"""What a person does by replying to a card, a plate or a report, or by plain words."""

from db import cases, units
from db.transaction import Transaction
from domain import joint as joint_rules
from domain import rules
from domain.cases import Case, State, numbers_in, without_numbers
from domain.people import GroupRole, Person
from domain.refusals import Refused
from domain.transitions import Action
from operations import (
    acting,
    coming_back,
    joint,
    proving,
    showing,
    wishes,
)
from operations.actor import Actor
from operations.arrival import Arrival, Understood
from operations.gathering import keep_photo
from operations.heeding import heed
from operations.office import Office
from operations.understanding import told, understand
from reading.model import Act, Reading

UNIT_ACTS = frozenset({Act.ACCEPT, Act.PROGRESS, Act.DONE, Act.RETURN})
_CHECK_ACTS = frozenset({Act.PASS, Act.REWORK})
_ASKS = frozenset({Act.EXTEND, Act.SUSPEND})
_ACTS = (
    UNIT_ACTS
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
    reading = await understood(tx, office, arrival, kind)
    if _reports_another(arrival, reading, shown):
        return None
    meant = named_first(shown, arrival.text)
    fits = fitting(meant, arrival, reading)
    if arrival.photo is None and are_named_each(fits, arrival.text):
        return await _to_each(tx, office, arrival, fits, reading, kind)
    if len(fits) > 1:
        return await _which(tx, arrival, fits, reading, kind)
    old = plate_round is not None and plate_round != fits[0].round
    if old and reading.act in _CHECK_ACTS:
        raise Refused("wrong_state", case=fits[0])
    return await _to_case(tx, office, arrival, fits[0], reading, kind)


async def understood(tx: Transaction, office: Office, arrival: Arrival, kind: str) -> Reading:
    """What a message says, as a reply to something of that kind (card, plate, report)."""
    return await understand(
        tx,
        office,
        without_numbers(arrival.text),
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
    reading = await understood(tx, office, arrival, "card")
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


async def _to_each(
    tx: Transaction,
    office: Office,
    arrival: Arrival,
    named: list[Case],
    reading: Reading,
    kind: str,
) -> Understood | None:
    """007、008通过: words that name several cases are for each of them."""
    understood = [await _to_case(tx, office, arrival, case, reading, kind) for case in named]
    return next((one for one in understood if one and one.acted), understood[-1])


def are_named_each(fits: list[Case], text: str) -> bool:
    """Whether a text names several cases, each by another name: not today's 007 and the last's."""
    named = named_in(fits, text)
    names = {case.number.called(text) for case in named if case.number}
    return len(fits) > 1 and len(names) == len(fits)


def _mine(arrival: Arrival, shown: list[Case]) -> bool:
    unit = arrival.person.unit if arrival.person else None
    return unit is not None and any(case.unit == unit for case in shown)


def fitting(meant: list[Case], arrival: Arrival, reading: Reading) -> list[Case]:
    """Those in whose state the words make sense; all where they do in none, to be told why."""
    return [case for case in meant if _fits(case, arrival, reading)] or meant


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
    reading = await understood(tx, office, arrival, kind)
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
        actor = actor_of(arrival, person)
        return await coming_back.again(tx, office, arrival, actor, case, reading)
    if await _joined(tx, arrival, case, person):
        return Understood(acted=True)
    member = case.unit is not None and person.unit == case.unit
    if arrival.photo is not None and await _photo(tx, arrival, case, reading, member=member):
        return Understood()
    if await heed(tx, arrival, actor_of(arrival, person), case, reading):
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


def actor_of(arrival: Arrival, person: Person) -> Actor:
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
            await acting.stopgap(tx, case, actor_of(arrival, arrival.person))
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


def named_first(found: list[Case], text: str) -> list[Case]:
    """Those whose numbers the text names; all of them where it names none of them."""
    return named_in(found, text) or found


def named_in(found: list[Case], text: str) -> list[Case]:
    """Those whose numbers the text names, whole (1121-007) or short (007)."""
    return [case for case in found if case.number and case.number.stands_in(text)]
