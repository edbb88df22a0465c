"""Numbers with a unit in work reports: 80余处, 两千多张, 一桶半, 30-40个."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from reading.numbers import DIGITS, LARGE, SMALL, guessed, to_number
from reading.tallywords import patterns

_SCALES = SMALL | LARGE


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
        if not match["unit"] and _LISTED.match(folded, match.end()) and _begins(folded, match):
            continue
        guess = guessed(match["n"])
        value = _valued(guess[0] if guess else _plain(match["n"]))
        if value is None or (match["to"] and float(_plain(match["to"])) <= value):
            continue  # a range that goes down is a house: 13-1
        value = round(value * _SCALES.get(match["scale"], 1), 6)  # 1.37万 is 13700, no hair more
        if wide and match["half"]:
            value += _TENTHS[match["half"]] / 10
        approx = bool(match["about"] or match["more"] or match["more2"] or match["to"] or guess)
        unit = match["unit"] or (match["other_unit"] if wide else "") or ""
        yield Count(match.start(), match.end(), value, unit, approx)


_LISTED = re.compile("[、.)）]")


def _begins(folded: str, match: re.Match[str]) -> bool:
    """Whether a number begins a line or a sentence: of a list it is that line's (1、清理…)."""
    before = folded[: match.start()].rstrip(" ")
    return not before or before[-1] in "\n。;；"


_TENTHS = {"半": 5, **DIGITS}
"""Of what stands behind a unit (一吨二, 一桶半), how many tenths it is."""


def _valued(number: str) -> float | None:
    """The value of a numeral, also of one with a point (二点六)."""
    whole, point, tenths = number.partition("点")
    value = to_number(whole)
    if not point or value is None:
        return value
    return float(f"{value:.0f}." + "".join(str(DIGITS[one]) for one in tenths))


def _plain(number: str) -> str:
    return number.replace(",", "")
