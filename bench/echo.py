"""A bare python-telegram-bot: the yardstick of `bench.ping`. `python -m bench.echo TOKEN API`.

It answers each message with its own words, in a reply, with everything as the library has it by
default, HTTP client included.
"""

import sys

from telegram import ReplyParameters, Update
from telegram.ext import Application, ContextTypes, MessageHandler, filters

READY = "echo listens"


async def echo(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Somebody writes: the same words come back."""
    message = update.message
    if message is None:
        return
    await context.bot.send_message(
        message.chat_id,
        message.caption or message.text or "…",
        reply_parameters=ReplyParameters(message.message_id),
    )


def main(token: str, api: str) -> None:
    """Run until SIGTERM."""
    builder = Application.builder().token(token).base_url(f"{api}/bot").post_init(_told)
    application = builder.build()
    application.add_handler(MessageHandler(filters.ALL, echo))
    application.run_polling()


async def _told(_application: Application) -> None:  # type: ignore[type-arg]
    print(READY, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
