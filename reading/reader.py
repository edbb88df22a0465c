"""One text in, one reading out: what was said, what is wrong, where, who, until when, how bad."""

import re
from datetime import datetime

from reading.addressing import main_place
from reading.assembling import no_report, unit_of_area
from reading.deadline import read_deadline
from reading.describing import problems
from reading.duechoosing import until_when
from reading.english.reader import read_english
from reading.english.words import is_english
from reading.findings import Findings, find
from reading.judging import Decision, decide
from reading.knownplaces import located
from reading.model import (
    EMPTY,
    INTENT_OF,
    NO_CONTEXT,
    Act,
    Context,
    Directory,
    Reading,
)
from reading.pointing import main_unit, pointed
from reading.reasons import Reasons
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
        return located(_report(text, found, decision, now, directory), directory)
    return located(_other(text, found, decision, now, directory, context), directory)


def _report(
    text: str, found: Findings, decision: Decision, now: datetime, directory: Directory
) -> Reading:
    typed, facts = found.message.typed, found.facts
    names = problems(found)
    who_and_where = pointed(found, directory)
    addresses = tuple(dict.fromkeys(typed[slice(*span)] for span in who_and_where.places))
    main = main_place(typed, who_and_where.places)
    units = tuple(who_and_where.units)
    unit = main_unit(found.message.folded, units)
    level, severe = severity(found, names)
    spans = [span for one in facts.present if one.name in names for span in one.spans]
    why = Reasons(lambda: [*(typed[s:e] for s, e in spans), *decision.why, *severe])
    return Reading(
        text=text,
        is_report=True,
        intent=INTENT_OF[decision.act],
        act=decision.act,
        categories=tuple(names),
        address=typed[slice(*main)] if main else None,
        addresses=addresses,
        unit=unit.text if unit else None,
        unit_name=unit.name if unit else unit_of_area(addresses, directory),
        units=units,
        deadline=until_when(found.message, now),
        severity=level,
        why=why,
        confidence=decision.chance,
    )


def _other(
    text: str,
    found: Findings,
    decision: Decision,
    now: datetime,
    directory: Directory,
    context: Context,
) -> Reading:
    message, facts = found.message, found.facts
    typed = (message.typed[place.start : place.end].strip() for place in facts.places)
    return no_report(
        text,
        decision.act,
        decision.why,
        decision.chance,
        facts,
        [_CORRECTION.sub("", place) for place in typed if place],
        context,
        time=lambda: read_deadline(message.typed, now, lenient=True),
        unit=lambda: target_unit(message, directory),
    )


# 地点改为文化路5号: the words that correct are no part of the address.
_CORRECTION = re.compile(r"^(?:更?改[为成到]|换成|应?该?是|应为|不是)+(?=.{2})")
