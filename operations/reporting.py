"""A photo and a line of text become a case; what is missing becomes one question."""

from collections.abc import Sequence
from dataclasses import replace

from db import cases, chats, gatherings, people, photos, questions
from db.transaction import Transaction
from domain import escalation, rules
from domain.cases import Case, State
from domain.transitions import Action
from operations import (
    asking,
    correcting,
    drafting,
    filing,
    telling,
)
from operations.arrival import Arrival
from operations.asking import Draft
from operations.gathering import gather, keep_photo
from operations.office import Office
from operations.understanding import understand
from reading.model import Reading
from reading.numbered import split_numbered


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
    drafts = [await drafting.draft(tx, office, arrival, one, tx.now, part) for one, part in parts]
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
            await filing.send_on(tx, case, one.choice)
    return made


async def _parts(
    tx: Transaction, office: Office, arrival: Arrival, reading: Reading
) -> list[tuple[Reading, str]]:
    """The problems of a numbered list, or the whole text where it is no list of problems."""
    parts = split_numbered(arrival.text)
    if len(parts) > 1:
        read = [(await drafting.read_part(tx, office, arrival, part), part) for part in parts]
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
        filed = replace(case, state=State.FILED, number=number, filed_at=tx.now, stage_at=tx.now)
        case = escalation.scheduled(filed)
    return await cases.add(tx, case, by=arrival.by, by_name=arrival.sender_name)


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
    made = await drafting.draft(tx, office, arrival, reading, tx.now, "")
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
    made = await drafting.draft(tx, office, arrival, reading, case.reported_at, arrival.text)
    told = replace(
        made.case,
        id=case.id,
        version=case.version,
        reported_at=case.reported_at,
        location=case.location,
        unit=made.choice.unit,
    )
    if drafting.missing_of(told, made.choice) is not None:
        kept = rules.Decision(replace(told, category=told.category or case.category), Action.AMEND)
        await cases.apply(tx, case, kept, by=arrival.by, by_name=arrival.sender_name)
        return None
    question = await questions.open_of_case(tx, case.id)
    decision = rules.complete(told, by=arrival.person, now=tx.now)
    done = await filing.complete(
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
