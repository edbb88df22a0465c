"""What the rules find in a text before anything is decided: problems, places, units, a deadline."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from reading.categories import Found, find_categories
from reading.deadline import find_deadline
from reading.lexicon import lexicon
from reading.model import Deadline, Directory, UnitMention
from reading.places import Place, find_places
from reading.placewords import in_place_word, place_kinds, place_words
from reading.rules import Match, Span
from reading.text import Message
from reading.units import find_units


@dataclass(frozen=True, slots=True)
class Facts:
    """What was found in a text: problems there, problems denied, places, units, the deadline."""

    present: Sequence[Found]
    absent: Sequence[Found]
    places: Sequence[Place]
    units: Sequence[UnitMention]
    deadline: Deadline


PLACE, UNIT, DUE = "Ⓟ", "Ⓤ", "Ⓓ"
"""Stand for an address, a unit and a deadline: which one it is says nothing of the problem."""


@dataclass(frozen=True)
class Findings:
    """A message with the matches of all rules and the facts that follow from them.

    `taken` are the spans of words that say what is wrong or until when, `due` that of the deadline:
    no address contains them.
    """

    message: Message
    matches: Sequence[Match]
    facts: Facts
    taken: Sequence[Span]
    due: Span | None

    @cached_property
    def bare(self) -> str:
        """The folded text with one sign for each address, unit and deadline."""
        folded = self.message.folded
        spans = [(place.start, place.end, PLACE) for place in self.facts.places]
        spans += [(unit.start, unit.start + len(unit.text), UNIT) for unit in self.facts.units]
        if self.due:
            spans.append((*self.due, DUE))
        parts, at = [], 0
        for start, end, sign in sorted(spans):
            if start >= at:
                parts += [folded[at:start], sign]
                at = end
        return "".join((*parts, folded[at:]))

    @cached_property
    def notes(self) -> tuple[str, str]:
        """What the rules say of each character of the folded text: what it is part of, its kind.

        A letter each: A address, a its tail, U unit, D deadline, X other words, O none; and the
        kind of word for a place that covers it (`placewords.place_kinds`).
        """
        marks = ["O"] * len(self.message.folded)
        for start, end in self.taken:
            marks[start:end] = "X" * (end - start)
        if self.due:
            marks[slice(*self.due)] = "D" * (self.due[1] - self.due[0])
        for unit in self.facts.units:
            marks[unit.start : unit.start + len(unit.text)] = "U" * len(unit.text)
        for place in self.facts.places:
            head = min(place.name_end, place.end)
            marks[place.start : head] = "A" * (head - place.start)
            marks[head : place.end] = "a" * (place.end - head)
        return "".join(marks), place_kinds(self.message.folded)


def find(text: str, now: datetime, directory: Directory) -> Findings:
    """What the rules find in a text; `now` is aware, `directory` what the bureau knows."""
    message = Message.of(text, lexicon().spelling)
    matches = lexicon().rules.find(message)
    deadline, due = find_deadline(message.typed, now)
    taken = _beside(_taken(message, matches, due), directory.gazetteer.spans(message.folded))
    units = find_units(message, directory, taken=taken)
    spans = sorted([*taken, *((u.start, u.start + len(u.text)) for u in units)])
    places = find_places(message, directory, taken=spans)
    matches = [match for match in matches if not _letter_of_a_name(match, places)]
    present, absent = find_categories(message, matches)
    return Findings(message, matches, Facts(present, absent, places, units, deadline), taken, due)


def _taken(
    message: Message,
    matches: Sequence[Match],
    due_span: Span | None,
) -> list[Span]:
    """Spans of words that say what is wrong or until when, so that no address contains them."""
    spans = [
        span
        for match in matches
        if match.rule.name in lexicon().categories or match.rule.name in _NO_NAMES
        for span in match.spans
        if _says_no_place(message.folded[slice(*span)], alone=len(match.spans) == 1)
        and not in_place_word(message.folded, span)
    ]
    if due_span:
        spans.append(due_span)
    return merged(spans)


def _beside(taken: Sequence[Span], known: Sequence[Span]) -> list[Span]:
    """Taken spans without what is a piece of a known place's name (早市 in 老早市占道)."""
    if not known:
        return list(taken)
    ends: dict[int, int] = {}
    for first, last in known:
        ends.update((i, max(last, ends.get(i, 0))) for i in range(first, last))
    cut = ((ends.get(start, start), end) for start, end in taken)
    return [(start, end) for start, end in cut if start < end]


def _letter_of_a_name(match: Match, places: Sequence[Place]) -> bool:
    """Whether a match rests on a single letter of a place's name (河 in 五里河街)."""
    return any(
        end - start == 1 and place.start <= start < place.name_end
        for start, end in match.spans
        for place in places
    )


_NO_NAMES = frozenset({"request", "complaint", "rebound", "deictic", "patrol_clear"})
"""Signals whose words stand in no address; words of small talk may (钓鱼台)."""
_PLACELIKE = re.compile(r"[楼门院厅室桥店馆场站库坡沟栋号区路街道巷园村]|绿化带|公厕|车位")


def _says_no_place(word: str, *, alone: bool) -> bool:
    """Whether a word cannot be a part of an address; words of a description often can."""
    if len(word) < 2 or word in place_words():
        return False
    return alone or not _PLACELIKE.search(word)


def merged(spans: Sequence[Span]) -> list[Span]:
    """Spans in order, overlapping ones as one."""
    merged: list[Span] = []
    for start, end in sorted(set(spans)):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
