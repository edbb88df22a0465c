"""Faults to order: errors, lateness, cut connections, muddled updates; and the log of calls."""

import asyncio
import time
from typing import Any

import aiohttp
import pytest

from tests.sandbox.talk import GROUP, WANG, ZHAO, Talk

SEND: dict[str, Any] = {"chat_id": GROUP, "text": "x"}


async def test_the_next_calls_fail_as_ordered(talk: Talk) -> None:
    await talk.control("POST", "/faults", method="sendMessage", count=2, status=502)
    await talk.control("POST", "/faults", method="SENDMESSAGE", retry_after=7)
    await talk.result("sendChatAction", chat_id=GROUP, action="typing")
    bodies = [await talk.call("sendMessage", **SEND) for _ in range(4)]
    assert [body.get("error_code") for body in bodies] == [502, 502, 429, None]
    assert bodies[0]["description"] == "Bad Gateway"
    assert bodies[2] == {
        "ok": False,
        "error_code": 429,
        "description": "Too Many Requests: retry after 7",
        "parameters": {"retry_after": 7},
    }
    assert len(await talk.seen()) == 1


async def test_a_fault_may_hit_one_chat_only_and_say_its_own_words(talk: Talk) -> None:
    await talk.says(WANG, "/start", chat=WANG)
    order = {"status": 400, "description": "Bad Request: oops", "chat_id": GROUP}
    await talk.control("POST", "/faults", method="*", **order)
    await talk.result("sendMessage", chat_id=WANG, text="x")
    assert await talk.refused("sendMessage", **SEND) == "Bad Request: oops"
    await talk.result("sendMessage", **SEND)


async def test_a_connection_is_cut_before_or_after_the_work(talk: Talk) -> None:
    for drop, seen in (("before", 0), ("after", 1)):
        await talk.control("POST", "/faults", method="sendMessage", drop=drop)
        with pytest.raises(aiohttp.ClientError):
            await talk.call("sendMessage", **SEND)
        assert len(await talk.seen()) == seen
    await talk.result("sendMessage", **SEND)


async def test_a_call_may_be_late(talk: Talk) -> None:
    await talk.control("POST", "/faults", method="sendMessage", delay=0.2)
    started = time.monotonic()
    await talk.result("sendMessage", **SEND)
    assert time.monotonic() - started >= 0.2


async def test_updates_come_twice_or_out_of_order(talk: Talk) -> None:
    for text in "一二三":
        await talk.says(ZHAO, text)
    await talk.control("POST", "/faults", updates="duplicate")
    twice = [update["message"]["text"] for update in await talk.result("getUpdates")]
    assert twice == ["一", "二", "三", "一", "二", "三"]
    await talk.control("POST", "/faults", updates="reorder")
    muddled = [update["message"]["text"] for update in await talk.result("getUpdates")]
    assert (muddled == ["一", "二", "三"], sorted(muddled)) == (False, sorted("一二三"))


async def test_a_lone_update_waits_for_another_to_change_places_with(talk: Talk) -> None:
    await talk.control("POST", "/faults", updates="reorder")
    await talk.says(ZHAO, "一")
    poll = asyncio.create_task(talk.result("getUpdates"))
    await asyncio.sleep(0.1)
    await talk.says(ZHAO, "二")
    assert [update["message"]["text"] for update in await poll] == ["二", "一"]


async def test_orders_are_listed_and_cleared(talk: Talk) -> None:
    made = await talk.control("POST", "/faults", method="getMe", status=500, probability=0.0)
    listed = (await talk.control("GET", "/faults"))["faults"]
    assert [(fault["id"], fault["status"]) for fault in listed] == [(made["id"], 500)]
    await talk.result("getMe")
    await talk.control("DELETE", "/faults")
    assert await talk.control("GET", "/faults") == {"faults": []}


async def test_calls_are_logged_with_their_outcome(talk: Talk) -> None:
    before = (await talk.control("GET", "/calls"))["calls"][-1]["n"]
    url = f"{talk.url}/bot{talk.token}/sendMessage"
    form = {"chat_id": str(GROUP), "text": "[1]", "reply_markup": '{"force_reply": true}'}
    async with talk.http.post(url, data=form):
        pass
    await talk.upload("sendPhoto", {"photo": b"12345"}, chat_id=GROUP)
    await talk.call("noSuchMethod")
    first, second, third = (await talk.control("GET", f"/calls?after={before}"))["calls"]
    assert (first["method"], first["ok"], first["chat_id"]) == ("sendMessage", True, GROUP)
    assert first["params"]["text"] == "[1]"
    assert first["params"]["reply_markup"] == {"force_reply": True}
    assert second["params"]["photo"] == "<file 5 bytes>"
    assert (second["status"], second["description"]) == (400, "Bad Request: IMAGE_PROCESS_FAILED")
    assert second["monotonic"] >= first["monotonic"]
    assert (third["method"], third["status"]) == ("noSuchMethod", 404)
