"""What a message in a group means, in this order: an answer to one of ours; part of an album that
was here before; a unit's proof; a report; nothing.
"""

from dataclasses import replace

from db import cards, cases, gatherings, orders, photos, questions, units
from db.cards import Card
from db.gatherings import Gathering
from db.transaction import Transaction
from domain.cases import State, numbers_in
from domain.people import GroupRole
from operations import (
    acting,
    answering,
    meeting,
    ordering,
    placing,
    proving,
    replying,
    reporting,
    showing,
    tallying,
    unaddressed,
    whistling,
)
from operations.actor import Actor
from operations.arrival import Arrival, Understood, may_report
from operations.gathering import gather, keep_photo, of_the_next
from operations.office import Office
from operations.understanding import understand
from reading.model import Act, Reading

# Words that say what a picture is of: no fix.
_NO_PROOF = (
    Act.RETURN,
    Act.DIGEST,
    Act.NOTICE,
    Act.MEETING,
    Act.PATROL_CLEAR,
    Act.JOKE,
    Act.GREETING,
    Act.WEATHER,
    Act.AD,
    Act.QUERY,
)
_NO_ANSWER = (
    Act.ACCEPT,
    Act.PROGRESS,
    Act.THANKS,
    Act.GREETING,
    Act.JOKE,
    Act.NOTICE,
    Act.DIGEST,
    Act.QUERY,
)


async def arrive(tx: Transaction, office: Office, arrival: Arrival) -> Understood:
    """Do what a message in an enrolled group asks for. May raise `Refused`."""
    called = await whistling.heard(tx, office, arrival)
    if called is not None:
        return called
    if arrival.reply_to is not None:
        answered = await _reply(tx, office, arrival)
        if answered is not None:
            return answered
    if arrival.album:
        known = await gatherings.of_album(tx, arrival.chat.id, arrival.album)
        if known is not None:
            return await _album_goes_on(tx, office, arrival, known)
    if await _more_proof(tx, arrival):
        return Understood()
    reading = await _read(tx, office, arrival)
    if arrival.photo is not None and await _is_proof(tx, arrival, reading):
        return await _proof(tx, arrival)
    asked = await questions.open_for(tx, arrival.chat.id, arrival.thread, arrival.sender)
    if asked is not None and await _takes_back(tx, office, arrival, asked):
        return Understood()
    if asked is not None and await _answers(tx, office, asked, arrival, reading):
        await answering.replied(tx, office, asked, arrival)
        return Understood()
    return await _report_or_nothing(tx, office, arrival, reading)


async def _read(tx: Transaction, office: Office, arrival: Arrival) -> Reading:
    return await understand(
        tx,
        office,
        arrival.text,
        has_photo=arrival.photo is not None,
        roles=arrival.person.roles if arrival.person else frozenset(),
        unit=arrival.chat.unit,
    )


async def _reply(tx: Transaction, office: Office, arrival: Arrival) -> Understood | None:
    """A reply to a card, a plate, a question or a report; None where it is to something else."""
    assert arrival.reply_to is not None  # noqa: S101 - the caller has looked
    card = await cards.at(tx, arrival.chat.id, arrival.reply_to)
    if card is not None:
        return await _reply_to_card(tx, office, arrival, card)
    reported = await cases.reported_by_message(tx, arrival.chat.id, arrival.reply_to)
    if reported:
        return await replying.to_cases(tx, office, arrival, reported, "report")
    return await replying.to_words_of_ours(tx, office, arrival)


async def _reply_to_card(
    tx: Transaction, office: Office, arrival: Arrival, card: Card
) -> Understood | None:
    if card.question is not None:
        question = await questions.get(tx, card.question)
        unanswered = question is not None and question.answered_at is None
        if question is not None and question.kind == "missing" and unanswered and arrival.text:
            if await _takes_back(tx, office, arrival, question):
                return Understood()
            reading = await _read(tx, office, arrival)
            if reading.act in _NO_ANSWER and not answering.confirms(question, arrival.text):
                return Understood(f"no_answer:{reading.act}")
            await answering.replied(tx, office, question, arrival)
            return Understood()
    if card.kind == "whistle":
        return await meeting.replied(tx, office, arrival, card)
    shown = await cases.many(tx, card.cases)
    if not shown:
        return None
    if card.kind == "order" and await _replies_in_writing(tx, arrival, card):
        return Understood(acted=True)
    if card.kind == "plate":
        return await replying.to_cases(tx, office, arrival, shown, "plate", card.round)
    return await replying.to_cases(tx, office, arrival, shown, "card")


async def _replies_in_writing(tx: Transaction, arrival: Arrival, card: Card) -> bool:
    """Words of the unit under an order are its written reply; a photo is a proof as ever."""
    order = await orders.get(tx, card.payload["order"])
    if order is None or order.replied_at is not None or arrival.photo is not None:
        return False
    if arrival.person is None or arrival.person.unit != order.unit or not arrival.text:
        return False
    await ordering.reply(tx, order, card, Actor(arrival.person, arrival.message), arrival.text)
    return True


async def _takes_back(
    tx: Transaction, office: Office, arrival: Arrival, question: questions.Question
) -> bool:
    """撤回 or 不是案件 instead of an answer: the draft was none."""
    if question.case is None or arrival.person is None:
        return False
    reading = await _read(tx, office, arrival)
    if reading.act not in (Act.WITHDRAW, Act.NOT_A_CASE):
        return False
    case = await cases.get(tx, question.case)
    person = acting.here(arrival.person, arrival.chat, case)
    undo = acting.not_a_case if reading.act is Act.NOT_A_CASE else acting.withdraw
    await undo(tx, case, Actor(person, arrival.message))
    return True


async def _answers(
    tx: Transaction,
    office: Office,
    question: questions.Question,
    arrival: Arrival,
    reading: Reading,
) -> bool:
    """Whether words that answer nothing visibly are the answer to what was just asked."""
    if question.kind != "missing" or not arrival.text or arrival.photo is not None:
        return False
    if answering.confirms(question, arrival.text):
        return True
    if reading.act in _NO_ANSWER:
        return False
    # Whoever names both a place and a problem reports the next case, and the question stays.
    if reading.address and reading.categories and question.about != "text":
        return False
    said = await answering.answer(tx, office, question.about, arrival.text, arrival.chat.unit)
    found = {"address": said.address, "category": said.category, "unit": said.unit_name}
    return bool(found.get(question.about, said.address or said.category))


async def _album_goes_on(
    tx: Transaction, office: Office, arrival: Arrival, known: Gathering
) -> Understood:
    """A later item of an album: it goes where the album went."""
    if arrival.photo is None:
        return Understood("album_without_picture")
    if known.state in ("report", "proof") and known.cases:
        await _join(tx, arrival, known)
        return Understood()
    if known.state == "open" and arrival.text:
        # The caption stands under a later picture: the album is a report with these words.
        await keep_photo(tx, arrival, "problem", gathering=known.id)
        reading = await _read(tx, office, arrival)
        return await file_report(tx, office, replace(arrival, photo=None), reading, known)
    await keep_photo(
        tx, arrival, "proof" if known.state == "asked" else "problem", gathering=known.id
    )
    return Understood()


async def _join(tx: Transaction, arrival: Arrival, known: Gathering) -> None:
    """Give a later photo to the case of its gathering; of several cases, to each its own."""
    made = await cases.many(tx, known.cases)
    here = await photos.of_gathering(tx, known.id)
    case = made[min(len(here), len(made) - 1)]
    purpose = "problem" if known.state == "report" else "proof"
    await keep_photo(tx, arrival, purpose, case, known.id)
    if purpose == "problem":
        await showing.late_photo(tx, case)


async def _more_proof(tx: Transaction, arrival: Arrival) -> bool:
    """A further wordless photo while the proof just sent waits for its check belongs to it."""
    if arrival.photo is None or arrival.text:
        return False
    current = await gatherings.current(tx, arrival.chat.id, arrival.thread, arrival.sender)
    if current is None or current.state != "proof":
        return False
    case = await cases.get(tx, current.cases[0])
    if case.state is not State.CHECKING:
        return False
    await _join(tx, arrival, current)
    return True


async def _is_proof(tx: Transaction, arrival: Arrival, reading: Reading) -> bool:
    """A photo from a unit's member with an open case, unless its words clearly report another."""
    if arrival.person is None or arrival.person.unit is None:
        return False
    reports = reading.act in (Act.REPORT, Act.REBOUND) and reading.is_report
    if reports and reading.categories and reading.address:
        return False
    if arrival.text and reading.act in _NO_PROOF:
        return False
    return bool(await cases.open_of_unit(tx, arrival.person.unit))


async def _proof(tx: Transaction, arrival: Arrival) -> Understood:
    """One open case gets the photo; of several, the bot asks which."""
    assert arrival.person is not None and arrival.person.unit is not None  # noqa: S101
    mine = await cases.open_of_unit(tx, arrival.person.unit)
    mine = replying.named_first(mine, arrival.text)
    asked = await questions.open_for(tx, arrival.chat.id, arrival.thread, arrival.sender)
    if asked is not None and asked.kind == "photo":
        # The bot has just asked this person for the photo of this case.
        mine = [case for case in mine if case.id == asked.case] or mine
    if len(mine) == 1:
        await proving.submit_with_photo(tx, arrival, mine[0])
        return Understood()
    await proving.ask_which(tx, arrival, mine)
    return Understood()


async def _report_or_nothing(
    tx: Transaction, office: Office, arrival: Arrival, reading: Reading
) -> Understood:
    current = await gatherings.current(tx, arrival.chat.id, arrival.thread, arrival.sender)
    if arrival.photo is not None and not arrival.text:
        return await _wordless_photo(tx, arrival, current)
    if arrival.location is not None and not arrival.text:
        return await _pin(tx, office, arrival, current)
    if reading.act is Act.DIGEST:
        return Understood(await tallying.keep(tx, arrival))
    if not reading.is_report:
        return await _not_a_report(tx, office, arrival, reading)
    if not may_report(arrival):
        return Understood("may_not_report_here")
    if arrival.photo is None and await _asks_about_a_case(tx, arrival):
        return Understood("asks_about_a_case")
    return await file_report(tx, office, arrival, reading, current)


async def _not_a_report(
    tx: Transaction, office: Office, arrival: Arrival, reading: Reading
) -> Understood:
    """Plain words that fit exactly one open case are for it; all else is left alone."""
    done = await unaddressed.without_reply(tx, arrival, reading)
    done = done or await unaddressed.checks(tx, office, arrival)
    done = done or await unaddressed.takes_back(tx, office, arrival)
    return Understood(None if done else f"not_a_report:{reading.act or reading.intent}")


async def _asks_about_a_case(tx: Transaction, arrival: Arrival) -> bool:
    """Whether words name an open case: whoever asks about it reports no other."""
    bureau = (await units.org_chart(tx)).bureau_of(arrival.chat.unit)
    for said in numbers_in(arrival.text):
        case = await cases.by_number(tx, said, bureau=bureau)
        if case is not None and case.is_open:
            return True
    return False


async def file_report(
    tx: Transaction,
    office: Office,
    arrival: Arrival,
    reading: Reading,
    current: Gathering | None,
) -> Understood:
    """File the report with the loose photos that the person sent just before."""
    loose: list[photos.Photo] = []
    if current is not None and current.state == "open" and await gatherings.claim(tx, current.id):
        loose = await photos.of_gathering(tx, current.id)
    elif current is not None and current.state == "report" and arrival.photo is None:
        given = await photos.of_gathering(tx, current.id)
        loose = of_the_next(given, current.opened_at, tx.now)
    made = await reporting.report(tx, office, arrival, reading, loose)
    if current is not None and current.state == "open" and loose:
        # Late items of the album that came first still find their case.
        ids = tuple(case.id for case in made)
        await gatherings.became(tx, current.id, "report", ids, closes_at=tx.now)
    return Understood(filed=tuple(case.id for case in made))


async def _wordless_photo(
    tx: Transaction, arrival: Arrival, current: Gathering | None
) -> Understood:
    """A photo without a word: it joins what the person just sent, or waits 90 s for words."""
    if current is not None and current.state == "report" and current.cases:
        await _join(tx, arrival, current)
        return Understood()
    if not may_report(arrival) or _is_unit_chatter(arrival):
        return Understood("photo_without_words")
    if current is None or current.state != "open":
        current = await gather(tx, arrival, "open")
    assert arrival.photo is not None  # noqa: S101 - the caller has looked
    await keep_photo(tx, arrival, "problem", gathering=current.id)
    return Understood()


def _is_unit_chatter(arrival: Arrival) -> bool:
    """In its own group a unit shows pictures to each other; only words make them reports."""
    return arrival.chat.role in (GroupRole.UNIT, GroupRole.LEADERS)


async def _pin(
    tx: Transaction, office: Office, arrival: Arrival, current: Gathering | None
) -> Understood:
    """A location pin: the place of what the same person has just reported."""
    assert arrival.location is not None  # noqa: S101 - the caller has looked
    asked = await questions.open_for(tx, arrival.chat.id, arrival.thread, arrival.sender)
    if asked is not None and asked.kind == "missing":
        await answering.pinned(tx, office, asked, arrival.location, arrival)
        return Understood()
    if await meeting.pinned(tx, arrival, current):
        return Understood(acted=True)
    if current is None or current.state != "report" or not current.cases:
        return Understood("pin_without_report")
    case = await cases.get(tx, current.cases[-1])
    await placing.by_pin(tx, office, case, arrival.location, arrival.message)
    return Understood()


async def close_gatherings(tx: Transaction, office: Office) -> bool:
    """One gathering of loose photos that got no words in 90 s becomes a draft with one question."""
    due = await gatherings.due(tx)
    if due is None:
        return False
    if not await gatherings.claim(tx, due.id):
        return True
    given = await photos.of_gathering(tx, due.id)
    if not given:
        return True
    case = await reporting.wordless(tx, office, due, given)
    await gatherings.became(tx, due.id, "report", (case.id,), closes_at=tx.now)
    return True
