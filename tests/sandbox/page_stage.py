"""The stage of the page's tests: a sandbox with a small cast, a bot that answers, a browser."""

import asyncio
import io
import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from aiohttp import ClientSession
from PIL import Image
from playwright.async_api import Browser, ConsoleMessage, Locator, Page, async_playwright

from sandbox.server import Sandbox

CHROMIUMS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
MORNING = datetime(2026, 11, 21, 9, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
DESK = (1280, 800)
PHONE = (390, 844)

ZHAO, WANG, SUN = 1001, 1003, 1005
GROUP, SQUAD = -1001000000001, -1001000000002


def chromium() -> str:
    """The system's Chromium; skips without one, or fails where CI demands it."""
    found = next(filter(None, map(shutil.which, CHROMIUMS)), None)
    if found:
        return found
    reason = "needs the system's Chromium (Debian: apt-get install chromium)"
    if os.environ.get("DUBAN_TESTS_NEED_BROWSER"):
        pytest.fail(reason)
    pytest.skip(reason)


def jpeg(colour: str, size: tuple[int, int] = (640, 480)) -> bytes:
    """A small photo of one colour."""
    buffer = io.BytesIO()
    Image.new("RGB", size, colour).save(buffer, "JPEG")
    return buffer.getvalue()


def upload(name: str, colour: str) -> dict[str, Any]:
    """A photo as a file chooser hands it to a page."""
    return {"name": name, "mimeType": "image/jpeg", "buffer": jpeg(colour)}


@dataclass
class Stage:
    """A running sandbox, seen through its own HTTP calls, and a browser beside it."""

    folder: Path
    sandbox: Sandbox
    http: ClientSession
    browser: Browser
    complaints: list[str] = field(default_factory=list)

    async def control(self, path: str, **content: object) -> Any:
        """POST a control call and return its answer."""
        async with self.http.post(f"{self.sandbox.url}/sandbox/{path}", json=content) as response:
            answer = await response.json()
            assert response.status == 200, answer
            return answer

    async def bot(self, method: str, **parameters: object) -> Any:
        """Call a Bot API method as the bot and return its result."""
        url = f"{self.sandbox.url}/bot{self.sandbox.token}/{method}"
        async with self.http.post(url, json=parameters) as response:
            answer = await response.json()
            assert answer["ok"], answer
            return answer["result"]

    async def says(self, person: int, text: str, chat: int = GROUP, **more: object) -> int:
        """A person writes; the message's id."""
        content = {"from": person, "text": text, **more}
        answer = await self.control(f"chats/{chat}/messages", **content)
        return int(answer["messages"][0]["message_id"])

    async def seen(self, chat: int = GROUP, person: int = ZHAO) -> list[dict[str, Any]]:
        """All messages of a chat as the control call tells them."""
        url = f"{self.sandbox.url}/sandbox/chats/{chat}/messages?as={person}"
        async with self.http.get(url) as response:
            messages: list[dict[str, Any]] = (await response.json())["messages"]
            return messages

    async def comes_back(self) -> None:
        """A new process would take over the folder and the port of the stopped sandbox."""
        port = int(self.sandbox.url.rpartition(":")[2])
        self.sandbox = Sandbox(self.folder, port=port)
        await self.sandbox.start()

    async def opens(
        self, person: int, chat: int | None = GROUP, size: tuple[int, int] = DESK
    ) -> Page:
        """The page as a person looks at it, in a browser profile of its own."""
        context = await self.browser.new_context(
            viewport={"width": size[0], "height": size[1]}, has_touch=size == PHONE
        )
        page = await context.new_page()
        page.set_default_timeout(5000)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", self._hear)
        page.on("dialog", lambda box: self.complaints.append(f"dialog: {box.message}"))
        where = f"/?as={person}" + (f"&chat={chat}" if chat else "")
        await page.goto(self.sandbox.url + where)
        return page

    def _hear(self, line: ConsoleMessage) -> None:
        # A lost connection is logged too, and is meant in one test; a breach of policy never is.
        if "Content Security Policy" in line.text:
            self.complaints.append(line.text)


async def composer(page: Page) -> Locator:
    """The composer, once it is shown: single keys go to hidden fields, too, and are lost there."""
    field = page.get_by_test_id("composer")
    await field.wait_for()
    return field


async def write(page: Page, text: str) -> None:
    """Type into the composer and press Enter."""
    await page.get_by_test_id("composer").fill(text)
    await page.get_by_test_id("composer").press("Enter")


def message(page: Page, number: int) -> Locator:
    """The bubble (with its buttons) of a message."""
    return page.get_by_test_id(f"message-{number}")


async def populate(stage: Stage) -> None:
    """Three people, a supervision group, a squad's group."""
    for number, name, title in [
        (ZHAO, "赵督查", "督查员"),
        (WANG, "王队员", "大南中队队员"),
        (SUN, "孙局", "领导"),
    ]:
        await stage.control("people", id=number, first_name=name, title=title)
    group = {"type": "supergroup", "title": "沈河督查群", "members": [ZHAO, WANG, SUN]}
    await stage.control("chats", id=GROUP, **group)
    squad = {"type": "supergroup", "title": "大南中队工作群", "members": [WANG]}
    await stage.control("chats", id=SQUAD, **squad)


@asynccontextmanager
async def launched() -> AsyncIterator[Browser]:
    """The system's Chromium, running; starting it takes longer than a whole test."""
    executable = chromium()
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=executable, args=FLAGS)
        yield browser
        await browser.close()


@asynccontextmanager
async def curtain(folder: Path, browser: Browser) -> AsyncIterator[Stage]:
    """A populated sandbox; afterwards the page must not have complained."""
    async with ClientSession() as http:
        stage = Stage(folder, Sandbox(folder, now=MORNING), http, browser)
        await stage.sandbox.start()
        try:
            await populate(stage)
            yield stage
            assert stage.complaints == []
        finally:
            for context in browser.contexts:
                await context.close()
            await stage.sandbox.stop()


@asynccontextmanager
async def answering(stage: Stage, text: str, *, show_alert: bool = False) -> AsyncIterator[None]:
    """A bot at work: it answers every tap with this text and edits the card."""
    task = asyncio.create_task(_answer_taps(stage, text, show_alert))
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def _answer_taps(stage: Stage, text: str, show_alert: bool) -> None:
    offset = 0
    while True:
        for update in await stage.bot("getUpdates", offset=offset, timeout=10):
            offset = update["update_id"] + 1
            if tap := update.get("callback_query"):
                answer = {"text": text, "show_alert": show_alert}
                await stage.bot("answerCallbackQuery", callback_query_id=tap["id"], **answer)
                card = {"chat_id": GROUP, "message_id": tap["message"]["message_id"]}
                await stage.bot("editMessageText", text=f"按了 {tap['data']}", **card)
