"""What a report says: what is wrong, where, who should act. What the rules found, as was learnt."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from reading import features
from reading.asking import said_by_parts
from reading.choosing import NOTHING, meant
from reading.findings import Findings
from reading.learned import Learned, learned
from reading.model import Directory, UnitMention
from reading.places import Place, lone_name
from reading.rules import Span
from reading.tagging import PLACE, UNIT, spans_of, tagger
from reading.text import fold
from reading.units import is_told, mention_of

MEANT = 0.5
"""A problem is meant from this likelihood on; without any, the likeliest of them is …"""
SOME = 0.08
"""… if it is the problem, of all categories, at least as likely as this and as nothing at all. (Of
those between .08 and .12, one in two is right.)"""
ALL_BUT = 0.7
"""This share of a caption's letters, without place, unit and deadline, names what is wrong."""


def likely(found: Findings, said: int, model: Learned) -> dict[str, float]:
    """How likely each category is to be the problem, of those that the text does not deny.

    `said` is what the parts of the masked text say by that model; `NOTHING` is among the names if
    it was learnt.
    """
    facts = found.facts
    chances = model.probabilities(features.of_categories(facts.present), said)
    there = {one.name for one in facts.present}
    for one in facts.absent:
        if one.name not in there:
            chances.pop(one.name, None)
    for match in found.matches:
        beside = match.rule.weak and _BESIDE.match(found.message.folded, match.end)
        if beside and match.rule.name not in there and len(chances) > 2:
            chances.pop(match.rule.name, None)
    return chances


_BESIDE = re.compile("旁|附近|对面|对过")
"""Behind a weak word (井盖|旁边) it says where: that the cover is missing would be said of it."""


def problems(found: Findings, bare: str) -> list[str]:
    """The categories of the problems that a report names or describes.

    Those with words of the vocabulary come first; `bare` is the masked text.
    """
    if named := _named(found, bare):
        return named
    said = said_by_parts(bare, found.message.folded).categories
    chances = likely(found, said, learned("categories"))
    judged = meant(found, chances)
    names = [name for name, chance in judged.items() if chance >= MEANT]
    if not names:
        surest = max(judged, key=lambda name: (judged[name], chances[name]))
        if chances[surest] >= max(SOME, chances.get(NOTHING, 0.0)):
            names = [surest]
    return names


def _named(found: Findings, bare: str) -> list[str]:
    """The problems of a text that says nothing else of them than words of the vocabulary."""
    present = found.facts.present
    said = sorted(span for one in present for span in one.spans)
    text = found.message.folded
    if any(one.weak for one in present) or any(
        behind[0] < before[1] for before, behind in pairwise(said)
    ):
        return []
    letters = sum(sum(map(str.isalpha, text[start:end])) for start, end in said)
    all_but = letters >= ALL_BUT * sum(map(str.isalpha, bare))
    return [one.name for one in present] if all_but else []


@dataclass(frozen=True, slots=True)
class Told:
    """The addresses and units of a report, in order of mention."""

    places: Sequence[Span]
    units: Sequence[UnitMention]


def told(found: Findings, directory: Directory) -> Told:
    """Where it is, and who should act. What the bureau knows by name is never overlooked."""
    facts = found.facts
    seen = features.of_characters(found)
    labels = tagger().labels(*seen)
    text = found.message.typed
    links = [link.span() for link in _LINK.finditer(text)]
    spans = [one for one in spans_of(labels, PLACE) if not any(_meets(one, link) for link in links)]
    places = [_trimmed(text, _address(text, span, found.taken)) for span in spans]
    places = [_with_number(text, span, facts.places) for span in places]
    units = [unit for unit in facts.units if unit.name]
    places = [_without(span, map(_span, units)) for span in places]
    places = [span for span in places if span[0] < span[1]] or _by_rules(found)
    known = [(one.start, one.end) for one in facts.places if _is_known(text, one, directory)]
    named = [_unit(text, _trimmed(text, span)) for span in spans_of(labels, UNIT)]
    units += [
        mention_of(text[start:end], start, directory)
        for start, end in named
        if start < end <= start + _LONGEST_UNIT
        and not any(_meets((start, end), _span(unit)) for unit in units)
        and not _lives(found, start, end)
        and not text[start:end].isascii()  # a piece of somebody's account (@wang_dn)
    ]
    return Told(
        sorted([*places, *(one for one in known if not any(_meets(one, two) for two in places))]),
        sorted(units, key=lambda unit: unit.start),
    )


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
_HANDLE = re.compile(r"[-_·—]")


def _unit(text: str, span: Span) -> Span:
    """A unit without the word that sends a case there (找|古楼街道), a handle without a person."""
    start, end = span
    if before := _ORDERED.match(text, start, end):
        start = before.end()
    person = _HANDLE.search(text, start, end) if start and text[start - 1] == "@" else None
    return start, person.start() if person else end


def main_unit(text: str, units: Sequence[UnitMention]) -> UnitMention | None:
    """Of several units the first that is told to do something, else the first."""
    return max(units, key=lambda unit: is_told(text, *_span(unit)), default=None)


_BOUNDS = ' ,，。.;；:：!！?？、\n~()（）【】[]"“”'
_NUMBERED = re.compile(r"[0-9０-９]")
_VAGUE = re.compile(
    r"^(?:道路|马路|路边|路口|小区|门口|门前|楼[上下道梯]|大门|[东西南北后侧]门|村[里口]|"
    r"(?:我|咱|俺|你|他)们?家?|这|那|谁|哪|隔壁|对面|旁边|饭店|银行|学校)"
)


def main_place(text: str, places: Sequence[Span]) -> Span | None:
    """Of several addresses the one that says most surely where: the first of the surest.

    People tell what they see at a gate (小区门口), and then where it is (渔港路42号): a number and
    a clause of its own speak for an address, a word for any place against it.
    """
    return max(places, key=lambda span: _sureness(text, span), default=None)


def _sureness(text: str, span: Span) -> int:
    start, end = span
    alone = (start == 0 or text[start - 1] in _BOUNDS) and (
        end == len(text) or text[end] in _BOUNDS
    )
    place = text[start:end]
    return alone + bool(_NUMBERED.search(place)) - 2 * bool(_VAGUE.match(place))


def _with_number(text: str, span: Span, ruled: Iterable[Place]) -> Span:
    """An address with the house number that the rules found behind it (热闹路 32 号)."""
    for place in ruled:
        behind = text[span[1] : place.end]
        if place.start == span[0] and (behind.strip() == "号" or _NUMBERED.search(behind)):
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
    r"|(?<=.{3})树[坑池]里?$"
)


def _address(text: str, span: Span, taken: Sequence[Span]) -> Span:
    """An address without what only points (皇城这边|小东路) or says who or how many (北侧|3家).

    What a problem lies in is a part of the problem (西侧|树坑里). It ends with its clause
    (丰乐路圆通|，房东该堵洞). It does not begin inside another word (占道经营|中街路), nor end with
    one (中街路|占道).
    """
    start, end = span
    for first, last in taken:
        if first <= start < last < end:
            start = last
        elif start < first < end <= last and (
            end < last or text[start:first].rstrip()[-1:] in _ROAD
        ):
            end = first
    if clause := _CLAUSE_ENDS.search(text, start, end):
        end = clause.start()
    if before := _FROM.match(text[start:end]):
        start += before.end()
    if after := _UNTIL.search(text[start:end]):
        end = start + after.start()
    return start, end


_CLAUSE_ENDS = re.compile(r"(?<=.{2})[,，。!！?？;；\n]", re.DOTALL)
_TAG = re.compile(r"[<>/a-zA-Z]{1,12}>")
_LINK = re.compile(r"[a-z]+://\S+")
_LONGEST_UNIT = 20
"""Characters; of all labelled units the longest has ten."""


def _trimmed(text: str, span: Span) -> Span:
    """A span without the signs around it, and without what is left of a tag (b>热闹路)."""
    start, end = span
    if tag := _TAG.match(text, start, end):
        start = tag.end()
    while start < end and not (text[start].isalnum() or text[start] in _OPENING):
        start += 1
    while start < end and not (text[end - 1].isalnum() or text[end - 1] in _CLOSING):
        end -= 1
    return start, end


_ROAD = "路街巷弄号"
_OPENING, _CLOSING = '“‘《〈「『(（[【"', '”’》〉」』)）]】"#'


def _is_known(text: str, place: Place, directory: Directory) -> bool:
    name = fold(text[place.start : place.name_end])
    return directory.gazetteer.exactly(name) is not None


def _span(unit: UnitMention) -> Span:
    return unit.start, unit.start + len(unit.text)


def _meets(one: Span, two: Span) -> bool:
    return one[0] < two[1] and two[0] < one[1]
