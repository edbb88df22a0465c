"""Twenty people who report, and the units' members who accept, prove and are checked."""

import asyncio
import random
import re
from collections.abc import Awaitable, Iterator, Sequence
from dataclasses import dataclass

from bench.pictures import marked
from bench.town import Report, Squad, Town, report
from bot.example.phone import Message, Phone, words

# Seconds between two reports of one person, and between two looks of the units at their chats.
PAUSE = (4.0, 11.0)
GLANCE = 0.3
# Of the cases that are seen: how many somebody accepts, and of these, how many he proves.
ACCEPTED, PROVEN = 0.6, 0.5
# A tap is not waited for longer; whoever hears nothing may tap once more.
TAP = 0.3

_CASE = re.compile(r"(\d{4}-\d{3,})[^👥]*?👥 (\S+)")
_NUMBER = re.compile(r"\d{4}-\d{3,}")


@dataclass(frozen=True, slots=True)
class Shown:
    """A case as a card in a chat shows it."""

    number: str
    unit: str
    label: str


def shown(message: Message) -> Iterator[Shown]:
    """The cases of a card that wait to be accepted, each with the label of its button."""
    labels = {button["text"] for row in message["buttons"] for button in row}
    for number, unit in _CASE.findall(words(message)):
        serial = number.partition("-")[2]
        for label in (f"{serial} 签收", "签收"):
            if label in labels:
                yield Shown(number, unit, label)
                break


class Crowd:
    """Everybody of a town, acting at random until told to stop."""

    def __init__(self, phone: Phone, town: Town, dice: random.Random) -> None:
        self._phone = phone
        self._town = town
        self._dice = dice
        self._squads = {squad.name: squad for squad in town.squads}
        self._decided: set[str] = set()
        self._houses = iter(range(1, 100_000))
        self.reports: list[Report] = []

    async def act(self, seconds: float, before: Sequence[bytes], after: Sequence[bytes]) -> None:
        """Let everybody act for so long; `before` and `after` are photos to send."""
        end = asyncio.get_running_loop().time() + seconds
        reporters = [self._report_on(who, end, before) for who in self._town.supervisors]
        chats = [*self._town.groups, *(one.group for one in self._town.squads if one.group)]
        await asyncio.gather(*reporters, self._handle(chats, end, after))

    async def _report_on(self, who: int, end: float, photos: Sequence[bytes]) -> None:
        loop = asyncio.get_running_loop()
        await asyncio.sleep(self._dice.uniform(0, PAUSE[1] / 2))
        while loop.time() < end:
            house = next(self._houses)
            chat, squad = self._dice.choice(self._town.groups), self._dice.choice(self._town.squads)
            photo = marked(self._dice.choice(photos), house)
            self.reports.append(await report(self._phone, chat, who, squad, house, photo))
            await asyncio.sleep(self._dice.uniform(*PAUSE))

    async def _handle(self, chats: Sequence[int], end: float, photos: Sequence[bytes]) -> None:
        """The units look at one chat after the other."""
        loop = asyncio.get_running_loop()
        under_way: set[asyncio.Task[None]] = set()
        while loop.time() < end:
            chat = self._dice.choice(chats)
            for act in self._wishes(chat, await self._newest(chat), photos):
                task = asyncio.ensure_future(act)
                under_way.add(task)
                task.add_done_callback(under_way.discard)
            await asyncio.sleep(GLANCE)
        await asyncio.gather(*under_way)

    async def _newest(self, chat: int) -> list[Message]:
        found: list[Message] = (await self._phone.get(f"/chats/{chat}/messages?limit=40"))[
            "messages"
        ]
        return [message for message in found if message["from"]["is_bot"]]

    def _wishes(
        self, chat: int, messages: Sequence[Message], photos: Sequence[bytes]
    ) -> Iterator[Awaitable[None]]:
        for message in messages:
            for case in shown(message):
                if self._decides(f"accept {case.number}") and self._dice.random() < ACCEPTED:
                    yield self._accept(chat, message, case, photos)
            labels = [button["text"] for row in message["buttons"] for button in row]
            if "通过" in labels and self._decides(f"pass {message['message_id']} in {chat}"):
                yield self._tap(chat, self._dice.choice(self._town.supervisors), message, "通过")

    def _decides(self, what: str) -> bool:
        """Whether this is to be decided now; nobody does a thing twice."""
        if what in self._decided:
            return False
        self._decided.add(what)
        return True

    async def _accept(
        self, chat: int, message: Message, case: Shown, photos: Sequence[bytes]
    ) -> None:
        squad: Squad = self._squads[case.unit]
        who = self._dice.choice(squad.members)
        await self._tap(chat, who, message, case.label)
        if self._dice.random() >= PROVEN:
            return
        await asyncio.sleep(self._dice.uniform(1, 4))
        photo = marked(self._dice.choice(photos), next(self._houses))
        card = message["message_id"]
        await self._phone.says(chat, who, f"{case.number} 已整改", [photo], reply_to=card)

    async def _tap(self, chat: int, who: int, message: Message, label: str) -> None:
        """Tap, and again if nothing is heard: an edit may have taken the button away by then."""
        data = _data(message, label)
        path = f"/chats/{chat}/messages/{message['message_id']}/press?wait={TAP}"
        for _try in range(2):
            if (await self._phone.post(path, **{"from": who, "data": data}))["answer"]:
                return


def _data(message: Message, label: str) -> str:
    buttons = (button for row in message["buttons"] for button in row)
    return next(str(button["callback_data"]) for button in buttons if button["text"] == label)
