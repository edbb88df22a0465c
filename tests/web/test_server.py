"""Health, figures and the webhook over HTTP."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from io import BytesIO
from typing import Any

import aiohttp
import pytest

from web.health import Check, Health, degraded, down, ok, worst
from web.server import PortTaken, Web, Webhook

Serving = Callable[..., AbstractAsyncContextManager[str]]


async def nothing() -> bytes:
    return b"duban_cases 1\n"


@asynccontextmanager
async def serving(
    checks: dict[str, Check] | None = None,
    webhook: Webhook | None = None,
    *,
    open_to_all: bool = False,
) -> AsyncIterator[str]:
    web = Web(
        "127.0.0.1",
        0,
        checks=checks or {},
        figures=nothing,
        open_to_all=open_to_all,
        webhook=webhook,
    )
    await web.start()
    try:
        yield web.url
    finally:
        await web.stop()


def says(health: Health) -> Callable[[], Awaitable[Health]]:
    async def check() -> Health:
        return health

    return check


async def get(url: str, **headers: str) -> tuple[int, Any]:
    async with aiohttp.ClientSession() as http, http.get(url, headers=headers) as answer:
        is_json = answer.content_type == "application/json"
        return answer.status, await (answer.json() if is_json else answer.text())


async def test_health_names_every_part_and_its_reason() -> None:
    parts = {"database": says(ok(kind="sqlite")), "intake": says(degraded("连不上 Telegram"))}
    async with serving(parts) as url:
        assert await get(f"{url}/healthz") == (
            200,
            {
                "status": "degraded",
                "database": {"status": "ok", "kind": "sqlite"},
                "intake": {"status": "degraded", "reason": "连不上 Telegram"},
            },
        )


async def test_a_part_that_is_down_or_cannot_be_asked_makes_503() -> None:
    async def breaks() -> Health:
        raise RuntimeError

    async with serving({"speaker": says(down("没有发言权"))}) as url:
        assert (await get(f"{url}/healthz"))[0] == 503
    async with serving({"speaker": breaks}) as url:
        status, told = await get(f"{url}/healthz")
        assert (status, told["speaker"]["status"]) == (503, "down")


def test_the_whole_is_as_well_as_its_worst_part() -> None:
    assert worst({}) == "ok"
    assert worst({"a": ok(), "b": degraded("x")}) == "degraded"
    assert worst({"a": down("x"), "b": degraded("x")}) == "down"


async def test_figures_are_plain_text() -> None:
    async with serving() as url:
        assert await get(f"{url}/metrics") == (200, "duban_cases 1\n")


@pytest.mark.parametrize("header", ["X-Forwarded-For", "Forwarded"])
async def test_a_proxy_does_not_publish_health_and_figures(header: str) -> None:
    async with serving() as url:
        for page in ("healthz", "metrics"):
            assert (await get(f"{url}/{page}", **{header: "192.0.2.1"}))[0] == 404
    async with serving(open_to_all=True) as url:
        assert (await get(f"{url}/metrics", **{header: "192.0.2.1"}))[0] == 200


async def test_the_webhook_hands_on_secret_and_body() -> None:
    taken: list[tuple[str | None, bytes]] = []

    async def post(secret: str | None, body: bytes) -> int:
        taken.append((secret, body))
        return 503 if body == b"full" else 200

    async with serving(webhook=Webhook("/telegram/duban", post)) as url:
        address = f"{url}/telegram/duban"
        secret = {"X-Telegram-Bot-Api-Secret-Token": "s", "X-Forwarded-For": "192.0.2.1"}
        async with aiohttp.ClientSession() as http:
            async with http.post(address, data=b"{}", headers=secret) as answer:
                assert answer.status == 200
            async with http.post(address, data=b"full") as answer:
                assert answer.status == 503
            async with http.post(address, data=BytesIO(b"x" * (2 << 20))) as answer:
                assert answer.status == 413
    assert taken == [("s", b"{}"), (None, b"full")]


async def test_without_a_webhook_nothing_can_be_posted() -> None:
    async with (
        serving() as url,
        aiohttp.ClientSession() as http,
        http.post(f"{url}/telegram/duban", data=b"{}") as answer,
    ):
        assert answer.status == 404


async def test_a_port_that_is_taken_is_named() -> None:
    async with serving() as url:
        port = int(url.rpartition(":")[2])
        second = Web("127.0.0.1", port, checks={}, figures=nothing, open_to_all=False)
        with pytest.raises(PortTaken):
            await second.start()
        await second.stop()
