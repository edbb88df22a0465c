"""A policy as plain JSON, the way it is kept in a case, and back."""

import json
from datetime import date, datetime, time
from functools import lru_cache
from typing import Any

from domain.people import Role
from domain.policy import POLICY, Phase, Policy, Step
from domain.wall_time import wall_span, written
from domain.worktime import Limit, LimitUnit, WorkTable

Plain = dict[str, Any]


@lru_cache(maxsize=256)
def kept(policy: Policy) -> str | None:
    """The text that is kept with a case; None for what holds where nothing was loaded."""
    if policy == POLICY:
        return None
    return json.dumps(plain(policy), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


@lru_cache(maxsize=256)
def of_text(text: str | None) -> Policy:
    """The policy that was kept; cases of one day share it."""
    return of_plain(json.loads(text)) if text else POLICY


def plain(policy: Policy) -> Plain:
    """Every value of a policy as JSON has it."""
    return {
        "version": policy.version,
        "zone": policy.zone,
        "table": _table(policy.table),
        "tables": {str(unit): _table(table) for unit, table in policy.tables.items()},
        "off": sorted(day.isoformat() for day in policy.off),
        "on": sorted(day.isoformat() for day in policy.on),
        "war": [[since.isoformat(), end.isoformat() if end else None] for since, end in policy.war],
        **{name: _limit(getattr(policy, name)) for name in LIMITS},
        "returns": policy.returns,
        "extensions": policy.extensions,
        "chain": [_step(step) for step in policy.chain],
    }


def of_plain(value: Plain) -> Policy:
    """The policy of `plain`. What an older program did not know holds as by default."""
    war = tuple(
        (datetime.fromisoformat(since), datetime.fromisoformat(end) if end else None)
        for since, end in value.get("war", ())
    )
    return Policy(
        version=value.get("version", 0),
        zone=value.get("zone", POLICY.zone),
        table=_of_table(value["table"]) if "table" in value else POLICY.table,
        tables={int(unit): _of_table(table) for unit, table in value.get("tables", {}).items()},
        off=frozenset(map(date.fromisoformat, value.get("off", ()))),
        on=frozenset(map(date.fromisoformat, value.get("on", ()))),
        war=war,
        returns=value.get("returns", POLICY.returns),
        extensions=value.get("extensions", POLICY.extensions),
        chain=tuple(map(_of_step, value["chain"])) if "chain" in value else POLICY.chain,
        **{name: of_limit(value[name]) for name in LIMITS if name in value},
    )


LIMITS = ("limit", "checking", "ruling", "reply")
"""The limits that a policy sets, by name."""


def _limit(limit: Limit) -> list[Any]:
    return [limit.value, limit.unit.value]


def of_limit(value: Any) -> Limit:
    """A limit of `[value, unit]`."""
    number, unit = value
    return Limit(number, LimitUnit(unit))


def _table(table: WorkTable) -> Plain:
    slots = [f"{written(since)}-{written(until)}" for since, until in table.slots]
    days = sorted(table.weekdays)
    return {"slots": slots, "days": days, "holidays": table.keeps_holidays}


def _of_table(value: Plain) -> WorkTable:
    slots: tuple[tuple[time, time], ...] = tuple(map(wall_span, value["slots"]))
    return WorkTable(slots, frozenset(value["days"]), value.get("holidays", True))


def _step(step: Step) -> Plain:
    every = {
        "name": step.name,
        "phase": step.phase.value,
        "share": step.share,
        "floor": step.floor,
        "minutes": step.minutes,
        "urgent_minutes": step.urgent_minutes,
        "tell": [role.value for role in step.tell],
    }
    return {name: value for name, value in every.items() if value not in (None, 0.0, [])}


def _of_step(value: Plain) -> Step:
    roles = tuple(map(Role, value.get("tell", ())))
    return Step(**(value | {"phase": Phase(value["phase"]), "tell": roles}))
