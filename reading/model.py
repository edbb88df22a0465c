"""What a text was read as: plain data, handed from `reading` to everybody else."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from typing import Any

from reading.gazetteer import Gazetteer, KnownPlace


class Act(StrEnum):
    """What somebody does by writing: finer than `Reading.intent`."""

    REPORT = "report"
    REBOUND = "rebound"
    ACCEPT = "accept"
    PROGRESS = "progress"
    DONE = "done"
    PASS = "pass"  # noqa: S105 - a case passes its check; no password here
    REWORK = "rework"
    RETURN = "return"
    EXTEND = "extend"
    SUSPEND = "suspend"
    WITHDRAW = "withdraw"
    REOPEN = "reopen"
    URGE = "urge"
    AMEND = "amend"
    REDISPATCH = "redispatch"
    NOT_A_CASE = "not_a_case"
    QUERY = "query"
    COMMAND = "command"
    THANKS = "thanks"
    GREETING = "greeting"
    CHATTER = "chatter"
    JOKE = "joke"
    NOTICE = "notice"
    MEETING = "meeting"
    DIGEST = "digest"
    PATROL_CLEAR = "patrol_clear"
    SYSTEM = "system"
    MEDIA_ONLY = "media_only"
    AD = "ad"
    WEATHER = "weather"


INTENT_OF: Mapping[Act, str] = {act: act.value for act in Act} | {
    Act.REBOUND: "report",
    Act.ACCEPT: "ack",
    Act.PROGRESS: "feedback",
    Act.DONE: "feedback",
    Act.PASS: "command",
    Act.REWORK: "command",
    Act.RETURN: "reject",
    Act.NOT_A_CASE: "command",
    Act.WITHDRAW: "command",
    Act.REOPEN: "command",
    Act.URGE: "command",
    Act.AMEND: "command",
    Act.REDISPATCH: "command",
    Act.MEETING: "notice",
    Act.WEATHER: "chatter",
}
"""The intent (the coarse label that `duban read` prints) of each act."""


class Due(StrEnum):
    """How a deadline was put."""

    NONE = "none"
    IMMEDIATE = "immediate"
    RELATIVE = "relative"
    CLOCK = "clock"
    END_OF_DAY = "end_of_day"
    DATE = "date"
    DATETIME = "datetime"
    WORKDAYS = "workdays"


@dataclass(frozen=True, slots=True)
class Deadline:
    """Until when. `due` is in the time zone of `now`; `raw` is an exact substring of the text.

    An immediate deadline has no `due`: how long "at once" is, the category's limit says.
    `workdays` is set for that kind only; its `due` knows weekends but no holidays.
    """

    kind: str = Due.NONE
    due: datetime | None = None
    raw: str | None = None
    workdays: int | None = None

    def to_json(self) -> dict[str, str | None]:
        """`kind`, `due` (ISO 8601 with offset) and `raw`."""
        due = self.due.isoformat() if self.due else None
        return {"kind": str(self.kind), "due": due, "raw": self.raw}


NO_DEADLINE = Deadline()


@dataclass(frozen=True, slots=True)
class UnitMention:
    """A unit named in a text.

    `text` is the substring; `name` the unit of the directory that it surely means, else None;
    `suggestion` the nearest known unit where that is only a guess, with its `score` (0-100).
    """

    text: str
    name: str | None
    start: int
    suggestion: str | None = None
    score: float = 0.0


@dataclass(frozen=True, slots=True)
class PlaceSuggestion:
    """A likely misspelling: what was typed, the known `name` nearest to it, its score (0-100)."""

    typed: str
    name: str
    score: float


@dataclass(frozen=True, slots=True)
class Reading:
    """One text, read.

    `address` and `unit` are substrings of `text`; `unit_name` is the directory's unit, if the
    text surely names one. What a text that is no report asks for stands in `requested` (extend,
    amend), `target_unit` / `target_unit_name` (return, redispatch), `target_address` and
    `target_category` (amend); in answer to something of ours all of them are set that it mentions.
    `place` is the known place that the address names, by its own name; `place_suggestion` the one
    that it only resembles.
    `why` lists the words that led to the answer; `confidence` is between 0 and 1.
    """

    text: str
    is_report: bool
    intent: str
    act: str | None = None
    categories: tuple[str, ...] = ()
    address: str | None = None
    addresses: tuple[str, ...] = ()
    unit: str | None = None
    unit_name: str | None = None
    units: tuple[UnitMention, ...] = ()
    deadline: Deadline = NO_DEADLINE
    severity: str | None = None
    why: Sequence[str] = ()
    confidence: float = 0.0
    requested: Deadline = NO_DEADLINE
    target_unit: str | None = None
    target_unit_name: str | None = None
    target_address: str | None = None
    target_category: str | None = None
    place: str | None = None
    place_suggestion: PlaceSuggestion | None = None

    def to_json(self) -> dict[str, Any]:
        """The line that `duban read` prints."""
        return {
            "text": self.text,
            "is_report": self.is_report,
            "intent": self.intent,
            "act": self.act,
            "categories": list(self.categories),
            "address": self.address,
            "unit": self.unit,
            "unit_name": self.unit_name,
            "deadline": self.deadline.to_json(),
            "severity": self.severity,
        }


@dataclass(frozen=True, slots=True)
class Context:
    """What is known beside the text.

    `reply_to` is what the message answers: "card", "plate", "question", "report" or None;
    `role` the writer's role in the org file; `asked` what the bot has just asked this person
    ("place", "category", "unit", …), if anything.
    """

    reply_to: str | None = None
    has_photo: bool = False
    role: str | None = None
    asked: str | None = None


NO_CONTEXT = Context()


@dataclass(frozen=True, slots=True)
class KnownUnit:
    """A unit of the org file: its name, what people call it, its streets, its categories."""

    name: str
    aliases: Sequence[str] = ()
    areas: Sequence[str] = ()
    categories: Sequence[str] = ()


@dataclass(frozen=True)
class Directory:
    """The units and places that the bureau knows. `places` grows with confirmed cases."""

    units: Sequence[KnownUnit] = ()
    places: Sequence[KnownPlace] = ()
    names: Mapping[str, str] = field(init=False, repr=False, compare=False)
    """Every name and alias → the unit's name; a word that two units claim is left out."""
    areas: Mapping[str, str] = field(init=False, repr=False, compare=False)
    """Every area → the unit's name; an area that two units claim is left out."""

    def __post_init__(self) -> None:
        names = [(word, u.name) for u in self.units for word in (u.name, *u.aliases) if word]
        areas = [(area, u.name) for u in self.units for area in u.areas if area]
        object.__setattr__(self, "names", _unambiguous(names))
        object.__setattr__(self, "areas", _unambiguous(areas))

    @cached_property
    def gazetteer(self) -> Gazetteer:
        """The places, and the areas of the units, made ready to be found."""
        return Gazetteer((*self.places, *map(KnownPlace, self.areas)))


def _unambiguous(pairs: Sequence[tuple[str, str]]) -> dict[str, str]:
    claims: dict[str, set[str]] = {}
    for word, name in pairs:
        claims.setdefault(word, set()).add(name)
    return {word: next(iter(owners)) for word, owners in claims.items() if len(owners) == 1}


EMPTY = Directory()


@dataclass(frozen=True, slots=True)
class Tally:
    """One count in a work report: `action` + `item` + `value` + `unit` (清理 小广告 80 处).

    A number shared by several things stays one tally with `items`; `approx` is set by 余, 多,
    约, 近; `raw` is the number with its unit as typed, `kind` what was counted (result, deploy,
    inspect, finding, publicity).
    """

    action: str
    item: str
    value: float
    unit: str
    approx: bool = False
    items: tuple[str, ...] = ()
    raw: str = ""
    kind: str = "result"

    def to_json(self) -> dict[str, Any]:
        """One entry of the line that `duban tally` prints; whole numbers without a point."""
        whole = int(self.value) if float(self.value).is_integer() else self.value
        return {
            "action": self.action,
            "item": self.item,
            "value": whole,
            "unit": self.unit,
            "approx": self.approx,
            "items": list(self.items),
        }
