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


def said(one: tallies.Count) -> str:
    """清理小广告约1.2万张, and as English puts it: cleared about 12000 flyers."""
    if one.action.isascii():
        about = "about " if one.approx else ""
        parts = (one.action, f"{about}{_written(one.value)}", one.measure, one.item)
        return " ".join(part for part in parts if part)
    about = "约" if one.approx else ""
    return f"{one.action}{one.item}{about}{_in_myriads(one.value)}{one.measure}"


def _in_myriads(value: float) -> str:
    """1.2万, where no digit is lost by it; else every digit."""
    for size, word in ((1e8, "亿"), (1e4, "万")):
        if value >= size and value % (size / 100) == 0:
            return f"{_written(value / size)}{word}"
    return _written(value)


def _written(value: float) -> str:
    """Every digit before the point, at most two behind it."""
    return f"{value:.2f}".rstrip("0").removesuffix(".")
