"""Who has something to do: one small query, so that an idle second costs little."""

from sqlalchemy import exists, or_, select

from db import (
    cases,
    chats,
    gatherings,
    handovers,
    inbox,
    photos,
    questions,
    requests,
    rosters,
    whistles,
)
from db.outbox import queue
from db.transaction import Transaction

BELLS = frozenset({"inbox", "letters", "photos"})
"""These are no jobs, but bells of the database: who waits for one does the work."""

OF_JOBS = (
    exists().where(gatherings.IS_DUE).label("gatherings"),
    exists().where(questions.IS_DUE).label("questions"),
    exists().where(cases.STEP_IS_DUE).label("reminders"),
    exists().where(requests.IS_DUE).label("requests"),
    exists().where(chats.DIGEST_IS_DUE).label("digests"),
    exists().where(whistles.IS_DUE).label("whistles"),
    or_(exists().where(rosters.IS_DUE), exists().where(handovers.CALL_IS_DUE)).label("handovers"),
)
"""Whether each job has something to do at `now`, under its name."""

_look = select(
    exists().where(inbox.IS_DUE).label("inbox"),
    queue.IS_WAITING.label("letters"),
    photos.IS_WORK.label("photos"),
    *OF_JOBS,
)


async def due(tx: Transaction) -> frozenset[str]:
    """The names of the jobs (see `scheduler.jobs.table`) and of the bells that have work now."""
    values = {"now": tx.now, "again": tx.now - queue.TRY_AGAIN}
    found = (await tx.run(_look, values)).one()
    return frozenset(name for name, is_due in found._mapping.items() if is_due)
