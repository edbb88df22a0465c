"""The meeting that a whistle calls: who reports in, what is said and handed out, how it ends."""

from collections.abc import Sequence
from dataclasses import replace

from db import cases, chats, meetings, units, whistles
from db.cards import Card
from db.gatherings import Gathering
from db.transaction import Transaction
from domain import whistle as rules
from domain.cases import Case
from domain.people import Person
from domain.refusals import Refused
from domain.routing import Choice
from domain.whistle import Call, Whistle, WhistleState
from operations import drafting, knowing, reporting, telling, whistle_view, whistling
from operations.arrival import Arrival, Understood, may_report
from operations.asking import Draft
from operations.office import Office
from operations.understanding import told as facts_of
from operations.understanding import understand
from reading import whistling as words
from reading.deadline import read_deadline
from reading.model import Act, UnitMention
from reading.whistling import Task


async def report_in(
    tx: Transaction,
    whistle: Whistle,
    person: Person,
    *,
    note: str = "",
    place: tuple[float, float] | None = None,
) -> Call:
    """[报到] or 到了: the first of a called unit; `place` is where he stands, if he says it."""
    calls = await whistles.calls(tx, whistle.id)
    arrival = replace(rules.arrive(whistle, calls, person, tx.now, note[:200]), place=place)
    await whistles.arrived(tx, whistle.id, arrival)
    await whistling.refresh(tx, whistle)
    return arrival


async def pinned(tx: Transaction, arrival: Arrival, current: Gathering | None) -> bool:
    """A location pin of somebody who has just reported in is where he stands.

    What he has just reported goes first (`current`).
    """
    if arrival.person is None or arrival.location is None:
        return False
    if current is not None and current.state == "report" and current.cases:
        return False
    found = await whistles.awaiting_pin(tx, arrival.person.id, tx.now - rules.PIN_WITHIN)
    if found is None:
        return False
    await _stands(tx, await whistles.get(tx, found[0]), found[1], arrival.location)
    return True


async def _stands(tx: Transaction, whistle: Whistle, unit: int, place: tuple[float, float]) -> None:
    await whistles.set_place(tx, whistle.id, unit, place)
    await whistling.refresh(tx, whistle)


# --- what is said ----------------------------------------------------------------------------


async def replied(tx: Transaction, office: Office, arrival: Arrival, card: Card) -> Understood:
    """A reply to a whistle's card: an arrival, a pin, tasks, the end, or a word for the minutes."""
    whistle = await whistles.get(tx, card.payload["whistle"])
    if arrival.person is None:
        return Understood("reply_of_nobody")
    if whistle.state is WhistleState.DRAFT:
        done = await whistling.named(tx, office, arrival, whistle)
        return Understood(None if done else "whistle_without_units", acted=done)
    calls = await whistles.calls(tx, whistle.id)
    mine = next((call for call in calls if call.unit == arrival.person.unit), None)
    if arrival.location is not None:
        return await _pin(tx, arrival, whistle, mine)
    note = await _says_arrived(tx, arrival)
    if note is not None and (mine is not None or not _may_speak(arrival, whistle, calls)):
        await report_in(tx, whistle, arrival.person, note=note)
        return Understood(acted=True)
    if not _may_speak(arrival, whistle, calls):
        return Understood("not_of_the_meeting")
    if words.ends_meeting(arrival.text):
        await end(tx, office, whistle, whistling.here(arrival.person, arrival.chat))
        return Understood(acted=True)
    return await _speaks(tx, office, arrival, whistle)


def _may_speak(arrival: Arrival, whistle: Whistle, calls: Sequence[Call]) -> bool:
    assert arrival.person is not None  # noqa: S101 - the caller has looked
    return rules.may_speak(whistle, calls, whistling.here(arrival.person, arrival.chat))


async def _says_arrived(tx: Transaction, arrival: Arrival) -> str | None:
    unit = (await units.org_chart(tx)).unit(arrival.person.unit if arrival.person else None)
    return words.says_arrived(arrival.text, (unit.name, *unit.aliases) if unit else ())


async def _pin(
    tx: Transaction, arrival: Arrival, whistle: Whistle, mine: Call | None
) -> Understood:
    """A pin in reply is an arrival, or the place of one."""
    assert arrival.person is not None and arrival.location is not None  # noqa: S101
    if mine is None or mine.arrived_at is None:
        await report_in(tx, whistle, arrival.person, place=arrival.location)
    elif mine.place is None and whistle.state is WhistleState.OPEN:
        await _stands(tx, whistle, mine.unit, arrival.location)
    return Understood(acted=True)


async def _speaks(
    tx: Transaction, office: Office, arrival: Arrival, whistle: Whistle
) -> Understood:
    """Words for the minutes; each 大南中队：… among them becomes a case."""
    known = await knowing.directory(tx, arrival.chat.unit)
    tasks = words.tasks(arrival.text, known.names) if may_report(arrival) else ()
    if whistle.state is not WhistleState.OPEN:
        if tasks:
            raise Refused("whistle_over")
        return Understood("whistle_over")
    mark = office.texts(arrival.chat).plain("whistle.photo") if arrival.photo else ""
    said = meetings.Note(
        tx.now,
        arrival.sender_name,
        arrival.chat.id,
        arrival.message,
        " ".join(part for part in (mark, arrival.text) if part),
    )
    await meetings.note(tx, whistle.id, arrival.by, said)
    made = await _hand_out(tx, office, arrival, whistle, tasks) if tasks else []
    return Understood(filed=tuple(case.id for case in made), acted=True)


async def _hand_out(
    tx: Transaction, office: Office, arrival: Arrival, whistle: Whistle, tasks: Sequence[Task]
) -> list[Case]:
    """File a case for each task, at the place of the whistle, in its home chat."""
    home = await chats.get(tx, whistle.chat)
    assert home is not None  # noqa: S101 - it was blown there
    is_here = home.id == arrival.chat.id
    told = replace(
        arrival,
        chat=home,
        thread=whistle.thread,
        message=arrival.message if is_here else whistle.message,
        photo=None,
        album=None,
    )
    of = await cases.get(tx, whistle.case) if whistle.case is not None else None
    drafts = [await _draft(tx, office, told, whistle, of, task) for task in tasks]
    made = await reporting.file_drafts(tx, office, told, drafts)
    await meetings.hand_out(tx, whistle.id, [case.id for case in made])
    return made


async def _draft(
    tx: Transaction, office: Office, arrival: Arrival, whistle: Whistle, of: Case | None, task: Task
) -> Draft:
    """A task as a report: where, the whistle knows. What its words do not say is left open.

    冲洗路面 at a market that is in the way is no 占道经营: the category is none but its own.
    """
    told = replace(arrival, text=task.words, location=of.location if of else None)
    reading = await understand(tx, office, task.words, reply_to="card", unit=arrival.chat.unit)
    facts = facts_of(reading)
    reading = replace(
        reading,
        act=Act.REPORT,
        categories=reading.categories or ((facts.category,) if facts.category else ()),
        address=facts.address or whistle.place or None,
        units=(UnitMention(task.unit, task.unit, 0),),
        unit_name=task.unit,
        deadline=read_deadline(task.words, office.local(tx.now)),
        place_suggestion=None,
    )
    made = await drafting.draft(tx, office, told, reading, tx.now, task.words)
    named = (await units.org_chart(tx)).named(task.unit)
    # Whatever else is missing, everybody in the meeting knows it: nothing is asked.
    return replace(made, choice=Choice(named.id if named else None, ("named",)), missing=None)


# --- the end ---------------------------------------------------------------------------------


async def end(tx: Transaction, office: Office, whistle: Whistle, person: Person | None) -> Whistle:
    """[结束会商], or the end of the day (None): the minutes are told and kept."""
    over = rules.end(whistle, person, tx.now)
    home = await chats.get(tx, whistle.chat)
    told, kept = await whistle_view.minutes(tx, office.texts(home), over)
    over = replace(over, minutes=kept)
    await whistles.store(tx, whistle, over)
    await telling.notice(
        tx,
        chat=over.chat,
        thread=over.thread,
        key="ready",
        dedupe=f"minutes:{over.id}",
        reply_to=over.message,
        html=told,
    )
    await whistling.refresh(tx, over)
    return over


async def step(tx: Transaction, office: Office) -> bool:
    """One whistle for which the clock has something to do: its units' limit, or its end."""
    whistle = await whistles.due(tx)
    if whistle is None:
        return False
    if whistle.state is WhistleState.DRAFT:
        dropped = rules.drop(whistle, tx.now)
        await whistles.store(tx, whistle, dropped)
        await whistling.refresh(tx, dropped)
    elif whistle.told_at is None:
        await _limit_passed(tx, office, whistle)
    else:
        await end(tx, office, whistle, None)
    return True


async def _limit_passed(tx: Transaction, office: Office, whistle: Whistle) -> None:
    """Who has not come is named, and their leaders called; nobody is where all have come."""
    await whistles.store(tx, whistle, rules.limit_passed(whistle, office.timezone, tx.now))
    absent = rules.absentees(await whistles.calls(tx, whistle.id))
    if not absent:
        return
    home = await chats.get(tx, whistle.chat)
    await telling.notice(
        tx,
        chat=whistle.chat,
        thread=whistle.thread,
        key="ready",
        dedupe=f"absent:{whistle.id}",
        reply_to=whistle.message,
        html=await whistle_view.absent(tx, office, office.texts(home), whistle, absent),
    )
    await whistling.refresh(tx, whistle)
