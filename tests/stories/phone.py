"""A person with a phone: what he does in a group, and what he waits to see there."""

import json
import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import aiohttp

from bot.example.town import SUPERVISION

if TYPE_CHECKING:
    from tests.stories.town import Town

Message = dict[str, Any]

# Real seconds to wait for something to be seen, and between two looks.
PATIENCE = 8.0
LOOK_EVERY = 0.04


class NotSeen(AssertionError):
    """What was waited for never stood in the chat; the chat as it was is shown."""


@dataclass(frozen=True, slots=True)
class File:
    """Something sent as a file: its bytes, its name and what it says it is."""

    data: bytes
    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with a phone, looking at one chat."""

    town: "Town"
    id: int
    name: str
    chat: int = SUPERVISION

    def at(self, chat: int) -> "Person":
        """The same person, looking at another chat."""
        return replace(self, chat=chat)

    @property
    def private(self) -> "Person":
        """The same person in his private chat with the bot."""
        return self.at(self.id)

    # --- what he does ------------------------------------------------------------------

    async def says(self, text: str, **more: Any) -> Message:
        """Write; `more` as the control call has it: thread, location, forward, as_chat …"""
        return (await self._send(text=text, **more))[0]

    async def posts(self, *photos: bytes, text: str | None = None, **more: Any) -> Message:
        """Send photos, several as an album, with a caption or without."""
        return (await self._send(text=text, photos=photos, **more))[0]

    async def sends(self, file: File, text: str | None = None, **more: Any) -> Message:
        """Send a picture (or anything) as a file."""
        return (await self._send(text=text, file=file, **more))[0]

    async def pins(self, latitude: float, longitude: float, **more: Any) -> Message:
        """Send where he is."""
        place = {"latitude": latitude, "longitude": longitude}
        return (await self._send(location=place, **more))[0]

    async def replies(
        self, to: Message, text: str | None = None, photo: bytes | None = None, **more: Any
    ) -> Message:
        """Answer a message, with a photo or without."""
        photos = () if photo is None else (photo,)
        return (await self._send(text=text, photos=photos, reply_to=to["message_id"], **more))[0]

    async def edits(self, message: Message, text: str) -> None:
        """Change the words of a message of his."""
        path = f"{self._path}/{message['message_id']}/edit"
        await self.town.post(path, **{"from": self.id, "text": text})

    async def taps(self, label: str, on: Message | None = None) -> str:
        """Press a button, of that message or of the newest that has it; what the bot answers."""
        message = on if on is not None else await self.sees(button=label)
        answer = await self._press(message, button=label)
        return str((answer or {}).get("text") or "")

    async def forges(self, data: str, on: Message) -> str:
        """Send button data that no button of that message has; what the bot answers."""
        answer = await self._press(on, data=data)
        return str((answer or {}).get("text") or "")

    async def _press(self, message: Message, **what: str) -> Any:
        path = f"{self._path}/{message['message_id']}/press"
        return (await self.town.post(path, **{"from": self.id}, **what))["answer"]

    async def _send(
        self,
        *,
        text: str | None = None,
        photos: tuple[bytes, ...] = (),
        file: File | None = None,
        **more: Any,
    ) -> list[Message]:
        fields = {"from": self.id, "text": text, **more}
        given = {name: value for name, value in fields.items() if value is not None}
        if not photos and file is None:
            return list((await self.town.post(self._path, **given))["messages"])
        form = aiohttp.FormData()
        for name, value in given.items():
            form.add_field(name, value if isinstance(value, str) else json.dumps(value))
        for photo in photos:
            form.add_field("photo", photo, filename="photo.jpg", content_type="image/jpeg")
        if file is not None:
            form.add_field("document", file.data, filename=file.name, content_type=file.kind)
        return list((await self.town.post_form(self._path, form))["messages"])

    # --- what he sees ------------------------------------------------------------------

    @property
    def _path(self) -> str:
        return f"/chats/{self.chat}/messages"

    async def reads(self, after: Message | None = None) -> list[Message]:
        """Everything that stands in the chat now, oldest first."""
        since = after["message_id"] if after else 0
        found: list[Message] = (await self.town.get(f"{self._path}?after={since}"))["messages"]
        return found

    async def hears(self, after: Message | None = None) -> list[Message]:
        """What the bot said in the chat, once it has nothing more to say."""
        await self.town.quiet()
        return [one for one in await self.reads(after) if is_bots(one)]

    async def sees(
        self,
        *parts: str,
        to: Message | None = None,
        after: Message | None = None,
        button: str | None = None,
    ) -> Message:
        """Wait until a message of the bot holds all parts; the newest such.

        `to`: only a reply to that message counts; `after`: only a message that came after that;
        `button`: only one with that button.
        """
        until = time.monotonic() + PATIENCE
        while True:
            shown = self.town.shown()
            found = await self.reads(after)
            for message in reversed(found):
                answers = to is None or message.get("reply_to") == to["message_id"]
                if answers and _shows(message, parts, button):
                    return message
            if time.monotonic() > until:
                raise NotSeen(_told(parts, button, found))
            await self.town.shows_more(shown)

    async def sees_again(self, message: Message, *parts: str, button: str | None = None) -> Message:
        """Wait until that very message has been edited to hold all parts."""
        until = time.monotonic() + PATIENCE
        while True:
            shown = self.town.shown()
            found = await self.reads()
            now = next(one for one in found if one["message_id"] == message["message_id"])
            if _shows(now, parts, button):
                return now
            if time.monotonic() > until:
                raise NotSeen(_told(parts, button, [now]))
            await self.town.shows_more(shown)


def is_bots(message: Message) -> bool:
    """Whether the bot said it."""
    return bool(message.get("from", {}).get("is_bot"))


def words(message: Message) -> str:
    """Text or caption."""
    return str(message.get("text") or message.get("caption") or "")


def labels(message: Message) -> list[str]:
    """What stands on its buttons."""
    return [button["text"] for row in message["buttons"] for button in row]


def reactions(message: Message) -> list[str]:
    """The emoji that were put on it."""
    return [reaction["emoji"] for reaction in message["reactions"]]


def _shows(message: Message, parts: tuple[str, ...], button: str | None) -> bool:
    said = all(part in words(message) for part in parts)
    return is_bots(message) and said and (not button or button in labels(message))


def _told(parts: tuple[str, ...], button: str | None, found: list[Message]) -> str:
    wanted = " + ".join([*parts, *([f"[{button}]"] if button else [])])
    lines = [f"没有看到：{wanted}", "看到的是："]
    for one in found[-12:]:
        name = (one.get("from") or {}).get("first_name", "?")
        lines.append(f"#{one['message_id']} {name}: {words(one)} {labels(one)}")
    return "\n".join(lines)
