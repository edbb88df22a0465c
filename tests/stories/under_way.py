"""What the bot still has to do, as its database tells in one query."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, exists, func, or_, select

from db import cards
from db.due import OF_JOBS
from db.outbox.rows import UNSENT
from db.tables import chats as chats_table
from db.tables import inbox as inbox_table
from db.tables import letters, photos
from db.transaction import Transaction
from domain.letters import Kind
from operations import reminding

# Letters are still to be sent now that wait no longer than this: reminders for others of the same
# moment, plates and digests for their pictures.
AHEAD = timedelta(seconds=2)
_SAID, _SOON, _FIRST, _CARDS = "letters", "letters soon", "first", "pictures"

_unsent = (
    select(letters.c.id)
    .outerjoin(chats_table, chats_table.c.id == letters.c.chat_id)
    .where(UNSENT, or_(letters.c.state == "sending", chats_table.c.trouble.is_(None)))
)
_moment = letters.c.not_before.type
_reminders = (
    _unsent.with_only_columns(func.min(letters.c.not_before))
    .where(
        letters.c.kind.in_((Kind.REMINDER, Kind.ORDER)),
        letters.c.not_before > bindparam("now", type_=_moment),
        letters.c.not_before <= bindparam("gathered", type_=_moment),
    )
    .scalar_subquery()
)
_look = select(
    _unsent.where(letters.c.not_before <= bindparam("now", type_=_moment)).exists().label(_SAID),
    exists().where(inbox_table.c.state == "new").label("inbox"),
    *OF_JOBS,
    exists().where(photos.c.state == "new").label("photos"),
    _unsent.where(letters.c.not_before <= bindparam("soon", type_=_moment)).exists().label(_SOON),
    _unsent.where(letters.c.kind.in_((Kind.PLATE, Kind.DIGEST))).exists().label(_CARDS),
    _reminders.label(_FIRST),
)


@dataclass(frozen=True, slots=True)
class UnderWay:
    """What is under way, in a word ('' is nothing).

    `gathers_for`: how long reminders still wait for others, if nothing else is under way.
    """

    what: str
    gathers_for: timedelta | None = None


async def under_way(tx: Transaction) -> UnderWay:
    """What has arrived or fallen due and is not dealt with, is to be drawn or to be sent."""
    values = {"now": tx.now, "soon": tx.now + AHEAD, "gathered": tx.now + reminding.GATHER}
    found = dict((await tx.run(_look, values)).one()._mapping)
    first: datetime | None = found.pop(_FIRST)
    # A plate may be drawn already, and a digest will never be if that failed.
    undrawn = found.pop(_CARDS) and bool(await cards.undrawn(tx))
    soon = found.pop(_SOON)
    if left := next((name for name, is_so in found.items() if is_so), _CARDS if undrawn else ""):
        return UnderWay(left)
    return UnderWay(_SOON if soon else "", None if first is None else first - tx.now)
