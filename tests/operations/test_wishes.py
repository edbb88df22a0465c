"""How much more time is asked for."""

from datetime import timedelta

import pytest

from operations.wishes import wished_until
from reading.reader import read
from tests.domain.factory import NOW, a_case


@pytest.mark.parametrize(
    ("said", "hours"),
    [
        ("延期1小时", 1),
        ("延期半小时", 0.5),
        ("延期1个半小时，人手不够", 1.5),
        ("申请延期两个半小时", 2.5),
        ("延期2小时半", 2.5),
        ("申请延期一天半", 36),
        ("延期两天", 48),
    ],
)
def test_a_length_is_as_long_as_it_is_called(said: str, hours: float) -> None:
    begins = NOW + timedelta(hours=1)
    asked = wished_until(a_case(due_at=begins), read(said, now=NOW), said, NOW)
    assert asked == begins + timedelta(hours=hours)
