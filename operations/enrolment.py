"""What a group is for: an admin says it in the group, or the org file does."""

from dataclasses import dataclass, replace
from datetime import time
from difflib import get_close_matches
from zoneinfo import ZoneInfo

from db import chats, units
from db.transaction import Transaction
from domain.org_chart import OrgChart
from domain.people import Chat, GroupRole, Person, Unit
from domain.refusals import Refused
from domain.wall_time import next_at
from operations.binding import only_admins
from operations.organisation import waiting_settings

ROLE_WORDS = {
    "督查": GroupRole.SUPERVISION,
    "supervision": GroupRole.SUPERVISION,
    "中队": GroupRole.UNIT,
    "单位": GroupRole.UNIT,
    "unit": GroupRole.UNIT,
    "领导": GroupRole.LEADERS,
    "leaders": GroupRole.LEADERS,
    "专项": GroupRole.CAMPAIGN,
    "专项行动": GroupRole.CAMPAIGN,
    "campaign": GroupRole.CAMPAIGN,
}
# Groups that want the day told, where nobody said when.
_DIGEST_AT = time(18)
_TOLD = (GroupRole.SUPERVISION, GroupRole.LEADERS)
_SUGGESTED = 8


@dataclass(frozen=True, slots=True)
class Enrolled:
    """What the group is from now on, and when its digest comes."""

    role: GroupRole
    unit: Unit | None
    digest_at: time | None


async def enrol(
    tx: Transaction, chat: Chat, words: str, by: Person | None, zone: ZoneInfo
) -> Enrolled:
    """`/enroll ROLE [UNIT]` in a group; the unit's name alone makes it that unit's own group.

    Without words, or where they make no sense, the refusal tells what is possible. Settings come
    from the org file's entry that waits for such a group, else stay as they are.
    """
    only_admins(by)
    if chat.private or chat.type == "channel":
        raise Refused("enroll_in_a_group")
    chart = await units.org_chart(tx)
    role, unit = _wanted(words.split(), chart)
    settings = await waiting_settings(tx, role, unit.name if unit else None) or chat.settings
    if settings.digest_at is None and chat.role is None and role in _TOLD:
        settings = replace(settings, digest_at=_DIGEST_AT)
    due = next_at(settings.digest_at, zone, tx.now) if settings.digest_at else None
    await chats.enrol(tx, chat.id, role, unit.id if unit else None, settings, due)
    return Enrolled(role, unit, settings.digest_at)


def _wanted(words: list[str], chart: OrgChart) -> tuple[GroupRole, Unit | None]:
    if not words:
        raise Refused("enroll_how", choices=_names(chart))
    # A unit may be called like a role (中队); a role's word comes first.
    role = ROLE_WORDS.get(words[0].lower().removesuffix("群"))
    name = " ".join(words[1:] if role else words)
    unit = chart.named(name) if name else None
    if role is None and unit is None:
        raise Refused("enroll_how", choices=_names(chart))
    if name and unit is None:
        raise Refused("no_such_unit", name=name, choices=_similar(name, chart))
    role = role or GroupRole.UNIT
    if role is GroupRole.UNIT and unit is None:
        raise Refused("enroll_which_unit", choices=_names(chart))
    return role, unit


def _names(chart: OrgChart) -> tuple[str, ...]:
    return tuple(unit.name for unit in chart.units)[:_SUGGESTED]


def _similar(name: str, chart: OrgChart) -> tuple[str, ...]:
    names = [unit.name for unit in chart.units]
    return tuple(get_close_matches(name, names, n=3, cutoff=0.3))
