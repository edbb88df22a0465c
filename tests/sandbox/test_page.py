"""The sandbox's page in a real browser, against the real sandbox."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Route, expect

from tests.sandbox.page_stage import (
    GROUP,
    PHONE,
    SQUAD,
    SUN,
    WANG,
    ZHAO,
    Stage,
    answering,
    composer,
    curtain,
    launched,
    message,
    upload,
    write,
)

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with launched() as running:
        yield running


@pytest_asyncio.fixture(loop_scope="module")
async def stage(tmp_path: Path, browser: Browser) -> AsyncIterator[Stage]:
    async with curtain(tmp_path / "sandbox", browser) as opened:
        yield opened


async def test_what_one_person_writes_another_sees_at_once(stage: Stage) -> None:
    zhao, wang = await stage.opens(ZHAO), await stage.opens(WANG)
    await expect(wang.locator("#room-title")).to_contain_text("沈河督查群")
    await write(zhao, "中街路32号门口占道经营")
    await expect(message(wang, 1)).to_contain_text("中街路32号门口占道经营")
    await expect(message(zhao, 1)).to_have_class(re.compile("mine"))
    await expect(zhao.get_by_test_id("composer")).to_have_value("")


async def test_shift_enter_makes_a_new_line(stage: Stage) -> None:
    page = await stage.opens(ZHAO)
    field = await composer(page)
    await field.press_sequentially("一")
    await field.press("Shift+Enter")
    await field.press_sequentially("二")
    await page.get_by_test_id("send").click()
    await expect(message(page, 1)).to_contain_text("一")
    assert (await stage.seen())[0]["text"] == "一\n二"


async def test_several_photos_are_one_album_with_a_caption(stage: Stage) -> None:
    page = await stage.opens(ZHAO)
    photos = [upload("a.jpg", "red"), upload("b.jpg", "green"), upload("c.jpg", "blue")]
    await page.set_input_files("#photo-input", files=photos)  # type: ignore[arg-type]
    await expect(page.locator("#tray img")).to_have_count(3)
    await write(page, "乱堆乱放")
    await expect(message(page, 1).locator(".album img")).to_have_count(3)
    await expect(message(page, 1)).to_contain_text("乱堆乱放")
    sent = await stage.seen()
    assert len({item["media_group_id"] for item in sent}) == 1
    assert [item.get("caption") for item in sent] == ["乱堆乱放", None, None]


async def test_a_photo_sent_as_a_file_is_a_document(stage: Stage) -> None:
    page = await stage.opens(ZHAO)
    photo = [upload("现场.jpg", "red")]
    await page.set_input_files("#file-input", files=photo)  # type: ignore[arg-type]
    await page.get_by_test_id("send").click()
    await expect(message(page, 1)).to_contain_text("现场.jpg")
    assert (await stage.seen())[0]["document"]["mime_type"] == "image/jpeg"


async def test_a_place_is_sent_and_shown(stage: Stage) -> None:
    page = await stage.opens(ZHAO)
    await page.get_by_test_id("location").click()
    await page.get_by_label("纬度").fill("41.8")
    await page.get_by_test_id("place").get_by_role("button", name="发送").click()
    await expect(message(page, 1)).to_contain_text("41.80000")


async def test_a_reply_shows_its_original_and_jumps_to_it(stage: Stage) -> None:
    first = await stage.says(ZHAO, "原来的话")
    for number in range(30):
        await stage.says(SUN, f"别的话 {number}")
    answer = await stage.says(WANG, "回答", reply_to=first)
    page = await stage.opens(ZHAO)
    await expect(message(page, answer).get_by_test_id("quote")).to_contain_text("原来的话")
    await expect(message(page, first)).not_to_be_in_viewport()
    await message(page, answer).get_by_test_id("quote").click()
    await expect(message(page, first)).to_be_in_viewport()
    await expect(message(page, first)).to_have_class(re.compile("flash"))


async def test_a_double_click_answers_a_message(stage: Stage) -> None:
    first = await stage.says(WANG, "请看一下")
    page = await stage.opens(ZHAO)
    await message(page, first).locator(".bubble").dblclick(position={"x": 4, "y": 4})
    await expect(page.locator("#context-bar")).to_contain_text("王队员")
    await write(page, "看到了")
    await expect(message(page, first + 1)).to_contain_text("看到了")
    assert (await stage.seen())[-1]["reply_to"] == first


async def test_a_link_to_a_message_far_back_leads_there(stage: Stage) -> None:
    for number in range(260):
        await stage.says(SUN, f"第 {number + 1} 条")
    link = f"https://t.me/c/{str(GROUP)[4:]}/7"
    sent = await stage.bot("sendMessage", chat_id=GROUP, text=f"见 {link}")
    page = await stage.opens(ZHAO)
    await expect(message(page, 7)).to_have_count(0)
    await message(page, sent["message_id"]).get_by_role("link", name=link).click()
    await expect(message(page, 7)).to_be_in_viewport()
    await expect(page.locator(".row")).to_have_count(261)


async def test_a_button_brings_the_bots_answer_and_the_edited_card(stage: Stage) -> None:
    row = [{"text": "签收", "callback_data": "a:7"}, {"text": "签收", "callback_data": "a:8"}]
    keyboard = {"inline_keyboard": [row]}
    card = await stage.bot("sendMessage", chat_id=GROUP, text="卡片", reply_markup=keyboard)
    page = await stage.opens(WANG)
    async with answering(stage, "已签收"):
        # Two buttons of a merged card bear the same label; the right one must be pressed.
        await message(page, card["message_id"]).locator(".inline-button").nth(1).click()
        await expect(page.get_by_test_id("toast")).to_have_text("已签收")
        await expect(message(page, card["message_id"])).to_contain_text("按了 a:8")
        await expect(message(page, card["message_id"])).to_contain_text("已编辑")


async def test_an_alert_waits_to_be_read(stage: Stage) -> None:
    keyboard = {"inline_keyboard": [[{"text": "签收", "callback_data": "a"}]]}
    card = await stage.bot("sendMessage", chat_id=GROUP, text="卡片", reply_markup=keyboard)
    page = await stage.opens(ZHAO)
    async with answering(stage, "您不是大南中队的人", show_alert=True):
        await message(page, card["message_id"]).get_by_role("button", name="签收").click()
        await expect(page.get_by_test_id("alert")).to_contain_text("您不是大南中队的人")
        await page.get_by_role("button", name="知道了").click()
        await expect(page.get_by_test_id("alert")).to_have_count(0)


async def test_the_menu_edits_forwards_reacts_and_deletes(stage: Stage) -> None:
    first = await stage.says(WANG, "写错了")
    page = await stage.opens(WANG)
    bubble = message(page, first).locator(".bubble")

    await bubble.click(button="right")
    await page.get_by_role("menuitem", name="编辑").click()
    await write(page, "写对了")
    await expect(message(page, first)).to_contain_text("写对了")
    await expect(message(page, first)).to_contain_text("已编辑")

    await bubble.click(button="right")
    await page.get_by_role("menuitemcheckbox", name="👍").click()
    await expect(message(page, first).locator(".reaction")).to_contain_text("1")
    await message(page, first).locator(".reaction").click()
    await expect(message(page, first).locator(".reaction")).to_have_count(0)

    await bubble.click(button="right")
    await page.get_by_role("menuitem", name="转发").click()
    await page.get_by_role("dialog").get_by_role("button", name="大南中队工作群").click()
    await expect(page.locator("#room-title")).to_contain_text("大南中队工作群")
    await expect(message(page, 1)).to_contain_text("转发自 王队员")

    await page.get_by_test_id(f"chat-{GROUP}").click()
    await bubble.click(button="right")
    await page.get_by_role("menuitem", name="删除").click()
    await page.get_by_role("dialog").get_by_role("button", name="删除").click()
    await expect(message(page, first)).to_have_count(0)


async def test_the_viewer_walks_through_the_chats_pictures(stage: Stage) -> None:
    page = await stage.opens(ZHAO)
    for colour in ("red", "green"):
        photo = [upload(f"{colour}.jpg", colour)]
        await page.set_input_files("#photo-input", files=photo)  # type: ignore[arg-type]
        await write(page, colour)
    await message(page, 2).locator(".photo").click()
    viewer = page.get_by_test_id("viewer")
    await expect(viewer).to_contain_text("2 / 2")
    await page.keyboard.press("ArrowLeft")
    await expect(viewer).to_contain_text("1 / 2")
    await viewer.locator("img").click()
    await expect(viewer.locator(".stage")).to_have_class(re.compile("zoomed"))
    await page.keyboard.press("Escape")
    await expect(viewer).to_have_count(0)


async def test_each_person_sees_his_own_chats_and_the_browser_remembers_him(stage: Stage) -> None:
    await stage.says(SUN, "早上好")
    page = await stage.opens(ZHAO, chat=None)
    await expect(page.get_by_test_id(f"chat-{GROUP}")).to_be_visible()
    await expect(page.get_by_test_id(f"chat-{SQUAD}")).to_have_count(0)
    await page.get_by_test_id("person").select_option(str(WANG))
    await expect(page.get_by_test_id(f"chat-{SQUAD}")).to_be_visible()
    await expect(page.get_by_test_id(f"chat-{WANG}")).to_contain_text("督办助手")
    await expect(page.get_by_test_id(f"chat-{ZHAO}")).to_have_count(0)
    await page.goto(stage.sandbox.url)
    await expect(page.get_by_test_id("person")).to_have_value(str(WANG))


async def test_unread_messages_are_counted_until_they_are_seen(stage: Stage) -> None:
    page = await stage.opens(WANG, chat=GROUP)
    await stage.says(WANG, "我自己的", chat=SQUAD)
    await stage.bot("sendMessage", chat_id=SQUAD, text="派给你们的")
    badge = page.get_by_test_id(f"chat-{SQUAD}").locator(".badge")
    await expect(badge).to_have_text("1")
    await page.get_by_test_id(f"chat-{SQUAD}").click()
    await expect(badge).to_have_count(0)


async def test_what_is_said_while_the_page_reads_the_state_is_not_lost(stage: Stage) -> None:
    page = await stage.opens(WANG, chat=GROUP)
    await expect(page.get_by_test_id(f"chat-{SQUAD}")).to_be_visible()

    async def read_slowly(route: Route) -> None:
        older = await route.fetch()
        await stage.bot("sendMessage", chat_id=SQUAD, text="派给你们的")
        await page.wait_for_timeout(300)  # the page hears of it by event
        await route.fulfill(response=older)

    await page.route("**/sandbox/state", read_slowly)
    await page.reload()
    chat = page.get_by_test_id(f"chat-{SQUAD}")
    await expect(chat).to_contain_text("派给你们的")
    await expect(chat.locator(".badge")).to_have_text("1")


async def test_the_clock_is_jumped_and_everybody_sees_it(stage: Stage) -> None:
    page, other = await stage.opens(ZHAO), await stage.opens(WANG)
    await expect(other.get_by_test_id("clock")).to_contain_text("11月21日 周六 09:30")
    await page.get_by_test_id("jump-15m").click()
    await expect(page.get_by_test_id("clock")).to_contain_text("09:45")
    await page.get_by_test_id("jump-2h").click()
    await expect(page.get_by_test_id("clock")).to_contain_text("11:45")
    await page.get_by_test_id("jump-18").click()
    await expect(page.get_by_test_id("clock")).to_contain_text("18:00")
    await page.get_by_test_id("jump-tomorrow").click()
    await expect(other.get_by_test_id("clock")).to_contain_text("11月22日 周日 08:00")


async def test_on_a_phone_list_and_chat_are_two_screens(stage: Stage) -> None:
    await stage.says(SUN, "早上好")
    page = await stage.opens(ZHAO, chat=None, size=PHONE)
    listed, composer = page.get_by_test_id(f"chat-{GROUP}"), page.get_by_test_id("composer")
    await expect(listed.locator(".badge")).to_have_text("1")
    await expect(composer).to_be_hidden()
    await listed.tap()
    await expect(composer).to_be_visible()
    await expect(listed).to_be_hidden()
    await expect(page.get_by_test_id("person")).to_be_visible()
    await expect(page.get_by_test_id("clock")).to_be_visible()
    assert await page.evaluate("document.documentElement.scrollWidth") == PHONE[0]
    await page.get_by_test_id("back").tap()
    await expect(listed).to_be_visible()
    await page.go_back()
    await expect(composer).to_be_visible()


async def test_what_people_type_never_becomes_markup(stage: Stage) -> None:
    evil = "<img src=x onerror=alert(1)><script>alert(2)</script><b>粗</b>"
    await stage.control("people", id=1009, first_name=evil, title=evil)
    await stage.control("chats", id=-1001000000009, type="group", title=evil, members=[1009, ZHAO])
    number = await stage.says(1009, evil, chat=-1001000000009)
    page = await stage.opens(ZHAO, chat=-1001000000009)
    await expect(message(page, number)).to_contain_text(evil)
    await expect(page.locator("#room-title")).to_contain_text(evil)
    assert await message(page, number).locator("img, script, b").count() == 0


async def test_only_harmless_links_can_be_followed(stage: Stage) -> None:
    words = "坏 好 粗"
    entities = [
        {"type": "text_link", "offset": 0, "length": 1, "url": "javascript:alert(1)"},
        {"type": "text_link", "offset": 2, "length": 1, "url": "https://example.com/"},
        {"type": "bold", "offset": 4, "length": 1},
    ]
    sent = await stage.bot("sendMessage", chat_id=GROUP, text=words, entities=entities)
    bubble = message(await stage.opens(ZHAO), sent["message_id"])
    await expect(bubble.locator("strong")).to_have_text("粗")
    await expect(bubble.locator("a")).to_have_text(["好"])
    await expect(bubble.locator("a")).to_have_attribute("href", "https://example.com/")


async def test_the_page_says_when_the_sandbox_is_gone_and_comes_back(stage: Stage) -> None:
    page = await stage.opens(ZHAO)
    await write(page, "之前")
    await expect(message(page, 1)).to_contain_text("之前")
    await stage.sandbox.stop()
    await expect(page.locator("#offline")).to_be_visible()
    await stage.comes_back()
    await stage.says(WANG, "之后")
    await expect(page.locator("#offline")).to_be_hidden(timeout=10000)
    await expect(message(page, 2)).to_contain_text("之后")


async def test_pictures_are_pasted_and_dropped(stage: Stage) -> None:
    page = await stage.opens(ZHAO)
    give = """([selector, kind]) => {
        const files = new DataTransfer();
        files.items.add(new File([new Uint8Array(9)], "x.jpg", {type: "image/jpeg"}));
        const content = {bubbles: true, cancelable: true};
        const event = kind === "paste"
            ? new ClipboardEvent(kind, {...content, clipboardData: files})
            : new DragEvent(kind, {...content, dataTransfer: files});
        document.querySelector(selector).dispatchEvent(event);
    }"""
    await expect(page.get_by_test_id("composer")).to_be_visible()
    await page.evaluate(give, ["#composer", "paste"])
    await page.evaluate(give, ["#room", "drop"])
    await expect(page.locator("#tray img")).to_have_count(2)
    await page.get_by_role("button", name="去掉 x.jpg").first.click()
    await expect(page.locator("#tray img")).to_have_count(1)


async def test_a_swipe_on_a_phone_answers_a_message(stage: Stage) -> None:
    first = await stage.says(WANG, "请看一下这里的情况，很严重")
    page = await stage.opens(ZHAO, size=PHONE)
    box = await message(page, first).locator(".bubble").bounding_box()
    assert box
    devtools = await page.context.new_cdp_session(page)
    y = box["y"] + box["height"] / 2
    for kind, x in [("Start", 200), ("Move", 160), ("Move", 120), ("End", None)]:
        points = [] if x is None else [{"x": x, "y": y}]
        touch = {"type": f"touch{kind}", "touchPoints": points}
        await devtools.send("Input.dispatchTouchEvent", touch)
    await expect(page.locator("#context-bar")).to_contain_text("王队员")


async def test_a_slash_offers_the_bots_commands(stage: Stage) -> None:
    offered = [
        {"command": "help", "description": "我能做什么"},
        {"command": "open", "description": "没办完的案件"},
    ]
    await stage.bot("setMyCommands", commands=offered)
    page = await stage.opens(ZHAO)
    await (await composer(page)).press_sequentially("/")
    await expect(page.locator("#suggestions").get_by_role("option")).to_have_count(2)
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    await expect(page.get_by_test_id("composer")).to_have_value("/open ")
    await page.keyboard.press("Enter")
    await expect(message(page, 1).get_by_role("button", name="/open")).to_be_visible()


async def test_topics_are_chips_that_filter_and_address(stage: Stage) -> None:
    topics = [{"thread": 2, "name": "占道"}, {"thread": 3, "name": "市容"}]
    forum = {"type": "supergroup", "title": "攻坚月", "members": [ZHAO], "is_forum": True}
    await stage.control("chats", id=-1001000000007, topics=topics, **forum)
    elsewhere = await stage.says(ZHAO, "占道的话", chat=-1001000000007, thread=2)
    page = await stage.opens(ZHAO, chat=-1001000000007)
    await expect(message(page, elsewhere)).to_contain_text("# 占道")
    await page.get_by_test_id("topic-3").click()
    await expect(message(page, elsewhere)).to_have_count(0)
    await write(page, "市容的话")
    await expect(message(page, elsewhere + 1)).to_contain_text("市容的话")
    assert (await stage.seen(-1001000000007))[-1]["thread"] == 3


async def test_a_group_that_becomes_a_supergroup_is_followed(stage: Stage) -> None:
    await stage.control("chats", id=-4100, type="group", title="小群", members=[ZHAO])
    page = await stage.opens(ZHAO, chat=-4100)
    await expect(page.locator("#room-title")).to_contain_text("小群")
    new = (await stage.control("chats/-4100/migrate"))["id"]
    await expect(page.get_by_test_id(f"chat-{new}")).to_have_attribute("aria-current", "true")
    await expect(page.get_by_test_id("chat--4100")).to_have_count(0)
    await write(page, "新群里说话")
    await expect(page.get_by_test_id(f"chat-{new}")).to_contain_text("新群里说话")


async def test_a_start_link_opens_the_private_chat_and_sends_its_code(stage: Stage) -> None:
    sent = await stage.bot("sendMessage", chat_id=GROUP, text="t.me/duban_bot?start=k7")
    page = await stage.opens(WANG)
    await message(page, sent["message_id"]).get_by_role("link").click()
    await expect(page.locator("#room-title")).to_contain_text("督办助手")
    await expect(message(page, 1)).to_contain_text("/start k7")
