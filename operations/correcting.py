"""What people put right is kept, so that the vocabulary can be mended where it reads wrongly.

The text of the case is read once more and compared with what is meant now: a thing that was put
right twice counts once, and one that was put back to what had been read does not count.
"""

from db import corrections, units
from db.transaction import Transaction
from domain.cases import Case, DueSource
from domain.corrections import NOT_A_CASE, Correction, Field, without_people
from domain.endings import WITHDRAW_WITHIN
from operations.understanding import reread, unit_said
from reading.explain import words_for
from reading.model import Reading


async def amended(tx: Transaction, before: Case, after: Case) -> None:
    """Category, place or deadline were put right, or given where none had been found."""
    if not before.text:
        return
    reading = await reread(tx, before)
    if after.category and after.category != before.category:
        read_as = next(iter(reading.categories), None)
        words = words_for(read_as, reading.why) if read_as else ()
        await _compare(tx, before, reading, Field.CATEGORY, read_as, after.category, words)
    if after.address and after.address != before.address:
        read_as = reading.address
        words = (read_as,) if read_as else ()
        await _compare(tx, before, reading, Field.ADDRESS, read_as, after.address, words)
    typed = after.due_source is DueSource.TYPED and after.due_raw != before.due_raw
    # Who sets a deadline where none was told corrects nobody.
    if typed and after.due_raw and (raw := reading.deadline.raw):
        await _compare(tx, before, reading, Field.DEADLINE, raw, after.due_raw, (raw,))


async def sent(tx: Transaction, before: Case, after: Case) -> None:
    """A person chose the unit: whether it is the one that the text was read to name, if any."""
    meant = (await units.org_chart(tx)).unit(after.unit)
    if not before.text or meant is None:
        return
    reading = await reread(tx, before)
    said = unit_said(reading)
    if said.typed is not None:
        await _compare(tx, before, reading, Field.UNIT, said.name, meant.name, (said.typed,))


async def answered(tx: Transaction, draft: Case, done: Case) -> None:
    """A question was answered about what had not been found, or not been known."""
    await amended(tx, draft, done)
    await sent(tx, draft, done)


async def not_a_case(tx: Transaction, case: Case) -> None:
    """What was read as a report was none, as somebody said at once."""
    if not case.text or tx.now - case.reported_at > WITHDRAW_WITHIN:
        return
    reading = await reread(tx, case)
    if reading.is_report:
        words = tuple(reading.why)
        await _compare(tx, case, reading, Field.REPORT, "report", NOT_A_CASE, words)


async def _compare(
    tx: Transaction,
    case: Case,
    reading: Reading,
    field: Field,
    read_as: str | None,
    meant: str,
    words: tuple[str, ...],
) -> None:
    if read_as == meant:
        await corrections.forget(tx, case.id, field)
        return
    text = without_people(case.text, (unit.text for unit in reading.units))
    await corrections.note(tx, Correction(case.id, field, read_as, meant, words, text))
