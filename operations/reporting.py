"""A photo and a line of text become a case; what is missing becomes one question."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from db import cases, chats, gatherings, people, photos, questions, units
from db.transaction import Transaction
from domain import clocks, rules
from domain.cases import Case, DueSource, Severity, Source, State
from domain.org_chart import OrgChart
from domain.routing import Choice, unknown_name
from domain.transitions import Action
from operations import asking, correcting, telling
from operations.arrival import Arrival
from operations.asking import Draft
from operations.gathering import gather, keep_photo
from operations.office import Office
from operations.understanding import UnitSaid, choose_unit, limit_of, understand, unit_said
from reading.model import Deadline, Reading
from reading.numbered import split_numbered


def with_due(case: Case, deadline: Deadline, now: datetime) -> Case:
    """The case with its due time or limit: what was typed wins over the category's limit."""
    if deadline.due is not None and deadline.due > now:
        return replace(
            case,
            due_at=deadline.due,
            due_source=DueSource.TYPED,
            due_raw=deadline.raw,
            limit_minutes=max(1, round((deadline.due - now).total_seconds() / 60)),
        )
    minutes = limit_change(case.category)
    if minutes is None:
        return replace(
            case, due_source=DueSource.DEFAULT, limit_minutes=clocks.DEFAULT_LIMIT_MINUTES
        )
    return replace(case, due_source=DueSource.LIMIT, limit_minutes=minutes)


def _missing(case: Case, choice: Choice) -> str | None:
    """The one thing to ask for: place and category together are asked as one free text.

    A category that only weak words speak for is not asked about: where it is wrong, [更正] or
    [不是案件] on the card costs one tap, a question would cost one each time. A unit that the org
    file does not know is asked about (`Choice.unit` is None then), for it would ping the wrong one.
    """
    no_place = case.address is None and case.location is None
    if no_place and not case.category:
        return "text"
    if not case.category:
        return "category"
    if no_place:
        return "address"
    return "unit" if choice.unit is None else None


def bureau_of(chart: OrgChart, unit: int | None) -> int:
    """The bureau that numbers a case: the unit's, else the only one there is, else 0."""
    found = chart.bureau_of(unit)
    if found is not None:
        return found
    roots = {chart.bureau_of(known.id) for known in chart.units}
    return roots.pop() or 0 if len(roots) == 1 else 0


def draft(arrival: Arrival, reading: Reading, chart: OrgChart, now: datetime, text: str) -> Draft:
    """What a message reports, not yet kept."""
    category = reading.categories[0] if reading.categories else None
    said = unit_said(reading)
    choice = choose_unit(chart, said=said, address=reading.address, text=text, category=category)
    case = Case(
        id=0,
        source=Source(
            chat=arrival.chat.id,
            message=arrival.message,
            thread=arrival.thread,
            reporter=arrival.by,
            reporter_name=arrival.sender_name,
        ),
        text=text,
        reported_at=now,
        bureau=bureau_of(chart, choice.unit or arrival.chat.unit),
        category=category,
        categories=reading.categories,
        address=reading.address,
        location=arrival.location,
        severity=Severity(reading.severity or Severity.NORMAL),
    )
    case = with_due(case, reading.deadline, now)
    missing = _missing(case, choice)
    if missing:
        # A draft remembers the unit that was named until its question is answered.
        case = replace(case, unit=choice.unit, why=choice.why)
    return Draft(case, choice, missing, said)


async def report(
    tx: Transaction,
    office: Office,
    arrival: Arrival,
    reading: Reading,
    loose: Sequence[photos.Photo] = (),
) -> list[Case]:
    """File what a message reports (several cases for a numbered list) with the photos sent so far.

    `loose` are photos that the person sent just before. Later items of the same album, and loose
    photos within 90 s, attach to the gathering that is opened here.
    """
    chart = await units.org_chart(tx)
    drafts = [
        draft(arrival, one, chart, tx.now, part)
        for one, part in await _parts(tx, office, arrival, reading)
    ]
    made = [await _keep(tx, office, arrival, one) for one in drafts]
    gathering = await gather(tx, arrival, "report", tuple(case.id for case in made))
    # Before anybody is told: the unit's card shows the photo.
    await photos_for(tx, arrival, made, gathering.id, loose)
    for case, one in zip(made, drafts, strict=True):
        if case.state is State.DRAFT:
            await asking.ask_missing(tx, office, case, one, arrival)
        else:
            await send_on(tx, case, one.choice)
    return made


async def _parts(
    tx: Transaction, office: Office, arrival: Arrival, reading: Reading
) -> list[tuple[Reading, str]]:
    """The problems of a numbered list, or the whole text where it is no list of problems."""
    parts = split_numbered(arrival.text)
    roles = arrival.person.roles if arrival.person else frozenset()
    if len(parts) > 1:
        read = [
            (await understand(tx, office, part, has_photo=True, roles=roles), part)
            for part in parts
        ]
        problems = [(one, part) for one, part in read if one.is_report]
        if len(problems) > 1:
            return problems
    return [(reading, arrival.text)]


async def photos_for(
    tx: Transaction,
    arrival: Arrival,
    made: Sequence[Case],
    gathering: int,
    loose: Sequence[photos.Photo],
) -> None:
    """Give the photos to the cases in order; where there are too few, the last one serves all."""
    for place, photo in enumerate(loose):
        case = made[min(place, len(made) - 1)]
        await photos.assign(tx, [photo.id], case=case.id, purpose="problem", round_=0)
    if arrival.photo is None:
        return
    place = min(len(loose), len(made) - 1)
    await keep_photo(tx, arrival, "problem", made[place], gathering)


async def _keep(tx: Transaction, office: Office, arrival: Arrival, made: Draft) -> Case:
    """Keep a report; one that lacks nothing is numbered and filed at once."""
    case = made.case
    if made.missing is None:
        number = await cases.draw_number(tx, case.bureau, office.local(tx.now).date())
        case = replace(case, state=State.FILED, number=number, filed_at=tx.now)
    return await cases.add(tx, case, by=arrival.by, by_name=arrival.sender_name)


async def send_on(tx: Transaction, case: Case, choice: Choice) -> Case:
    """Dispatch a filed case by routing; without a unit the card waits for a dispatcher."""
    if choice.unit is None or case.returns:
        await telling.home_card(tx, case)
        return case
    decision = rules.dispatch(case, unit=choice.unit, by=None, now=tx.now, why=choice.why)
    sent = await cases.apply(tx, case, decision, by=None)
    await telling.tell(tx, sent, (rules.Notice.PING,))
    return sent


async def complete(
    tx: Transaction,
    office: Office,
    case: Case,
    *,
    by: int | None,
    by_name: str,
    decision: rules.Decision,
    unit: int | None = None,
    message: int | None = None,
) -> Case:
    """A draft gets its number and goes to its unit, or to the dispatcher where none is known."""
    ready = decision.case
    number = await cases.draw_number(tx, ready.bureau, office.local(tx.now).date())
    ready = replace(ready, number=number)
    if ready.due_source is not DueSource.TYPED:
        # The category may have come with the answer, and its limit with it.
        ready = with_due(ready, Deadline(), tx.now)
    filed = await cases.apply(
        tx, case, replace(decision, case=ready), by=by, by_name=by_name, message=message
    )
    chart = await units.org_chart(tx)
    known = unit if unit is not None else case.unit
    if known is not None:
        return await send_on(tx, filed, Choice(known, ("named",)))
    if unknown_name(case.why) is not None:
        # Who was named is not known: the dispatcher decides, not the street.
        return await send_on(tx, filed, Choice(None))
    choice = choose_unit(
        chart, said=UnitSaid(), address=filed.address, text=filed.text, category=filed.category
    )
    return await send_on(tx, filed, choice)


def limit_change(category: str | None) -> int | None:
    """The limit in minutes that a new category brings with it."""
    limit = limit_of(category)
    return clocks.limit_minutes(limit.value, limit.unit) if limit else None


async def wordless(
    tx: Transaction, office: Office, gathering: gatherings.Gathering, given: Sequence[photos.Photo]
) -> Case:
    """Photos that nobody put a word to: a draft with one question to who sent them."""
    person = await people.by_telegram(tx, gathering.sender)
    chat = await chats.get(tx, gathering.chat)
    assert chat is not None  # noqa: S101 - a gathering is of a chat that was met
    arrival = Arrival(
        chat=chat,
        message=gathering.message,
        sender=gathering.sender,
        sender_name=person.name if person else chat.title,
        person=person,
        thread=gathering.thread,
    )
    reading = await understand(tx, office, "", has_photo=True)
    made = draft(arrival, reading, await units.org_chart(tx), tx.now, "")
    kept = await cases.add(tx, made.case, by=arrival.by, by_name=arrival.sender_name)
    ids = [photo.id for photo in given]
    await photos.assign(tx, ids, case=kept.id, purpose="problem", round_=0)
    await asking.ask_missing(tx, office, kept, made, arrival)
    return kept


async def fill_from_edit(
    tx: Transaction, office: Office, arrival: Arrival, case: Case, reading: Reading
) -> Case | None:
    """An edited caption gives what a draft lacked; None while something is still missing.

    What it gives is kept all the same, for the answer to the question that stays open.
    """
    made = draft(arrival, reading, await units.org_chart(tx), case.reported_at, arrival.text)
    told = replace(
        made.case,
        id=case.id,
        version=case.version,
        reported_at=case.reported_at,
        location=case.location,
        unit=made.choice.unit,
    )
    if _missing(told, made.choice) is not None:
        kept = rules.Decision(replace(told, category=told.category or case.category), Action.AMEND)
        await cases.apply(tx, case, kept, by=arrival.by, by_name=arrival.sender_name)
        return None
    question = await questions.open_of_case(tx, case.id)
    decision = rules.complete(told, by=arrival.person, now=tx.now)
    done = await complete(
        tx,
        office,
        case,
        by=arrival.by,
        by_name=arrival.sender_name,
        decision=decision,
        unit=made.choice.unit,
        message=arrival.message,
    )
    await correcting.answered(tx, case, done)
    if question is not None and await questions.answered(tx, question.id, arrival.text[:200]):
        await telling.settle_question(tx, question)
    return done


async def reroute(tx: Transaction, case: Case, reading: Reading, text: str) -> Case:
    """A corrected text that names another unit, or another street, sends the case there."""
    chart = await units.org_chart(tx)
    choice = choose_unit(
        chart,
        said=unit_said(reading),
        address=reading.address,
        text=text,
        category=case.category,
    )
    if choice.unit is None or choice.unit == case.unit or case.returns:
        return case
    if case.state is State.FILED:
        return await send_on(tx, case, choice)
    decision = rules.reroute(case, unit=choice.unit, now=tx.now, why=choice.why)
    sent = await cases.apply(tx, case, decision, by=None)
    await telling.tell(tx, sent, decision.notices)
    return sent
