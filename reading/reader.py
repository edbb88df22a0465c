"""One text in, one reading out: what was said, what is wrong, where, who, until when, how bad."""

import re
from collections.abc import Sequence
from datetime import datetime

from reading.acts import Decision, Facts, decide
from reading.categories import Found, find_categories
from reading.deadline import find_deadline, read_deadline
from reading.english.heard import hear as hear_english
from reading.english.words import is_english
from reading.heard import Heard, merged
from reading.lexicon import lexicon
from reading.model import (
    EMPTY,
    INTENT_OF,
    NO_CONTEXT,
    NO_DEADLINE,
    Act,
    Context,
    Deadline,
    Directory,
    Reading,
    UnitMention,
)
from reading.places import Place, find_places, lone_name
from reading.placewords import in_place_word, place_words
from reading.rules import Match, Span
from reading.severity import severity
from reading.text import Message
from reading.units import find_units, target_unit


def read(
    text: str, *, now: datetime, directory: Directory = EMPTY, context: Context = NO_CONTEXT
) -> Reading:
    """What a text means. Any text gives an answer, the same text always the same.

    `now` is aware; deadlines are given in its zone. Of a text longer than 6,000 characters the
    beginning is read. `ValueError` for a naive `now`.
    """
    if now.tzinfo is None:
        raise ValueError("now must carry a time zone")
    hear_in = hear_english if is_english(text) else _hear
    heard = hear_in(text, now, directory, context)
    if heard.decision.act in {Act.REPORT, Act.REBOUND}:
        return _report(text, heard, directory)
    return _other(text, heard, now, directory, context)


def _hear(text: str, now: datetime, directory: Directory, context: Context) -> Heard:
    message = Message.of(text, lexicon().spelling)
    matches = lexicon().rules.find(message)
    deadline, due_span = find_deadline(message.typed, now)
    taken = _taken(message, matches, due_span)
    units = find_units(message, directory, taken=taken)
    spans = sorted([*taken, *((u.start, u.start + len(u.text)) for u in units)])
    places = find_places(message, directory, taken=spans)
    matches = [match for match in matches if not _letter_of_a_name(match, places)]
    present, absent = find_categories(message, matches)
    facts = Facts(present, absent, places, units, deadline)
    decision = decide(message, matches, facts, context)
    return Heard(message, facts, decision, spans, _Chinese())


class _Chinese:
    """What only Chinese can say about a text that was heard."""

    def severity(self, message: Message, present: Sequence[Found]) -> tuple[str, tuple[str, ...]]:
        return severity(message, present)

    def deadline(self, message: Message, now: datetime) -> Deadline:
        return read_deadline(message.typed, now, lenient=True)

    def target_unit(self, message: Message, directory: Directory) -> UnitMention | None:
        return target_unit(message, directory)

    def lone_name(self, message: Message, taken: Sequence[Span]) -> Place | None:
        return lone_name(message, taken)


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


def _report(text: str, heard: Heard, directory: Directory) -> Reading:
    message, facts, decision = heard.message, heard.facts, heard.decision
    places = list(facts.places)
    if not places and facts.present and (lone := heard.language.lone_name(message, heard.spans)):
        places = [lone]
    addresses = _addresses(message, places)
    unit = facts.units[0] if facts.units else None
    level, severe = heard.language.severity(message, facts.present)
    why = [message.typed[s:e] for f in facts.present for s, e in f.spans]
    return Reading(
        text=text,
        is_report=True,
        intent=INTENT_OF[decision.act],
        act=decision.act,
        categories=tuple(f.name for f in facts.present),
        address=addresses[0] if addresses else None,
        addresses=addresses,
        unit=unit.text if unit else None,
        unit_name=unit.name if unit else _unit_of_area(addresses, directory),
        units=tuple(facts.units),
        deadline=facts.deadline,
        severity=level,
        why=tuple(dict.fromkeys((*why, *decision.why, *severe))),
        confidence=_confidence(decision),
    )


def _addresses(message: Message, places: Sequence[Place]) -> tuple[str, ...]:
    typed = (message.typed[place.start : place.end].strip() for place in places)
    return tuple(dict.fromkeys(address for address in typed if address))


def _unit_of_area(addresses: Sequence[str], directory: Directory) -> str | None:
    """The squad whose street the address names, if no unit was told and only one squad fits."""
    owners = {
        name
        for area, name in directory.areas.items()
        for address in addresses
        if area.casefold() in address.casefold()
    }
    return owners.pop() if len(owners) == 1 else None


def _other(
    text: str, heard: Heard, now: datetime, directory: Directory, context: Context
) -> Reading:
    """What is no report; in answer to something of ours, what it mentions is meant."""
    message, facts, decision = heard.message, heard.facts, heard.decision
    act = decision.act
    answers = context.reply_to is not None or context.asked is not None
    target: UnitMention | None = None
    requested = facts.deadline if answers else NO_DEADLINE
    if act in {Act.EXTEND, Act.SUSPEND, Act.AMEND}:
        requested = heard.language.deadline(message, now)
    if answers or act in {Act.RETURN, Act.REDISPATCH, Act.AMEND}:
        target = heard.language.target_unit(message, directory)
    corrects = answers or act is Act.AMEND
    addresses = [_CORRECTION.sub("", place) for place in _addresses(message, facts.places)]
    return Reading(
        text=text,
        is_report=False,
        intent=INTENT_OF[act],
        act=act,
        why=decision.why,
        confidence=_confidence(decision),
        requested=requested,
        target_unit=target.text if target else None,
        target_unit_name=target.name if target else None,
        target_address=addresses[-1] if addresses and corrects else None,
        target_category=facts.present[-1].name if facts.present and corrects else None,
    )


# 地点改为文化路5号: the words that correct are no part of the address.
_CORRECTION = re.compile(r"^(?:更?改[为成到]|换成|应?该?是|应为|不是)+(?=.{2})")


def _confidence(decision: Decision) -> float:
    """Between 0.5 and 1: how far the winning act is ahead of the next."""
    total = decision.weight + decision.next_weight
    return round(decision.weight / total, 2) if total > 0 else 0.5
