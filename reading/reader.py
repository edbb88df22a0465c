"""One text in, one reading out: what was said, what is wrong, where, who, until when, how bad."""

import re
from collections.abc import Sequence
from datetime import datetime

from reading import features
from reading.deadline import read_deadline
from reading.describing import problems, told
from reading.english.reader import read_english
from reading.english.words import is_english
from reading.findings import Findings, find
from reading.judging import Decision, decide
from reading.knownplaces import located
from reading.model import (
    EMPTY,
    INTENT_OF,
    NO_CONTEXT,
    NO_DEADLINE,
    Act,
    Context,
    Directory,
    Reading,
    UnitMention,
)
from reading.severity import severity
from reading.units import target_unit


def read(
    text: str, *, now: datetime, directory: Directory = EMPTY, context: Context = NO_CONTEXT
) -> Reading:
    """What a text means. Any text gives an answer, the same text always the same.

    `now` is aware; deadlines are given in its zone. Of a text longer than 6,000 characters the
    beginning is read. `ValueError` for a naive `now`.
    """
    if is_english(text):
        return located(read_english(text, now, directory, context), directory)
    found = find(text, now, directory)
    decision = decide(found, context)
    if decision.act in {Act.REPORT, Act.REBOUND}:
        return located(_report(text, found, decision, directory), directory)
    return located(_other(text, found, decision, now, directory, context), directory)


def _report(text: str, found: Findings, decision: Decision, directory: Directory) -> Reading:
    typed, facts = found.message.typed, found.facts
    bare = features.masked(found.message, facts.places, facts.units, found.due)
    names = problems(found, bare)
    who_and_where = told(found, directory)
    addresses = tuple(dict.fromkeys(typed[slice(*span)] for span in who_and_where.places))
    units = tuple(who_and_where.units)
    unit = units[0] if units else None
    level, severe = severity(found.message, bare, names)
    why = [typed[s:e] for one in facts.present if one.name in names for s, e in one.spans]
    return Reading(
        text=text,
        is_report=True,
        intent=INTENT_OF[decision.act],
        act=decision.act,
        categories=tuple(names),
        address=addresses[0] if addresses else None,
        addresses=addresses,
        unit=unit.text if unit else None,
        unit_name=unit.name if unit else _unit_of_area(addresses, directory),
        units=units,
        deadline=facts.deadline,
        severity=level,
        why=tuple(dict.fromkeys((*why, *decision.why, *severe))),
        confidence=decision.chance,
    )


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
    text: str,
    found: Findings,
    decision: Decision,
    now: datetime,
    directory: Directory,
    context: Context,
) -> Reading:
    """What is no report; in answer to something of ours, what it mentions is meant."""
    act, message, facts = decision.act, found.message, found.facts
    answers = context.reply_to is not None or context.asked is not None
    target: UnitMention | None = None
    requested = facts.deadline if answers else NO_DEADLINE
    if act in {Act.EXTEND, Act.SUSPEND, Act.AMEND}:
        requested = read_deadline(message.typed, now, lenient=True)
    if answers or act in {Act.RETURN, Act.REDISPATCH, Act.AMEND}:
        target = target_unit(message, directory)
    corrects = answers or act is Act.AMEND
    typed = (message.typed[place.start : place.end].strip() for place in facts.places)
    addresses = [_CORRECTION.sub("", place) for place in typed if place]
    return Reading(
        text=text,
        is_report=False,
        intent=INTENT_OF[act],
        act=act,
        why=decision.why,
        confidence=decision.chance,
        requested=requested,
        target_unit=target.text if target else None,
        target_unit_name=target.name if target else None,
        target_address=addresses[-1] if addresses and corrects else None,
        target_category=facts.present[-1].name if facts.present and corrects else None,
    )


# 地点改为文化路5号: the words that correct are no part of the address.
_CORRECTION = re.compile(r"^(?:更?改[为成到]|换成|应?该?是|应为|不是)+(?=.{2})")
