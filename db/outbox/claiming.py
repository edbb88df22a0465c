"""Taking a letter in hand, and putting it back. Only the one speaker does either."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import bindparam, select, update

from db.outbox.rows import COLUMNS, change, letter
from db.tables import letters
from db.transaction import Transaction
from domain.letters import Kind, Letter

_claim = (
    update(letters)
    .where(letters.c.id == bindparam("letter"), letters.c.state == "new")
    .values(state="sending", attempts=letters.c.attempts + 1)
    .returning(*COLUMNS)
)


async def claim(tx: Transaction, letter_id: int) -> Letter | None:
    """Take a waiting letter in hand; None if it is not waiting (any more). Counts an attempt."""
    row = (await tx.run(_claim, {"letter": letter_id})).one_or_none()
    return letter(row) if row else None


async def put_back(
    tx: Transaction,
    claimed: Letter,
    *,
    unknown: bool = False,
    counts: bool = True,
    not_before: datetime | None = None,
) -> None:
    """The letter waits again. `unknown`: the message may stand in the chat nevertheless.

    `counts=False` takes the attempt back: it was not the letter's fault. If a newer letter waits
    under the same key, one that shows the same thing takes this one's place; any other goes its
    own way.
    """
    twin = await _waiting_twin(tx, claimed)
    unknown = unknown or claimed.unknown
    if twin is not None and _says_the_same(claimed, twin):
        reason = f"replaced by letter {twin.id}"
        await change(tx, claimed, state="superseded", error=reason)
        if unknown and claimed.kind is not Kind.EDIT:
            await tx.run(update(letters).where(letters.c.id == twin.id).values(unknown=True))
        return
    moment = not_before or claimed.not_before
    tx.ring_at("letters", moment)
    await change(
        tx,
        claimed,
        state="new",
        attempts=claimed.attempts - (0 if counts else 1),
        unknown=unknown,
        not_before=moment,
        dedupe=f"{claimed.dedupe[:100]}#{claimed.id}" if twin else claimed.dedupe,
    )


async def free_claimed(tx: Transaction, keep: Collection[int] = ()) -> int:
    """Free what a dead speaker had in hand (all but `keep`); returns how many there were.

    Nobody knows whether those were sent, so they are marked and sent again.
    """
    query = select(*COLUMNS).where(letters.c.state == "sending").order_by(letters.c.id)
    left = [letter(row) for row in await tx.run(query) if row.id not in keep]
    for one in left:
        await put_back(tx, one, unknown=True)
    if left:
        tx.ring("letters")
    return len(left)


async def _waiting_twin(tx: Transaction, claimed: Letter) -> Letter | None:
    query = select(*COLUMNS).where(letters.c.dedupe == claimed.dedupe, letters.c.state == "new")
    row = (await tx.run(query.where(letters.c.id != claimed.id))).one_or_none()
    return letter(row) if row else None


def _says_the_same(older: Letter, newer: Letter) -> bool:
    """Whether sending the newer one tells what the older one was to tell."""
    return older.card is not None and (older.kind, older.card) == (newer.kind, newer.card)
