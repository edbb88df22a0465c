"""What people typed is kept as far as it can be read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.names import legible


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("热\u200b闹\u2060路32号\u200d门口", "热闹路32号门口"),
        ("\u202e热闹路\u202c", "热闹路"),
        ("\ufeff\u200b\u200d \u00ad", ""),
        ("\x00占道\x07经营\x1b[31m", "占道经营[31m"),
        ("一\r\n二\r三\u2028四\x85五\n六", "一\n二\n三\n四\n五\n六"),
        ("👨‍👩‍👧 来了", "👨‍👩‍👧 来了"),
        ("半个\ud83d字", "半个字"),
        (None, ""),
    ],
)
def test_a_text_is_kept_as_far_as_it_can_be_read(typed: str | None, read: str) -> None:
    assert legible(typed) == read


@given(st.text(st.characters(exclude_categories=())))
def test_any_text_can_be_kept_anywhere(typed: str) -> None:
    read = legible(typed)
    read.encode("utf-8")
    assert "\x00" not in read
