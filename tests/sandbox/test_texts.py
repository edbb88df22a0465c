"""Telegram's rules for words and buttons."""

from typing import Any

import pytest

from tests.sandbox.talk import GROUP, WANG, ZHAO, Talk, png


def keyboard(*buttons: dict[str, Any]) -> dict[str, Any]:
    return {"inline_keyboard": [list(buttons)]}


@pytest.mark.parametrize(
    ("params", "problem"),
    [
        ({"text": ""}, "message text is empty"),
        ({"text": " \n "}, "text must be non-empty"),
        ({"text": "<b></b>", "parse_mode": "HTML"}, "text must be non-empty"),
        ({"text": "字" * 4097}, "message is too long"),
        ({"text": "😀" * 2049}, "message is too long"),
        ({"text": "x", "parse_mode": "MarkdownV2"}, "unsupported parse_mode"),
        ({"text": "<b>x", "parse_mode": "HTML"}, "can't parse entities: Can't find end tag"),
        ({"text": "x", "chat_id": ""}, "chat_id is empty"),
        ({"text": "x", "chat_id": -5}, "chat not found"),
        ({"text": "x", "chat_id": "@nobody"}, "chat not found"),
        ({"text": "x", "reply_markup": "[]"}, "object expected as reply markup"),
        ({"text": "x", "reply_markup": "{"}, "can't parse reply_markup JSON object"),
        (
            {"text": "x", "reply_markup": keyboard({"text": "签收"})},
            "can't parse inline keyboard button: Text buttons are unallowed",
        ),
        (
            {"text": "x", "reply_markup": keyboard({"text": "签收", "callback_data": "字" * 22})},
            "BUTTON_DATA_INVALID",
        ),
        (
            {"text": "x", "reply_markup": keyboard({"text": "签收", "callback_data": ""})},
            "BUTTON_DATA_INVALID",
        ),
        (
            {"text": "x", "reply_markup": keyboard({"text": "看", "url": "nothing"})},
            "BUTTON_URL_INVALID",
        ),
        ({"text": "x", "message_thread_id": 99}, "message thread not found"),
    ],
)
async def test_a_text_that_breaks_a_rule_is_refused(
    talk: Talk, params: dict[str, Any], problem: str
) -> None:
    described = await talk.refused("sendMessage", **({"chat_id": GROUP} | params))
    assert described.startswith(f"Bad Request: {problem}")
    assert await talk.seen() == []


async def test_what_just_fits_is_sent(talk: Talk) -> None:
    markup = keyboard({"text": "签收", "callback_data": "x" * 64})
    longest = "<b>" + "😀" * 2048 + "</b>"
    sent = await talk.result(
        "sendMessage", chat_id=GROUP, text=longest, parse_mode="HTML", reply_markup=markup
    )
    assert sent["entities"] == [{"type": "bold", "offset": 0, "length": 4096}]
    assert sent["reply_markup"] == markup


async def test_a_reply_needs_its_message_unless_told_otherwise(talk: Talk) -> None:
    params: dict[str, Any] = {"chat_id": GROUP, "text": "x"}
    described = await talk.refused("sendMessage", **params, reply_parameters={"message_id": 77})
    assert described == "Bad Request: message to be replied not found"
    lenient = {"message_id": 77, "allow_sending_without_reply": True}
    sent = await talk.result("sendMessage", **params, reply_parameters=lenient)
    assert "reply_to_message" not in sent
    said = await talk.says(ZHAO, "一")
    old = await talk.result("sendMessage", **params, reply_to_message_id=said["message_id"])
    assert old["reply_to_message"]["text"] == "一"


async def test_a_caption_has_its_own_limit(talk: Talk) -> None:
    picture = {"photo": png(9, 9)}
    body = await talk.upload("sendPhoto", picture, chat_id=GROUP, caption="字" * 1025)
    assert body["description"] == "Bad Request: message caption is too long"
    assert (await talk.upload("sendPhoto", picture, chat_id=GROUP, caption="字" * 1024))["ok"]


async def test_an_edit_changes_something_or_is_refused(talk: Talk) -> None:
    markup = keyboard({"text": "签收", "callback_data": "1"})
    sent = await talk.result("sendMessage", chat_id=GROUP, text="案件", reply_markup=markup)
    one = {"chat_id": GROUP, "message_id": sent["message_id"]}
    same = await talk.refused(
        "editMessageText", **one, text="<b></b>案件", parse_mode="HTML", reply_markup=markup
    )
    assert same.startswith("Bad Request: message is not modified: specified new message content")
    edited = await talk.result("editMessageText", **one, text="案件")
    assert "reply_markup" not in edited
    assert edited["edit_date"] >= edited["date"]
    described = await talk.refused("editMessageText", **one, text="字" * 4097)
    assert described == "Bad Request: MESSAGE_TOO_LONG"
    described = await talk.refused("editMessageCaption", **one, caption="x")
    assert described == "Bad Request: there is no caption in the message to edit"


async def test_only_own_messages_that_exist_are_edited(talk: Talk) -> None:
    said = await talk.says(ZHAO, "一")
    described = await talk.refused(
        "editMessageText", chat_id=GROUP, message_id=said["message_id"], text="二"
    )
    assert described == "Bad Request: message can't be edited"
    described = await talk.refused("editMessageText", chat_id=GROUP, message_id=99, text="二")
    assert described == "Bad Request: message to edit not found"


async def test_deleting_is_for_own_young_messages_or_administrators(talk: Talk) -> None:
    said = await talk.says(ZHAO, "一")
    own = await talk.result("sendMessage", chat_id=GROUP, text="我的")
    foreign = {"chat_id": GROUP, "message_id": said["message_id"]}
    mine = {"chat_id": GROUP, "message_id": own["message_id"]}
    assert await talk.refused("deleteMessage", **foreign) == (
        "Bad Request: message can't be deleted"
    )
    await talk.control("POST", "/clock", advance=49 * 3600)
    assert await talk.refused("deleteMessage", **mine) == (
        "Bad Request: message can't be deleted for everyone"
    )
    await talk.control("PATCH", f"/chats/{GROUP}", bot={"status": "administrator"})
    await talk.result("deleteMessage", **foreign)
    await talk.result("deleteMessage", **mine)
    assert await talk.refused("deleteMessage", **mine) == (
        "Bad Request: message to delete not found"
    )
    assert await talk.seen() == []


async def test_a_press_is_answered_once(talk: Talk) -> None:
    markup = keyboard(
        {"text": "签收", "callback_data": "a:1"}, {"text": "地图", "url": "https://a.cn"}
    )
    sent = await talk.result("sendMessage", chat_id=GROUP, text="案件", reply_markup=markup)
    path = f"/chats/{GROUP}/messages/{sent['message_id']}/press"
    unanswered = await talk.control("POST", f"{path}?wait=0", **{"from": WANG, "button": "签收"})
    assert unanswered == {"answer": None}
    query = (await talk.updates())[-1]["callback_query"]
    assert (query["data"], query["from"]["id"]) == ("a:1", WANG)
    assert query["message"]["text"] == "案件"
    assert query["chat_instance"]
    await talk.result("answerCallbackQuery", callback_query_id=query["id"])
    described = await talk.refused("answerCallbackQuery", callback_query_id=query["id"])
    assert described.startswith("Bad Request: query is too old and response timeout expired")
    forged = await talk.control("POST", f"{path}?wait=0", **{"from": WANG, "data": "forged"})
    assert forged == {"answer": None}
    assert (await talk.updates())[-1]["callback_query"]["data"] == "forged"
    sentence = await talk.denied("POST", path, 404, **{"from": WANG, "button": "通过"})
    assert "现在有：签收、地图" in sentence
    assert "打开网址" in await talk.denied("POST", path, 400, **{"from": WANG, "button": "地图"})


async def test_a_person_may_type_more_than_one_message_holds(talk: Talk) -> None:
    sent = await talk.control(
        "POST", f"/chats/{GROUP}/messages", **{"from": ZHAO, "text": "长" * 5000}
    )
    assert [len(message["text"]) for message in sent["messages"]] == [4096, 904]


async def test_commands_and_mentions_are_marked_as_telegram_marks_them(talk: Talk) -> None:
    words = "/case@duban_bot 1121-007 请@wang_dn 和 @wang_dn 看 https://a.cn/x，谢谢 #市容"
    await talk.says(ZHAO, words)
    message = (await talk.updates())[-1]["message"]
    marked = [
        (e["type"], words[e["offset"] : e["offset"] + e["length"]]) for e in message["entities"]
    ]
    assert marked == [
        ("bot_command", "/case@duban_bot"),
        ("mention", "@wang_dn"),
        ("url", "https://a.cn/x"),
        ("hashtag", "#市容"),
    ]


async def test_the_menu_follows_the_scopes(talk: Talk) -> None:
    help_, digest = ([{"command": name, "description": name}] for name in ("help", "digest"))
    await talk.result("setMyCommands", commands=help_)
    admins = {"type": "chat_administrators", "chat_id": str(GROUP)}
    await talk.result("setMyCommands", commands=digest, scope=admins, language_code="zh")
    for person, menu in ((ZHAO, digest), (WANG, help_)):
        seen = await talk.control("GET", f"/commands?as={person}&chat={GROUP}")
        assert seen["commands"] == menu
    described = await talk.refused(
        "setMyCommands", commands=[{"command": "Case", "description": "x"}]
    )
    assert described == "Bad Request: BOT_COMMAND_INVALID"
