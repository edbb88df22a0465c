"""Units report their own work in numbers; the digest adds them up."""

from collections.abc import Iterable

from db import tallies
from db.transaction import Transaction
from operations.arrival import Arrival
from reading.counting import tally
from reading.model import Tally


async def keep(tx: Transaction, arrival: Arrival) -> str | None:
    """Keep the counts of a work report, once a message; the note says if there were none."""
    found = tally(arrival.text)
    if not found:
        return "digest_without_counts"
    unit = arrival.chat.unit or (arrival.person.unit if arrival.person else None)
    await tallies.replace(tx, arrival.chat.id, arrival.message, unit, found_rows(found))
    return None


def found_rows(found: Iterable[Tally]) -> list[tallies.Count]:
    """The reader's tallies as rows."""
    return [tallies.Count(one.action, one.item, one.value, one.unit, one.approx) for one in found]
