"""Until when more time is asked for, in words."""

from datetime import datetime, timedelta

import pytest

from operations.wishes import wished_until
from reading.model import Act, Context, Reading
from reading.reader import read
from tests.domain.factory import NOW, a_case


def heard(text: str) -> Reading:
    """The text as a reply to a card."""
    return read(text, now=NOW, context=Context(reply_to="card"))


@pytest.mark.parametrize(
    ("text", "until"),
    [
        ("申请延期2小时，人手不够", timedelta(minutes=110, hours=2)),
        ("申请延期半天", timedelta(minutes=110, hours=12)),
        ("申请延期一小时", timedelta(minutes=110, hours=1)),
        ("需要延期三天，等材料", timedelta(minutes=110, days=3)),
    ],
)
def test_a_length_counts_from_the_deadline(text: str, until: timedelta) -> None:
    case = a_case()
    assert wished_until(case, heard(text), text, NOW) == NOW + until


def test_a_moment_is_a_moment() -> None:
    text = "申请延期到明天上午十点，缺材料"
    found = wished_until(a_case(), heard(text), text, NOW)
    assert found == datetime.fromisoformat("2026-11-22T10:00+08:00")


def test_a_suspension_counts_from_now() -> None:
    text = "申请挂账7天，涉及拆迁"
    reading = heard(text)
    assert reading.act is Act.SUSPEND
    assert wished_until(a_case(), reading, text, NOW) == NOW + timedelta(days=7)
