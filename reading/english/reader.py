"""One English text in, one reading out, as `reading.reader` has it for Chinese."""

from collections.abc import Sequence
from datetime import datetime

from reading.acts import Ruling
from reading.assembling import no_report, unit_of_area
from reading.english import duewords
from reading.english.acts import decide
from reading.english.findings import find
from reading.english.units import target_unit
from reading.english.vocabulary import DENIAL, vocabulary
from reading.findings import Findings
from reading.model import INTENT_OF, Act, Context, Directory, Reading
from reading.places import Place
from reading.severity import by_rules
from reading.text import Message


def read_english(text: str, now: datetime, directory: Directory, context: Context) -> Reading:
    """What an English text means. `ValueError` for a naive `now`."""
    found = find(text, now, directory)
    ruled = decide(found.message, found.matches, found.facts, context)
    if ruled.act in {Act.REPORT, Act.REBOUND}:
        return _report(text, found, ruled, directory)
    return _other(text, found, ruled, now, directory, context)


def _report(text: str, found: Findings, ruled: Ruling, directory: Directory) -> Reading:
    message, facts = found.message, found.facts
    places = list(facts.places)
    addresses = _addresses(message, places)
    unit = facts.units[0] if facts.units else None
    level, severe = by_rules(
        message, [f.name for f in facts.present], vocabulary().severity, DENIAL
    )
    why = [message.typed[s:e] for f in facts.present for s, e in f.spans]
    return Reading(
        text=text,
        is_report=True,
        intent=INTENT_OF[ruled.act],
        act=ruled.act,
        categories=tuple(f.name for f in facts.present),
        address=addresses[0] if addresses else None,
        addresses=addresses,
        unit=unit.text if unit else None,
        unit_name=unit.name if unit else unit_of_area(addresses, directory),
        units=tuple(facts.units),
        deadline=facts.deadline,
        severity=level,
        why=tuple(dict.fromkeys((*why, *ruled.why, *severe))),
        confidence=_confidence(ruled),
    )


def _addresses(message: Message, places: Sequence[Place]) -> tuple[str, ...]:
    typed = (message.typed[place.start : place.end].strip() for place in places)
    return tuple(dict.fromkeys(address for address in typed if address))


def _other(
    text: str, found: Findings, ruled: Ruling, now: datetime, directory: Directory, context: Context
) -> Reading:
    message, facts = found.message, found.facts
    return no_report(
        text,
        ruled.act,
        ruled.why,
        _confidence(ruled),
        facts,
        _addresses(message, facts.places),
        context,
        time=lambda: duewords.find(message.typed, now, lenient=True)[0],
        unit=lambda: target_unit(message, directory),
    )


def _confidence(ruled: Ruling) -> float:
    """Between 0.5 and 1: how far the winning act is ahead of the next."""
    total = ruled.weight + ruled.next_weight
    return round(ruled.weight / total, 2) if total > 0 else 0.5
