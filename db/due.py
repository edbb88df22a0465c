"""Which jobs have something to do: one small query, so that an idle second costs little."""

from sqlalchemy import exists, or_, select

from db import cases, chats, gatherings, handovers, questions, requests, rosters, whistles
from db.transaction import Transaction

_look = select(
    exists().where(gatherings.IS_DUE).label("gatherings"),
    exists().where(questions.IS_DUE).label("questions"),
    exists().where(cases.STEP_IS_DUE).label("reminders"),
    exists().where(requests.IS_DUE).label("requests"),
    exists().where(chats.DIGEST_IS_DUE).label("digests"),
    exists().where(whistles.IS_DUE).label("whistles"),
    or_(exists().where(rosters.IS_DUE), exists().where(handovers.CALL_IS_DUE)).label("handovers"),
)


async def due(tx: Transaction) -> frozenset[str]:
    """The names of the jobs (see `scheduler.jobs.table`) for which something has fallen due."""
    found = (await tx.run(_look, {"now": tx.now})).one()
    return frozenset(name for name, is_due in found._mapping.items() if is_due)
