"""Reminders: due case by case, told unit by unit, seldom, and never at night unless dangerous."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from db import chats, outbox
from db.transaction import Transaction
from domain.cases import Case
from domain.letters import Kind, Priority
from domain.people import Chat, GroupRole, GroupSettings
from operations import telling
from operations.office import Office

GATHER = timedelta(seconds=0.5)
"""What falls due at the same moment is waited for, and told as one message."""

SPACING = timedelta(minutes=30)
"""A unit is reminded in a chat at most once in so long; what comes in between waits, merged."""


class Desk(StrEnum):
    """Whom a reminder is for: the unit, who dispatches, who checks, or the leaders."""

    UNIT = "unit"
    DISPATCH = "dispatch"
    CHECKING = "checking"
    LEADERS = "leaders"


@dataclass(frozen=True, slots=True)
class Target:
    """A chat that is told, and until when its quiet hours last, if they are on."""

    chat: int
    thread: int | None
    quiet_until: datetime | None


def key(chat: int, thread: int | None, desk: Desk, unit: int | None) -> str:
    """What the keys of all reminders of one desk in one chat begin with."""
    return f"reminder:{chat}:{thread or 0}:{desk}:{unit or 0}:"


async def targets(tx: Transaction, office: Office, case: Case, desk: Desk) -> list[Target]:
    """The desk's own groups that can be reached, else the chat of the report if that can."""
    groups: Iterable[Chat] = ()
    if desk is Desk.UNIT:
        groups = await telling.unit_groups(tx, case)
    elif desk is Desk.LEADERS:
        groups = await chats.with_role(tx, GroupRole.LEADERS)
    able = [one for one in groups if one.reachable]
    found = [Target(one.id, None, quiet_until(tx, office, case, one)) for one in able]
    if found or desk is Desk.LEADERS:
        return found
    home = await chats.get(tx, case.source.chat)
    if home is not None and not home.reachable:
        return []
    return [Target(case.source.chat, case.source.thread, quiet_until(tx, office, case, home))]


def quiet_until(tx: Transaction, office: Office, case: Case, chat: Chat | None) -> datetime | None:
    """The night is that of the chat that is told, not of the one that reported."""
    if case.urgent:
        return None
    hours = (chat.settings if chat else GroupSettings()).quiet_hours
    return hours.end(office.local(tx.now))


async def remind(tx: Transaction, office: Office, case: Case, step: str, desk: Desk) -> bool:
    """Post the reminder of a step, merged with what waits; False if no chat can be told."""
    told = await targets(tx, office, case, desk)
    unit = case.unit if desk is Desk.UNIT else None
    for one in told:
        await outbox.post(
            tx,
            chat=one.chat,
            thread=one.thread,
            kind=Kind.REMINDER,
            dedupe=key(one.chat, one.thread, desk, unit) + ("danger" if case.urgent else "late"),
            priority=Priority.DANGER if case.urgent else Priority.REMINDER,
            case=case.id,
            payload={"desk": desk, "unit": unit, "steps": {step: [case.id]}},
            not_before=one.quiet_until or tx.now + GATHER,
            merge=merged,
        )
    return bool(told)


def merged(old: dict[str, Any], new: dict[str, Any]) -> dict[str, Any]:
    """One reminder of both: by step, the cases of the waiting one first."""
    steps: Mapping[str, list[int]] = old["steps"]
    both = {step: list(steps.get(step, ())) for step in (*steps, *new["steps"])}
    for step, ids in new["steps"].items():
        both[step] = list(dict.fromkeys([*both[step], *ids]))
    return {**old, "steps": both}


async def not_before(
    tx: Transaction, office: Office, chat: int, prefix: str, about: Iterable[Case]
) -> datetime | None:
    """When that desk may be told of these cases in that chat; None if it may be now."""
    told = await chats.get(tx, chat)
    if not any(case.urgent for case in about):
        hours = (told.settings if told else GroupSettings()).quiet_hours
        if (morning := hours.end(office.local(tx.now))) is not None:
            return morning
    last = await outbox.last_sent(tx, chat, prefix, since=tx.now - SPACING)
    return last + SPACING if last else None


async def call_at_once(tx: Transaction, office: Office, case: Case, step: str) -> bool:
    """Nobody accepts what is dangerous: a ping, which waits for no reminder before it."""
    told = await targets(tx, office, case, Desk.UNIT)
    for one in told:
        await telling.notice(
            tx,
            chat=one.chat,
            thread=one.thread,
            key="danger_waits",
            case=case.id,
            dedupe=f"danger_waits:{one.chat}:{case.id}:{step}",
            priority=Priority.DANGER,
            step=step,
        )
    return bool(told)
