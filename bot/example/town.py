"""The people and the groups of the example bureau, as they stand in the sandbox."""

from dataclasses import dataclass
from typing import Any

from bot.example.phone import Phone

ZHAO, QIAN, SUN, WANG, LI, ZHOU, WU, ZHENG = range(1001, 1009)
SUPERVISION, DANAN, HUANGCHENG, QUANYUAN, LEADERS = range(-1001000000001, -1001000000006, -1)


@dataclass(frozen=True, slots=True)
class Resident:
    """A person of the sandbox; the ids are those of `org.toml`."""

    id: int
    name: str
    username: str
    title: str


PEOPLE = (
    Resident(ZHAO, "赵督查", "zhao_dc", "督查员"),
    Resident(QIAN, "钱督查", "qian_dc", "督查员"),
    Resident(SUN, "孙派遣", "sun_pq", "派遣员"),
    Resident(WANG, "王队员", "wang_dn", "大南中队"),
    Resident(LI, "李中队长", "li_dn", "大南中队 队长"),
    Resident(ZHOU, "周队员", "zhou_hc", "皇城中队"),
    Resident(WU, "吴队员", "wu_qy", "泉园中队"),
    Resident(ZHENG, "郑局长", "zheng_jz", "局领导"),
)
NAMES = {person.id: person.name for person in PEOPLE}

_EVERYBODY = [person.id for person in PEOPLE]
CHATS: tuple[dict[str, Any], ...] = (
    {
        "id": SUPERVISION,
        "title": "示范区城管督查群",
        "members": _EVERYBODY,
        "administrators": [SUN],
    },
    {"id": DANAN, "title": "大南中队工作群", "members": [WANG], "administrators": [LI]},
    {"id": HUANGCHENG, "title": "皇城中队工作群", "members": [ZHOU], "administrators": [ZHENG]},
    {"id": QUANYUAN, "title": "泉园中队工作群", "members": [WU], "administrators": [ZHENG]},
    {
        "id": LEADERS,
        "title": "示范区领导群",
        "members": [SUN, LI],
        "administrators": [ZHENG],
    },
)


async def furnish(sandbox_url: str) -> None:
    """Make the people and the groups that are not there yet; what is there is left alone."""
    async with Phone(sandbox_url) as phone:
        state = await phone.get("/state")
        known = {person["id"] for person in state["people"]}
        for person in PEOPLE:
            if person.id not in known:
                await phone.post(
                    "/people",
                    id=person.id,
                    first_name=person.name,
                    username=person.username,
                    title=person.title,
                )
        # A group that became a supergroup is still there, under another number.
        there = {chat["id"] for chat in state["chats"]}
        for chat in CHATS:
            if chat["id"] not in there:
                await phone.post("/chats", type="supergroup", **chat)
