"""A case as a row of the table: its columns, and back."""

from typing import Any

from sqlalchemy import Row

from domain.cases import Case, DueSource, Number, Severity, Source, State
from domain.policy_form import kept, of_limit, of_text
from domain.spots import spot
from domain.worktime import Limit, Pace

_PLAIN = (
    "version",
    "text",
    "reported_at",
    "category",
    "address",
    "due_at",
    "due_raw",
    "limit_minutes",
    "granted_minutes",
    "clock_at",
    "used_minutes",
    "permanent_used",
    "stopgap_at",
    "stage_at",
    "next_step_at",
    "filed_at",
    "dispatched_at",
    "accepted_at",
    "submitted_at",
    "submitted_by",
    "closed_at",
    "checked_by",
    "ended_at",
    "end_reason",
    "returns",
    "round",
    "times",
    "extensions",
    "suspended_until",
    "ruling_until",
    "appeals",
    "exempt",
)


def _limit(limit: Limit | None) -> list[Any] | None:
    return [limit.value, limit.unit.value] if limit else None


def values_of(case: Case) -> dict[str, Any]:
    """The columns of a case, without its key."""
    values: dict[str, Any] = {name: getattr(case, name) for name in _PLAIN}
    latitude, longitude = case.location or (None, None)
    return values | {
        "state": case.state.value,
        "bureau_id": case.bureau,
        "number_day": case.number.day if case.number else None,
        "number_serial": case.number.serial if case.number else None,
        "chat_id": case.source.chat,
        "thread_id": case.source.thread,
        "message_id": case.source.message,
        "reporter_id": case.source.reporter,
        "reporter_name": case.source.reporter_name,
        "categories": list(case.categories),
        "spot": spot(case.address),
        "latitude": latitude,
        "longitude": longitude,
        "severity": case.severity.value,
        "unit_id": case.unit,
        "why": list(case.why),
        "handler_id": case.handler,
        "due_source": case.due_source.value if case.due_source else None,
        "policy": kept(case.policy),
        "limit": _limit(case.limit),
        "permanent": _limit(case.permanent),
        "pace": case.pace.value,
        "taken": list(case.taken),
        "pointer_id": case.pointer,
        "earlier_id": case.earlier,
        "parent_id": case.parent,
    }


def case_of(row: Row[Any]) -> Case:
    """A row of `cases` as the domain knows it."""
    at = row._mapping
    number = Number(at["number_day"], at["number_serial"]) if at["number_day"] else None
    place = (at["latitude"], at["longitude"]) if at["latitude"] is not None else None
    return Case(
        id=at["id"],
        source=Source(
            chat=at["chat_id"],
            message=at["message_id"],
            thread=at["thread_id"],
            reporter=at["reporter_id"],
            reporter_name=at["reporter_name"],
        ),
        state=State(at["state"]),
        bureau=at["bureau_id"],
        number=number,
        categories=tuple(at["categories"]),
        location=place,
        severity=Severity(at["severity"]),
        unit=at["unit_id"],
        why=tuple(at["why"]),
        handler=at["handler_id"],
        due_source=DueSource(at["due_source"]) if at["due_source"] else None,
        policy=of_text(at["policy"]),
        limit=of_limit(at["limit"]) if at["limit"] else None,
        permanent=of_limit(at["permanent"]) if at["permanent"] else None,
        pace=Pace(at["pace"]),
        taken=tuple(at["taken"]),
        pointer=at["pointer_id"],
        earlier=at["earlier_id"],
        parent=at["parent_id"],
        **{name: at[name] for name in _PLAIN},
    )
