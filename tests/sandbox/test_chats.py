"""Who may speak where, and what changes of a chat tell the bots."""

from typing import Any

import pytest

from tests.sandbox.talk import GROUP, WANG, ZHAO, Talk, furnish, png, running


async def test_a_person_must_write_first(talk: Talk) -> None:
    described = await talk.refused("sendMessage", chat_id=WANG, text="你好")
    assert described == "Forbidden: bot can't initiate conversation with a user"
    assert (
        await talk.refused("sendMessage", chat_id=4242, text="x") == "Bad Request: chat not found"
    )
    await talk.says(WANG, "/start", chat=WANG)
    assert (await talk.result("sendMessage", chat_id=WANG, text="你好"))["chat"][
        "type"
    ] == "private"
    await talk.control("PATCH", f"/chats/{WANG}", bot={"status": "kicked"})
    described = await talk.refused("sendMessage", chat_id=WANG, text="你好")
    assert described == "Forbidden: bot was blocked by the user"
    assert "已屏蔽" in await talk.denied(
        "POST", f"/chats/{WANG}/messages", 403, **{"from": WANG, "text": "x"}
    )
    moved = (await talk.updates())[-1]["my_chat_member"]
    assert moved["new_chat_member"]["status"] == "kicked"


@pytest.mark.parametrize("kind", ["group", "supergroup"])
async def test_a_bot_that_was_removed_hears_and_says_nothing(kind: str, tmp_path: Any) -> None:
    async with running(tmp_path) as talk:
        await furnish(talk, kind)
        for status, sentence in (
            ("kicked", f"Forbidden: bot was kicked from the {kind} chat"),
            ("left", f"Forbidden: bot is not a member of the {kind} chat"),
        ):
            await talk.control("PATCH", f"/chats/{GROUP}", bot={"status": status})
            await talk.updates()
            await talk.says(ZHAO, "有人吗")
            assert await talk.updates() == []
            assert await talk.refused("sendMessage", chat_id=GROUP, text="x") == sentence
            assert await talk.refused("getChat", chat_id=GROUP) == sentence
        await talk.control("PATCH", f"/chats/{GROUP}", bot={"status": "member"})
        kinds = [next(k for k in u if k != "update_id") for u in await talk.updates()]
        assert kinds == ["my_chat_member", "message"]
        await talk.result("sendMessage", chat_id=GROUP, text="回来了")


async def test_a_muted_bot_is_told_what_it_may_not_send(talk: Talk) -> None:
    await talk.control("PATCH", f"/chats/{GROUP}", bot={"can_send": False})
    assert await talk.refused("sendMessage", chat_id=GROUP, text="x") == (
        "Bad Request: not enough rights to send text messages to the chat"
    )
    body = await talk.upload("sendPhoto", {"photo": png(4, 4)}, chat_id=GROUP)
    assert body["description"] == "Bad Request: not enough rights to send photos to the chat"
    await talk.control("PATCH", f"/chats/{GROUP}", bot={"status": "member"})
    await talk.result("sendMessage", chat_id=GROUP, text="x")


async def test_a_group_becomes_a_supergroup(tmp_path: Any) -> None:
    async with running(tmp_path) as talk:
        await furnish(talk, "group")
        new = await talk.control("POST", f"/chats/{GROUP}/migrate")
        assert (new["type"], new["id"] < -(10**12)) == ("supergroup", True)
        to, from_ = (update["message"] for update in await talk.updates())
        assert (to["chat"]["id"], to["migrate_to_chat_id"]) == (GROUP, new["id"])
        assert (from_["chat"]["id"], from_["migrate_from_chat_id"]) == (new["id"], GROUP)
        body = await talk.call("sendMessage", chat_id=GROUP, text="x")
        assert body["description"] == ("Bad Request: group chat was upgraded to a supergroup chat")
        assert body["parameters"] == {"migrate_to_chat_id": new["id"]}
        await talk.says(ZHAO, "在新群", chat=new["id"])
        path = f"/chats/{GROUP}/messages"
        assert str(new["id"]) in await talk.denied("POST", path, 409, **{"from": ZHAO, "text": "x"})
        await talk.denied("POST", f"/chats/{GROUP}/migrate", 400)


async def test_reactions_work_only_where_the_group_allows_them(talk: Talk) -> None:
    said = await talk.says(ZHAO, "占道经营")
    one = {"chat_id": GROUP, "message_id": said["message_id"]}
    eyes = [{"type": "emoji", "emoji": "👀"}]
    await talk.result("setMessageReaction", **one, reaction=eyes)
    assert (await talk.seen())[0]["reactions"][0]["emoji"] == "👀"
    await talk.result("setMessageReaction", **one, reaction=[])
    assert (await talk.seen())[0]["reactions"] == []
    wrong = [{"type": "emoji", "emoji": "✅"}]
    assert await talk.refused("setMessageReaction", **one, reaction=wrong) == (
        "Bad Request: REACTION_INVALID"
    )
    await talk.control("PATCH", f"/chats/{GROUP}", reactions=False)
    assert await talk.refused("setMessageReaction", **one, reaction=eyes) == (
        "Bad Request: REACTION_INVALID"
    )
    path = f"/chats/{GROUP}/messages/{said['message_id']}/react"
    await talk.denied("POST", path, 400, **{"from": WANG, "emoji": "👍"})


async def test_a_topic_keeps_its_messages_together(talk: Talk) -> None:
    topics = [{"thread": 4, "name": "市容"}]
    forum = await talk.control(
        "POST", "/chats", title="话题群", members=[ZHAO], is_forum=True, topics=topics
    )
    said = await talk.says(ZHAO, "在话题里", chat=forum["id"], thread=4)
    assert said["message_id"] == 5
    heard = (await talk.updates())[-1]["message"]
    assert (heard["message_thread_id"], heard["is_topic_message"]) == (4, True)
    assert heard["reply_to_message"]["forum_topic_created"]["name"] == "市容"
    answer = await talk.result(
        "sendMessage", chat_id=forum["id"], text="收到", reply_parameters={"message_id": 5}
    )
    assert answer["message_thread_id"] == 4
    path = f"/chats/{forum['id']}/messages"
    await talk.denied("POST", path, 404, **{"from": ZHAO, "text": "x", "thread": 5})


async def test_anonymous_administrators_and_channels_speak_as_chats(talk: Talk) -> None:
    await talk.says(ZHAO, "匿名", as_chat=True)
    heard = (await talk.updates())[-1]["message"]
    assert heard["from"]["username"] == "GroupAnonymousBot"
    assert heard["sender_chat"]["id"] == GROUP
    path = f"/chats/{GROUP}/messages"
    await talk.denied("POST", path, 403, **{"from": WANG, "text": "x", "as_chat": True})
    channel = await talk.control(
        "POST", "/chats", type="channel", title="通告", administrators=[ZHAO]
    )
    wish = {"channel": channel["id"], "text": "通告", "automatic_forward": True}
    await talk.control("POST", path, **wish)
    heard = (await talk.updates())[-1]["message"]
    assert heard["is_automatic_forward"] is True
    assert heard["forward_origin"]["chat"]["id"] == channel["id"]
    assert heard["from"]["id"] == 777000


async def test_only_members_see_and_act(talk: Talk) -> None:
    await talk.control("POST", "/people", id=1009, first_name="路人")
    said = await talk.says(ZHAO, "内部")
    await talk.denied("GET", f"/chats/{GROUP}/messages?as=1009", 403)
    await talk.denied("POST", f"/chats/{GROUP}/messages", 403, **{"from": 1009, "text": "x"})
    one = f"/chats/{GROUP}/messages/{said['message_id']}"
    await talk.denied("POST", f"{one}/press", 403, **{"from": 1009, "data": "x"})
    await talk.denied("POST", f"{one}/edit", 403, **{"from": WANG, "text": "x"})
    assert len(await talk.seen(**{"as": WANG})) == 1


async def test_a_deleted_message_is_gone_and_bots_hear_nothing(talk: Talk) -> None:
    said = await talk.says(ZHAO, "删掉")
    await talk.updates()
    await talk.control("DELETE", f"/chats/{GROUP}/messages/{said['message_id']}")
    assert await talk.seen() == []
    assert await talk.updates() == []
    assert (
        await talk.refused(
            "sendMessage", chat_id=GROUP, text="x", reply_parameters={"message_id": 1}
        )
        == "Bad Request: message to be replied not found"
    )
    assert (await talk.says(ZHAO, "下一条"))["message_id"] == 2


async def test_every_bot_has_its_own_ears_and_its_own_private_chats(talk: Talk) -> None:
    other = await talk.control(
        "POST", "/bots", username="echo_bot", first_name="回声", privacy=True
    )
    assert not (await talk.call("getMe", _token=other["token"]))["result"][
        "can_read_all_group_messages"
    ]
    await talk.control("PATCH", f"/chats/{GROUP}", bot={"id": other["id"], "status": "member"})
    await talk.says(ZHAO, "大家好")
    await talk.says(ZHAO, "/echo")
    await talk.says(WANG, "私下", chat=WANG, to=other["id"])
    heard = (await talk.call("getUpdates", _token=other["token"]))["result"]
    texts = [update["message"]["text"] for update in heard if "text" in update.get("message", {})]
    assert texts == ["/echo", "私下"]
    mine = [update["message"].get("text") for update in await talk.updates() if "message" in update]
    assert [text for text in mine if text] == ["大家好", "/echo"]
    await talk.refused("sendMessage", chat_id=WANG, text="x")
    sent = await talk.call("sendMessage", _token=other["token"], chat_id=WANG, text="好")
    await talk.says(WANG, "/start", chat=WANG)
    described = await talk.refused(
        "copyMessage", chat_id=WANG, from_chat_id=WANG, message_id=sent["result"]["message_id"]
    )
    assert described == "Bad Request: message to copy not found"
    described = await talk.refused("sendMessage", chat_id=other["id"], text="x")
    assert described == "Forbidden: bots can't send messages to bots"


async def test_pinning_takes_an_administrator(talk: Talk) -> None:
    sent = await talk.result("sendMessage", chat_id=GROUP, text="今日案件")
    one = {"chat_id": GROUP, "message_id": sent["message_id"]}
    assert await talk.refused("pinChatMessage", **one) == (
        "Bad Request: not enough rights to manage pinned messages in the chat"
    )
    await talk.control("PATCH", f"/chats/{GROUP}", bot={"status": "administrator"})
    await talk.result("pinChatMessage", **one)
    state = await talk.control("GET", "/state")
    pinned = next(chat["pinned"] for chat in state["chats"] if chat["id"] == GROUP)
    assert pinned == sent["message_id"]


@pytest.mark.parametrize(
    ("path", "wish"),
    [
        ("/people", {}),
        ("/people", {"first_name": "x", "id": 0}),
        ("/people", {"first_name": "x", "id": 2**60}),
        ("/people", {"first_name": "x", "username": "赵"}),
        ("/chats", {"title": "x", "type": "private"}),
        ("/chats", {"type": "group"}),
        ("/chats", {"title": "x", "id": 5}),
        ("/chats", {"title": "x", "topics": [{}]}),
        ("/chats", {"title": "x", "members": "1001"}),
        (f"/chats/{GROUP}/messages", {"from": ZHAO}),
        (f"/chats/{GROUP}/messages", {"from": ZHAO, "text": 5}),
        (f"/chats/{GROUP}/messages", {"from": ZHAO, "location": {"latitude": 99, "longitude": 0}}),
        (f"/chats/{GROUP}/messages", {"from": ZHAO, "text": "x", "forward": {}}),
        ("/chats/x/messages", {"from": ZHAO, "text": "x"}),
        (f"/chats/{GROUP}/messages", {"from": ZHAO, "text": "\ud83d"}),
        ("/people", {"first_name": "\ud83d"}),
        ("/clock", {}),
        ("/clock", {"advance": -1}),
        ("/clock", {"to": "25:00"}),
        ("/clock", {"set": "2020-01-01T00:00:00+08:00"}),
        ("/clock", {"set": "2099-01-01T00:00:00"}),
        ("/faults", {"method": 5}),
        ("/faults", {"mthod": "sendMessage"}),
        ("/faults", {"drop": "sometimes"}),
        ("/faults", {"count": 0}),
        ("/bots", {"username": "x_bot"}),
    ],
)
async def test_a_wrong_wish_gets_a_chinese_sentence(
    talk: Talk, path: str, wish: dict[str, Any]
) -> None:
    sentence = await talk.denied("POST", path, 400, **wish)
    assert any("\u4e00" <= character <= "\u9fff" for character in sentence)
