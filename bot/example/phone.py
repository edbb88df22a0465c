"""What people do in the sandbox's chats, done by its control calls."""

import asyncio
import json
from collections.abc import Sequence
from typing import Any, Self

import aiohttp

# Real seconds to wait for something to be seen, and between two looks.
PATIENCE = 12.0
LOOK_EVERY = 0.05

Message = dict[str, Any]


class NotSeen(Exception):
    """机器人没有像示例里那样回答：请看日志里的错误。"""


class SandboxRefused(Exception):
    """沙盒不接受这个操作。"""


class Phone:
    """Everybody's phone in one: sends, presses and looks, as whoever is named."""

    def __init__(self, sandbox_url: str, patience: float = PATIENCE) -> None:
        """`patience`: for how many real seconds `sees` waits."""
        self._patience = patience
        self._root = f"{sandbox_url.rstrip('/')}/sandbox"

    async def __aenter__(self) -> Self:
        # The sandbox is on this machine: no proxy.
        self._http = aiohttp.ClientSession(trust_env=False)
        return self

    async def __aexit__(self, *_error: object) -> None:
        await self._http.close()

    async def get(self, path: str) -> Any:
        """A control call that only looks."""
        async with self._http.get(self._root + path) as answer:
            return await _result(answer)

    async def post(self, path: str, **wish: Any) -> Any:
        """A control call with a JSON body."""
        async with self._http.post(self._root + path, json=wish) as answer:
            return await _result(answer)

    async def delete(self, path: str) -> Any:
        """A control call that takes something away."""
        async with self._http.delete(self._root + path) as answer:
            return await _result(answer)

    async def says(
        self, chat: int, who: int, text: str | None, photos: Sequence[bytes] = (), **more: Any
    ) -> Message:
        """Write, with photos or without; several are an album. The first message that it made.

        `more`: `reply_to`, `thread`, `location` and so on, as the control call has them.
        """
        fields = {"from": who, "text": text, **more}
        form = aiohttp.FormData()
        for name, value in fields.items():
            if value is not None:
                form.add_field(name, value if isinstance(value, str) else json.dumps(value))
        for photo in photos:
            form.add_field("photo", photo, filename="photo.jpg", content_type="image/jpeg")
        path = f"{self._root}/chats/{chat}/messages"
        if not photos:
            return _first(await self.post(f"/chats/{chat}/messages", **_given(fields)))
        async with self._http.post(path, data=form) as answer:
            return _first(await _result(answer))

    async def taps(self, chat: int, who: int, message: Message, label: str) -> str:
        """Press a button by its label; what the bot answers ("" where it only does it)."""
        path = f"/chats/{chat}/messages/{message['message_id']}/press"
        answer = (await self.post(path, **{"from": who, "button": label}))["answer"]
        return (answer or {}).get("text") or ""

    async def messages(self, chat: int, after: int = 0) -> list[Message]:
        """What stands in a chat, oldest first."""
        found: list[Message] = (await self.get(f"/chats/{chat}/messages?after={after}"))["messages"]
        return found

    async def sees(
        self, chat: int, *parts: str, answering: Message | None = None, button: str | None = None
    ) -> Message:
        """Wait until a message of the bot holds all parts; the newest such.

        `answering`: only a reply to that message counts; `button`: only one with that button.
        Raises NotSeen when patience ends.
        """
        for _look in range(round(self._patience / LOOK_EVERY)):
            for message in reversed(await self.messages(chat)):
                replied = answering is None or message.get("reply_to") == answering["message_id"]
                if replied and _shows(message, parts, button):
                    return message
            await asyncio.sleep(LOOK_EVERY)
        wanted = " + ".join([*parts, *([f"[{button}]"] if button else [])])
        raise NotSeen(f"没有看到：{wanted}")

    async def waits_until(self, moment: str) -> None:
        """Set the sandbox's clock ahead to a moment (ISO 8601)."""
        await self.post("/clock", set=moment)


def words(message: Message) -> str:
    """Text or caption."""
    return str(message.get("text") or message.get("caption") or "")


def _shows(message: Message, parts: Sequence[str], button: str | None) -> bool:
    labels = [one["text"] for row in message["buttons"] for one in row]
    from_bot = message["from"]["is_bot"]
    said = all(part in words(message) for part in parts)
    return from_bot and said and (button is None or button in labels)


def _given(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value is not None}


def _first(answer: Any) -> Message:
    message: Message = answer["messages"][0]
    return message


async def _result(answer: aiohttp.ClientResponse) -> Any:
    body = await answer.json()
    if answer.status != 200:
        raise SandboxRefused(body.get("error", f"HTTP {answer.status}"))
    return body
