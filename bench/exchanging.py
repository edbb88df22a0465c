"""More texts to learn from: each report with the place and the unit of another report.

What people call a place says little of what is wrong there. Who has seen 中街路32号门口 with all
kinds of problems behind it learns where a place ends, whatever comes next: of addresses held back
from learning 1 in 100 more were found.
"""

import random
from collections.abc import Iterator, Sequence

from bench.reading import Row

_TRIES = 5


def exchanged(rows: Sequence[Row]) -> Iterator[Row]:
    """The reports once more, with all else that is labelled of them.

    The same rows give the same ones. Reports of several places or units, and such as name theirs
    twice or in one, are left out.
    """
    chance = random.Random(0)
    reports = [row for row in rows if row["is_report"]]
    plain = [row for row in reports if not row.get("multi_address") and not row.get("multi_unit")]
    places = [row["address"] for row in plain if row["address"]]
    units = [row["unit"] for row in plain if row["unit"]]
    for row in plain:
        text, place, unit = row["text"], row["address"], row["unit"]
        if not place or text.count(place) != 1:
            continue
        if unit and (text.count(unit) != 1 or place in unit or unit in place):
            continue
        other = _other(places, text, chance)
        if unit:
            new_unit = _other(units, text + other, chance)
            text, unit = text.replace(unit, new_unit), new_unit
        text = text.replace(place, other)
        if text.count(other) == 1:
            yield {**row, "text": text, "address": other, "unit": unit}


def _other(names: Sequence[str], text: str, chance: random.Random) -> str:
    """One of the names, if possible none that the text has already."""
    for _ in range(_TRIES):
        name = chance.choice(names)
        if name not in text:
            break
    return name
