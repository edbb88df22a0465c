"""Numbers with a unit in work reports: 80余处, 两千多张, 一桶半, 30-40个."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from reading.numbers import to_number
from reading.tallywords import patterns

_GUESS = re.compile("[一二两三四五六七八][两三四五六七八九]")
"""七八袋 is a guess from seven on."""


@dataclass(frozen=True, slots=True)
class Count:
    """A number with its unit, which may be "" in a chat (出人12 车3), and where it stands."""

    start: int
    end: int
    value: float
    unit: str
    approx: bool


def find_counts(folded: str, *, wide: bool = False) -> Iterator[Count]:
    """Each number that may count something, in order.

    `wide`: also those with a rare unit or none, or that are one (一箱): few of them count work.
    """
    for match in patterns()["wide_count" if wide else "count"].finditer(folded):
        value = to_number(match["n"].replace(",", "") + (match["scale"] or ""))
        if value is None:
            continue
        guess = _GUESS.fullmatch(match["n"])
        if guess:
            value = to_number(match["n"][0]) or value
        if wide and match["half"]:
            value += 0.5
        approx = bool(match["about"] or match["more"] or match["more2"] or match["to"] or guess)
        unit = match["unit"] or (match["other_unit"] if wide else "") or ""
        yield Count(match.start(), match.end(), value, unit, approx)
