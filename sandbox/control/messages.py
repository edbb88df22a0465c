"""What people do in a chat: send, edit, press, react, delete, read."""

import asyncio
from typing import Any

from aiohttp import web

from sandbox import announce, page_view, strict_json, telegram_view
from sandbox.control import desk
from sandbox.control.outgoing import Outgoing, compose
from sandbox.core import Core
from sandbox.detection import with_detected
from sandbox.errors import ControlError
from sandbox.methods.editing import react
from sandbox.methods.emoji import REACTIONS, plain
from sandbox.parameters import read
from sandbox.records import Chat, Json, Membership, Message, Person

WAIT = 5.0
LONGEST_WAIT = 60.0
PAGE = 200


def routes() -> list[web.RouteDef]:
    """Everything under a chat's messages."""
    one = "/sandbox/chats/{chat}/messages/{message}"
    return [
        web.get("/sandbox/chats/{chat}/messages", listed),
        web.post("/sandbox/chats/{chat}/messages", send),
        web.post(one + "/edit", edit),
        web.post(one + "/press", press),
        web.post(one + "/react", reaction),
        web.delete(one, delete),
    ]


async def send(request: web.Request) -> web.Response:
    """A person, an anonymous administrator or a channel says something."""
    core, place = desk.core(request), desk.chat(request)
    params = await read(request, core.store)
    wish = {name: _typed(name, value) for name, value in params.values.items()}
    outgoing = Outgoing(wish, params.uploads.get("photo", []), params.upload("document"))
    with core.store.transaction():
        drafts = compose(core, place, outgoing)
        _open_conversation(core, place, drafts[0])
        sent = [core.world.add(message) for message in drafts]
        for message in sent:
            announce.said(core, message)
    return desk.answer({"messages": [page_view.message(core.world, m) for m in sent]})


def _typed(name: str, value: Any) -> Any:
    """Forms carry objects, numbers and flags as JSON text; words stay words."""
    if not isinstance(value, str) or name == "text":
        return value
    try:
        return strict_json.parse(value)
    except ValueError:
        return value


def _open_conversation(core: Core, place: Chat, message: Message) -> None:
    """Whoever writes to a bot lets it answer from then on."""
    if place.type != "private" or message.peer is None:
        return
    membership = core.world.membership(place, core.world.bots[message.peer])
    if membership.status == "kicked":
        raise ControlError("已屏蔽机器人，发不出去；先用 PATCH 把 bot.status 改回 member", 403)
    if membership.status == "left":
        place.bots[message.peer] = Membership("member")
        core.world.keep_chat(place)
        announce.show_chat(core, place)


async def edit(request: web.Request) -> web.Response:
    """A person changes the words of a message of his."""
    core, place, wish = desk.core(request), desk.chat(request), await desk.body(request)
    message = desk.message(request, place)
    _require_author(place, message, desk.person(core, wish.get("from")))
    words = desk.text(wish, "text")
    if message.text is not None:
        if words is None:
            raise ControlError("文字消息不能改成空的；要去掉它请删除")
        message.text = words
    elif message.photo is None and message.document is None:
        raise ControlError("这条消息没有可以修改的文字")
    else:
        message.caption = words
    message.entities = with_detected(words or "", [])
    message.edited = core.clock.unix()
    with core.store.transaction():
        core.world.keep_message(message)
        announce.edited(core, message)
    return desk.answer(page_view.message(core.world, message))


def _require_author(place: Chat, message: Message, who: Person) -> None:
    """Own messages, and for administrators those in the name of the chat."""
    in_its_name = message.sender_chat == place.id and who.id in place.administrators
    if message.sender != who.id and not in_its_name:
        raise ControlError("只能修改自己发的消息", 403)


async def press(request: web.Request) -> web.Response:
    """Press a button by its label, or forge its data; waits for the bot's answer."""
    core, place, wish = desk.core(request), desk.chat(request), await desk.body(request)
    message = desk.message(request, place)
    who = desk.person(core, wish.get("from"))
    desk.require_member(place, who)
    bot = core.world.bots.get(message.sender)
    if bot is None:
        raise ControlError("这条消息不是机器人发的，没有按钮可按")
    data = _data(message, wish)
    query = core.queries.ask(bot.id)
    with core.store.transaction():
        core.queues.tell(
            [bot] if core.world.membership(place, bot).present else [],
            "callback_query",
            {
                "id": query.id,
                "from": telegram_view.user(who),
                "message": telegram_view.message(core.world, message),
                "chat_instance": telegram_view.chat_instance(place),
                "data": data,
            },
        )
    try:
        async with asyncio.timeout(_wait(request)):
            answer = await query.answer
    except TimeoutError:
        answer = None
    return desk.answer({"answer": answer})


def _data(message: Message, wish: Json) -> str:
    if "data" in wish:
        return str(wish["data"])
    label = wish.get("button")
    buttons = [button for row in message.buttons or [] for button in row]
    found = next((button for button in buttons if button["text"] == label), None)
    if found is None:
        there = "、".join(button["text"] for button in buttons) or "没有按钮"
        raise ControlError(f"这条消息上没有“{label}”按钮；现在有：{there}", 404)
    if "callback_data" not in found:
        raise ControlError(f"“{label}”是打开网址的按钮：{found['url']}")
    return str(found["callback_data"])


def _wait(request: web.Request) -> float:
    try:
        return min(max(float(request.query.get("wait", WAIT)), 0.0), LONGEST_WAIT)
    except ValueError:
        raise ControlError("wait 应当是秒数") from None


async def reaction(request: web.Request) -> web.Response:
    """A person puts one emoji on a message, or takes it back."""
    core, place, wish = desk.core(request), desk.chat(request), await desk.body(request)
    message, who = desk.message(request, place), desk.person(core, wish.get("from"))
    desk.require_member(place, who)
    if not place.reactions:
        raise ControlError("这个群不允许表情回应")
    emoji = plain(desk.text(wish, "emoji") or "") or None
    if emoji is not None and emoji not in REACTIONS:
        raise ControlError(f"Telegram 不接受 {emoji} 作为表情回应")
    before = telegram_view.reactions(message.reactions, who.id)
    react(message, who.id, emoji)
    after = telegram_view.reactions(message.reactions, who.id)
    with core.store.transaction():
        core.world.keep_message(message)
        announce.reacted(core, message, who, before, after)
    return desk.answer(page_view.message(core.world, message))


async def delete(request: web.Request) -> web.Response:
    """Take a message away; bots hear nothing of it."""
    core, place = desk.core(request), desk.chat(request)
    message = desk.message(request, place)
    message.deleted = True
    with core.store.transaction():
        core.world.keep_message(message)
    announce.show(core, "deleted", message)
    return desk.answer({})


async def listed(request: web.Request) -> web.Response:
    """What a person sees in a chat, oldest first; `limit` of the newest, or of those `after`."""
    core, place = desk.core(request), desk.chat(request)
    if "as" in request.query:
        desk.require_member(place, desk.person(core, request.query["as"]))
    after = desk.number(request.query.get("after", "0"), "after")
    limit = desk.number(request.query.get("limit", "0"), "limit")
    kept = core.world.messages[place.id].values()
    newer = [m for m in kept if m.message_id > after and not m.deleted]
    chosen = newer[:limit] if limit and after else newer[-limit:]
    return desk.answer({"messages": [page_view.message(core.world, m) for m in chosen]})
