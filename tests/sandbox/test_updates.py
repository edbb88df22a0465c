"""Updates: numbered, offered again until confirmed, to one poller at a time, also after a kill."""

import asyncio
import signal
import sys
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from sandbox import FolderInUseError, Sandbox
from tests.sandbox.talk import GROUP, WANG, ZHAO, Talk, furnish, png, running


async def test_an_update_is_offered_until_an_offset_confirms_it(talk: Talk) -> None:
    for text in "一二三":
        await talk.says(ZHAO, text)
    first = await talk.result("getUpdates", limit=2)
    assert [update["message"]["text"] for update in first] == ["一", "二"]
    assert await talk.result("getUpdates", limit=2) == first
    rest = await talk.result("getUpdates", offset=first[-1]["update_id"] + 1)
    assert [update["message"]["text"] for update in rest] == ["三"]
    await talk.says(ZHAO, "四")
    newest = await talk.result("getUpdates", offset=-1)
    assert [update["message"]["text"] for update in newest] == ["四"]
    assert await talk.result("getUpdates", offset=newest[0]["update_id"] + 1) == []


async def test_a_poll_waits_for_what_is_said(talk: Talk) -> None:
    assert await talk.result("getUpdates", timeout=0) == []
    poll = asyncio.create_task(talk.result("getUpdates", timeout=20))
    await asyncio.sleep(0.05)
    await talk.says(ZHAO, "一")
    async with asyncio.timeout(2):
        assert (await poll)[0]["message"]["text"] == "一"


async def test_a_poll_is_answered_when_the_sandbox_stops(tmp_path: Path) -> None:
    sandbox = Sandbox(tmp_path)
    await sandbox.start()
    async with aiohttp.ClientSession() as http:
        talk = Talk(sandbox.url, sandbox.token, http)
        poll = asyncio.create_task(talk.result("getUpdates", timeout=20))
        clock = asyncio.create_task(talk.control("GET", "/clock?jumps=0&wait=20"))
        await asyncio.sleep(0.05)
        await sandbox.stop()
        async with asyncio.timeout(2):
            assert await poll == []
            assert (await clock)["jumps"] == 0


async def test_a_second_poller_ends_the_first(talk: Talk) -> None:
    first = asyncio.create_task(talk.call("getUpdates", timeout=20))
    await asyncio.sleep(0.05)
    second = asyncio.create_task(talk.call("getUpdates", timeout=20))
    async with asyncio.timeout(2):
        body = await first
    assert (body["error_code"], body["description"]) == (
        409,
        "Conflict: terminated by other getUpdates request; "
        "make sure that only one bot instance is running",
    )
    await talk.says(ZHAO, "一")
    async with asyncio.timeout(2):
        assert (await second)["result"][0]["message"]["text"] == "一"


async def test_only_the_kinds_that_were_asked_for_arrive(talk: Talk) -> None:
    await talk.result("getUpdates", allowed_updates=["message"])
    said = await talk.says(ZHAO, "一")
    path = f"/chats/{GROUP}/messages/{said['message_id']}/edit"
    await talk.control("POST", path, **{"from": ZHAO, "text": "二"})
    assert ["message" in update for update in await talk.updates()] == [True]
    await talk.result("getUpdates", allowed_updates=[])
    await talk.control("POST", path, **{"from": ZHAO, "text": "三"})
    edited = (await talk.updates())[0]["edited_message"]
    assert (edited["text"], "edit_date" in edited) == ("三", True)


async def test_an_edited_caption_is_told(talk: Talk) -> None:
    sent = await talk.sends([("photo", png(4, 4), "a.png")], GROUP, from_=ZHAO, text="占道")
    path = f"/chats/{GROUP}/messages/{sent[0]['message_id']}/edit"
    await talk.control("POST", path, **{"from": ZHAO, "text": "占道经营 大南中队"})
    edited = (await talk.updates())[-1]["edited_message"]
    assert edited["caption"] == "占道经营 大南中队"
    assert edited["photo"]


async def test_everything_goes_on_after_a_restart(tmp_path: Path) -> None:
    async with running(tmp_path) as talk:
        await furnish(talk)
        await talk.says(ZHAO, "一")
        await talk.updates()
        await talk.sends([("photo", png(4, 4), "a.png")], GROUP, from_=ZHAO, text="二")
        await talk.result("sendMessage", chat_id=GROUP, text="收到")
        await talk.control("POST", "/clock", advance=3600)
        before = await talk.control("GET", "/state"), await talk.seen()
        offered = await talk.result("getUpdates")
        token = talk.token
    async with running(tmp_path) as talk:
        assert talk.token == token
        assert await talk.result("getUpdates") == offered
        state, seen = await talk.control("GET", "/state"), await talk.seen()
        assert seen == before[1]
        assert state["chats"] == before[0]["chats"]
        assert state["people"] == before[0]["people"]
        assert state["now"] > before[0]["now"]
        said = await talk.says(WANG, "三")
        assert said["message_id"] == seen[-1]["message_id"] + 1
        newest = (await talk.result("getUpdates"))[-1]
        assert newest["update_id"] == offered[-1]["update_id"] + 1
        assert newest["message"]["text"] == "三"


async def test_ids_go_on_after_a_restart_with_everything_confirmed(tmp_path: Path) -> None:
    async with running(tmp_path) as talk:
        await furnish(talk)
        await talk.says(ZHAO, "一")
        last = (await talk.updates())[-1]["update_id"]
    async with running(tmp_path) as talk:
        await talk.says(ZHAO, "二")
        assert [update["update_id"] for update in await talk.updates()] == [last + 1]


async def _served(folder: Path) -> tuple[asyncio.subprocess.Process, str, str]:
    """`python -m sandbox` on a free port: the process, its URL and its token."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "sandbox", "--port", "0", "--data", str(folder)),
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    lines = [(await process.stdout.readline()).decode().strip() for _ in range(2)]
    url, token = (line.partition("：")[2] for line in lines)
    return process, url, token


async def test_nothing_that_was_answered_is_lost_by_a_kill(tmp_path: Path) -> None:
    process, url, token = await _served(tmp_path)
    said: list[str] = []
    async with aiohttp.ClientSession() as http:
        talk = Talk(url, token, http)
        await furnish(talk)

        async def chatter() -> None:
            for number in range(10_000):
                await talk.says(ZHAO, f"第{number}条")
                said.append(f"第{number}条")

        talking = asyncio.create_task(chatter())
        await asyncio.sleep(0.4)
        process.send_signal(signal.SIGKILL)
        await process.wait()
        with pytest.raises(aiohttp.ClientError):
            await talking
    assert len(said) > 10
    async with running(tmp_path) as talk:
        texts = [message["text"] for message in await talk.seen()]
        assert texts[: len(said)] == said
        assert len(texts) <= len(said) + 1
        heard: list[Any] = []
        while batch := await talk.updates(limit=100):
            heard += [update["message"]["text"] for update in batch]
        assert heard == texts


async def test_sigterm_ends_it_politely_and_a_second_one_is_turned_away(tmp_path: Path) -> None:
    process, _, _ = await _served(tmp_path)
    with pytest.raises(FolderInUseError):
        Sandbox(tmp_path)
    process.send_signal(signal.SIGTERM)
    async with asyncio.timeout(5):
        assert await process.wait() == 0
    async with running(tmp_path) as talk:
        assert (await talk.result("getMe"))["username"] == "duban_bot"
