"""What was found before at a spot, and by whom it was dealt with: what is likely there again."""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import TypeVar

from domain.cases import Case

REMEMBERED = timedelta(days=90)
"""How far back a spot's history is looked at."""

Told = TypeVar("Told", int, str)
_STREET = re.compile(r".{1,8}?(?:大街|大道|胡同|公园|小区|广场|市场|[路街巷道村桥])(?![路街道巷])")


def street_of(address: str) -> str:
    """The street or named place that an address begins with (热闹路32号 → 热闹路), else all."""
    found = _STREET.match(address)
    return found[0] if found else address


def told_before(
    history: Sequence[Case], address: str, told: Callable[[Case], Told | None]
) -> tuple[Told, ...]:
    """What `told` says of the cases on this street: that of the same address first, then by number.

    `history` is in the order of preference where numbers are equal (the newest first).
    """
    here: Counter[Told] = Counter()
    near: Counter[Told] = Counter()
    for case in history:
        value = told(case)
        if value is None:
            continue
        near[value] += 1
        here[value] += _same(address, case.address or "")
    return tuple(sorted(near, key=lambda value: (-here[value], -near[value])))


def _same(one: str, other: str) -> bool:
    """热闹路32号 and 热闹路32号门口 are the same spot, told more or less exactly."""
    return bool(other) and (one.startswith(other) or other.startswith(one))
