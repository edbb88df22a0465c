"""The meeting that a whistle calls: what was said, and the cases that came of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, false, insert, select, true, union

from db import dialect
from db.tables import whistle_notes, whistle_tasks, whistles
from db.transaction import Transaction
from db.whistles import NUMBERED
from domain.whistle import WhistleNumber

_of_tasks = select(
    whistle_tasks.c.case_id, whistles.c.number_day, whistles.c.number_serial, true().label("task")
).join(whistles, whistles.c.id == whistle_tasks.c.whistle_id)
_of_cases = select(
    whistles.c.case_id, whistles.c.number_day, whistles.c.number_serial, false().label("task")
)
_numbers = union(
    _of_tasks.where(whistle_tasks.c.case_id.in_(bindparam("ids", expanding=True)), NUMBERED),
    _of_cases.where(whistles.c.case_id.in_(bindparam("ids", expanding=True)), NUMBERED),
).order_by("number_day", "number_serial")


@dataclass(frozen=True, slots=True)
class Note:
    """Something that was said in reply to a whistle's card."""

    at: datetime
    by_name: str
    chat: int
    message: int
    text: str


async def note(tx: Transaction, whistle: int, by: int | None, said: Note) -> None:
    """Keep what somebody said; a message is kept once."""
    statement = dialect.insert(tx, whistle_notes).values(
        whistle_id=whistle,
        at=said.at,
        by_id=by,
        by_name=said.by_name,
        chat_id=said.chat,
        message_id=said.message,
        text=said.text,
    )
    await tx.run(
        statement.on_conflict_do_nothing(
            index_elements=[whistle_notes.c.chat_id, whistle_notes.c.message_id]
        )
    )


async def notes(tx: Transaction, whistle: int) -> list[Note]:
    """What was said, in order."""
    query = select(whistle_notes).where(whistle_notes.c.whistle_id == whistle)
    return [
        Note(row.at, row.by_name, row.chat_id, row.message_id, row.text)
        for row in await tx.run(query.order_by(whistle_notes.c.id))
    ]


async def hand_out(tx: Transaction, whistle: int, ids: Iterable[int]) -> None:
    """These cases came of the meeting."""
    rows = [{"whistle_id": whistle, "case_id": case} for case in ids]
    if rows:
        await tx.run(insert(whistle_tasks), rows)


async def handed_out(tx: Transaction, whistle: int) -> list[int]:
    """The cases that came of a meeting, oldest first."""
    query = select(whistle_tasks.c.case_id).where(whistle_tasks.c.whistle_id == whistle)
    return [row.case_id for row in await tx.run(query.order_by(whistle_tasks.c.case_id))]


async def numbers_of_cases(tx: Transaction, ids: Iterable[int]) -> dict[int, tuple[str, bool]]:
    """The newest whistle of each of these cases; True where the case came of it as a task."""
    wanted = list(ids)
    rows = (await tx.run(_numbers, {"ids": wanted})) if wanted else ()
    return {
        row.case_id: (str(WhistleNumber(row.number_day, row.number_serial)), bool(row.task))
        for row in rows
    }
