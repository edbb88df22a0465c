"""Many small sums at once: a row of whole numbers packed into one big one, added in one step.

Each number has a lane of 32 bits. Python adds integers of any length in C, so that adding up the
weights of all labels costs hardly more than adding up those of one.
"""

import struct
from collections.abc import Iterable
from functools import cache

BITS = 32
_HALF = 1 << BITS - 1
_MASK = (1 << BITS) - 1


def pack(numbers: Iterable[tuple[int, int]]) -> int:
    """One integer of (lane, number) pairs; numbers of one lane are added up."""
    return sum(number << lane * BITS for lane, number in numbers)


def unpack(packed: int, lanes: int) -> list[int]:
    """The sums in the first lanes, each above -2**31 and below 2**31; in others there are none."""
    fields, lifted = _shape(lanes)
    # Turning the highest bit of a lifted sum round makes it the number with its sign.
    return list(fields.unpack((packed + lifted ^ lifted).to_bytes(fields.size, "little")))


def split(packed: int, lanes: int) -> tuple[int, int]:
    """The first lanes, and the ones behind them, as integers of their own."""
    _, lifted = _shape(lanes)
    behind = packed + lifted >> lanes * BITS
    return packed - (behind << lanes * BITS), behind


def one_of(packed: int, lane: int) -> int:
    """The sum in one lane."""
    _, lifted = _shape(lane + 1)
    return (packed + lifted >> lane * BITS & _MASK) - _HALF


@cache
def _shape(lanes: int) -> tuple[struct.Struct, int]:
    # Lifted by half a lane no sum is negative, and none borrows from the next lane.
    return struct.Struct(f"<{lanes}i"), sum(_HALF << lane * BITS for lane in range(lanes))
