"""The command menu: setMyCommands and its kin, and what a person's client makes of it."""

import json
import re

from sandbox.errors import bad_request
from sandbox.methods import targets
from sandbox.methods.content import whole
from sandbox.methods.registry import Call, method
from sandbox.records import Bot, Chat, Json

COMMAND = re.compile(r"[a-z0-9_]{1,32}")
MOST_COMMANDS = 100
LONGEST_DESCRIPTION = 256
SCOPES = frozenset(
    [
        "default",
        "all_private_chats",
        "all_group_chats",
        "all_chat_administrators",
        "chat",
        "chat_administrators",
        "chat_member",
    ]
)


def _scope(call: Call) -> str:
    scope = call.params.json("scope") or {"type": "default"}
    if not isinstance(scope, dict) or scope.get("type") not in SCOPES:
        raise bad_request("can't parse BotCommandScope: Unsupported type specified")
    kept: Json = {"type": scope["type"]}
    for name in ("chat_id", "user_id"):
        if name in scope:
            kept[name] = whole(scope[name])
    if "chat_id" in kept:
        targets.accessible(call, kept["chat_id"])
    return menu_key(kept, call.params.text("language_code"))


def menu_key(scope: Json, language: str) -> str:
    """Under what a bot's `commands` keep the menu of a scope and language."""
    return json.dumps([scope, language], sort_keys=True)


def menu(bot: Bot, place: Chat, person: int) -> list[Json]:
    """The commands that this person's client offers here, by Telegram's order of scopes.

    https://core.telegram.org/bots/api#determining-list-of-commands
    """
    keys = (
        menu_key(scope, language) for scope in _scopes(place, person) for language in ("zh", "")
    )
    return next((bot.commands[key] for key in keys if key in bot.commands), [])


def _scopes(place: Chat, person: int) -> list[Json]:
    here: Json = {"chat_id": place.id}
    if place.type == "private":
        return [{"type": "chat"} | here, {"type": "all_private_chats"}, {"type": "default"}]
    admin = person in place.administrators
    return [
        {"type": "chat_member", "user_id": person} | here,
        *([{"type": "chat_administrators"} | here] if admin else []),
        {"type": "chat"} | here,
        *([{"type": "all_chat_administrators"}] if admin else []),
        {"type": "all_group_chats"},
        {"type": "default"},
    ]


@method("setMyCommands")
def set_my_commands(call: Call) -> bool:
    """The command menu for one scope and language."""
    listed = call.params.json("commands")
    if not isinstance(listed, list) or len(listed) > MOST_COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    call.bot.commands[_scope(call)] = [_command(command) for command in listed]
    call.core.world.keep_bot(call.bot)
    return True


def _command(command: object) -> Json:
    if not isinstance(command, dict):
        raise bad_request("can't parse BotCommand: expected an Object")
    name = str(command.get("command") or "").removeprefix("/")
    description = str(command.get("description") or "")
    if not COMMAND.fullmatch(name):
        raise bad_request("BOT_COMMAND_INVALID")
    if not 1 <= len(description) <= LONGEST_DESCRIPTION:
        raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    return {"command": name, "description": description}


@method("getMyCommands")
def get_my_commands(call: Call) -> list[Json]:
    """The command menu of exactly this scope and language."""
    return call.bot.commands.get(_scope(call), [])


@method("deleteMyCommands")
def delete_my_commands(call: Call) -> bool:
    """No menu of its own for this scope and language."""
    call.bot.commands.pop(_scope(call), None)
    call.core.world.keep_bot(call.bot)
    return True
