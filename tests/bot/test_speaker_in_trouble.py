"""Nothing that was to be said is lost or said twice, whatever servers, lines and groups do."""

from datetime import timedelta
from pathlib import Path
from socket import socket
from typing import Any

from bot.request import AiohttpRequest, Api
from db import cards, outbox
from db.engine import Database
from db.transaction import Transaction
from domain.cases import State
from domain.letters import Letter, NotBefore, NotNeeded, Outgoing
from tests.bot.speaking import OTHER, Stage, later, render, speaking, texts
from tests.sandbox.talk import GROUP, WANG, ZHAO, Talk, furnish, running


async def other_group(talk: Talk) -> None:
    wish = {"id": OTHER, "type": "supergroup", "title": "大南中队", "administrators": [ZHAO]}
    await talk.control("POST", "/chats", **wish, members=[WANG])


async def calls(talk: Talk, method: str) -> list[Any]:
    """The calls of a method."""
    found = (await talk.control("GET", "/calls"))["calls"]
    return [call for call in found if call["method"] == method]


async def test_a_429_pauses_that_chat_and_no_other(
    talk: Talk, api: Api, database: Database
) -> None:
    await other_group(talk)
    await talk.control(
        "POST", "/faults", method="sendMessage", count=1, retry_after=1, chat_id=GROUP
    )
    async with speaking(database, api) as stage:
        paused = await stage.post("甲")
        await stage.until(lambda: refused(talk))
        free = await stage.post("乙", OTHER)
        await stage.becomes(free, "sent")
        assert (await stage.row(paused)).state == "new"
        row = await stage.becomes(paused, "sent")
    tries = [call for call in await calls(talk, "sendMessage") if call["chat_id"] == GROUP]
    assert [call["status"] for call in tries] == [429, 200]
    assert tries[1]["monotonic"] - tries[0]["monotonic"] >= 1
    assert (row.attempts, row.unknown) == (1, False)


async def refused(talk: Talk) -> bool:
    return any(call["status"] != 200 for call in await calls(talk, "sendMessage"))


async def test_an_unknown_outcome_is_sent_again_and_remembered(
    talk: Talk, api: Api, database: Database
) -> None:
    await talk.control("POST", "/faults", method="sendMessage", count=1, drop="after")
    async with speaking(database, api) as stage:
        row = await stage.becomes(await stage.post("你好"), "sent")
    assert row.unknown
    assert await texts(talk) == ["你好", "你好"]


async def test_a_server_error_is_tried_again(talk: Talk, api: Api, database: Database) -> None:
    await talk.control("POST", "/faults", method="sendMessage", count=1, status=502)
    async with speaking(database, api) as stage:
        row = await stage.becomes(await stage.post("你好"), "sent")
    assert row.unknown
    assert await texts(talk) == ["你好"]


async def test_a_server_that_is_not_there_surely_got_nothing(
    talk: Talk, database: Database
) -> None:
    request = AiohttpRequest()
    root = "http://127.0.0.1:9/bot"
    nowhere = Api(talk.token, base_url=root, request=request, get_updates_request=request)
    await request.initialize()
    async with speaking(database, nowhere) as stage:
        letter = await stage.post("你好")
        await stage.until(lambda: tried(stage, letter))
        row = await stage.row(letter)
    await request.shutdown()
    assert (row.unknown, row.state) == (False, "new")


async def test_when_the_line_is_back_nothing_waits_out_its_pause(
    tmp_path: Path, database: Database
) -> None:
    with socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    token = "7000000001:later"
    request = AiohttpRequest()
    root = f"http://127.0.0.1:{port}/bot"
    api = Api(token, base_url=root, request=request, get_updates_request=request)
    await request.initialize()
    async with speaking(database, api, retry_unit=30) as stage:
        early = await stage.post("早")
        await stage.until(lambda: tried(stage, early))
        async with running(tmp_path / "later", port=port, token=token) as talk:
            await furnish(talk)
            await stage.becomes(await stage.post("晚"), "sent")
            await stage.becomes(early, "sent")
    await request.shutdown()


async def tried(stage: Stage, letter: int) -> bool:
    row = await stage.row(letter)
    return bool(row.attempts and row.state == "new")


async def test_kicked_and_back_again_loses_nothing(
    talk: Talk, api: Api, database: Database
) -> None:
    await talk.control("PATCH", f"/chats/{GROUP}", bot={"status": "kicked", "can_send": False})
    async with speaking(database, api) as stage:
        letter = await stage.post("你好")
        await stage.until(lambda: tried_in_vain(stage))
        row = await stage.row(letter)
        assert (row.state, row.attempts) == ("new", 0)
        back = {"status": "member", "can_send": True}
        await talk.control("PATCH", f"/chats/{GROUP}", bot=back)
        async with database.begin(stage.clock.now()) as tx:
            queue = await outbox.statistics(tx)
            assert await outbox.chat_recovered(tx, GROUP)
        assert queue.in_trouble == 1
        await stage.becomes(letter, "sent")


async def tried_in_vain(stage: Stage) -> bool:
    async with stage.database.read(stage.clock.now()) as tx:
        return (await outbox.statistics(tx)).in_trouble > 0


async def test_a_muted_bot_keeps_its_letters_and_gives_them_up_after_a_day(
    talk: Talk, api: Api, database: Database
) -> None:
    await talk.control("PATCH", f"/chats/{GROUP}", bot={"status": "restricted", "can_send": False})
    async with speaking(database, api) as stage:
        letter = await stage.post("你好")
        await stage.until(lambda: tried_in_vain(stage))
        async with database.begin(later(hours=25)) as tx:
            assert await outbox.give_up_stale(tx) == 1
        row = await stage.row(letter)
    assert (row.state, row.error) == ("given_up", "muted")


async def test_a_group_that_became_a_supergroup_is_followed(
    talk: Talk, api: Api, database: Database
) -> None:
    small = -4242
    wish = {"id": small, "type": "group", "title": "小群", "administrators": [ZHAO]}
    await talk.control("POST", "/chats", **wish, members=[WANG])
    async with speaking(database, api) as stage:
        card, letter = await stage.ping("占道经营", small)
        await stage.becomes(letter, "sent")
        large = (await talk.control("POST", f"/chats/{small}/migrate"))["id"]
        late = await stage.post("你好", small)
        await stage.until(lambda: moved(stage))
        # What the handler of the group's last update does:
        async with database.begin(stage.clock.now()) as tx:
            assert await outbox.migrate_chat(tx, small, large)
        await stage.becomes(late, "sent")
        await stage.until(lambda: card_stands_in(database, stage, card, large))
    assert sorted(await texts(talk, large)) == ["你好", "占道经营 dispatched"]


async def moved(stage: Stage) -> bool:
    return stage.speaker.counts["notice", "moved"] > 0


async def card_stands_in(database: Database, stage: Stage, card: int, chat: int) -> bool:
    async with database.read(stage.clock.now()) as tx:
        found = await cards.get(tx, card)
    return bool(found and found.chat == chat and found.message)


async def test_without_a_word_from_the_group_the_speaker_follows_by_itself(
    talk: Talk, api: Api, database: Database
) -> None:
    small = -4242
    wish = {"id": small, "type": "group", "title": "小群", "administrators": [ZHAO]}
    await talk.control("POST", "/chats", **wish, members=[WANG])
    large = (await talk.control("POST", f"/chats/{small}/migrate"))["id"]
    ticks = iter(range(0, 10**6, 10))
    async with speaking(database, api, machine=lambda: float(next(ticks))) as stage:
        await stage.becomes(await stage.post("你好", small), "sent")
    assert await texts(talk, large) == ["你好"]


async def deleted_card(talk: Talk, stage: Stage) -> tuple[int, int]:
    """A card whose message somebody deleted in the group: (card, that message)."""
    card, letter = await stage.ping("占道经营")
    first = (await stage.becomes(letter, "sent")).message_id
    assert first
    await talk.control("DELETE", f"/chats/{GROUP}/messages/{first}")
    return card, first


async def test_a_deleted_card_of_an_open_case_is_sent_anew(
    talk: Talk, api: Api, database: Database
) -> None:
    async with speaking(database, api) as stage:
        card, first = await deleted_card(talk, stage)
        await stage.change(card, State.HANDLING)
        await stage.becomes(await stage.edit(card), "superseded")
        await stage.until(lambda: other_message(database, stage, card, first))
    assert (await talk.seen())[-1]["text"] == "占道经营 handling"


async def other_message(database: Database, stage: Stage, card: int, message: int) -> bool:
    async with database.read(stage.clock.now()) as tx:
        found = await cards.get(tx, card)
    return bool(found and found.message not in (None, message))


async def test_the_deleted_card_of_a_closed_case_is_given_up(
    talk: Talk, api: Api, database: Database
) -> None:
    async with speaking(database, api) as stage:
        card, _ = await deleted_card(talk, stage)
        await stage.change(card, State.CLOSED)
        row = await stage.becomes(await stage.edit(card), "given_up")
    assert "not found" in row.error


async def test_what_the_server_refuses_is_given_up_with_its_reason(
    talk: Talk, api: Api, database: Database
) -> None:
    await talk.control(
        "POST", "/faults", method="sendMessage", count=6, status=400, description="Bad Request: odd"
    )
    async with speaking(database, api) as stage:
        letter = await stage.post("你好")
        row = await stage.becomes(letter, "given_up")
        assert row.error == "BadRequest: Odd"
        assert row.attempts == 3
    assert stage.speaker.sayer.counts.errors["bad_request"] == 3


async def test_a_letter_that_cannot_be_rendered_stops_nobody(
    talk: Talk, api: Api, database: Database
) -> None:
    async def fragile(tx: Transaction, letter: Letter) -> Outgoing | NotBefore | NotNeeded:
        match (letter.payload or {}).get("text"):
            case "坏":
                raise ValueError("cannot be rendered")
            case "不用":
                return NotNeeded("it is over")
        rendered = await render(tx, letter)
        assert isinstance(rendered, Outgoing)
        return rendered

    # Its next try is far off: nobody is to be met in the middle of it.
    async with speaking(database, api, render=fragile, retry_unit=60.0) as stage:
        bad = await stage.post("坏")
        over = await stage.post("不用")
        good = await stage.post("好")
        await stage.becomes(good, "sent")
        assert (await stage.becomes(over, "superseded")).error == "it is over"
        row = await stage.row(bad)
        assert (row.state, row.attempts) == ("new", 1)
        assert stage.speaker.counts["notice", "retried"] == 1
    assert await texts(talk) == ["好"]


async def test_a_letter_whose_picture_is_being_fetched_waits_without_being_blamed(
    talk: Talk, api: Api, database: Database
) -> None:
    asked: list[int] = []

    async def slow(tx: Transaction, letter: Letter) -> Outgoing | NotBefore | NotNeeded:
        asked.append(letter.id)
        soon = tx.now + timedelta(seconds=0.05)
        return NotBefore(soon) if len(asked) < 4 else Outgoing("图来了")

    async with speaking(database, api, render=slow) as stage:
        row = await stage.becomes(await stage.post("图"), "sent")
    assert row.attempts == 1
