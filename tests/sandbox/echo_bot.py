"""A bot written with aiogram, which knows nothing of us: it echoes, downloads and takes taps.

Loading that library takes seconds, so only the test that needs it loads this (`conftest`).
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiogram import Bot, Dispatcher
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.types import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message

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


@asynccontextmanager
async def polling(server: str, token: str) -> AsyncIterator[None]:
    """The bot listens there until the block ends."""
    session = AiohttpSession(api=TelegramAPIServer.from_base(server))
    dispatcher = _dispatcher()
    async with Bot(token, session=session).context() as bot:
        listening = asyncio.create_task(
            dispatcher.start_polling(bot, handle_signals=False, close_bot_session=False)
        )
        try:
            yield
        finally:
            await dispatcher.stop_polling()
            await listening
