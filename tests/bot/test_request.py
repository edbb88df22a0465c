"""The transport: errors sorted by what is known about them, uploads, raw calls."""

import asyncio

import pytest
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TimedOut,
)

from bot.request import Api, NotSent, open_api
from tests.sandbox.talk import GROUP, ZHAO, Talk, png


async def test_messages_and_pictures_arrive(talk: Talk, api: Api) -> None:
    await api.send_message(
        GROUP, "<b>案件</b> & 照片", parse_mode="HTML", disable_notification=True
    )
    sent = await api.send_photo(GROUP, png(60, 40), caption="整改前后对比")
    text, photo = (await talk.seen())[-2:]
    assert text["text"] == "案件 & 照片"
    assert photo["caption"] == "整改前后对比"
    file = await api.get_file(sent.photo[-1].file_id)
    assert bytes(await file.download_as_bytearray()) == png(60, 40)


async def test_any_method_can_be_called_by_name(talk: Talk, api: Api) -> None:
    await talk.says(ZHAO, "你好")
    updates = await api.call("getUpdates", {"timeout": 0, "allowed_updates": ["message"]})
    assert updates[0]["message"]["text"] == "你好"
    with pytest.raises(InvalidToken):
        await api.call("noSuchMethod")


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ({"status": 400, "description": "Bad Request: chat not found"}, BadRequest),
        ({"status": 403, "description": "Forbidden: bot was kicked"}, Forbidden),
        ({"status": 429, "description": "Too Many Requests", "retry_after": 7}, RetryAfter),
        ({"status": 502, "description": "Bad Gateway"}, NetworkError),
        ({"drop": "before"}, NetworkError),
        ({"drop": "after"}, NetworkError),
    ],
)
async def test_failures_are_told_apart(
    talk: Talk, api: Api, fault: dict[str, object], error: type[Exception]
) -> None:
    await talk.control("POST", "/faults", method="sendMessage", count=1, **fault)
    with pytest.raises(error) as raised:
        await api.send_message(GROUP, "x")
    assert not isinstance(raised.value, NotSent)
    assert talk.token not in repr(raised.value)


async def test_a_group_that_moved_tells_where(talk: Talk, api: Api) -> None:
    await talk.control(
        "POST", "/chats", id=-55, type="group", title="g", members=[], administrators=[ZHAO]
    )
    moved = await talk.control("POST", "/chats/-55/migrate")
    with pytest.raises(ChatMigrated) as raised:
        await api.send_message(-55, "x")
    assert raised.value.new_chat_id == moved["id"]


async def test_no_connection_means_surely_not_sent(talk: Talk) -> None:
    api = open_api("http://127.0.0.1:1", talk.token)
    with pytest.raises(NotSent):
        await api.initialize()
    await api.shutdown()


async def test_no_answer_in_time_is_an_unknown_outcome(talk: Talk, api: Api) -> None:
    await talk.control("POST", "/faults", method="sendMessage", count=1, delay=0.5)
    with pytest.raises(TimedOut):
        await api.send_message(GROUP, "late", read_timeout=0.1)
    await asyncio.sleep(0.6)
    assert (await talk.seen())[-1]["text"] == "late", "it was carried out all the same"


async def test_a_server_that_refuses_the_token_is_named(talk: Talk) -> None:
    api = open_api(talk.url, "1:wrongwrongwrongwrongwrong")
    with pytest.raises(InvalidToken):
        await api.initialize()
    await api.shutdown()
