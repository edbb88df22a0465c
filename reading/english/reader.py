"""One English text in, one reading out, as `reading.reader` has it for Chinese."""

from collections.abc import Sequence
from datetime import datetime

from reading.acts import Ruling
from reading.english import duewords
from reading.english.acts import decide
from reading.english.findings import find
from reading.english.units import target_unit
from reading.english.vocabulary import DENIAL, vocabulary
from reading.findings import Findings
from reading.model import INTENT_OF, NO_DEADLINE, Act, Context, Directory, Reading, UnitMention
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
        unit_name=unit.name if unit else _unit_of_area(addresses, directory),
        units=tuple(facts.units),
        deadline=facts.deadline,
        severity=level,
        why=tuple(dict.fromkeys((*why, *ruled.why, *severe))),
        confidence=_confidence(ruled),
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
    text: str, found: Findings, ruled: Ruling, now: datetime, directory: Directory, context: Context
) -> Reading:
    """What is no report; in answer to something of ours, what it mentions is meant."""
    message, facts = found.message, found.facts
    act = ruled.act
    answers = context.reply_to is not None or context.asked is not None
    target: UnitMention | None = None
    requested = facts.deadline if answers else NO_DEADLINE
    if act in {Act.EXTEND, Act.SUSPEND, Act.AMEND}:
        requested = duewords.find(message.typed, now, lenient=True)[0]
    if answers or act in {Act.RETURN, Act.REDISPATCH, Act.AMEND}:
        target = target_unit(message, directory)
    corrects = answers or act is Act.AMEND
    addresses = _addresses(message, facts.places)
    return Reading(
        text=text,
        is_report=False,
        intent=INTENT_OF[act],
        act=act,
        why=ruled.why,
        confidence=_confidence(ruled),
        requested=requested,
        target_unit=target.text if target else None,
        target_unit_name=target.name if target else None,
        target_address=addresses[-1] if addresses and corrects else None,
        target_category=facts.present[-1].name if facts.present and corrects else None,
    )


def _confidence(ruled: Ruling) -> float:
    """Between 0.5 and 1: how far the winning act is ahead of the next."""
    total = ruled.weight + ruled.next_weight
    return round(ruled.weight / total, 2) if total > 0 else 0.5
