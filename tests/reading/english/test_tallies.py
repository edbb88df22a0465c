"""Counts in English work reports."""

import pytest

from reading.counting import tally


@pytest.mark.parametrize(
    ("text", "counted"),
    [
        ("cleared 12 stalls, 8 posters", [("cleared", "stalls", 12), ("cleared", "posters", 8)]),
        (
            "Today we sent out 24 officers and towed 6 cars.",
            [("sent out", "officers", 24), ("towed", "cars", 6)],
        ),
        ("removed about 1,200 small ads", [("removed", "small ads", 1200)]),
        ("Cleared the market at 8 pm", []),
        ("12 Oak Street, 8 bags", []),
        ("we will be there in 10 minutes", []),
    ],
)
def test_work_is_counted(text: str, counted: list[tuple[str, str, float]]) -> None:
    assert [(one.action, one.item, one.value) for one in tally(text)] == counted


def test_a_measure_is_a_unit() -> None:
    (one,) = tally("collected 3 tonnes of rubbish")
    assert (one.item, one.value, one.unit, one.approx) == ("rubbish", 3, "tonnes", False)
    assert tally("collected nearly 3 tonnes of rubbish")[0].approx
