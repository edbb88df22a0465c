"""Until when, in English."""

import pytest

from reading.english.duewords import find
from tests.reading.cast import NOW


def due(text: str, *, lenient: bool = False) -> tuple[str, str | None, str | None]:
    deadline, _ = find(text, NOW, lenient=lenient)
    moment = f"{deadline.due:%m-%d %H:%M}" if deadline.due else None
    return str(deadline.kind), moment, deadline.raw


@pytest.mark.parametrize(
    ("text", "kind", "moment", "raw"),
    [
        ("North Squad within 2 hours", "relative", "03-03 11:30", "within 2 hours"),
        ("in half an hour please", "relative", "03-03 10:00", "in half an hour"),
        ("north squad 2h", "relative", "03-03 11:30", "2h"),
        ("within 24h", "relative", "03-04 09:30", "within 24h"),
        ("fix it in 3 working days", "workdays", "03-08 09:30", "in 3 working days"),
        ("by 5 pm", "clock", "03-03 17:00", "by 5 pm"),
        ("by 5", "clock", "03-03 17:00", "by 5"),
        ("by 17:30!", "clock", "03-03 17:30", "by 17:30"),
        ("by noon", "clock", "03-03 12:00", "by noon"),
        ("before tomorrow noon", "clock", "03-04 12:00", "before tomorrow noon"),
        ("before 8am tomorrow", "clock", "03-04 08:00", "before 8am tomorrow"),
        ("by 6 this evening", "clock", "03-03 18:00", "by 6 this evening"),
        ("please do it tonight", "clock", "03-03 22:00", "tonight"),
        ("parks dept please clear today", "end_of_day", "03-03 23:59", "today"),
        ("by end of day", "end_of_day", "03-03 18:00", "by end of day"),
        ("by Friday", "date", "03-05 23:59", "by Friday"),
        ("by next Monday", "date", "03-08 23:59", "by next Monday"),
        ("by 5pm on Friday", "datetime", "03-05 17:00", "by 5pm on Friday"),
        ("before Friday noon", "datetime", "03-05 12:00", "before Friday noon"),
        ("by March 5 17:00", "datetime", "03-05 17:00", "by March 5 17:00"),
        ("by the 10th of April", "date", "04-10 23:59", "by the 10th of April"),
        ("by 2021-03-08", "date", "03-08 23:59", "by 2021-03-08"),
        ("by the end of the month", "date", "03-31 23:59", "by the end of the month"),
        ("ASAP please", "immediate", None, "ASAP"),
        ("send somebody right away", "immediate", None, "right away"),
    ],
)
def test_a_deadline_is_read(text: str, kind: str, moment: str | None, raw: str) -> None:
    assert due(text) == (kind, moment, raw)


@pytest.mark.parametrize(
    "text",
    [
        "it has been lying there for 3 days",
        "there since Monday",
        "photo taken 09:10",
        "music every night at 2 am",
        "dumped here this morning",
        "reported 2 hours ago",
        "12 Oak Street",
        "8 bags by 3 men",
        "on Thursday the vendors came",
    ],
)
def test_a_time_that_nobody_sets_is_no_deadline(text: str) -> None:
    assert due(text) == ("none", None, None)


def test_who_asks_for_more_time_names_any_time() -> None:
    assert due("need two more days", lenient=True) == ("relative", "03-05 09:30", "two more days")
    assert due("can we say Friday?", lenient=True)[1] == "03-05 23:59"
