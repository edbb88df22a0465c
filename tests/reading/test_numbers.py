"""Numerals."""

import pytest

from reading.numbers import to_number


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("7", 7),
        ("2.5", 2.5),
        ("半", 0.5),
        ("两", 2),
        ("十", 10),
        ("十二", 12),
        ("三十二", 32),
        ("一百零五", 105),
        ("二〇二一", 2021),
        ("两千三百", 2300),
        ("1.2万", 12_000),
        ("三万", 30_000),
        ("千", 1000),
    ],
)
def test_a_numeral_has_its_value(typed: str, value: float) -> None:
    assert to_number(typed) == value


@pytest.mark.parametrize("typed", ["", "大", "3个", "一" * 40, "1.2.3"])
def test_what_is_no_numeral_has_none(typed: str) -> None:
    assert to_number(typed) is None
