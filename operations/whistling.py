"""吹哨: somebody calls departments to a place, by command, by plain words, or by choosing units."""

from dataclasses import dataclass, replace
from datetime import datetime

from db import cards, cases, chats, outbox, units, whistles
from db.cards import Card
from db.transaction import Transaction
from domain import whistle as rules
from domain.cases import Case
from domain.letters import Kind, Priority
from domain.org_chart import OrgChart
from domain.people import Chat, GroupRole, Person
from domain.refusals import Refused
from domain.whistle import DEFAULT_LIMIT_MINUTES, Whistle, WhistleState
from operations import knowing, replying, reporting, telling
from operations.arrival import Arrival, Understood, may_report
from operations.office import Office
from operations.understanding import SOUNDS_LIKE, told, understand
from reading import whistling as words
from reading.deadline import read_deadline
from reading.model import Act, Reading

WHERE = (GroupRole.SUPERVISION, GroupRole.CAMPAIGN, GroupRole.LEADERS)
# Words that hold 吹哨 and units and call nobody.
_NO_CALL = (
    Act.DIGEST,
    Act.NOTICE,
    Act.MEETING,
    Act.JOKE,
    Act.GREETING,
    Act.WEATHER,
    Act.AD,
    Act.QUERY,
)


@dataclass(frozen=True, slots=True)
class Heard:
    """What a call says: our ids of the units, names that nobody knows, where, why, how soon."""

    units: tuple[int, ...]
    unknown: tuple[str, ...]
    place: str
    reason: str
    limit_minutes: int


def here(person: Person, chat: Chat) -> Person:
    """The person with the right he has in this group, whose administrators dispatch."""
    in_charge = chat.role is GroupRole.SUPERVISION and person.telegram_id in chat.administrators
    return replace(person, dispatcher_here=True) if in_charge else person


async def command(tx: Transaction, office: Office, arrival: Arrival) -> bool:
    """`/whistle …`; False where nothing was said that could be called for."""
    if arrival.chat.role not in WHERE:
        raise Refused("whistle_where")
    if arrival.person is None or not rules.may_blow(here(arrival.person, arrival.chat)):
        raise Refused("whistle_not_allowed")
    case = await _case_answered(tx, arrival)
    if not arrival.text and case is None:
        return False
    heard = await _hear(tx, office, arrival, await _read(tx, office, arrival), case)
    await _blow(tx, office, arrival, heard, case)
    return True


async def heard(tx: Transaction, office: Office, arrival: Arrival) -> Understood | None:
    """吹哨，请环卫所、大南中队30分钟内到场, by somebody who may; None if nobody is called."""
    if not words.calls_departments(arrival.text) or arrival.chat.role not in WHERE:
        return None
    if arrival.person is None or not rules.may_blow(here(arrival.person, arrival.chat)):
        return None
    if await _is_of_a_meeting(tx, arrival):
        return None
    reading = await _read(tx, office, arrival)
    case = await _case_answered(tx, arrival)
    said = await _hear(tx, office, arrival, reading, case)
    if reading.act in _NO_CALL or not said.units:
        return None
    filed: tuple[int, ...] = ()
    if arrival.photo is not None and arrival.reply_to is None and may_report(arrival):
        # A picture and its words are a report as well: nothing that was shown is lost.
        made = await reporting.report(tx, office, arrival, await _read(tx, office, arrival, None))
        case, filed = made[0], tuple(one.id for one in made)
    await _blow(tx, office, arrival, said, case)
    return Understood(filed=filed, acted=True)


async def _read(
    tx: Transaction, office: Office, arrival: Arrival, reply_to: str | None = "card"
) -> Reading:
    """Read as an answer, in which a place, a unit and a time are found without a problem."""
    return await understand(
        tx,
        office,
        arrival.text,
        reply_to=reply_to,
        has_photo=arrival.photo is not None,
        roles=arrival.person.roles if arrival.person else frozenset(),
        unit=arrival.chat.unit,
    )


async def _is_of_a_meeting(tx: Transaction, arrival: Arrival) -> bool:
    """Whether the words answer a whistle's card: they belong into its minutes."""
    if arrival.reply_to is None:
        return False
    card = await cards.at(tx, arrival.chat.id, arrival.reply_to)
    return card is not None and card.kind == "whistle"


async def _case_answered(tx: Transaction, arrival: Arrival) -> Case | None:
    """The case whose card or report is answered; of several the one that is named, or the first."""
    if arrival.reply_to is None:
        return None
    card = await cards.at(tx, arrival.chat.id, arrival.reply_to)
    if card is not None:
        shown = await cases.many(tx, card.cases)
    else:
        shown = await cases.reported_by_message(tx, arrival.chat.id, arrival.reply_to)
    return next(iter(replying.named_first(shown, arrival.text)), None)


async def _hear(
    tx: Transaction, office: Office, arrival: Arrival, reading: Reading, case: Case | None
) -> Heard:
    chart = await units.org_chart(tx)
    known = await knowing.directory(tx, arrival.chat.unit)
    said = told(reading)
    named = words.called(arrival.text, known, said.address)
    strange = words.unknown(arrival.text, known, named)
    for one in strange:
        if not named or (one.nearest and one.score >= SOUNDS_LIKE):
            choices = (one.nearest,) if one.nearest else _names(chart)
            raise Refused("no_such_unit", name=one.text, choices=choices)
    due = said.deadline
    if due.due is None:
        # Whoever calls and names a time means when they are to be there.
        due = read_deadline(arrival.text, office.local(tx.now), lenient=True)
    typed = [name for one in named for name in (f"@{one.text}", one.text)]
    spoken = [said.address or "", due.raw or "", *typed, *(one.text for one in strange)]
    return Heard(
        units=tuple(unit.id for one in named if (unit := chart.named(one.name))),
        unknown=tuple(one.text for one in strange),
        place=said.address or (case.address if case else None) or "",
        reason=words.reason_of(arrival.text, spoken) or _reason(case, reading),
        limit_minutes=rules.limit(_minutes(due.due, tx.now)),
    )


def _names(chart: OrgChart) -> tuple[str, ...]:
    return tuple(unit.name for unit in chart.units)[:8]


def _minutes(due: datetime | None, now: datetime) -> int:
    return DEFAULT_LIMIT_MINUTES if due is None else round((due - now).total_seconds() / 60)


def _reason(case: Case | None, reading: Reading) -> str:
    """What is wrong, where the words say nothing more."""
    return "、".join(case.categories if case else reading.categories)


async def _blow(
    tx: Transaction, office: Office, arrival: Arrival, said: Heard, case: Case | None
) -> None:
    """Keep the whistle and tell of it; without units the one who blew is asked for them."""
    assert arrival.person is not None  # noqa: S101 - the caller has looked
    chart = await units.org_chart(tx)
    new = Whistle(
        id=0,
        bureau=knowing.bureau_of(chart, arrival.chat.unit),
        chat=arrival.chat.id,
        thread=arrival.thread,
        message=arrival.message,
        by=arrival.person.id,
        by_name=arrival.person.name,
        at=tx.now,
        limit_minutes=said.limit_minutes,
        place=said.place[:300],
        reason=said.reason,
        unknown=said.unknown,
        case=case.id if case else None,
        due_at=tx.now + rules.CHOOSE_WITHIN,
    )
    kept = await whistles.add(tx, new)
    if not said.units:
        await _post(tx, kept, kept.chat, kept.thread, reply_to=kept.message, choosing=True)
        return
    await _call(tx, office, kept, said.units)


async def _call(tx: Transaction, office: Office, whistle: Whistle, called: tuple[int, ...]) -> None:
    """These units are called besides those chosen already: a number, a card here and in each."""
    before = [call.unit for call in await whistles.calls(tx, whistle.id)]
    for unit in called:
        if unit not in before:
            await whistles.call(tx, whistle.id, unit)
    everybody = dict.fromkeys((*before, *called))
    number = await whistles.draw_number(tx, whistle.bureau, office.local(tx.now).date())
    blown = rules.blow(whistle, tuple(everybody), number, tx.now)
    await whistles.store(tx, whistle, blown)
    await _post(tx, blown, blown.chat, blown.thread, reply_to=blown.message)
    for unit in everybody:
        for group in await chats.of_unit(tx, unit):
            if group.id != blown.chat:
                await _post(tx, blown, group.id, None, unit=unit)
    if blown.case is not None:
        await telling.refresh(tx, await cases.get(tx, blown.case))


async def _post(
    tx: Transaction,
    whistle: Whistle,
    chat: int,
    thread: int | None,
    *,
    reply_to: int | None = None,
    unit: int | None = None,
    choosing: bool = False,
) -> None:
    """A message that shows the whistle; in a `unit`'s own group it calls that unit's duty."""
    payload = {"whistle": whistle.id, "unit": unit, "choosing": choosing}
    card = await cards.add(tx, kind="whistle", chat=chat, thread=thread, payload=payload)
    await whistles.shown_on(tx, whistle.id, card)
    await outbox.post(
        tx,
        chat=chat,
        thread=thread,
        kind=Kind.CARD,
        dedupe=f"card:{card}",
        priority=Priority.PING,
        card=card,
        reply_to=reply_to,
    )


async def refresh(tx: Transaction, whistle: Whistle, *, asked: bool = False) -> None:
    """Every message that shows the whistle is edited to show it as it is now."""
    for card in await whistles.cards_of(tx, whistle.id):
        await telling.edit(tx, card, asked=asked)


async def out_of_reach(tx: Transaction, chat: int) -> None:
    """A unit's own group cannot be written to: it is called once more where it was blown."""
    group = await chats.get(tx, chat)
    if group is None or group.role is not GroupRole.UNIT or group.unit is None:
        return
    for whistle in await whistles.untold(tx, chat):
        at_home = [one for one in await whistles.cards_of(tx, whistle.id) if one.chat != chat]
        called = any(one.payload["unit"] == group.unit for one in at_home)
        waited_for = rules.absentees(await whistles.calls(tx, whistle.id))
        if group.unit in waited_for and not called:
            home = (whistle.chat, whistle.thread)
            await _post(tx, whistle, *home, reply_to=whistle.message, unit=group.unit)


# --- choosing the units ----------------------------------------------------------------------


def _only_who_blew(whistle: Whistle, person: Person) -> None:
    if whistle.state is not WhistleState.DRAFT:
        raise Refused("whistle_blown" if whistle.state is WhistleState.OPEN else "whistle_over")
    if person.id != whistle.by:
        raise Refused("question_not_yours", who=whistle.by_name)


async def choose(tx: Transaction, whistle: Whistle, person: Person, unit: int, card: Card) -> None:
    """A unit is ticked, or not any more."""
    _only_who_blew(whistle, person)
    if unit not in (await units.org_chart(tx)).active:
        raise Refused("old_button")
    if not await whistles.do_not_call(tx, whistle.id, unit):
        await whistles.call(tx, whistle.id, unit)
    await telling.edit(tx, card, asked=True)


async def chosen(tx: Transaction, office: Office, whistle: Whistle, person: Person) -> None:
    """[吹哨]: the units that are ticked are called."""
    _only_who_blew(whistle, person)
    await _call(tx, office, whistle, ())
    await refresh(tx, whistle, asked=True)


async def named(tx: Transaction, office: Office, arrival: Arrival, whistle: Whistle) -> bool:
    """Units written in answer instead of tapped; False if none was named."""
    assert arrival.person is not None  # noqa: S101 - the caller has looked
    _only_who_blew(whistle, arrival.person)
    said = await _hear(tx, office, arrival, await _read(tx, office, arrival), None)
    if not said.units:
        return False
    await _call(tx, office, whistle, said.units)
    await refresh(tx, whistle)
    return True
