"""What the sandbox answers is what Telegram answers: aiogram's models are the schema."""

from types import ModuleType

from tests.sandbox.talk import GROUP, WANG, ZHAO, Talk, png

EVERYTHING = [
    "message",
    "edited_message",
    "channel_post",
    "edited_channel_post",
    "callback_query",
    "my_chat_member",
    "chat_member",
    "message_reaction",
]
BUTTONS = {"inline_keyboard": [[{"text": "签收", "callback_data": "a:1"}]]}


async def test_every_answer_of_every_method_fits_the_models(
    talk: Talk, witness: ModuleType
) -> None:
    told = witness.Witness(talk)
    said = await talk.says(ZHAO, "中街路32号门口占道经营 @wang_dn")
    assert (await told("getMe")).username == "duban_bot"
    text = await told(
        "sendMessage",
        chat_id=GROUP,
        text='<b>案件</b> <a href="tg://user?id=1002">王队员</a> <code>x</code>',
        parse_mode="HTML",
        reply_parameters={"message_id": said["message_id"]},
        reply_markup=BUTTONS,
    )
    assert text.reply_to_message.from_user.id == ZHAO
    assert text.entities[1].user.id == WANG
    one = {"chat_id": GROUP, "message_id": text.message_id}
    await told("editMessageText", **one, text="已签收")
    await told("editMessageReplyMarkup", **one, reply_markup=BUTTONS)
    await told("setMessageReaction", **one, reaction=[{"type": "emoji", "emoji": "👀"}])
    await told("copyMessage", chat_id=GROUP, from_chat_id=GROUP, message_id=said["message_id"])
    await told("forwardMessage", chat_id=GROUP, from_chat_id=GROUP, message_id=said["message_id"])
    await told("sendLocation", chat_id=GROUP, latitude=41.8, longitude=123.4)
    await told("sendChatAction", chat_id=GROUP, action="typing")
    photo = await told.upload("sendPhoto", {"photo": png(1000, 700)}, chat_id=GROUP, caption="前")
    assert [(p.width, p.height) for p in photo.photo] == [
        (90, 63),
        (320, 224),
        (800, 560),
        (1000, 700),
    ]
    again = {"chat_id": GROUP, "message_id": photo.message_id}
    await told("editMessageCaption", **again, caption="后")
    media = {"type": "photo", "media": "attach://new", "caption": "对比"}
    await told.upload("editMessageMedia", {"new": png(50, 40)}, **again, media=media)
    await told.upload("sendDocument", {"document": b"PK"}, chat_id=GROUP)
    album = [{"type": "photo", "media": f"attach://p{n}"} for n in range(2)]
    both = await told.upload(
        "sendMediaGroup", {"p0": png(20, 20), "p1": png(30, 30)}, chat_id=GROUP, media=album
    )
    assert both[0].media_group_id == both[1].media_group_id
    file = await told("getFile", file_id=photo.photo[-1].file_id)
    async with talk.http.get(f"{talk.url}/file/bot{talk.token}/{file.file_path}") as response:
        assert await response.read() == png(1000, 700)
    await told("getChatMember", chat_id=GROUP, user_id=ZHAO)
    await told("getChatMember", chat_id=GROUP, user_id=WANG)
    await told("getChatAdministrators", chat_id=GROUP)
    assert await told("getChatMemberCount", chat_id=GROUP) == 3
    commands = [{"command": "help", "description": "帮助"}]
    await told("setMyCommands", commands=commands)
    assert (await told("getMyCommands"))[0].command == "help"
    await told("deleteMyCommands")
    await talk.control("PATCH", f"/chats/{GROUP}", bot={"status": "administrator"})
    await told("pinChatMessage", **one)
    assert (await told("getChat", chat_id=GROUP)).pinned_message.text == "已签收"
    await told("deleteMessage", **one)
    query = await _pressed(talk)
    await told("answerCallbackQuery", callback_query_id=query, text="好")
    await told("setWebhook", url="https://example.org/hook")
    assert (await told("getWebhookInfo")).url == "https://example.org/hook"
    await told("deleteWebhook", drop_pending_updates=True)
    await told("getUpdates")
    await told("leaveChat", chat_id=GROUP)
    await told("logOut")
    await told("close")
    assert {name.lower() for name in told.called} == await _known(talk, witness.METHODS)


async def _pressed(talk: Talk) -> str:
    sent = await talk.result("sendMessage", chat_id=GROUP, text="按", reply_markup=BUTTONS)
    path = f"/chats/{GROUP}/messages/{sent['message_id']}/press?wait=0"
    await talk.control("POST", path, **{"from": WANG, "button": "签收"})
    updates = await talk.updates()
    return str(updates[-1]["callback_query"]["id"])


async def _known(talk: Talk, methods: list[str]) -> set[str]:
    """Those of the methods that the sandbox does not answer with 404."""
    known = set()
    for name in methods:
        body = await talk.call(name, chat_id=1)
        if body.get("error_code") != 404:
            known.add(name.lower())
    return known - {"request", "response"}


async def test_every_kind_of_update_fits_the_models(talk: Talk, witness: ModuleType) -> None:
    await talk.result("getUpdates", allowed_updates=EVERYTHING)
    await _a_lively_day(talk)
    updates = await talk.updates()
    assert {witness.update(raw).event_type for raw in updates} == set(EVERYTHING)
    numbers = [update["update_id"] for update in updates]
    assert numbers == list(range(numbers[0], numbers[0] + len(numbers)))


async def _a_lively_day(talk: Talk) -> None:
    """Something of everything that a bot can hear of."""
    await talk.control("PATCH", f"/chats/{GROUP}", bot={"status": "administrator"})
    said = await talk.says(ZHAO, "占道经营 #市容 /help")
    one = f"/chats/{GROUP}/messages/{said['message_id']}"
    await talk.control("POST", f"{one}/edit", **{"from": ZHAO, "text": "占道经营，请整改"})
    await talk.control("POST", f"{one}/react", **{"from": WANG, "emoji": "👍"})
    await talk.says(WANG, "收到", reply_to=said["message_id"])
    await talk.says(WANG, "转来的", forward={"name": "某市民"})
    await talk.says(WANG, "转来的", forward={"from": ZHAO})
    await talk.says(WANG, "转来的", forward={"chat": GROUP})
    await talk.says(ZHAO, "匿名", as_chat=True)
    await talk.control(
        "POST",
        f"/chats/{GROUP}/messages",
        **{"from": ZHAO, "location": {"latitude": 41, "longitude": 123}},
    )
    pictures = [("photo", png(10, 10), "a.png"), ("photo", b"not a picture", "b.jpg")]
    await talk.sends(pictures, GROUP, from_=WANG, text="已整改")
    await talk.sends([("document", b"%PDF", "表.pdf")], GROUP, from_=WANG)
    channel = await talk.control(
        "POST", "/chats", type="channel", title="通告", administrators=[ZHAO]
    )
    post = await talk.says(ZHAO, "通告", chat=channel["id"])
    path = f"/chats/{channel['id']}/messages/{post['message_id']}/edit"
    await talk.control("POST", path, **{"from": ZHAO, "text": "通告二"})
    for automatic in (False, True):
        wish = {"channel": channel["id"], "text": "通告", "automatic_forward": automatic}
        await talk.control("POST", f"/chats/{GROUP}/messages", **wish)
    await talk.control("PATCH", f"/chats/{GROUP}", members=[ZHAO], title="督查一群")
    await talk.control("PATCH", f"/chats/{GROUP}", members=[ZHAO, WANG])
    await talk.says(WANG, "/start", chat=WANG)
    await _pressed_only(talk)
    for status in ("kicked", "member", "restricted", "left", "member"):
        await talk.control("PATCH", f"/chats/{GROUP}", bot={"status": status})
    forum = await talk.control(
        "POST",
        "/chats",
        type="supergroup",
        title="分话题",
        members=[ZHAO],
        is_forum=True,
        topics=[{"thread": 7, "name": "市容"}],
    )
    await talk.says(ZHAO, "在话题里", chat=forum["id"], thread=7)
    small = await talk.control("POST", "/chats", type="group", title="小群", members=[ZHAO])
    await talk.control("POST", f"/chats/{small['id']}/migrate")


async def _pressed_only(talk: Talk) -> None:
    sent = await talk.result("sendMessage", chat_id=GROUP, text="按", reply_markup=BUTTONS)
    path = f"/chats/{GROUP}/messages/{sent['message_id']}/press?wait=0"
    await talk.control("POST", path, **{"from": WANG, "data": "forged"})


async def test_what_the_bot_hears_of_its_own_standing(talk: Talk, witness: ModuleType) -> None:
    await talk.control("PATCH", f"/chats/{GROUP}", bot={"can_send": False})
    assert witness.silenced((await talk.updates())[-1]["my_chat_member"])
