"""What a network says of a whole text is heard beside what its pieces say."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reading.choosing import NOTHING
from reading.findings import find
from reading.in_order import heard, in_order, network
from reading.learned import learned
from reading.model import EMPTY
from tests.reading.cast import NOW

SHARES = st.floats(0, 1)


@pytest.mark.parametrize("question", ["intents", "categories", "severity"])
def test_both_speak_of_the_same_answers(question: str) -> None:
    assert set(network().answers[question]) == set(learned(question).labels)


@given(st.text(max_size=40), SHARES)
def test_of_any_text_the_chances_make_one(text: str, share: float) -> None:
    pieces = {"report": 0.7, "chatter": 0.3, "thanks": 0.0}
    both = heard(find(text, NOW, EMPTY), pieces, "intents", share)
    assert both.keys() == pieces.keys()
    assert all(0 <= chance <= 1 for chance in both.values())
    assert sum(both.values()) == pytest.approx(1)


def test_it_counts_as_much_as_its_share() -> None:
    found = find("卖煎饼的又支起来了", NOW, EMPTY)
    logs = in_order(found).logs("categories")
    likeliest = max(logs, key=logs.__getitem__)
    pieces = dict.fromkeys((likeliest, NOTHING), 0.5)
    none, half, whole = (
        heard(found, pieces, "categories", share)[likeliest] for share in (0, 0.5, 1)
    )
    assert none == pytest.approx(0.5)
    assert none < half < whole
