"""People, chats and bots: made, changed, upgraded."""

from typing import Any, get_args

from aiohttp import web

from sandbox import announce, members_view, page_view, telegram_view
from sandbox.control import desk
from sandbox.core import Core
from sandbox.errors import ControlError
from sandbox.methods.commands import menu
from sandbox.records import Bot, Chat, ChatType, Json, Membership, Message, Person, Status

LARGEST_ID = 2**52
STATUSES = tuple(status for status in get_args(Status) if status != "creator")


def routes() -> list[web.RouteDef]:
    """State, people, chats, bots."""
    return [
        web.get("/sandbox/state", state),
        web.post("/sandbox/people", make_person),
        web.post("/sandbox/chats", make_chat),
        web.patch("/sandbox/chats/{chat}", change_chat),
        web.post("/sandbox/chats/{chat}/migrate", migrate),
        web.post("/sandbox/bots", make_bot),
        web.get("/sandbox/commands", commands),
    ]


async def state(request: web.Request) -> web.Response:
    """Everything that the page needs to draw its first picture."""
    core = desk.core(request)
    world = core.world
    main = world.bots.get(world.main_bot)
    return desk.answer(
        {
            "now": core.clock.now().isoformat(),
            "timezone": core.clock.timezone.key,
            "bot": page_view.bot(main) if main else None,
            "people": [page_view.person(person) for person in world.people.values()],
            "chats": [page_view.chat(world, chat) for chat in world.chats.values()],
            "limits": core.limits.on,
        }
    )


async def make_person(request: web.Request) -> web.Response:
    """Add a person, or change the one with this id."""
    core, wish = desk.core(request), await desk.body(request)
    first_name = desk.text(wish, "first_name")
    if first_name is None:
        raise ControlError("请给出 first_name（人名）")
    wanted = wish.get("id")
    who = Person(
        id=core.world.new_person_id() if wanted is None else desk.number(wanted, "id"),
        first_name=first_name,
        last_name=desk.text(wish, "last_name"),
        username=_username(wish),
        title=desk.text(wish, "title"),
    )
    if not 0 < who.id <= LARGEST_ID or who.id in core.world.bots:
        raise ControlError("人员编号要大于 0，不超过 52 位，并且不能与机器人相同")
    with core.store.transaction():
        core.world.keep_person(who)
    core.events.publish("person", lambda: {"person": page_view.person(who)})
    return desk.answer(page_view.person(who))


def _username(wish: Json) -> str | None:
    name = (desk.text(wish, "username") or "").removeprefix("@")
    if name and not (name.isascii() and name.replace("_", "").isalnum() and len(name) <= 32):
        raise ControlError("username 只能用英文字母、数字和下划线，最多 32 个")
    return name or None


async def make_bot(request: web.Request) -> web.Response:
    """Register one more bot."""
    core, wish = desk.core(request), await desk.body(request)
    username, first_name = _username(wish), desk.text(wish, "first_name")
    if username is None or first_name is None:
        raise ControlError("请给出 username 和 first_name")
    with core.store.transaction():
        made = core.world.register(username, first_name, desk.text(wish, "token"))
        made.privacy = bool(wish.get("privacy", made.privacy))
        core.world.keep_bot(made)
    return desk.answer({"token": made.token, "id": made.id})


async def commands(request: web.Request) -> web.Response:
    """The main bot's command menu as a person (`as`) sees it in a chat (`chat`)."""
    core = desk.core(request)
    place = desk.chat_by_id(core, request.query.get("chat"))
    person = desk.person(core, request.query.get("as"))
    return desk.answer({"commands": menu(desk.bot(core), place, person.id)})


async def make_chat(request: web.Request) -> web.Response:
    """Make a group, supergroup or channel; the main bot is in it unless `with_bot` is false."""
    core, wish = desk.core(request), await desk.body(request)
    kind, title = wish.get("type", "supergroup"), desk.text(wish, "title")
    if kind not in get_args(ChatType) or kind == "private":
        raise ControlError("type 只能是 group、supergroup 或 channel（私聊随人自动就有）")
    if title is None:
        raise ControlError("请给出 title（群名）")
    admins = ids_of_people(core, wish, "administrators")
    made = Chat(
        id=_chat_id(core, wish, kind),
        type=kind,
        title=title,
        members=list(dict.fromkeys([*ids_of_people(core, wish, "members"), *admins])),
        administrators=admins,
        is_forum=bool(wish.get("is_forum", False)),
        topics=_topics(wish),
        reactions=bool(wish.get("reactions", True)),
        created=core.clock.unix(),
    )
    with core.store.transaction():
        core.world.keep_chat(made)
        if wish.get("with_bot", True) and core.world.main_bot:
            _set_bot(
                core,
                made,
                desk.bot(core),
                Membership("administrator" if kind == "channel" else "member"),
                _first(core, made),
            )
    announce.show_chat(core, made)
    return desk.answer(page_view.chat(core.world, made))


def _chat_id(core: Core, wish: Json, kind: Any) -> int:
    if wish.get("id") is None:
        return core.world.new_chat_id(kind)
    wanted = desk.number(wish["id"], "id")
    if not -LARGEST_ID <= wanted < 0:
        raise ControlError("群编号要小于 0，例如 -1001234567890")
    if wanted in core.world.chats:
        raise ControlError(f"已经有编号为 {wanted} 的群", 409)
    return wanted


def ids_of_people(core: Core, wish: Json, name: str) -> list[int]:
    """A list of ids, every one of a known person."""
    return [desk.person(core, number).id for number in desk.ids(wish, name)]


def _topics(wish: Json) -> list[Json]:
    topics = wish.get("topics") or []
    try:
        return [{"thread": int(t["thread"]), "name": str(t["name"])} for t in topics]
    except (KeyError, TypeError, ValueError):
        raise ControlError('topics 要写成 [{"thread": 2, "name": "市容"}]') from None


def _first(core: Core, place: Chat) -> Person | None:
    number = next(iter(place.administrators + place.members), 0)
    return core.world.people.get(number)


def _set_bot(core: Core, place: Chat, bot: Bot, new: Membership, by: Person | None) -> None:
    """Give the bot another standing and let it know."""
    old = core.world.membership(place, bot)
    if old == new:
        return
    place.bots[bot.id] = new
    core.world.keep_chat(place)
    announce.bot_moved(core, place, bot, old, by)


async def change_chat(request: web.Request) -> web.Response:
    """Change the title, the people, the bot's standing, or whether reactions are allowed."""
    core, place, wish = desk.core(request), desk.chat(request), await desk.body(request)
    by = desk.person(core, wish["by"]) if "by" in wish else _first(core, place)
    with core.store.transaction():
        if "bot" in wish:
            _change_bot(core, place, wish["bot"], by)
        if place.type != "private":
            _change_people(core, place, wish, by)
            _change_title(core, place, wish, by)
        if "topics" in wish:
            place.topics = _topics(wish)
        place.reactions = bool(wish.get("reactions", place.reactions))
        core.world.keep_chat(place)
    announce.show_chat(core, place)
    return desk.answer(page_view.chat(core.world, place))


def _change_bot(core: Core, place: Chat, wish: object, by: Person | None) -> None:
    if not isinstance(wish, dict):
        raise ControlError('bot 要写成 {"status": "kicked"} 或 {"can_send": false}')
    bot = desk.bot(core, wish.get("id"))
    old = core.world.membership(place, bot)
    status = wish.get("status", old.status)
    if status not in STATUSES:
        raise ControlError(f"bot.status 只能是 {'、'.join(STATUSES)}")
    unmuted = status != "restricted" if "status" in wish else old.can_send
    can_send = bool(wish.get("can_send", unmuted))
    if "status" not in wish and status in ("member", "restricted"):
        status = "member" if can_send else "restricted"
    new = Membership(status, can_send)
    _set_bot(core, place, bot, new, by)
    if place.is_group and by and old.present != new.present:
        name = "new_chat_members" if new.present else "left_chat_member"
        who = telegram_view.user(bot)
        _service(core, place, by, {name: [who] if new.present else who})


def _change_people(core: Core, place: Chat, wish: Json, by: Person | None) -> None:
    if "members" not in wish and "administrators" not in wish:
        return
    before = {
        number: members_view.of_person(place, core.world.people[number]) for number in place.members
    }
    admins = (
        ids_of_people(core, wish, "administrators")
        if "administrators" in wish
        else list(place.administrators)
    )
    members = ids_of_people(core, wish, "members") if "members" in wish else list(place.members)
    if "administrators" not in wish:
        admins = [number for number in admins if number in members]
    place.members = list(dict.fromkeys([*members, *admins]))
    place.administrators = admins
    for number in dict.fromkeys([*before, *place.members]):
        _moved(core, place, core.world.people[number], before.get(number), by)


def _moved(core: Core, place: Chat, who: Person, old: Json | None, by: Person | None) -> None:
    new = members_view.of_person(place, who)
    old = old or members_view.of_person(Chat(place.id, place.type), who)
    if old == new:
        return
    announce.person_moved(core, place, old, new, by)
    if not place.is_group:
        return
    if old["status"] == "left":
        _service(core, place, by or who, {"new_chat_members": [telegram_view.user(who)]})
    elif new["status"] == "left":
        _service(core, place, by or who, {"left_chat_member": telegram_view.user(who)})


def _change_title(core: Core, place: Chat, wish: Json, by: Person | None) -> None:
    title = desk.text(wish, "title")
    if title is None or title == place.title:
        return
    place.title = title
    core.world.keep_chat(place)
    if by:
        _service(core, place, by, {"new_chat_title": title})


def _service(core: Core, place: Chat, by: Person, service: Json) -> None:
    announce.said(
        core,
        core.world.add(
            Message(
                chat_id=place.id,
                message_id=0,
                date=core.clock.unix(),
                sender=by.id,
                service=service,
            )
        ),
    )


async def migrate(request: web.Request) -> web.Response:
    """Make a supergroup of a group: a new id; the old one only points there."""
    core, old = desk.core(request), desk.chat(request)
    if old.type != "group" or old.migrated_to is not None:
        raise ControlError("只有普通群（group）能升级为超级群，而且只能升级一次")
    by = _first(core, old)
    if by is None:
        raise ControlError("空群不能升级：先添加成员")
    new = Chat(
        id=core.world.new_chat_id("supergroup"),
        type="supergroup",
        title=old.title,
        members=list(old.members),
        administrators=list(old.administrators),
        reactions=old.reactions,
        bots={number: Membership(m.status, m.can_send) for number, m in old.bots.items()},
        created=core.clock.unix(),
    )
    with core.store.transaction():
        core.world.keep_chat(new)
        _service(core, old, by, {"migrate_to_chat_id": new.id})
        _service(core, new, by, {"migrate_from_chat_id": old.id})
        old.migrated_to = new.id
        core.world.keep_chat(old)
    announce.show_chat(core, old)
    announce.show_chat(core, new)
    return desk.answer(page_view.chat(core.world, new))
