"""A position comes after the report, by a pin or in its photo: what waits for a unit finds it."""

from db import cases, photos, questions
from db.transaction import Transaction
from domain import rules
from domain.cases import Case, State
from domain.routing import Choice, unknown_name
from operations import filing, telling
from operations.office import Office
from operations.understanding import choose_for

Place = tuple[float, float]


async def by_photo(tx: Transaction, office: Office, photo_id: int) -> None:
    """A photo was fetched: where it was taken is where the problem is, if nobody has said."""
    photo = await photos.get(tx, photo_id)
    if photo.case is None or photo.purpose != "problem":
        return
    case = await cases.get(tx, photo.case)
    place = photos.where_taken(await photos.of_case(tx, case.id, "problem"))
    waits = case.state in (State.DRAFT, State.FILED) and case.unit is None
    if place is None or case.location is not None or not waits:
        return
    placed = await cases.set_location(tx, case, place, message=photo.message)
    await on_with(tx, office, placed, ("photo",))


async def by_pin(
    tx: Transaction, office: Office, case: Case, place: Place, message: int | None
) -> Case:
    """A pin after the report: the case lies there; one that waits for a unit finds it."""
    placed = await cases.set_location(tx, case, place, message=message)
    return await on_with(tx, office, placed, ())


async def on_with(tx: Transaction, office: Office, case: Case, because: tuple[str, ...]) -> Case:
    """Send a case on that waited for a unit only, if its position tells whose it is."""
    choice = await _choice(tx, case)
    if choice.unit is None:
        await telling.refresh(tx, case)
        return case
    choice = Choice(choice.unit, (*because, *choice.why))
    if case.state is State.DRAFT:
        return await _completed(tx, office, case, choice)
    sent = await filing.send_on(tx, case, choice)
    await telling.refresh(tx, sent)
    return sent


async def _choice(tx: Transaction, case: Case) -> Choice:
    """The unit for a case that has none, cannot be returned to anybody, and lacks nothing else."""
    waits = case.state in (State.DRAFT, State.FILED) and case.unit is None
    if not waits or case.returns or case.category is None or _names_unknown(case):
        return Choice(None)
    return await choose_for(tx, case)


def _names_unknown(case: Case) -> bool:
    """A unit was named that nobody knows: the dispatcher decides, not the place."""
    return unknown_name(case.why) is not None


async def _completed(tx: Transaction, office: Office, case: Case, choice: Choice) -> Case:
    """What was asked is answered by the position: the draft becomes a case of that unit."""
    question = await questions.open_of_case(tx, case.id)
    answer = "{:.5f}, {:.5f}".format(*case.location) if case.location else ""
    if question is not None and await questions.answered(tx, question.id, answer):
        await telling.settle_question(tx, question)
    decision = rules.complete(case, by=None, now=tx.now)
    return await filing.complete(
        tx, office, case, by=None, by_name="", decision=decision, choice=choice
    )
