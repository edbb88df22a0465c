"""Around the chats of the sandbox's page: who looks at which, when, and what is not seen yet."""

import pytest
from playwright.async_api import Route, expect

from tests.sandbox.page_stage import (
    GROUP,
    PHONE,
    SQUAD,
    SUN,
    WANG,
    ZHAO,
    Stage,
    message,
    write,
)

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]


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
