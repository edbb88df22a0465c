"""A bot written with another library runs on the sandbox unchanged."""

import asyncio

from aiogram import Bot, Dispatcher
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.types import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message

from tests.sandbox.talk import GROUP, WANG, ZHAO, Talk, png

KEYBOARD = InlineKeyboardMarkup(
    inline_keyboard=[[InlineKeyboardButton(text="签收", callback_data="take")]]
)


def _dispatcher() -> Dispatcher:
    dispatcher = Dispatcher()

    @dispatcher.message()
    async def echo(message: Message, bot: Bot) -> None:
        if message.photo:
            loaded = await bot.download(message.photo[-1])
            assert loaded is not None
            await message.reply(f"{len(loaded.read())} bytes")
        else:
            await message.reply(message.text or "?", reply_markup=KEYBOARD)

    @dispatcher.callback_query()
    async def take(query: CallbackQuery) -> None:
        assert isinstance(query.message, Message)
        await query.message.edit_text(f"{query.from_user.full_name} 已签收")
        await query.answer("签收成功")

    return dispatcher


async def _until(talk: Talk, count: int) -> list[dict[str, object]]:
    for _ in range(250):
        if len(seen := await talk.seen()) >= count:
            return seen
        await asyncio.sleep(0.02)
    raise AssertionError(f"the bot said nothing: {seen}")


async def test_an_aiogram_bot_echoes_downloads_and_answers_buttons(talk: Talk) -> None:
    session = AiohttpSession(api=TelegramAPIServer.from_base(talk.url))
    dispatcher = _dispatcher()
    async with Bot(talk.token, session=session).context() as bot:
        polling = asyncio.create_task(
            dispatcher.start_polling(bot, handle_signals=False, close_bot_session=False)
        )
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
        await dispatcher.stop_polling()
        await polling
