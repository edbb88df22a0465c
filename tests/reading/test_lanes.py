"""Sums of many labels in one integer."""

from hypothesis import given
from hypothesis import strategies as st

from reading.lanes import one_of, pack, split, unpack

LANES = 7
rows = st.lists(st.lists(st.integers(-(10**6), 10**6), min_size=LANES, max_size=LANES), max_size=20)


@given(rows)
def test_rows_are_added_up_lane_by_lane(numbers: list[list[int]]) -> None:
    total = sum(pack(enumerate(row)) for row in numbers)
    wanted = [sum(column) for column in zip(*numbers, strict=True)] or [0] * LANES
    assert unpack(total, LANES) == wanted
    assert [one_of(total, lane) for lane in range(LANES)] == wanted


@given(rows)
def test_lanes_are_parted_where_numbers_are_negative_too(numbers: list[list[int]]) -> None:
    total = sum(pack(enumerate(row)) for row in numbers)
    first, rest = split(total, 3)
    assert unpack(first, 3) + unpack(rest, LANES - 3) == unpack(total, LANES)
