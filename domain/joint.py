"""Joint work: a lead (主办) and helpers (协办), each with a case, a clock and a proof."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from domain.cases import Case, DueSource, Number, State
from domain.people import Person
from domain.refusals import Refused
from domain.rules import Decision, allow
from domain.transitions import Action

_ASKS = re.compile(
    r"(?:请|增加|加)?协办(?:单位)?(?P<gap>[\s:：,，]*)(?P<unit>.+?)[。.！!]*"
    r"|helper(?P<colon>[\s:]+)(?P<name>.+?)[.!]*",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Asked:
    """The unit that is called to help, as it was typed; `clearly` where a gap stands before it."""

    unit: str
    clearly: bool


def unit_asked(text: str) -> Asked | None:
    """Whom a text calls to help: 协办 示范环卫所, 请协办：环卫所, helper: Sanitation."""
    found = _ASKS.fullmatch(text.strip())
    if found is None:
        return None
    return Asked(found["unit"] or found["name"], bool(found["gap"] or found["colon"]))


def join(
    lead: Case, *, unit: int, helpers: Iterable[Case], by: Person | None, reason: str
) -> Decision:
    """A unit is called to help with a case; `reason` is its name, `helpers` those called before.

    Raises `Refused` where it leads or helps already, and for a case that is a helper's itself.
    """
    allow(lead, Action.JOIN, by)
    if lead.parent is not None:
        raise Refused("helper_of_another", case=lead)
    if unit == lead.unit:
        raise Refused("same_unit", case=lead)
    if any(one.unit == unit for one in helpers):
        raise Refused("already_helping", case=lead, unit=reason)
    return Decision(lead, Action.JOIN, reason=reason)


def helper_case(lead: Case, number: Number, now: datetime) -> Case:
    """The helper's case, filed and not yet sent: what is wrong, where, and until when as told.

    A limit by the category runs anew for the helper; a deadline that was typed stands.
    """
    typed = lead.due_source is DueSource.TYPED
    return Case(
        id=0,
        source=lead.source,
        text=lead.text,
        reported_at=now,
        state=State.FILED,
        bureau=lead.bureau,
        number=number,
        category=lead.category,
        categories=lead.categories,
        address=lead.address,
        location=lead.location,
        severity=lead.severity,
        filed_at=now,
        stage_at=now,
        due_at=lead.due_at if typed else None,
        due_source=lead.due_source,
        due_raw=lead.due_raw,
        policy=lead.policy,
        limit=lead.limit,
        permanent=lead.permanent,
        limit_minutes=lead.limit_minutes,
        granted_minutes=lead.granted_minutes,
        pace=lead.pace,
        parent=lead.id,
    )
