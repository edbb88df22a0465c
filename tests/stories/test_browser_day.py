"""A working day of the group, played in a browser on the product as it is started by `make run`."""

import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Locator, expect

from bot.example.town import DANAN, SUPERVISION, WANG, ZHAO
from photos.drawn import draw_scene
from tests.sandbox.page_stage import DESK, PHONE, launched
from tests.stories.product import running
from tests.stories.screen import Picture, Screen, picture, screen

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

NUMBER = re.compile(r"\d{4}-001")
REPORT = "热闹路32号门口垃圾桶满了没人清 大南中队2小时内整改"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with launched() as running_browser:
        yield running_browser


@dataclass(frozen=True)
class Photos:
    """What is photographed on that day."""

    problem: Picture
    careless: Picture
    fixed: Picture


def drawn() -> Photos:
    return Photos(
        picture(draw_scene("overflowing_bin", fixed=False, seed=1)),
        picture(draw_scene("overflowing_bin", fixed=True, seed=5), "整改.jpg"),
        picture(draw_scene("overflowing_bin", fixed=True, seed=1), "整改2.jpg"),
    )


def real(shared: Path) -> Photos:
    pairs = shared / "data" / "photos" / "pairs"
    return Photos(
        picture((pairs / "p1_before.jpg").read_bytes()),
        picture((pairs / "p4_after.jpg").read_bytes(), "整改.jpg"),
        picture((pairs / "p1_after.jpg").read_bytes(), "整改2.jpg"),
    )


async def test_a_day_with_real_photos_on_one_screen(
    tmp_path: Path, browser: Browser, shared: Path
) -> None:
    """A newcomer plays everybody himself, in one window."""
    async with (
        running(tmp_path, "--empty") as product,
        screen(browser, product.url, "desk", person=ZHAO, chat=SUPERVISION, size=DESK) as only,
    ):
        await Day(only, only, real(shared), wangs_chat=SUPERVISION).whole()


async def test_a_day_with_a_unit_member_on_his_phone(tmp_path: Path, browser: Browser) -> None:
    """The supervisor sits at a desk; the unit has its own group, and looks at it on a phone."""
    async with AsyncExitStack() as open_:
        product = await open_.enter_async_context(running(tmp_path, "--empty"))
        hands = [("office", ZHAO, SUPERVISION, DESK), ("phone", WANG, DANAN, PHONE)]
        zhao, wang = [
            await open_.enter_async_context(
                screen(browser, product.url, name, person=person, chat=chat, size=size)
            )
            for name, person, chat, size in hands
        ]
        await Day(zhao, wang, drawn(), wangs_chat=DANAN).whole()


class Day:
    """From the first photo to the digest. Both people may share one screen."""

    def __init__(self, zhao: Screen, wang: Screen, photos: Photos, wangs_chat: int) -> None:
        self._zhao = zhao
        self._wang = wang
        self._photos = photos
        self._shared = zhao is wang
        self._wangs_chat = wangs_chat

    async def whole(self) -> None:
        # Whatever the time is on this machine, there is a whole day ahead.
        await self._zhao.clock("tomorrow")
        await expect(self._zhao.page.get_by_test_id("clock")).to_contain_text("08:00")
        await self.zhao_reports()
        await self.wang_accepts()
        await self.wang_answers_with_a_photo()
        await self.zhao_sends_it_back()
        await self.wang_does_it_again()
        await self.zhao_passes_it()
        await self.the_evening_comes()

    async def _turn(self, person: int) -> Screen:
        """That person looks at his screen, or gets the one that there is."""
        if self._shared:
            await self._zhao.becomes(person)
        return self._zhao if person == ZHAO else self._wang

    def _card(self, on: Screen) -> Locator:
        """The living card, which alone tells who reported."""
        return on.message(NUMBER, "赵督查 08:00 上报")

    async def zhao_reports(self) -> None:
        zhao = await self._turn(ZHAO)
        await zhao.writes(REPORT, self._photos.problem)
        card = self._card(zhao)
        for words in (
            "垃圾满溢 · 待签收",
            "热闹路32号门口",
            "大南中队",
            "今天 10:00 前（剩 2 小时）",
            "赵督查 08:00 上报",
        ):
            await expect(card).to_contain_text(words)
        assert (await zhao.labels(card))[:2] == ["签收", "非我辖区"]
        await expect(zhao.message(REPORT).locator(".reaction")).to_contain_text("👀")
        await zhao.keeps("card")

    async def wang_accepts(self) -> None:
        wang = await self._turn(WANG)
        card = self._card(wang)
        await expect(card).to_contain_text("待签收")
        await wang.keeps("to-accept")
        await wang.taps(card, "签收")
        await wang.toast("已签收，今天 10:00 前完成")
        await expect(card).to_contain_text("垃圾满溢 · 处置中")
        await expect(card).to_contain_text("王队员 已签收")
        await wang.keeps("accepted")

    async def wang_answers_with_a_photo(self) -> None:
        wang = await self._turn(WANG)
        await wang.clock("15m")
        await expect(wang.page.get_by_test_id("clock")).to_contain_text("08:15")
        await wang.answers(self._card(wang), "已整改", self._photos.careless)
        await expect(self._card(wang)).to_contain_text("待核查")
        await wang.keeps("answered")

    async def zhao_sends_it_back(self) -> None:
        zhao = await self._turn(ZHAO)
        plate = await zhao.sees(NUMBER, "大南中队已反馈，用时 15 分钟", "@zhao_dc 请核查")
        await expect(plate.locator(".photo img")).to_be_visible()
        # What was said in another chat cannot be answered here.
        proof_is_here = self._wangs_chat == SUPERVISION
        await expect(plate.get_by_test_id("quote")).to_contain_text(
            "已整改" if proof_is_here else REPORT
        )
        assert await zhao.labels(plate) == ["通过", "返工"]
        await zhao.keeps("plate")
        await zhao.taps(plate, "返工")
        await expect(plate.locator(".keyboard")).to_contain_text("整改不到位")
        await zhao.keeps("reasons")
        await zhao.taps(plate, "整改不到位")
        await zhao.toast("已退回返工")
        await expect(plate).to_have_count(0)
        await zhao.sees(NUMBER, "已返工：整改不到位")
        await expect(self._card(zhao)).to_contain_text("处置中 · 第2次整改")
        await zhao.keeps("sent-back")

    async def wang_does_it_again(self) -> None:
        wang = await self._turn(WANG)
        card = self._card(wang)
        await expect(card).to_contain_text("返工：整改不到位")
        await wang.keeps("to-do-again")
        await wang.answers(card, "重新整改了", self._photos.fixed)
        await expect(card).to_contain_text("待核查 · 第2次整改")
        await wang.keeps("answered-again")

    async def zhao_passes_it(self) -> None:
        zhao = await self._turn(ZHAO)
        plate = await zhao.sees(NUMBER, "请核查")
        await zhao.keeps("second-plate")
        await zhao.taps(plate, "通过")
        await zhao.toast("已结案")
        await zhao.sees(NUMBER, "已结案，赵督查", "核查通过，用时")
        card = self._card(zhao)
        await expect(card).to_contain_text("垃圾满溢 · 已结案")
        assert await zhao.labels(card) == []
        await zhao.keeps("closed")

    async def the_evening_comes(self) -> None:
        zhao = await self._turn(ZHAO)
        await zhao.clock("18")
        await expect(zhao.page.get_by_test_id("clock")).to_contain_text("18:00")
        digest = await zhao.sees("督查日报", "结案 1")
        await expect(digest.locator(".photo img")).to_be_visible()
        assert {"上报 1", "结案 1", "未结 0", "超时 0"} <= set(await zhao.labels(digest))
        await zhao.keeps("digest")
        await zhao.taps(digest, "结案 1")
        opened = await zhao.sees("结案 = ", NUMBER)
        await zhao.keeps("digest-number")
        await opened.get_by_role("link", name=NUMBER).click()
        await expect(self._card(zhao)).to_be_in_viewport()
        await zhao.keeps("its-card")
        await zhao.taps(opened, "返回")
        await expect(digest).to_be_visible()


async def test_the_example_morning_is_there_within_a_minute_and_stays(
    tmp_path: Path, browser: Browser
) -> None:
    async with running(tmp_path) as product:
        await product.prints("示例上午演完：7 个案件", within=60)
        async with screen(
            browser, product.url, "morning", person=ZHAO, chat=SUPERVISION, size=DESK
        ) as zhao:
            for number, state in enumerate(
                ("已结案", "待核查", "处置中 · 第2次整改", "待派遣", "处置中", "待签收"), 1
            ):
                await zhao.sees(re.compile(rf"\d{{4}}-{number:03d}"), f" · {state}", " 上报")
            await zhao.sees("@zhao_dc 在哪里？")
            await zhao.keeps("as-found")
            before = await zhao.everything()
            await zhao.page.reload()
            await zhao.sees("大家动作很快，辛苦了")
            assert await zhao.everything() == before
