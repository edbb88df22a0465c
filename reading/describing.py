"""What a report says: what is wrong, where, who should act. What the rules found, as was learnt."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from reading import features
from reading.categories import fills_its_clause
from reading.findings import Findings
from reading.learned import learned
from reading.model import Directory, UnitMention
from reading.places import Place, lone_name
from reading.rules import Span
from reading.tagging import PLACE, UNIT, spans_of, tagger
from reading.text import fold
from reading.units import mention_of

ALSO = 0.06
"""A problem that the rules found beside the likeliest one counts from this likelihood on, unless
its words are an entry of their own (路灯不亮，垃圾满溢，占道经营) …"""
ALONE = 0.35
"""… and one that they did not find, from this one on."""
SOME = 0.12
"""Nothing is said of the problem where no category is likelier."""
NOTHING = "-"
"""The label of a text that says nothing of the problem."""


def problems(found: Findings, bare: str) -> list[str]:
    """The categories of the problems that a report names or describes, in order of mention.

    `bare` is the masked text.
    """
    facts = found.facts
    chances = learned("categories").probabilities(features.of_problem(bare, facts.present))
    there = {one.name for one in facts.present}
    for one in facts.absent:
        if one.name not in there:
            chances.pop(one.name, None)
    nothing = chances.pop(NOTHING, 0.0)
    likeliest = max(chances, key=lambda name: chances[name])
    beside = [(place.start, place.end) for place in facts.places]
    names = dict.fromkeys(
        one.name
        for one in facts.present
        if not one.weak
        and (chances.get(one.name, 0) >= ALSO or fills_its_clause(found.message, one, beside))
    )
    if chances[likeliest] >= max(SOME, nothing):
        names.setdefault(likeliest)
    for name, chance in chances.items():
        if chance >= ALONE:
            names.setdefault(name)
    return list(names)


@dataclass(frozen=True, slots=True)
class Told:
    """The addresses and units of a report, in order of mention."""

    places: Sequence[Span]
    units: Sequence[UnitMention]


def told(found: Findings, directory: Directory) -> Told:
    """Where it is, and who should act. What the bureau knows by name is never overlooked."""
    facts = found.facts
    seen = features.of_characters(found.message, found.taken, facts.places, facts.units, found.due)
    labels = tagger().labels(*seen)
    text = found.message.typed
    places = [_trimmed(text, _address(text, span, found.taken)) for span in spans_of(labels, PLACE)]
    places = [_with_number(text, span, facts.places) for span in places]
    units = [unit for unit in facts.units if unit.name]
    places = [_without(span, map(_span, units)) for span in places]
    places = [span for span in places if span[0] < span[1]] or _by_rules(found)
    known = [(one.start, one.end) for one in facts.places if _is_known(text, one, directory)]
    named = [_trimmed(text, span) for span in spans_of(labels, UNIT)]
    units += [
        mention_of(text[start:end], start, directory)
        for start, end in named
        if start < end and not any(_meets((start, end), _span(unit)) for unit in units)
    ]
    return Told(
        sorted([*places, *(one for one in known if not any(_meets(one, two) for two in places))]),
        sorted(units, key=lambda unit: unit.start),
    )


def _with_number(text: str, span: Span, ruled: Iterable[Place]) -> Span:
    """An address with the house number that the rules found behind it (热闹路 32 号)."""
    for place in ruled:
        behind = text[span[1] : place.end]
        if place.start == span[0] and any(char.isdigit() for char in behind):
            return span[0], place.end
    return span


def _without(span: Span, units: Iterable[Span]) -> Span:
    """An address without the units at its ends: 暴露垃圾 皇城中队 says who, not where."""
    start, end = span
    for first, last in units:
        if first <= start < last:
            start = min(last, end)
        elif first < end <= last:
            end = first
    return start, end


def _by_rules(found: Findings) -> list[Span]:
    places = found.facts.places
    if not places and found.facts.present:
        units = map(_span, found.facts.units)
        lone = lone_name(found.message, sorted([*found.taken, *units]))
        places = [lone] if lone else []
    return [(place.start, place.end) for place in places]


_FROM = re.compile(r".*(?:这边|那边|这块|那块|这儿|那儿)(?:的)?(?=.{3})", re.DOTALL)
_UNTIL = re.compile(
    r"某|[0-9一二两三四五六七八九十几]+(?:家|组|处|个|户|辆|台|堆|袋|棵|盏|根)$|[也都还又]有$"
)


def _address(text: str, span: Span, taken: Sequence[Span]) -> Span:
    """An address without what only points (皇城这边|小东路) or says who or how many (北侧|3家).

    It does not begin inside another word (占道经营|中街路).
    """
    start, end = span
    for first, last in taken:
        if first <= start < last < end:
            start = last
    if before := _FROM.match(text[start:end]):
        start += before.end()
    if after := _UNTIL.search(text[start:end]):
        end = start + after.start()
    return start, end


def _trimmed(text: str, span: Span) -> Span:
    start, end = span
    while start < end and not (text[start].isalnum() or text[start] in _OPENING):
        start += 1
    while start < end and not (text[end - 1].isalnum() or text[end - 1] in _CLOSING):
        end -= 1
    return start, end


_OPENING, _CLOSING = '“‘《〈「『(（[【"', '”’》〉」』)）]】"#'


def _is_known(text: str, place: Place, directory: Directory) -> bool:
    name = fold(text[place.start : place.name_end])
    return directory.gazetteer.exactly(name) is not None


def _span(unit: UnitMention) -> Span:
    return unit.start, unit.start + len(unit.text)


def _meets(one: Span, two: Span) -> bool:
    return one[0] < two[1] and two[0] < one[1]
