"""What the rules find in an English text, as `reading.findings` does in a Chinese one."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import lru_cache

from reading.categories import find_categories
from reading.english import duewords, places, units
from reading.english.names import without_names
from reading.english.placewords import place_phrases
from reading.english.vocabulary import APOSTROPHES, DENIAL, vocabulary
from reading.english.words import BREAKS
from reading.findings import Facts, Findings, merged
from reading.model import Directory
from reading.rules import Match, Span
from reading.text import Message

_NO_NAMES = frozenset({"request", "complaint", "rebound", "order"})
"""Signals whose words stand in no address."""
_MOST = 60
"""Matches that are compared with each other; longer lists of problems are none."""


def find(text: str, now: datetime, directory: Directory) -> Findings:
    """What the rules find in an English text; `now` is aware."""
    message = Message.of(text, APOSTROPHES, BREAKS)
    known = vocabulary()
    nameless = replace(message, folded=without_names(message))
    matches = without_parts(known.rules.find(nameless), known.over)
    deadline, due_span = duewords.find(message.typed, now)
    taken = merged([*_taken(message, matches), *([due_span] if due_span else [])])
    named = units.find_units(message, directory, taken=taken)
    spans = sorted([*taken, *((u.start, u.start + len(u.text)) for u in named)])
    where = places.find_places(message, directory, taken=spans)
    present, absent = find_categories(message, matches, DENIAL, known.over)
    facts = Facts(present, absent, where, named, deadline)
    return Findings(message, matches, facts, taken, due_span)


def without_parts(matches: Sequence[Match], over: Mapping[str, frozenset[str]]) -> list[Match]:
    """Without what rests on a piece of a longer phrase, or gives way to what it is entwined with.

    The garbage of "garbage room" is no rubbish, and a loose cable over a road no loose road.
    """
    told = [match for match in matches if match.rule.name in over][:_MOST]
    free = [match for match in told if not _is_entwined(match, told, over)]
    words = [(s, e, match.rule.name) for match in free for s, e in match.spans]
    kept = {id(match) for match in free if not _is_part(match, words, over)}
    return [m for m in matches if m.rule.name not in over or id(m) in kept]


def _is_part(
    match: Match, words: Sequence[tuple[int, int, str]], over: Mapping[str, frozenset[str]]
) -> bool:
    name = match.rule.name
    return any(
        s <= start and end <= e and e - s > end - start and name != other
        for start, end in match.spans
        for s, e, other in words
        if other not in over[name]
    )


def _is_entwined(match: Match, others: Sequence[Match], over: Mapping[str, frozenset[str]]) -> bool:
    return any(
        match.rule.name in over[other.rule.name]
        and match.start < other.end
        and other.start < match.end
        for other in others
    )


def _taken(message: Message, matches: Sequence[Match]) -> list[Span]:
    """Spans of words that say what is wrong, so that no address contains them."""
    known = vocabulary()
    return [
        span
        for match in matches
        if match.rule.name in known.over or match.rule.name in _NO_NAMES
        for span in match.spans
        if not _may_be_a_place(message.folded[slice(*span)])
    ]


@lru_cache(maxsize=5_000)
def _may_be_a_place(words: str) -> bool:
    """Whether words may stand in an address: the street, a bus stop."""
    return words in place_phrases() or all(word in place_phrases() for word in words.split())
