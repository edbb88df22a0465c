"""What an English text does."""

import pytest

from reading.model import Context
from reading.reader import read
from tests.reading.cast import NOW


@pytest.mark.parametrize(
    ("text", "act"),
    [
        ("got it", "accept"),
        ("On my way!", "accept"),
        ("ok, sending someone now", "accept"),
        ("we're on site, talking to the owner", "progress"),
        ("done, cleaned up", "done"),
        ("Done 👍", "done"),
        ("The cover has been replaced", "done"),
        ("looks good, close it", "pass"),
        ("not clean, redo", "rework"),
        ("that is an old photo", "rework"),
        ("not ours", "return"),
        ("belongs to the water company", "return"),
        ("need more time until Friday", "extend"),
        ("put on hold until the rain stops", "suspend"),
        ("please hurry", "urge"),
        ("wrong place, should be 14 Oak Street", "amend"),
        ("withdraw, my mistake", "withdraw"),
        ("not a case", "not_a_case"),
        ("reopen it", "reopen"),
        ("assign it to West Squad", "redispatch"),
        ("thanks everyone", "thanks"),
        ("good morning all", "greeting"),
        ("haha, that vendor runs faster than us 😂", "joke"),
        ("anyone up for lunch?", "chatter"),
        ("Notice: all squads check illegal parking from Monday", "notice"),
        ("Meeting at 3 pm in room 204", "meeting"),
        ("No issues found on patrol, no vendors on Oak Street", "patrol_clear"),
        ("cleared 12 stalls, 8 posters", "digest"),
        ("who covers Pine Street?", "query"),
        ("Sofas for sale, great prices, DM me", "ad"),
        ("the vendors are back again on Mill Road", "rebound"),
        ("[Photo]", "media_only"),
    ],
)
def test_an_act_is_read(text: str, act: str) -> None:
    assert read(text, now=NOW).act == act


def test_what_a_correction_puts_right_is_read() -> None:
    reading = read("wrong place, should be 14 Oak Street", now=NOW)
    assert reading.target_address == "14 Oak Street"


def test_an_answer_to_a_question_says_what_it_mentions() -> None:
    reading = read("illegal parking", now=NOW, context=Context(asked="category"))
    assert (reading.categories or (reading.target_category,)) == ("机动车乱停放",)


def test_how_long_more_time_is_wanted_is_read() -> None:
    reading = read("can we have until Friday 5 pm?", now=NOW, context=Context(reply_to="card"))
    assert reading.act == "extend"
    assert f"{reading.requested.due:%a %H:%M}" == "Fri 17:00"


@pytest.mark.parametrize(
    ("text", "act"),
    [
        ("Cleared the stall at 12 Oak Street", "done"),
        ("The stall at 12 Oak Street has gone", "done"),
        ("Is the pothole on Mill Road fixed yet?", "query"),
        ("Going to 12 Oak Street now", "accept"),
        ("There is a great barbecue place on Mill Road, we should go", "chatter"),
    ],
)
def test_a_place_and_a_problem_alone_make_no_report(text: str, act: str) -> None:
    assert read(text, now=NOW).act == act
