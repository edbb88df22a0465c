"""A text as one language heard it, before an answer is made of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from reading.acts import Decision, Facts
from reading.categories import Found
from reading.model import Deadline, Directory, UnitMention
from reading.places import Place
from reading.rules import Span
from reading.text import Message


class Language(Protocol):
    """What is asked of a language once the act of a text is known."""

    def severity(self, message: Message, present: Sequence[Found]) -> tuple[str, tuple[str, ...]]:
        """How bad, and the words that say so."""

    def deadline(self, message: Message, now: datetime) -> Deadline:
        """Any time that is named, for texts that ask for one."""

    def target_unit(self, message: Message, directory: Directory) -> UnitMention | None:
        """The unit that a refusal or a redispatch points to."""

    def lone_name(self, message: Message, taken: Sequence[Span]) -> Place | None:
        """A place that only a report can mean."""


@dataclass(frozen=True, slots=True)
class Heard:
    """A text with what was found in it. `spans` are its words that belong to no address."""

    message: Message
    facts: Facts
    decision: Decision
    spans: Sequence[Span]
    language: Language


def merged(spans: Iterable[Span]) -> list[Span]:
    """Spans in order, overlapping ones as one."""
    kept: list[Span] = []
    for start, end in sorted(set(spans)):
        if kept and start < kept[-1][1]:
            kept[-1] = (kept[-1][0], max(end, kept[-1][1]))
        else:
            kept.append((start, end))
    return kept
