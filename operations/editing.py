"""An edited message: an amendment before acceptance, afterwards a word to the dispatcher."""

from dataclasses import replace

from db import cases, gatherings
from db.transaction import Transaction
from domain import amendments
from domain.cases import Case, State
from domain.refusals import Refused
from operations import (
    acting,
    arriving,
    correcting,
    filing,
    heeding,
    knowing,
    reporting,
    tallying,
    telling,
)
from operations.actor import Actor
from operations.arrival import Arrival, Understood
from operations.office import Office
from operations.understanding import choose_for, understand
from reading.model import Act, Reading


async def edited(tx: Transaction, office: Office, arrival: Arrival) -> Understood:
    """The reporter edited his report: an amendment before acceptance, afterwards a question."""
    reported = await cases.reported_by_message(tx, arrival.chat.id, arrival.message)
    reading = await understand(tx, office, arrival.text, has_photo=True, unit=arrival.chat.unit)
    if not reported:
        return await _first_words(tx, office, arrival, reading)
    case = reported[0]
    if not case.is_open or case.text == arrival.text:
        return Understood("edit_changes_nothing")
    if len(reported) > 1 or case.state in (State.HANDLING, State.CHECKING):
        await _tell_dispatcher(tx, arrival, case)
        return Understood()
    if arrival.person is None:
        return Understood("edit_of_nobody")
    return await _amended_report(tx, office, arrival, case, reading)


async def respell(tx: Transaction, case: Case, actor: Actor) -> Case:
    """The place is the known one that it resembles; a case that waits for a unit goes to its."""
    meant = (await knowing.whereabouts(tx, case)).mended
    if not meant:
        raise Refused("nothing_to_amend", case=case)
    amended = await acting.amend(tx, case, actor, amendments.Amendment(address=meant))
    if amended.state is not State.FILED:
        return amended
    choice = await choose_for(tx, replace(amended, address=meant))
    return await filing.send_on(tx, amended, choice)


async def _first_words(
    tx: Transaction, office: Office, arrival: Arrival, reading: Reading
) -> Understood:
    """A caption put under a photo that waits for words, or a work report put right."""
    if reading.act is Act.DIGEST:
        return Understood(await tallying.keep(tx, arrival))
    waiting = await gatherings.waiting_with(tx, arrival.chat.id, arrival.message)
    if waiting is None or not reading.is_report:
        return Understood("edit_of_no_report")
    # The photo itself is in the gathering already.
    return await arriving.file_report(tx, office, replace(arrival, photo=None), reading, waiting)


async def _tell_dispatcher(tx: Transaction, arrival: Arrival, case: Case) -> None:
    await telling.notice(
        tx,
        chat=case.source.chat,
        thread=case.source.thread,
        key="edited_after_acceptance",
        dedupe=f"edited:{case.id}:{case.version}",
        case=case.id,
        reply_to=arrival.message,
        number=str(case.number or ""),
        who=arrival.sender_name,
        text=arrival.text[:500],
    )


async def _amended_report(
    tx: Transaction, office: Office, arrival: Arrival, case: Case, reading: Reading
) -> Understood:
    """Read the whole text again; a draft that lacks nothing now is completed."""
    assert arrival.person is not None  # noqa: S101 - the caller has looked
    if case.state is State.DRAFT:
        await reporting.fill_from_edit(tx, office, arrival, case, reading)
        return Understood()
    change = replace(await heeding.amendment(tx, reading), text=arrival.text)
    actor = Actor(acting.here(arrival.person, arrival.chat, case), arrival.message)
    amended = await acting.amend(tx, case, actor, change)
    moved = await filing.reroute(tx, amended, reading, arrival.text)
    if moved.unit != case.unit:
        await correcting.sent(tx, case, moved)
    return Understood()
