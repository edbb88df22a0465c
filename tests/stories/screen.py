"""What people do and see on the page, with their own fingers and eyes: no control calls here."""

import os
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, ConsoleMessage, Locator, Page, expect

from tests.sandbox.page_stage import PHONE
from tests.waiting import eventually

SHOTS = Path(os.environ.get("DUBAN_ARTIFACTS", Path(__file__).parents[2] / "artifacts"))
# A tired machine needs a while to draw a plate.
PATIENCE = 10_000.0

_PICTURES_ARE_THERE = """() => [...document.images]
    .filter((one) => one.getBoundingClientRect().bottom > 0)
    .every((one) => one.complete && one.naturalWidth)"""

Picture = dict[str, Any]


def picture(jpeg: bytes, name: str = "现场.jpg") -> Picture:
    """A photo as a file chooser hands it to the page."""
    return {"name": name, "mimeType": "image/jpeg", "buffer": jpeg}


class Screen:
    """A browser in somebody's hands. Every screenshot of it bears its name and a number."""

    def __init__(self, page: Page, name: str, *, touch: bool) -> None:
        self.page = page
        self.complaints: list[str] = []
        self._name = name
        self._touch = touch
        self._shots = 0
        page.set_default_timeout(PATIENCE)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", self._hear)

    def _hear(self, line: ConsoleMessage) -> None:
        if line.type == "error":
            self.complaints.append(line.text)

    # --- doing -------------------------------------------------------------------------

    async def becomes(self, person: int) -> None:
        """Somebody else takes the screen into his hands."""
        await self.page.get_by_test_id("person").select_option(str(person))
        # What the bot said to one is no business of the other.
        await expect(self.page.get_by_test_id("toast")).to_be_hidden()

    async def goes_to(self, chat: int) -> None:
        """Open a chat from the list; on a phone that is another screen."""
        back, listed = self.page.get_by_test_id("back"), self.page.get_by_test_id(f"chat-{chat}")
        if await back.is_visible():
            await self._touched(back)
        await self._touched(listed)

    async def writes(self, text: str, *photos: Picture) -> None:
        """Type a line, with photos or without, and send it."""
        if photos:
            chosen: Any = list(photos)
            await self.page.set_input_files("#photo-input", files=chosen)
            await expect(self.page.locator("#tray img")).to_have_count(len(photos))
        await self.page.get_by_test_id("composer").fill(text)
        await self._touched(self.page.get_by_test_id("send"))

    async def answers(self, message: Locator, text: str, *photos: Picture) -> None:
        """Write in reply to a message: a double click on a desk, a swipe on a phone."""
        bubble = message.locator(".bubble")
        await bubble.scroll_into_view_if_needed()
        if self._touch:
            await self._swipe(bubble)
        else:
            await bubble.dblclick(position={"x": 4, "y": 4})
        await expect(self.page.locator("#context-bar")).to_contain_text("回复")
        await self.writes(text, *photos)

    async def taps(self, message: Locator, label: str | re.Pattern[str]) -> None:
        """Press a button under a message."""
        await self._touched(message.locator(".keyboard").get_by_role("button", name=label))

    async def clock(self, jump: str) -> None:
        """Press one of the clock's buttons: `15m`, `2h`, `18` or `tomorrow`."""
        await self._touched(self.page.get_by_test_id(f"jump-{jump}"))

    async def _touched(self, what: Locator) -> None:
        await (what.tap() if self._touch else what.click())

    async def _swipe(self, what: Locator) -> None:
        box = await what.bounding_box()
        assert box
        hand = await self.page.context.new_cdp_session(self.page)
        y = max(box["y"], 140) + 24
        for kind, x in (("Start", 240), ("Move", 200), ("Move", 150), ("End", None)):
            points = [] if x is None else [{"x": x, "y": y}]
            await hand.send(
                "Input.dispatchTouchEvent", {"type": f"touch{kind}", "touchPoints": points}
            )

    # --- seeing ------------------------------------------------------------------------

    def message(self, *parts: str | re.Pattern[str]) -> Locator:
        """The newest message with all these words; what it quotes does not count."""
        rows = self.page.locator("#timeline .row")
        for part in parts:
            own = self.page.locator(".bubble > .text").filter(has_text=part)
            rows = rows.filter(has=own)
        return rows.last

    async def sees(self, *parts: str | re.Pattern[str]) -> Locator:
        """Wait until there is such a message."""
        found = self.message(*parts)
        await expect(found).to_be_visible(timeout=PATIENCE)
        return found

    async def toast(self, text: str | re.Pattern[str]) -> None:
        """Wait for the short answer to a tap."""
        await expect(self.page.get_by_test_id("toast")).to_contain_text(text, timeout=PATIENCE)

    async def labels(self, message: Locator) -> list[str]:
        """What stands on a message's buttons."""
        return await message.locator(".keyboard button").all_inner_texts()

    async def everything(self) -> list[str]:
        """Every message and its buttons, as they can be read."""
        return await self.page.locator("#timeline .row").all_inner_texts()

    async def keeps(self, step: str) -> None:
        """Take a screenshot of this step, once its pictures are there."""
        await eventually(lambda: self.page.evaluate(_PICTURES_ARE_THERE))
        self._shots += 1
        folder = SHOTS / "screenshots"
        folder.mkdir(parents=True, exist_ok=True)
        await self.page.screenshot(path=folder / f"{self._name}-{self._shots:02d}-{step}.png")


@asynccontextmanager
async def screen(
    browser: Browser, url: str, name: str, *, person: int, chat: int, size: tuple[int, int]
) -> AsyncIterator[Screen]:
    """A browser of one's own, on the page as this person in this chat; it must not complain."""
    touch = size == PHONE
    context = await browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        has_touch=touch,
        device_scale_factor=2 if touch else 1,
    )
    try:
        shown = Screen(await context.new_page(), name, touch=touch)
        await shown.page.goto(f"{url}/?as={person}&chat={chat}")
        yield shown
        assert shown.complaints == []
    finally:
        await context.close()
