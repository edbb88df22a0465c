"""Posting a letter, or laying it over the one that waits under the same key."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, select, text, update

from db.dialect import Insertion
from db.tables import letters
from db.transaction import Transaction
from domain.letters import Kind, Priority

Payload = dict[str, Any]
Merge = Callable[[Payload, Payload], Payload]

# As in the partial unique index of `db.tables`: a bound value would not be matched to it.
_WAITING = text("state = 'new'")
_HASTEN = (
    update(letters)
    .where(_WAITING, letters.c.card_id == bindparam("card"), letters.c.kind != Kind.EDIT.value)
    .values(not_before=bindparam("now"))
)
_POST = Insertion(
    letters,
    lambda new: new.on_conflict_do_nothing(
        index_elements=[letters.c.dedupe], index_where=_WAITING
    ).returning(letters.c.id),
)


def replace(_old: Payload, new: Payload) -> Payload:
    """The usual way of laying a letter over another: the newer payload counts."""
    return new


async def post(
    tx: Transaction,
    *,
    chat: int,
    kind: Kind,
    dedupe: str,
    priority: Priority,
    case: int | None = None,
    card: int | None = None,
    reply_to: int | None = None,
    thread: int | None = None,
    payload: Payload | None = None,
    not_before: datetime | None = None,
    later: bool = False,
    merge: Merge = replace,
) -> int:
    """Post a letter; the speaker hears of it when this transaction commits. Returns its id.

    Only one letter waits per `dedupe` key (at most 120 characters). Posting a second one lays it
    over the first: `merge(old, new)` makes the payload (by default the new one replaces it), the
    priority becomes the more urgent, and `not_before` (business time, default now) the earlier,
    or with `later` the one given here. A letter that is just being sent is not waiting any more.
    """
    row: dict[str, Any] = {
        "chat_id": chat,
        "thread_id": thread,
        "kind": kind.value,
        "case_id": case,
        "card_id": card,
        "dedupe": dedupe,
        "priority": priority.value,
        "reply_to": reply_to,
        "payload": payload or {},
        "not_before": not_before or tx.now,
    }
    # At once, too: until the commit, the clock may jump there.
    tx.ring("letters")
    tx.ring_at("letters", row["not_before"])
    while True:
        if (new := await _insert(tx, row)) is not None:
            return new
        # Between the two statements the waiting one may be claimed: then there is room again.
        if (old := await _waiting(tx, dedupe)) is not None:
            await _lay_over(tx, old, row, later=later, merge=merge)
            return int(old.id)


async def posted_since(tx: Transaction, case: int, prefix: str, since: datetime) -> bool:
    """Whether a letter of that case whose key begins so was posted since then."""
    query = select(letters.c.id).where(
        letters.c.case_id == case,
        letters.c.created_at > since,
        letters.c.dedupe.startswith(prefix, autoescape=True),
    )
    return (await tx.run(query.limit(1))).scalar() is not None


async def hasten(tx: Transaction, card: int) -> None:
    """What the first letter of a card waited for is here: it may go now."""
    await tx.run(_HASTEN, {"card": card, "now": tx.now})
    tx.ring("letters")


async def _insert(tx: Transaction, row: dict[str, Any]) -> int | None:
    new = await tx.run(_POST.on(tx), row | {"created_at": tx.now})
    found: int | None = new.scalar_one_or_none()
    return found


async def _waiting(tx: Transaction, dedupe: str) -> Row[Any] | None:
    query = select(letters).where(letters.c.dedupe == dedupe, letters.c.state == "new")
    return (await tx.run(query.with_for_update())).one_or_none()


async def _lay_over(
    tx: Transaction, old: Row[Any], row: dict[str, Any], *, later: bool, merge: Merge
) -> None:
    moment = row["not_before"] if later else min(old.not_before, row["not_before"])
    changes = row | {
        "priority": min(old.priority, row["priority"]),
        "not_before": moment,
        "payload": merge(old.payload, row["payload"]),
    }
    await tx.run(update(letters).where(letters.c.id == old.id).values(changes))
