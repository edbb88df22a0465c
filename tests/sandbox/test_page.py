"""What people do in a chat of the sandbox's page: in a real browser, against the real sandbox."""

import re

import pytest
from playwright.async_api import expect

from tests.sandbox.page_stage import (
    GROUP,
    PHONE,
    SUN,
    WANG,
    ZHAO,
    Stage,
    answering,
    composer,
    message,
    upload,
    write,
)

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]


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
