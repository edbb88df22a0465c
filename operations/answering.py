"""Answers to the bot's questions, by a button or by a plain reply."""

from dataclasses import replace

from db import cases, chats, gatherings, people, photos, questions, units
from db.photos import Photo
from db.questions import Question
from db.transaction import Transaction
from domain import rules
from domain.cases import Case, DueSource, State
from domain.people import Person
from domain.refusals import Refused
from operations import acting, correcting, filing, limits, placing, replying, telling
from operations.actor import Actor
from operations.arrival import Arrival
from operations.gathering import GATHER_FOR
from operations.office import Office
from operations.understanding import Told, told, understand
from reading.answers import says_yes


async def tapped(
    tx: Transaction, office: Office, question: Question, option: int, person: Person
) -> Case | None:
    """Somebody tapped one of a question's buttons."""
    if question.answered_at is not None:
        raise Refused("question_over")
    if not 0 <= option < len(question.options):
        raise Refused("old_button")
    await _may_answer(tx, question, person, person.telegram_id or 0)
    value = question.options[option].value
    if question.kind == "which":
        return await which(tx, office, question, int(value), person)
    return await fill(tx, office, question, value, person, typed=False)


async def _may_answer(
    tx: Transaction, question: Question, person: Person | None, sender: int
) -> None:
    """Who was asked may answer; for a draft a dispatcher, too, by role or as administrator.

    An anonymous administrator was asked as the chat: any administrator may answer for it.
    """
    if question.asked_of in (None, sender):
        return
    chat = await chats.get(tx, question.chat)
    runs_it = chat is not None and sender in chat.administrators
    if question.asked_of == question.chat and runs_it:
        return
    if question.kind == "missing" and person is not None and (person.dispatches() or runs_it):
        return
    asked = await people.by_telegram(tx, question.asked_of) if question.asked_of else None
    raise Refused("question_not_yours", who=asked.name if asked else None)


async def replied(
    tx: Transaction, office: Office, question: Question, arrival: Arrival
) -> Case | None:
    """Somebody wrote an answer under a question about what a draft lacks."""
    if question.answered_at is not None:
        raise Refused("question_over")
    await _may_answer(tx, question, arrival.person, arrival.sender)
    yes = confirms(question, arrival.text)
    return await fill(
        tx,
        office,
        question,
        question.options[0].value if yes else arrival.text.strip(),
        arrival.person,
        typed=not yes,
        name=arrival.sender_name,
        message=arrival.message,
    )


def confirms(question: Question, text: str) -> bool:
    """Whether a bare 是的 says that the suggested unit (the first option) is the one meant."""
    return bool(question.payload.get("nearest") and question.options and says_yes(text))


async def fill(
    tx: Transaction,
    office: Office,
    question: Question,
    value: str,
    person: Person | None,
    *,
    typed: bool,
    name: str = "",
    message: int | None = None,
) -> Case | None:
    """The draft becomes a case with what the answer adds; '' files it without."""
    if question.case is None:
        raise Refused("question_over")
    case = await cases.get(tx, question.case)
    if not await questions.answered(tx, question.id, value):
        raise Refused("question_over")
    if case.state is not State.DRAFT:
        raise Refused("question_over")
    changed, unit = await _with_answer(tx, office, case, question.about, value, typed=typed)
    chat = await chats.get(tx, question.chat)
    who = acting.here(person, chat, case) if person and chat else _reporter_of(case)
    decision = rules.complete(changed, by=who, now=tx.now)
    done = await filing.complete(
        tx,
        office,
        case,
        by=person.id if person else None,
        by_name=person.name if person else name,
        decision=decision,
        unit=unit,
        message=message,
    )
    await correcting.answered(tx, case, done)
    await telling.settle_question(tx, question)
    return done


def _reporter_of(case: Case) -> Person | None:
    """An anonymous administrator or a channel answers as the reporter it is."""
    if case.source.reporter is None:
        return None
    return Person(id=case.source.reporter, name=case.source.reporter_name)


async def _with_answer(
    tx: Transaction, office: Office, case: Case, about: str, value: str, *, typed: bool
) -> tuple[Case, int | None]:
    if not value:
        return case, None
    if not typed:
        if about == "unit":
            return case, int(value)
        if about == "address":
            return replace(case, address=value), None
        return replace(case, category=value, categories=(value,)), None
    return await _with_words(tx, office, case, about, value)


async def _with_words(
    tx: Transaction, office: Office, case: Case, about: str, value: str
) -> tuple[Case, int | None]:
    """A typed answer is read like a report, and what was asked for is taken at its word."""
    said = await answer(tx, office, about, value, case.bureau)
    chart = await units.org_chart(tx)
    named = chart.named(said.unit_name) if said.unit_name else None
    if about == "unit" and named is None:
        return case, await acting.unit_by_words(tx, value)
    category = case.category or said.category
    filled = replace(
        case,
        text=f"{case.text}\n{value}".strip(),
        address=(said.address or value[:300])
        if about == "address"
        else case.address or said.address,
        category=category,
        categories=case.categories or ((category,) if category else ()),
    )
    if said.deadline.due is not None and case.due_source is not DueSource.TYPED:
        filled = await limits.with_due(tx, filled, said.deadline, tx.now)
    return filled, named.id if named else None


async def answer(
    tx: Transaction, office: Office, about: str, text: str, unit: int | None = None
) -> Told:
    """What words say in answer to a question about that; `unit` is the chat's, or the bureau."""
    asked = {"address": "place"}.get(about, about)
    return told(await understand(tx, office, text, reply_to="question", asked=asked, unit=unit))


async def pinned(
    tx: Transaction,
    office: Office,
    question: Question,
    location: tuple[float, float],
    arrival: Arrival,
) -> Case | None:
    """A location pin answers where; what else is missing goes to the dispatcher as it is."""
    if question.case is None:
        raise Refused("question_over")
    case = await cases.get(tx, question.case)
    if case.state is not State.DRAFT or question.about not in ("address", "text"):
        return await placing.by_pin(tx, office, case, location, arrival.message)
    if not await questions.answered(tx, question.id, "{:.5f}, {:.5f}".format(*location)):
        raise Refused("question_over")
    placed = replace(case, location=location)
    decision = rules.complete(placed, by=arrival.person or _reporter_of(case), now=tx.now)
    done = await filing.complete(
        tx,
        office,
        case,
        by=arrival.by,
        by_name=arrival.sender_name,
        decision=decision,
        message=arrival.message,
    )
    await telling.settle_question(tx, question)
    return done


async def which(
    tx: Transaction, office: Office, question: Question, case_id: int, person: Person
) -> Case:
    """The photo or the words that fitted several cases are for this one."""
    case = await cases.get(tx, case_id)
    if not await questions.answered(tx, question.id, str(case_id)):
        raise Refused("question_over")
    if question.gathering is not None:
        case = await _proof_for(tx, question.gathering, case, person)
    else:
        await _words_for(tx, office, question, case, person)
    await telling.settle_question(tx, question)
    return case


async def _words_for(
    tx: Transaction, office: Office, question: Question, case: Case, person: Person
) -> None:
    chat = await chats.get(tx, question.chat)
    if chat is None:
        raise Refused("question_over")
    arrival = Arrival(
        chat=chat,
        message=question.payload["message"],
        sender=person.telegram_id or 0,
        sender_name=person.name,
        person=person,
        thread=question.thread,
        text=question.payload["text"],
    )
    await replying.for_case(tx, office, arrival, case, question.payload["kind"])


async def _proof_for(tx: Transaction, gathering_id: int, case: Case, person: Person) -> Case:
    gathering = await gatherings.get(tx, gathering_id)
    given = [photo.id for photo in await _usable(tx, gathering.id)]
    await photos.assign(tx, given, case=case.id, purpose="proof", round_=case.round)
    # Looked at again now that the rows are ours: one may have been refused in between.
    if not (usable := await _usable(tx, gathering.id)):
        raise Refused("photo_needed", case=case)
    actor = Actor(person, message=gathering.message, photos=len(usable))
    done = await acting.submit(tx, case, actor)
    await gatherings.became(tx, gathering.id, "proof", (case.id,), closes_at=tx.now + GATHER_FOR)
    return done


async def _usable(tx: Transaction, gathering: int) -> list[Photo]:
    """The photos of a gathering that are kept, or may still be."""
    given = await photos.of_gathering(tx, gathering)
    return [photo for photo in given if photo.state in photos.USABLE]


async def expire(tx: Transaction, office: Office) -> bool:
    """One question that nobody answered: a draft goes to the dispatcher as it is."""
    question = await questions.expired(tx)
    if question is None:
        return False
    if not await questions.answered(tx, question.id, ""):
        return True
    if question.kind == "missing" and question.case is not None:
        case = await cases.get(tx, question.case)
        if case.state is State.DRAFT:
            decision = rules.complete(case, by=None, now=tx.now)
            await filing.complete(tx, office, case, by=None, by_name="", decision=decision)
    await telling.settle_question(tx, question)
    return True
