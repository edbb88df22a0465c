"""What was looked up once is at hand, and does not grow for ever."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reading import looked
from reading.looked import Looked


@given(st.lists(st.lists(st.integers(0, 30), max_size=6)))
def test_it_says_what_was_asked_for_and_keeps_few(texts: list[list[int]]) -> None:
    with pytest.MonkeyPatch.context() as small:
        small.setattr(looked, "MOST", 5)
        kept: Looked[int] = Looked(lambda piece: piece * piece)
        for pieces in texts:
            assert kept.sum_of(pieces) == sum(piece * piece for piece in pieces)
            assert len(kept) <= 5


def test_what_is_asked_for_again_and_again_is_looked_up_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(looked, "MOST", 5)
    asked: list[str] = []

    def ask(piece: str) -> int:
        asked.append(piece)
        return 1

    kept = Looked(ask)
    for rare in "abcdefghijklmnopqrst":
        kept.sum_of(["often", rare])
    assert asked.count("often") == 1
