"""What is in the outbox is said: in order, once, by the one who has the right."""

import asyncio
from itertools import pairwise

import pytest

from bot.budget import Allowance
from bot.lock import SpeakingRight
from bot.request import Api
from db import outbox
from db.engine import Database
from domain.cases import State
from domain.letters import Priority
from tests.bot.speaking import Stage, later, speaking, staged, texts
from tests.sandbox.talk import Talk


async def test_a_posted_letter_is_sent_and_noted(talk: Talk, api: Api, database: Database) -> None:
    async with speaking(database, api) as stage:
        letter = await stage.post("你好")
        row = await stage.becomes(letter, "sent")
    message = (await talk.seen())[-1]
    assert (message["text"], message["message_id"]) == ("你好", row.message_id)
    assert stage.speaker.counts["notice", "sent"] == 1


async def test_letters_of_another_process_are_found_without_a_bell(
    talk: Talk, api: Api, database: Database, database_url: str
) -> None:
    elsewhere = staged(Database(database_url), api)
    async with speaking(database, api) as stage:
        letter = await elsewhere.post("你好")
        await stage.becomes(letter, "sent")
    await elsewhere.database.close()


async def test_the_urgent_goes_first(
    talk: Talk, api: Api, database: Database, stage: Stage
) -> None:
    for name, priority in (("日报", 4), ("催办", 2), ("派单", 1), ("危险", 0), ("派单二", 1)):
        last = await stage.post(name, priority=Priority(priority))
    async with speaking(database, api):
        await stage.becomes(last, "sent")
        await stage.until(lambda: said(talk, 5))
    assert await texts(talk) == ["危险", "派单", "派单二", "催办", "日报"]


async def said(talk: Talk, number: int) -> bool:
    return len(await texts(talk)) >= number


async def test_what_is_for_later_waits(talk: Talk, api: Api, database: Database) -> None:
    async with speaking(database, api) as stage:
        soon = await stage.post("一会儿", not_before=later(seconds=0.3))
        tomorrow = await stage.post("明天", not_before=later(days=1))
        assert (await stage.row(soon)).state == "new"
        await stage.becomes(soon, "sent")
        assert (await stage.row(tomorrow)).state == "new"
        stage.clock.offset = 86_400
        database.bells["letters"].set()
        await stage.becomes(tomorrow, "sent")


async def test_an_edit_waits_for_its_card_and_changes_it(
    talk: Talk, api: Api, database: Database, stage: Stage
) -> None:
    card, letter = await stage.ping("占道经营")
    edit = await stage.edit(card)
    async with speaking(database, api):
        sent = await stage.becomes(letter, "sent")
        # It shows nothing new.
        assert (await stage.becomes(edit, "superseded")).error == "it already looks like that"
        await stage.change(card, State.HANDLING)
        await stage.becomes(await stage.edit(card), "sent")
    (message,) = [m for m in await talk.seen() if m["message_id"] == sent.message_id]
    assert message["text"] == "占道经营 handling"
    assert message["edited"]
    assert message["buttons"][0][0]["text"] == "签收 占道经营"


async def test_a_short_budget_merges_the_pings_that_wait(
    talk: Talk, api: Api, database: Database, stage: Stage
) -> None:
    """Half of the group's minute is spent: twelve pings become a card of eight and one of four."""
    pings = [await stage.ping(f"案件{number}") for number in range(12)]
    allowance = Allowance(per_chat_gap=0.01, per_group_minute=40)
    async with speaking(database, api, allowance, spent=20) as live:
        await live.becomes(pings[0][1], "sent")
        assert "merged" in (await live.becomes(pings[7][1], "superseded")).error
        await live.becomes(pings[8][1], "sent")
        await live.becomes(pings[11][1], "superseded")
    eight, four = [text.split("\n") for text in await texts(talk)]
    assert eight == [f"案件{number} dispatched" for number in range(8)]
    assert four == [f"案件{number} dispatched" for number in range(8, 12)]
    assert len((await talk.seen())[-2]["buttons"]) == 8


async def test_limits_are_kept_without_a_single_429(api: Api, database: Database) -> None:
    """Counted by a server that answers 429 itself; see bench.burst for a whole minute."""
    from_start = Allowance(per_chat_gap=0.3)
    async with speaking(database, api, from_start) as stage:
        sent = [await stage.post(f"{number}") for number in range(4)]
        rows = [await stage.becomes(letter, "sent") for letter in sent]
    gaps = [b.sent_at - a.sent_at for a, b in pairwise(rows)]
    assert min(gap.total_seconds() for gap in gaps) >= 0.3


async def test_a_new_speaker_frees_what_the_dead_one_had_in_hand(
    talk: Talk, api: Api, database: Database, stage: Stage
) -> None:
    letter = await stage.post("你好")
    async with database.begin(stage.clock.now()) as tx:
        assert await outbox.claim(tx, letter)
    async with speaking(database, api):
        row = await stage.becomes(letter, "sent")
    assert (row.unknown, row.attempts) == (True, 2)


@pytest.mark.parametrize("turns", range(8))
async def test_a_right_that_is_lost_while_the_bell_rings_is_lost(
    talk: Talk, api: Api, sqlite_url: str, turns: int
) -> None:
    """`asyncio.wait_for` forgets in Python 3.11 that it was cancelled in that very moment."""
    del talk
    database = Database(sqlite_url)
    stage, right = staged(database, api), SpeakingRight()
    speaking = asyncio.create_task(stage.speaker.run(right))
    await asyncio.sleep(0.1)
    right.lose()
    for _ in range(turns):
        await asyncio.sleep(0)
    stage.speaker.bell.set()
    async with asyncio.timeout(3):
        await speaking
    await database.close()


async def test_a_lost_right_stops_speaking_at_once(
    talk: Talk, api: Api, database: Database
) -> None:
    await talk.control("POST", "/faults", method="sendMessage", count=1, delay=1.5)
    async with speaking(database, api) as stage:
        letter = await stage.post("你好")
        await stage.until(lambda: in_hand(stage, letter))
        started = asyncio.get_running_loop().time()
    assert asyncio.get_running_loop().time() - started < 2
    assert (await stage.row(letter)).state == "sending"


async def in_hand(stage: Stage, letter: int) -> bool:
    return bool((await stage.row(letter)).state == "sending")
