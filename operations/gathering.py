"""What one person sends in one go is kept together: an album, loose photos, a text and photos."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise

from db import gatherings, photos
from db.gatherings import Gathering
from db.photos import Photo
from db.transaction import Transaction
from domain.cases import Case
from operations.arrival import Arrival

GATHER_FOR = timedelta(seconds=90)
A_PAUSE = timedelta(seconds=5)
"""So long at least somebody is silent between two reports."""


async def gather(
    tx: Transaction, arrival: Arrival, state: str, cases: tuple[int, ...] = ()
) -> Gathering:
    """Open a gathering with this message; what the person sends within 90 s may join it.

    One that was asked about (`asked`) waits for the answer instead.
    """
    return await gatherings.open_(
        tx,
        chat=arrival.chat.id,
        thread=arrival.thread,
        sender=arrival.sender,
        album=arrival.album,
        message=arrival.message,
        closes_at=None if state == "asked" else tx.now + GATHER_FOR,
        state=state,
        cases=cases,
    )


def of_the_next(given: Sequence[Photo], opened_at: datetime, now: datetime) -> list[Photo]:
    """Of the photos of a report, those that belong to the words that come `now`, not to its own.

    They came without words after it, and were given to it; but the longest silence was before them.
    The report keeps one photo at least.
    """
    moments = [opened_at, *(one.received_at for one in given), now]
    pauses = [later - earlier for earlier, later in pairwise(moments)]
    longest = max(pauses[1:-1], default=timedelta())
    if longest < A_PAUSE or longest <= pauses[-1]:
        return []
    return list(given[pauses.index(longest, 1) :])


async def keep_photo(
    tx: Transaction,
    arrival: Arrival,
    purpose: str,
    case: Case | None = None,
    gathering: int | None = None,
) -> None:
    """Keep the message's photo, if it has one, for a case or for a gathering that has none yet."""
    if arrival.photo is None:
        return
    await photos.add(
        tx,
        arrival.photo,
        chat=arrival.chat.id,
        message=arrival.message,
        sender=arrival.sender,
        purpose=purpose,
        case=case.id if case else None,
        round_=case.round if case else 0,
        gathering=gathering,
    )
