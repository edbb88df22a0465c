"""What control calls have in common: the core, reading JSON, and looking things up."""

import json

from aiohttp import web

from sandbox import strict_json
from sandbox.core import Core
from sandbox.errors import ControlError
from sandbox.records import Bot, Chat, Json, Message, Person

CORE: web.AppKey[Core] = web.AppKey("core", Core)


def core(request: web.Request) -> Core:
    """The sandbox that a request talks to."""
    return request.app[CORE]


def answer(content: Json) -> web.Response:
    """A JSON answer, Chinese as it is."""
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    # a call may have carried half a surrogate pair, which has no UTF-8
    return web.Response(body=text.encode(errors="replace"), content_type="application/json")


async def body(request: web.Request) -> Json:
    """The JSON object of a request; an empty body is an empty object."""
    raw = await request.read()
    try:
        wish = strict_json.parse(raw) if raw.strip() else {}
    except ValueError:
        raise ControlError("请求的内容不是 JSON") from None
    if not isinstance(wish, dict):
        raise ControlError("请求的内容应当是一个 JSON 对象")
    return wish


def number(value: object, name: str) -> int:
    """A whole number, also where a form or an address carries it as text."""
    try:
        if isinstance(value, bool) or not isinstance(value, int | str):
            raise ValueError
        return int(value)
    except ValueError:
        raise ControlError(f"{name} 应当是一个整数，收到的是 {value!r}") from None


def text(wish: Json, name: str) -> str | None:
    """An optional text, cleaned of white space at both ends; refuses what is not UTF-8."""
    value = wish.get(name)
    if value is None:
        return None
    if not isinstance(value, str):
        raise ControlError(f"{name} 应当是文字，收到的是 {value!r}")
    try:
        value.encode()
    except UnicodeEncodeError:
        raise ControlError(f"{name} 里有不能用 UTF-8 表示的字符") from None
    return value.strip() or None


def ids(wish: Json, name: str) -> list[int]:
    """A list of ids without repetition, in order."""
    value = wish.get(name) or []
    if not isinstance(value, list):
        raise ControlError(f"{name} 应当是一个列表")
    return list(dict.fromkeys(number(item, name) for item in value))


def person(desk: Core, value: object) -> Person:
    """The person with this id."""
    found = desk.world.people.get(number(value, "人员编号"))
    if found is None:
        raise ControlError(f"没有这个人：{value}；先用 POST /sandbox/people 添加", 404)
    return found


def chat(request: web.Request) -> Chat:
    """The chat in the address of a request."""
    return chat_by_id(core(request), request.match_info["chat"])


def chat_by_id(desk: Core, value: object) -> Chat:
    """The chat with this id."""
    found = desk.world.chats.get(number(value, "群编号"))
    if found is None:
        raise ControlError(f"没有这个群：{value}；先用 POST /sandbox/chats 建群", 404)
    return found


def message(request: web.Request, place: Chat) -> Message:
    """The message in the address of a request."""
    wanted = number(request.match_info["message"], "消息编号")
    found = core(request).world.message(place.id, wanted)
    if found is None:
        raise ControlError(f"这个群里没有第 {wanted} 号消息，或者它已经删除", 404)
    return found


def bot(desk: Core, value: object = None) -> Bot:
    """The bot with this id, or the main one."""
    wanted = desk.world.main_bot if value is None else number(value, "机器人编号")
    found = desk.world.bots.get(wanted)
    if found is None:
        raise ControlError(f"没有这个机器人：{value}", 404)
    return found


def require_member(place: Chat, who: Person) -> None:
    """Only members see a chat and act in it."""
    if who.id not in place.members and who.id not in place.administrators:
        raise ControlError(f"{who.name} 不在这个群里", 403)
