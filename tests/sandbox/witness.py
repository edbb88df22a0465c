"""What aiogram's models make of an answer: they are the schema that the sandbox is held against.

Building those models takes seconds, so only the tests that need them load this (`conftest`).
"""

from typing import Any

from aiogram import methods
from aiogram.methods import TelegramMethod
from aiogram.methods.base import Response
from aiogram.types import ChatMemberRestricted, ChatMemberUpdated, Update
from pydantic import BaseModel

from tests.sandbox.talk import Talk

METHODS = [
    name
    for name in dir(methods)
    if isinstance(getattr(methods, name), type) and name != "TelegramMethod"
]
"""The names of all methods of the Bot API."""


def strangers(value: Any, path: str = "") -> list[str]:
    """Where a parsed object has fields that the models do not know."""
    if isinstance(value, list):
        return [s for n, item in enumerate(value) for s in strangers(item, f"{path}[{n}]")]
    if not isinstance(value, BaseModel):
        return []
    found = [f"{path}.{name}" for name in value.model_extra or {}]
    for name in type(value).model_fields:
        found += strangers(getattr(value, name), f"{path}.{name}")
    return found


class Witness:
    """Calls methods and holds every answer against the models."""

    def __init__(self, talk: Talk) -> None:
        self.talk = talk
        self.called: set[str] = set()

    def check(self, name: str, body: Any) -> Any:
        """The parsed result; fails where the answer does not fit."""
        self.called.add(name)
        method: type[TelegramMethod[Any]] = getattr(methods, name[0].upper() + name[1:])
        returning = method.__returning__
        parsed = Response[returning].model_validate(body)  # type: ignore[valid-type]
        assert parsed.ok, body
        assert not strangers(parsed.result), strangers(parsed.result)
        return parsed.result

    async def __call__(self, name: str, **params: Any) -> Any:
        return self.check(name, await self.talk.call(name, **params))

    async def upload(self, name: str, files: dict[str, bytes], **params: Any) -> Any:
        return self.check(name, await self.talk.upload(name, files, **params))


def update(raw: Any) -> Update:
    """An update, parsed; fails where it has fields that Telegram's have not."""
    parsed = Update.model_validate(raw)
    assert not strangers(parsed), strangers(parsed)
    return parsed


def silenced(raw: Any) -> bool:
    """Whether a change of a member's standing took the right to send from him."""
    moved = ChatMemberUpdated.model_validate(raw)
    assert moved.old_chat_member.status == "member"
    assert moved.new_chat_member.status == "restricted"
    assert isinstance(moved.new_chat_member, ChatMemberRestricted)
    return moved.new_chat_member.can_send_messages is False
