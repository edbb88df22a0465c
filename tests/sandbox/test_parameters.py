"""Every form in which Telegram takes parameters works alike."""

import json
from typing import Any

import pytest

from tests.sandbox.talk import GROUP, Talk, form, png

BUTTONS = {"inline_keyboard": [[{"text": "签收", "callback_data": "a:1"}]]}
AS_TEXT = {"chat_id": str(GROUP), "text": "<b>案件</b>&amp;", "parse_mode": "HTML"}


def _request(how: str) -> dict[str, Any]:
    """What to hand to aiohttp for one way of calling."""
    texts = AS_TEXT | {"reply_markup": json.dumps(BUTTONS)}
    match how:
        case "GET query":
            return {"method": "GET", "params": texts}
        case "POST query":
            return {"method": "POST", "params": texts}
        case "urlencoded":
            return {"method": "POST", "data": texts}
        case "JSON":
            body = AS_TEXT | {"chat_id": GROUP, "reply_markup": BUTTONS}
            return {"method": "POST", "json": body}
        case _:
            return {"method": "POST", "data": form({"unused": b"x"}, texts)}


@pytest.mark.parametrize("how", ["GET query", "POST query", "urlencoded", "JSON", "multipart"])
@pytest.mark.parametrize("name", ["sendMessage", "SENDMESSAGE", "sendmessage"])
async def test_a_message_is_sent_by_every_form_and_spelling(
    talk: Talk, how: str, name: str
) -> None:
    request = _request(how)
    verb = request.pop("method")
    async with talk.http.request(verb, f"{talk.url}/bot{talk.token}/{name}", **request) as response:
        body = await response.json()
    assert body["ok"], body
    assert body["result"]["text"] == "案件&"
    assert body["result"]["entities"] == [{"type": "bold", "offset": 0, "length": 2}]
    assert body["result"]["reply_markup"] == BUTTONS


async def test_an_unknown_method_is_a_loud_404(talk: Talk) -> None:
    body = await talk.call("sendCarrierPigeon")
    assert body == {
        "ok": False,
        "error_code": 404,
        "description": "Not Found: method not found",
    }


@pytest.mark.parametrize(("token", "code"), [("123456:wrong-token", 401), ("nonsense", 404)])
async def test_a_wrong_token_is_refused(talk: Talk, token: str, code: int) -> None:
    body = await talk.call("getMe", _token=token)
    assert body["error_code"] == code


async def test_a_file_may_come_by_upload_or_attach_or_id(talk: Talk) -> None:
    by_upload = await talk.upload("sendPhoto", {"photo": png(640, 480)}, chat_id=GROUP)
    by_name = await talk.upload(
        "sendPhoto", {"pic": png(30, 20)}, chat_id=GROUP, photo="attach://pic"
    )
    file_id = by_upload["result"]["photo"][-1]["file_id"]
    by_id = await talk.result("sendPhoto", chat_id=GROUP, photo=file_id)
    assert by_name["result"]["photo"][-1]["width"] == 30
    assert by_id["photo"] == by_upload["result"]["photo"]


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"{", "application/json"),
        (b"[1]", "application/json"),
        (b"[" * 100_000, "application/json"),
        (b"text=%ff%fe&chat_id=-1001234567890", "application/x-www-form-urlencoded"),
        (b'{"chat_id":-1001234567890,"text":"\\ud83d"}', "application/json"),
        (
            b'chat_id=-1001234567890&text=x&reply_markup={"inline_keyboard":'
            b'[[{"text":"\\ud83d","callback_data":"1"}]]}',
            "application/x-www-form-urlencoded",
        ),
    ],
)
async def test_broken_bodies_are_refused_in_json(talk: Talk, content: bytes, kind: str) -> None:
    url = f"{talk.url}/bot{talk.token}/sendMessage"
    async with talk.http.post(url, data=content, headers={"Content-Type": kind}) as response:
        body = await response.json()
    assert body["error_code"] == 400
    calls = await talk.control("GET", "/calls")
    assert calls["calls"][-1]["method"] in ("sendMessage", "getUpdates")


PARAMETERS = """
    chat_id from_chat_id message_id user_id text caption media photo document reply_markup
    reply_parameters message_thread_id reaction commands scope file_id offset limit timeout
    allowed_updates url latitude longitude action entities caption_entities callback_query_id
"""
METHODS = """
    sendMessage sendPhoto sendMediaGroup sendLocation editMessageText copyMessage getChatMember
    setMessageReaction setMyCommands getUpdates setWebhook answerCallbackQuery getFile
"""
ODD: list[Any] = ["", "x", "-1", 0, 1e400, [], {}, [[]], "[]", "{}", "null", True, "9" * 30]


@pytest.mark.parametrize("odd", ODD, ids=repr)
async def test_no_value_of_any_parameter_breaks_a_method(talk: Talk, odd: Any) -> None:
    good = {"chat_id": GROUP, "from_chat_id": GROUP, "text": "好", "message_id": 1}
    await talk.says(1001, "第一条")
    for name in METHODS.split():
        for parameter in PARAMETERS.split():
            params = {**good, "timeout": 0, parameter: odd} if parameter != "timeout" else good
            body = await talk.call(name, **json.loads(json.dumps(params)))
            assert body["ok"] or 400 <= body["error_code"] < 500, (name, parameter, body)
