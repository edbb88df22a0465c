"""Failures are sorted by name; what nobody has seen yet is refused, not tried for ever."""

import pytest
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.request import NotSent
from bot.send_errors import Verdict, understand

CASES = [
    (BadRequest("Message is not modified: specified new message content and …"), Verdict.DONE),
    (BadRequest("Message to edit not found"), Verdict.GONE),
    (BadRequest("Message can't be edited"), Verdict.GONE),
    (BadRequest("Message to be replied not found"), Verdict.WITHOUT_REPLY),
    (BadRequest("Message thread not found"), Verdict.WITHOUT_THREAD),
    (BadRequest("Can't parse entities: unsupported start tag"), Verdict.WITHOUT_MARKUP),
    (BadRequest("Message_thread_id is not supported yet"), Verdict.WITHOUT_THREAD),
    (BadRequest("Reply_parameters is not supported yet"), Verdict.WITHOUT_REPLY),
    (BadRequest("Parse_mode is not supported yet"), Verdict.WITHOUT_MARKUP),
    (BadRequest("Message is too long"), Verdict.SHORTER),
    (BadRequest("Button_data_invalid"), Verdict.WITHOUT_BUTTONS),
    (BadRequest("Image_process_failed"), Verdict.WITHOUT_PHOTO),
    (BadRequest("Not enough rights to send photos to the chat"), Verdict.WITHOUT_PHOTO),
    (BadRequest("Not enough rights to send text messages to the chat"), Verdict.TROUBLE),
    (BadRequest("Chat not found"), Verdict.TROUBLE),
    (Forbidden("Forbidden: bot was kicked from the supergroup chat"), Verdict.TROUBLE),
    (Forbidden("Forbidden: bot was blocked by the user"), Verdict.TROUBLE),
    (BadRequest("Something new"), Verdict.REFUSED),
    (TelegramError("Something else"), Verdict.REFUSED),
    (TimedOut(), Verdict.UNKNOWN),
    (NetworkError("Bad Gateway"), Verdict.UNKNOWN),
    (NotSent("no connection"), Verdict.LATER),
    (InvalidToken("Unauthorized"), Verdict.LATER),
    (InvalidToken("Not Found: method not found"), Verdict.WITHOUT_PHOTO),
    (Conflict("terminated by other getUpdates request"), Verdict.LATER),
]


@pytest.mark.parametrize(("error", "verdict"), CASES, ids=lambda value: str(value)[:40])
def test_an_error_is_known_by_its_name(error: TelegramError, verdict: Verdict) -> None:
    assert understand(error).verdict is verdict


def test_a_pause_says_for_how_long() -> None:
    failure = understand(RetryAfter(17))
    assert (failure.verdict, failure.seconds) == (Verdict.PAUSE, 17)


def test_a_move_says_where_to() -> None:
    failure = understand(ChatMigrated(-100777))
    assert (failure.verdict, failure.chat) == (Verdict.MOVED, -100777)


def test_a_bad_request_is_never_taken_for_a_network_error() -> None:
    """BadRequest is a subclass of NetworkError: the order of the questions matters."""
    assert understand(BadRequest("no such thing")).name == "bad_request"
