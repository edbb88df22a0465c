"""A bot written with another library runs on the sandbox unchanged."""

import asyncio
from types import ModuleType

from tests.sandbox.talk import GROUP, WANG, ZHAO, Talk, png


async def _until(talk: Talk, count: int) -> list[dict[str, object]]:
    for _ in range(250):
        if len(seen := await talk.seen()) >= count:
            return seen
        await asyncio.sleep(0.02)
    raise AssertionError(f"the bot said nothing: {seen}")


async def test_an_aiogram_bot_echoes_downloads_and_answers_buttons(
    talk: Talk, echo_bot: ModuleType
) -> None:
    async with echo_bot.polling(talk.url, talk.token):
        await talk.says(ZHAO, "中街路32号")
        echoed = (await _until(talk, 2))[-1]
        assert (echoed["text"], echoed["reply_to"]) == ("中街路32号", 1)
        path = f"/chats/{GROUP}/messages/2/press"
        pressed = await talk.control("POST", path, **{"from": WANG, "button": "签收"})
        assert pressed == {"answer": {"text": "签收成功", "show_alert": False}}
        await talk.sends([("photo", png(60, 40), "a.png")], GROUP, from_=ZHAO)
        seen = await _until(talk, 4)
        assert seen[1]["text"] == "王队员 已签收"
        assert seen[-1]["text"] == f"{len(png(60, 40))} bytes"
