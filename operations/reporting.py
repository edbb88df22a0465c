"""A photo and a line of text become a case; what is missing becomes one question."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from db import cases, chats, gatherings, people, photos, questions, units
from db.transaction import Transaction
from domain import escalation, rules
from domain.cases import Case, DueSource, Severity, Source, State
from domain.routing import Choice, unknown_name
from domain.transitions import Action
from operations import (
    asking,
    correcting,
    family,
    joint,
    knowing,
    limits,
    policing,
    ruling,
    telling,
)
from operations.arrival import Arrival
from operations.asking import Draft
from operations.gathering import gather, keep_photo
from operations.office import Office
from operations.understanding import UnitSaid, choose_unit, understand, unit_said
from reading.model import Act, Deadline, Reading
from reading.numbered import split_numbered


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


async def draft(
    tx: Transaction, office: Office, arrival: Arrival, reading: Reading, now: datetime, text: str
) -> Draft:
    """What a message reports, not yet kept."""
    said = unit_said(reading)
    choice = await choose_unit(
        tx,
        said=said,
        address=reading.address,
        text=text,
        category=next(iter(reading.categories), None),
        location=arrival.location,
        near=arrival.chat.unit,
    )
    chart = await units.org_chart(tx)
    bureau = knowing.bureau_of(chart, choice.unit or arrival.chat.unit)
    case = replace(
        _case(arrival, reading, now, text, bureau), policy=await policing.in_force(tx, office)
    )
    back = reading.act is Act.REBOUND
    if earlier := await family.earlier_of(tx, case, back=back):
        case = family.come_back(case, earlier)
        choice = choice if choice.unit else Choice(earlier.unit, ("rebound",))
    case = await limits.with_due(tx, case, reading.deadline, now)
    choice = await ruling.by_precedent(tx, case, choice)
    missing = _missing(case, choice)
    if missing is None:
        return Draft(case, choice, None, said)
    # A draft remembers the unit that was named until its question is answered.
    made = Draft(replace(case, unit=choice.unit, why=choice.why), choice, missing, said)
    return await (
        _where_it_was(tx, made) if back else _as_known(tx, office, arrival, reading, made)
    )


def _case(arrival: Arrival, reading: Reading, now: datetime, text: str, bureau: int) -> Case:
    return Case(
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
        bureau=bureau,
        category=next(iter(reading.categories), None),
        categories=reading.categories,
        address=reading.address,
        location=arrival.location,
        severity=Severity(reading.severity or Severity.NORMAL),
    )


async def _where_it_was(tx: Transaction, made: Draft) -> Draft:
    """昨天那个点又摆出来了: the reporter's own recent places; where it was says what it was."""
    if made.missing not in ("text", "address"):
        return made
    were = await family.likely_addresses(tx, made.case)
    return replace(made, missing="address", likely=tuple(were[:3])) if were else made


async def _as_known(
    tx: Transaction, office: Office, arrival: Arrival, reading: Reading, made: Draft
) -> Draft:
    """What the text would say if its misspelt place were spelt as it is known."""
    spelt = reading.place_suggestion
    if spelt is None:
        return made
    mended = made.case.text.replace(spelt.typed, spelt.name, 1)
    likely = await _read_part(tx, office, arrival, mended)
    unit = (await units.org_chart(tx)).named(likely.unit_name) if likely.unit_name else None
    addresses = (likely.address,) if likely.address else ()
    return replace(made, likely=addresses, likely_unit=unit.id if unit else None)


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
    parts = await _parts(tx, office, arrival, reading)
    if len(parts) == 1 and arrival.location is None:
        # Photos that came before their words may have been fetched already.
        arrival = replace(arrival, location=photos.where_taken(loose))
    drafts = [await draft(tx, office, arrival, one, tx.now, part) for one, part in parts]
    return await file_drafts(tx, office, arrival, drafts, loose)


async def file_drafts(
    tx: Transaction,
    office: Office,
    arrival: Arrival,
    drafts: Sequence[Draft],
    loose: Sequence[photos.Photo] = (),
) -> list[Case]:
    """Keep what a message reports, with its photos; ask what is missing, and send on the rest."""
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
    if len(parts) > 1:
        read = [(await _read_part(tx, office, arrival, part), part) for part in parts]
        problems = [(one, part) for one, part in read if one.is_report]
        if len(problems) > 1:
            return problems
    return [(reading, arrival.text)]


async def _read_part(tx: Transaction, office: Office, arrival: Arrival, part: str) -> Reading:
    roles = arrival.person.roles if arrival.person else frozenset()
    return await understand(tx, office, part, has_photo=True, roles=roles, unit=arrival.chat.unit)


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
        filed = replace(case, state=State.FILED, number=number, filed_at=tx.now, stage_at=tx.now)
        case = escalation.scheduled(filed)
    return await cases.add(tx, case, by=arrival.by, by_name=arrival.sender_name)


async def send_on(tx: Transaction, case: Case, choice: Choice) -> Case:
    """Dispatch a filed case by routing; without a unit the card waits for a dispatcher."""
    if choice.unit is None or case.returns:
        await telling.home_card(tx, case)
        return case
    decision = rules.dispatch(case, unit=choice.unit, by=None, now=tx.now, why=choice.why)
    sent = await cases.apply(tx, case, decision, by=None)
    await telling.tell(tx, sent, (rules.Notice.PING,))
    return await joint.call(tx, sent)


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
    choice: Choice | None = None,
) -> Case:
    """A draft gets its number and goes to its unit, or to the dispatcher where none is known.

    `choice` is the routing's, where it was asked already.
    """
    ready = replace(decision.case, policy=await policing.in_force(tx, office))
    number = await cases.draw_number(tx, ready.bureau, office.local(tx.now).date())
    ready = await _with_family(tx, office, replace(ready, number=number))
    if ready.due_source is not DueSource.TYPED:
        # The category may have come with the answer, and its limit with it.
        ready = await limits.with_due(tx, ready, Deadline(), tx.now)
    filed = await cases.apply(
        tx, case, replace(decision, case=ready), by=by, by_name=by_name, message=message
    )
    if choice is not None:
        return await send_on(tx, filed, choice)
    known = unit if unit is not None else case.unit
    if known is not None:
        why = case.why if known == case.unit and case.why else ("named",)
        return await send_on(tx, filed, Choice(known, why))
    if unknown_name(case.why) is not None:
        # Who was named is not known: the dispatcher decides, not the street.
        return await send_on(tx, filed, Choice(None))
    choice = await choose_unit(
        tx,
        said=UnitSaid(),
        address=filed.address,
        text=filed.text,
        category=filed.category,
        location=filed.location,
        near=filed.bureau,
    )
    choice = await ruling.by_precedent(tx, filed, choice)
    if choice.unit is None and filed.earlier is not None:
        choice = Choice((await cases.get(tx, filed.earlier)).unit, ("rebound",))
    return await send_on(tx, filed, choice)


async def _with_family(tx: Transaction, office: Office, case: Case) -> Case:
    """With its place a draft may turn out to be something that came back."""
    if case.earlier is not None:
        return case
    said = await understand(tx, office, case.text, has_photo=True, unit=case.bureau)
    earlier = await family.earlier_of(tx, case, back=said.act is Act.REBOUND)
    return family.come_back(case, earlier) if earlier else case


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
        location=photos.where_taken(given),
    )
    reading = await understand(tx, office, "", has_photo=True)
    made = await draft(tx, office, arrival, reading, tx.now, "")
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
    made = await draft(tx, office, arrival, reading, case.reported_at, arrival.text)
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
    choice = await choose_unit(
        tx,
        said=unit_said(reading),
        address=reading.address,
        text=text,
        category=case.category,
        location=case.location,
        near=case.bureau,
    )
    if choice.unit is None or choice.unit == case.unit or case.returns:
        return case
    if case.state is State.FILED:
        return await send_on(tx, case, choice)
    decision = rules.reroute(case, unit=choice.unit, now=tx.now, why=choice.why)
    sent = await cases.apply(tx, case, decision, by=None)
    await telling.tell(tx, sent, decision.notices)
    return await joint.call(tx, sent)
