"""Where it is, and who should act: what the rules found, and how its characters were labelled."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from reading.addressing import (
    CLOSING,
    OPENS,
    address,
    by_rules,
    may_be_a_place,
    trimmed,
    with_its_shop,
)
from reading.findings import Findings
from reading.in_order import in_order
from reading.model import Directory, UnitMention
from reading.places import Place
from reading.recurrent import spans_of
from reading.rules import Span
from reading.text import fold
from reading.units import is_told, mention_of, names_a_kind

PLACE, UNIT = ("B", "I"), ("U", "V")
"""Labels of an address's and a unit's first character and the further ones; "O" is neither."""


@dataclass(frozen=True, slots=True)
class Pointed:
    """The addresses and units of a report, in order of mention."""

    places: Sequence[Span]
    units: Sequence[UnitMention]


def pointed(found: Findings, directory: Directory) -> Pointed:
    """Where it is, and who should act. What the bureau knows by name is never overlooked."""
    facts = found.facts
    labels = in_order(found).labels()
    text = found.message.typed
    links = [link.span() for link in _LINK.finditer(text)]
    spans = [one for one in spans_of(labels, PLACE) if not any(_meets(one, link) for link in links)]
    places = [trimmed(text, address(text, span, found.taken)) for span in spans]
    places = [with_its_shop(found.message.folded, span) for span in places]
    places = [span for span in places if may_be_a_place(text[slice(*span)])]
    places = _and_others(found, places) if places else by_rules(found)
    known = [(one.start, one.end) for one in facts.places if _is_known(text, one, directory)]
    units = [unit for unit in facts.units if unit.name]
    named = [_unit(text, trimmed(text, span)) for span in spans_of(labels, UNIT)]
    units += [
        mention_of(text[start:end], start, directory)
        for start, end in named
        if start < end <= start + _LONGEST_UNIT
        and not any(_meets((start, end), _span(unit)) for unit in units)
        and not _lives(found, start, end)
        and not text[start:end].isascii()  # a piece of somebody's account (@wang_dn)
    ]
    if not units and (asked := _ASKED_TO.search(found.message.folded)):
        start, end = asked.span("unit")
        units = [mention_of(text[start:end], start, directory)]
    return Pointed(
        sorted([*places, *(one for one in known if not any(_meets(one, two) for two in places))]),
        sorted(units, key=lambda unit: unit.start),
    )


def _and_others(found: Findings, places: Sequence[Span]) -> list[Span]:
    """The places, and those of the rules that 也 joins to them (沈营大街店外摆放，白塔街也有)."""
    text = found.message.folded
    ruled = [(one.start, one.end) for one in found.facts.places]
    also = [span for span in ruled if text.startswith("也", span[1])]
    if text.startswith("也", places[0][1]):
        also += [span for span in ruled if span[1] <= places[0][0]]
    return [*places, *(one for one in also if not any(_meets(one, two) for two in places))]


def _lives(found: Findings, start: int, end: int) -> bool:
    """Whether a neighbourhood is where it is, not who is told: the problem follows at once."""
    text = found.message.folded
    return (
        text[start:end].endswith(("社区", "村"))
        and any(first == end for first, _ in found.taken)
        and not is_told(text, start, end)
    )


_ORDERED = re.compile(
    r"(?:请|找|让(?!胡路)|叫|喊|由|派(?!出所|驻)|转(?!运|山)|给(?!排?水)|通知|麻烦|责成|责令|责任单位|或者?|再(?!生))+(?=.{2})"
)
_HANDLE = re.compile(r"[-_·—（(]")
_ASKED_TO = re.compile(
    r"(?:请|责成|责令|由)(?P<unit>[\u4e00-\u9fff]{1,7}(?:[中大支]队|所|站|局|科|处|办|社区|街道|公司))对(?![面过门岸])(?=.{3})"
)


def _unit(text: str, span: Span) -> Span:
    """A unit without the word that sends a case there (找|古楼街道), a handle without a person.

    Nor does a bracket belong to it that ends behind it ([|大南中队](tg://user?id=1)).
    """
    start, end = span
    if before := _ORDERED.match(text, start, end):
        start = before.end()
    if OPENS.match(text[start:end]):
        start += 1
    person = _HANDLE.search(text, start, end) if start and text[start - 1] == "@" else None
    if person is None:
        return start, end
    # @园林-小张 is somebody of 园林, and so is @小张（园林）.
    first = names_a_kind(text[start : person.start()]) or not names_a_kind(text[person.end() : end])
    if first:
        return start, person.start()
    return person.end(), end - (text[end - 1] in CLOSING)


def main_unit(text: str, units: Sequence[UnitMention]) -> UnitMention | None:
    """Of several units the first that is told to do something, else the first.

    Who is only called (@张伟 大南中队 …) is none where a unit is named, too.
    """
    return max(
        units,
        key=lambda unit: (not _is_called(text, unit), is_told(text, *_span(unit))),
        default=None,
    )


def _is_called(text: str, unit: UnitMention) -> bool:
    """Whether it is somebody's account that no unit is known by, and that names none."""
    return (
        unit.start > 0
        and text[unit.start - 1] == "@"
        and not (unit.name or names_a_kind(unit.text))
    )


_LINK = re.compile(r"[a-z]+://\S+")
_LONGEST_UNIT = 20
"""Characters; of all labelled units the longest has ten."""


def _is_known(text: str, place: Place, directory: Directory) -> bool:
    name = fold(text[place.start : place.name_end])
    return directory.gazetteer.exactly(name) is not None


def _span(unit: UnitMention) -> Span:
    return unit.start, unit.start + len(unit.text)


def _meets(one: Span, two: Span) -> bool:
    return one[0] < two[1] and two[0] < one[1]
