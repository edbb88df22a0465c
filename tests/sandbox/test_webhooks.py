"""Updates that are posted: with the secret, in order, again until 2xx."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import web

from tests.sandbox.talk import GROUP, ZHAO, Talk

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"


class Listener:
    """A bot's web server; `answers` are what it says to the next posts, then 200."""

    def __init__(self) -> None:
        self.heard: list[tuple[str | None, Any]] = []
        self.answers: list[web.Response] = []
        self.url = ""
        self._news = asyncio.Event()

    async def hear(self, request: web.Request) -> web.Response:
        self.heard.append((request.headers.get(SECRET_HEADER), await request.json()))
        self._news.set()
        return self.answers.pop(0) if self.answers else web.Response()

    async def count(self, wanted: int) -> list[Any]:
        """Wait for so many posts; their updates."""
        async with asyncio.timeout(5):
            while len(self.heard) < wanted:
                self._news.clear()
                await self._news.wait()
        return [update for _, update in self.heard]


@pytest.fixture
async def listener() -> AsyncIterator[Listener]:
    listening = Listener()
    app = web.Application()
    app.router.add_post("/hook", listening.hear)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    listening.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    yield listening
    await runner.cleanup()


async def test_posts_carry_the_secret_and_come_in_order(talk: Talk, listener: Listener) -> None:
    await talk.says(ZHAO, "一")
    await talk.result("setWebhook", url=listener.url, secret_token="s-3_t")
    await talk.says(ZHAO, "二")
    updates = await listener.count(2)
    assert [update["message"]["text"] for update in updates] == ["一", "二"]
    assert {secret for secret, _ in listener.heard} == {"s-3_t"}
    body = await talk.call("getUpdates")
    assert (body["error_code"], body["description"][:42]) == (
        409,
        "Conflict: can't use getUpdates method while"[:42],
    )
    await talk.result("deleteWebhook")
    assert await talk.result("getUpdates") == []


async def test_a_post_is_repeated_until_it_is_taken(talk: Talk, listener: Listener) -> None:
    listener.answers = [web.Response(status=500), web.Response(status=302)]
    await talk.result("setWebhook", url=listener.url)
    await talk.says(ZHAO, "一")
    await talk.says(ZHAO, "二")
    texts = [update["message"]["text"] for update in await listener.count(2)]
    assert texts == ["一", "一"]
    info = await talk.result("getWebhookInfo")
    assert info["pending_update_count"] == 2
    assert info["last_error_message"].startswith("Wrong response from the webhook")
    assert [u["message"]["text"] for u in await listener.count(4)] == ["一", "一", "一", "二"]


async def test_an_answer_may_be_a_method(talk: Talk, listener: Listener) -> None:
    listener.answers = [
        web.json_response({"method": "sendMessage", "chat_id": GROUP, "text": "收到"})
    ]
    await talk.result("setWebhook", url=listener.url)
    await talk.says(ZHAO, "一")
    await talk.says(ZHAO, "二")
    await listener.count(2)
    assert "收到" in [message["text"] for message in await talk.seen()]


async def test_a_fault_repeats_and_muddles_posts(talk: Talk, listener: Listener) -> None:
    for text in "一二三":
        await talk.says(ZHAO, text)
    await talk.control("POST", "/faults", updates="duplicate")
    await talk.control("POST", "/faults", updates="reorder")
    await talk.result("setWebhook", url=listener.url)
    texts = [update["message"]["text"] for update in await listener.count(4)]
    assert texts == ["一", "一", "三", "二"]


@pytest.mark.parametrize(
    ("params", "problem"),
    [
        ({"url": "http://example.org/x"}, "bad webhook: An HTTPS URL must be provided"),
        ({"url": "nonsense"}, "bad webhook: invalid URL specified"),
        ({"url": "https://a.cn", "secret_token": "字"}, "secret token contains unallowed"),
    ],
)
async def test_a_bad_webhook_is_refused(talk: Talk, params: dict[str, str], problem: str) -> None:
    described = await talk.refused("setWebhook", **params)
    assert described.startswith(f"Bad Request: {problem}")


async def test_setting_a_webhook_ends_a_poll(talk: Talk, listener: Listener) -> None:
    poll = asyncio.create_task(talk.call("getUpdates", timeout=20))
    await asyncio.sleep(0.05)
    await talk.result("setWebhook", url=listener.url)
    assert (await poll)["description"] == "Conflict: terminated by setWebhook request"
