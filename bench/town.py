"""An invented bureau of any size: its org file, and its people and groups in the sandbox."""

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.example.phone import Phone

BUREAU = "示范区执法局"
_SUPERVISION = -1001100000000
_SQUADS = -1001200000000
_SUPERVISORS = 10_000
_MEMBERS = 20_000
_FIRST, _SECOND = "东西南北中新长安", "门桥河坊塘"
NAMES = tuple(first + second for first in _FIRST for second in _SECOND)
"""Forty names of quarters, for squads and for their streets."""


@dataclass(frozen=True, slots=True)
class Squad:
    """A unit with one street and some members, the first of whom is its leader.

    `group` is the chat of its own, if it has one.
    """

    name: str
    street: str
    members: tuple[int, ...]
    group: int | None

    def report(self, place: int) -> str:
        """A report that lacks nothing, at a house number of its street."""
        return f"{self.street}{place}号门口占道经营 {self.name}2小时内整改"


@dataclass(frozen=True, slots=True)
class Report:
    """A report as it was sent: its message in the chat, and the machine time before sending."""

    chat: int
    message: int
    squad: Squad
    at: float


@dataclass(frozen=True, slots=True)
class Town:
    """Squads, supervisors (account ids) and supervision groups (chat ids), all in every group."""

    squads: tuple[Squad, ...]
    supervisors: tuple[int, ...]
    groups: tuple[int, ...]

    @property
    def people(self) -> dict[int, str]:
        """Everybody's name by account id."""
        named = {who: f"督查员{who - _SUPERVISORS}号" for who in self.supervisors}
        for squad in self.squads:
            named |= {
                who: f"{squad.name}队员{place + 1}" for place, who in enumerate(squad.members)
            }
        return named

    def org_file(self) -> str:
        """The `org.toml` of this town."""
        people = self.people
        bureau = _table("units", {"name": BUREAU, "kind": "bureau"})
        bosses = [_person(who, people[who], "supervisor", BUREAU) for who in self.supervisors]
        chats = [_table("groups", {"chat_id": chat, "role": "supervision"}) for chat in self.groups]
        return "\n".join([bureau, *bosses, *map(self._squad, self.squads), *chats])

    def _squad(self, squad: Squad) -> str:
        unit = {
            "name": squad.name,
            "kind": "squad",
            "parent": BUREAU,
            "aliases": [squad.name.removesuffix("中队")],
            "areas": [squad.street],
            "categories": ["街面秩序/*", "市容环境/*"],
        }
        leader, *others = squad.members
        people = [_person(leader, self.people[leader], "unit_leader", squad.name)]
        people += [_person(who, self.people[who], "handler", squad.name) for who in others]
        chat = {"chat_id": squad.group, "role": "unit", "unit": squad.name}
        group = [] if squad.group is None else [_table("groups", chat)]
        return "\n".join([_table("units", unit), *people, *group])

    async def furnish(self, phone: Phone) -> None:
        """Make everybody and every group in a sandbox that has none of them."""
        for who, name in self.people.items():
            await phone.post("/people", id=who, first_name=name)
        everybody = list(self.people)
        for place, chat in enumerate(self.groups):
            await phone.post(
                "/chats",
                id=chat,
                type="supergroup",
                title=f"督查{place + 1}群",
                members=everybody,
                administrators=[self.supervisors[0]],
            )
        for squad in self.squads:
            if squad.group is not None:
                await phone.post(
                    "/chats",
                    id=squad.group,
                    type="supergroup",
                    title=f"{squad.name}工作群",
                    members=list(squad.members),
                    administrators=[squad.members[0]],
                )


async def report(
    phone: Phone, chat: int, who: int, squad: Squad, place: int, photo: bytes
) -> Report:
    """Somebody sends a photo with a report that lacks nothing."""
    at = time.monotonic()
    sent = await phone.says(chat, who, squad.report(place), [photo])
    return Report(chat, sent["message_id"], squad, at)


def town(
    *, squads: int, groups: int, supervisors: int, members: int = 1, with_groups: int = 0
) -> Town:
    """A town of that many (at most forty squads); the first `with_groups` have their own group."""
    return Town(
        squads=tuple(
            Squad(
                name=f"{name}中队",
                street=f"{name}街",
                members=tuple(_MEMBERS + 10 * place + number for number in range(1, members + 1)),
                group=_SQUADS - place if place < with_groups else None,
            )
            for place, name in enumerate(NAMES[:squads])
        ),
        supervisors=tuple(_SUPERVISORS + number for number in range(1, supervisors + 1)),
        groups=tuple(_SUPERVISION - number for number in range(groups)),
    )


def _person(who: int, name: str, role: str, unit: str) -> str:
    person = {"telegram_id": who, "name": name, "roles": [role], "unit": unit}
    return _table("people", person)


def _table(kind: str, values: Mapping[str, Any]) -> str:
    # Strings, numbers and lists of strings are written in JSON as in TOML.
    lines = (f"{name} = {json.dumps(value, ensure_ascii=False)}" for name, value in values.items())
    return "\n".join([f"[[{kind}]]", *lines, ""])
