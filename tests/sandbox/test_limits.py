"""Telegram's send limits, on a clock of our own; and that the server keeps them."""

from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sandbox.errors import BotApiError
from sandbox.limits import Limits
from tests.sandbox.talk import GROUP, WANG, ZHAO, Talk, furnish, png, running

BOT, CHAT = 1, -100
WINDOW = 60 - 1e-6  # floating-point sums of waits are not exact


class Meter:
    """Spends on limits at times that the test chooses."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.limits = Limits(on=True, monotonic=lambda: self.now)

    def refused_for(self, chat: int = CHAT, count: int = 1, group: bool = True) -> int:
        """Seconds to wait, 0 if it passed."""
        try:
            self.limits.spend(BOT, chat, count, group=group)
        except BotApiError as error:
            assert error.code == 429
            assert error.parameters is not None
            return int(error.parameters["retry_after"])
        return 0


def test_a_group_bears_twenty_in_any_sliding_minute() -> None:
    meter = Meter()
    for _ in range(20):
        assert meter.refused_for() == 0
        meter.now += 2
    assert meter.refused_for() == 20
    meter.now += 20
    assert meter.refused_for() == 0
    assert meter.refused_for() == 2


def test_an_album_counts_its_items() -> None:
    meter = Meter()
    assert meter.refused_for(count=10) == 0
    meter.now += 30
    assert meter.refused_for(count=10) == 0
    meter.now += 25
    assert meter.refused_for(count=1) == 5


def test_a_chat_bears_a_short_burst_and_then_one_a_second() -> None:
    meter = Meter()
    assert [meter.refused_for(group=False) for _ in range(4)] == [0, 0, 0, 1]
    meter.now += 1
    assert [meter.refused_for(group=False) for _ in range(2)] == [0, 1]
    assert meter.refused_for(chat=CHAT - 1, group=False) == 0


def test_all_chats_together_bear_thirty_a_second() -> None:
    meter = Meter()
    assert [meter.refused_for(chat=n, group=False) for n in range(30)] == [0] * 30
    assert meter.refused_for(chat=99, group=False) == 1
    meter.now += 1
    assert meter.refused_for(chat=99, group=False) == 0


@example([(1.8786130670220311, 1), (6.037512430972685, 1), (9.043692734369786, 10), (0.0, 1)])
@given(st.lists(st.tuples(st.floats(0, 10), st.integers(1, 10)), max_size=60))
def test_no_window_ever_holds_more_than_allowed(steps: list[tuple[float, int]]) -> None:
    meter = Meter()
    sent: list[float] = []
    for pause, count in steps:
        meter.now += pause
        wait = meter.refused_for(count=count)
        if wait:
            meter.now += wait
            assert meter.refused_for(count=count) == 0
        sent += [meter.now] * count
    for at in sent:
        assert sum(at - WINDOW < other <= at for other in sent) <= 20


async def test_the_server_counts_sends_items_and_edits_but_not_typing(tmp_path: Path) -> None:
    async with running(tmp_path, limits=True) as talk:
        await furnish(talk)
        said = await talk.says(ZHAO, "一")
        for _ in range(5):
            await talk.result("sendChatAction", chat_id=GROUP, action="typing")
        sent = await talk.result("sendMessage", chat_id=GROUP, text="1")
        one = {"chat_id": GROUP, "message_id": sent["message_id"]}
        await talk.result("editMessageText", **one, text="2")
        assert "not modified" in await talk.refused("editMessageText", **one, text="2")
        media = [{"type": "photo", "media": "attach://p"}] * 2
        album = {"chat_id": GROUP, "media": media}
        assert (await talk.upload("sendMediaGroup", {"p": png(4, 4)}, **album))["ok"]
        body = await talk.call("sendMessage", chat_id=GROUP, text="3")
        assert body["error_code"] == 429
        assert body["description"] == f"Too Many Requests: retry after {_seconds(body)}"
        eyes = [{"type": "emoji", "emoji": "👀"}]
        await talk.result(
            "setMessageReaction", chat_id=GROUP, message_id=said["message_id"], reaction=eyes
        )
        await talk.control("POST", "/clock", advance=3600)
        assert (await talk.call("sendMessage", chat_id=GROUP, text="3"))["error_code"] == 429
        await talk.says(WANG, "/start", chat=WANG)
        await talk.result("sendMessage", chat_id=WANG, text="4")


def _seconds(body: dict[str, dict[str, int]]) -> int:
    return body["parameters"]["retry_after"]


async def test_without_limits_nothing_is_refused(talk: Talk) -> None:
    for number in range(40):
        await talk.result("sendMessage", chat_id=GROUP, text=str(number))


def test_limits_that_are_off_count_nothing() -> None:
    limits = Limits(on=False, monotonic=lambda: pytest.fail("looked at the clock"))
    limits.spend(BOT, CHAT, 10_000, group=True)
