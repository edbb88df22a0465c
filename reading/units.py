"""Who: the units that a text tells to do something.

A unit of the directory is found by its name, an alias, a short form (大南的) or an @mention. Where
the directory does not know it, the usual ways to name a unit are (大南中队, 园林处), and rapidfuzz
may suggest the nearest known unit; a suggestion never counts as an answer.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache

from rapidfuzz import fuzz, process

from reading.lexicon import load
from reading.model import Directory, UnitMention
from reading.placewords import trim_name
from reading.rules import Span
from reading.text import Message, fold

SUGGEST_FROM = 60.0
"""Least likeness (0-100) of a suggestion."""
LONGEST_NAME = 8
_SPAN = r"(?:[0-9]{1,3}|[一两二三四五六八十半]{1,3})个?(?:小时|分钟|工作日|天|日|点|时)"
"""A deadline right after a name tells that unit to keep it."""
_ALREADY = re.compile(r"已经?(?:通知|联系|转给?|转交|派|报|安排|交给?)\s*$")


def find_units(
    message: Message, directory: Directory, *, taken: Sequence[Span] = ()
) -> list[UnitMention]:
    """The units named in a text as those who should act, in order of mention.

    `taken` are spans that say something else (a category, a deadline). A unit's name that only
    describes a place (派出所对面) is none.
    """
    found = [*_known(message, directory), *_mentioned(message, directory)]
    found += _named(message, directory, taken)
    found += _bare(message, directory, taken)
    return first_of_each(found)


def suggest_unit(typed: str, directory: Directory) -> tuple[str, float] | None:
    """(unit, likeness 0-100) of the known unit nearest to what was typed; None below 60."""
    if not typed or not directory.names:
        return None
    best = process.extractOne(
        fold(typed), list(directory.names), scorer=fuzz.ratio, score_cutoff=SUGGEST_FROM
    )
    return (directory.names[best[0]], best[1]) if best else None


@cache
def _words() -> dict[str, tuple[str, ...]]:
    return {
        key: tuple(sorted(set(fold(words).split()), key=len, reverse=True))
        for key, words in load("units.toml").items()
    }


def _longest_first(*lists: str) -> str:
    found = sorted({word for key in lists for word in _words()[key]}, key=len, reverse=True)
    return "|".join(map(re.escape, found))


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    words = {key: "|".join(map(re.escape, values)) for key, values in _words().items()}
    return {
        "kind": re.compile(rf"(?:{_longest_first('named', 'told')}){{1,2}}"),
        "name": re.compile(rf"[\u4e00-\u9fff0-9]{{0,{LONGEST_NAME}}}$"),
        "bare": re.compile(words["bare"]),
        "before": re.compile(rf"(?:{words['before']})\s*$"),
        "after": re.compile(rf"\s*(?:{words['after']}|{_SPAN}|$)"),
        "place": re.compile(rf"(?:{words['place_after']})"),
        "mention": re.compile(r"@\s*([^\s@,。!?;:()（）]{1,24})"),
    }


@lru_cache(maxsize=16)
def _name_pattern(names: tuple[str, ...]) -> re.Pattern[str]:
    longest_first = sorted((fold(name) for name in names), key=len, reverse=True)
    return re.compile("|".join(map(re.escape, longest_first)) or r"(?!)")


@lru_cache(maxsize=16)
def _folded_names(names: tuple[tuple[str, str], ...]) -> dict[str, str]:
    return {fold(word): unit for word, unit in names}


def _known(message: Message, directory: Directory) -> list[UnitMention]:
    if not directory.names:
        return []
    units = _folded_names(tuple(directory.names.items()))
    found = []
    for match in _name_pattern(tuple(directory.names)).finditer(message.folded):
        start, end = match.span()
        name = units[match[0]]
        surely = match[0] == fold(name) or end - start >= 4
        if not _is_place(message, end) and (surely or _told(message, start, end)):
            found.append(UnitMention(message.typed[start:end], name, start))
    return found


def _mentioned(message: Message, directory: Directory) -> list[UnitMention]:
    """@园林-小张 tells 园林; @大南中队 王队 tells 大南中队."""
    found = []
    for match in _patterns()["mention"].finditer(message.folded):
        handle = re.split(r"[-_·—]", match[1])[0]
        kind = _patterns()["kind"].search(handle) or _patterns()["bare"].match(handle)
        if kind:
            start = match.start(1)
            text = message.typed[start : start + kind.end()]
            found.append(mention_of(text, start, directory))
    return found


def _named(message: Message, directory: Directory, taken: Sequence[Span]) -> list[UnitMention]:
    found = []
    for name, kind_start, end in _named_kinds(message.folded):
        start = _after_taken(kind_start - len(trim_name(name)), kind_start, taken)
        if inside((kind_start, end), taken) or _is_place(message, end):
            continue
        kind = message.folded[kind_start:end]
        nameless = start == kind_start and kind in _words()["need_a_name"]
        ambiguous = kind in _words()["told"] or nameless
        if ambiguous and not _told(message, start, end):
            continue
        found.append(mention_of(message.typed[start:end], start, directory))
    return found


def _named_kinds(folded: str) -> Iterator[tuple[str, int, int]]:
    """(what stands before it, start, end) of each word for a kind of unit (中队, 环卫所)."""
    last = 0
    for match in _patterns()["kind"].finditer(folded):
        before = folded[max(last, match.start() - LONGEST_NAME) : match.start()]
        name = _patterns()["name"].search(before)
        yield name[0] if name else "", match.start(), match.end()
        last = match.end()


def _bare(message: Message, directory: Directory, taken: Sequence[Span]) -> list[UnitMention]:
    found = []
    for match in _patterns()["bare"].finditer(message.folded):
        start, end = match.span()
        if inside((start, end), taken) or _is_place(message, end):
            continue
        if _told(message, start, end):
            name_start = start
            if match[0] == "社区":
                before = re.search(r"[\u4e00-\u9fff]{1,6}$", message.folded[:start])
                name_start = start - len(trim_name(before[0])) if before else start
            found.append(mention_of(message.typed[name_start:end], name_start, directory))
    return found


def names_a_kind(name: str) -> bool:
    """Whether a name has a word for a kind of unit in it (大南中队), or is one by itself (园林)."""
    folded = fold(name)
    return bool(_patterns()["kind"].search(folded) or _patterns()["bare"].match(folded))


def is_told(text: str, start: int, end: int) -> bool:
    """Whether the words before or after make a name one who is told to act; `text` is folded."""
    before = text[max(0, start - 6) : start]
    if _patterns()["before"].search(before):
        return not _ALREADY.search(before)
    return bool(_patterns()["after"].match(text[end : end + 6]))


def _told(message: Message, start: int, end: int) -> bool:
    return is_told(message.folded, start, end)


def _is_place(message: Message, end: int) -> bool:
    return bool(_patterns()["place"].match(message.folded, end))


def inside(span: Span, taken: Sequence[Span]) -> bool:
    """Whether a span begins in words that say something else; `taken` is in order."""
    index = bisect_right(taken, (span[0], 1 << 30)) - 1
    return index >= 0 and taken[index][1] > span[0]


def _after_taken(start: int, kind_start: int, taken: Sequence[Span]) -> int:
    """The name's start, moved behind whatever else stands before it."""
    index = bisect_right(taken, (kind_start, 0)) - 1
    return max(start, taken[index][1]) if index >= 0 and taken[index][1] <= kind_start else start


def mention_of(text: str, start: int, directory: Directory) -> UnitMention:
    """A unit as typed at `start`: known by name, or with the nearest known one as a suggestion."""
    known = _folded_names(tuple(directory.names.items())).get(fold(text))
    if known:
        return UnitMention(text, known, start)
    suggestion = suggest_unit(text, directory)
    if suggestion:
        return UnitMention(text, None, start, *suggestion)
    return UnitMention(text, None, start)


def first_of_each(found: Iterable[UnitMention]) -> list[UnitMention]:
    """In order of mention, without mentions that lie inside a longer one, each text once."""
    kept: list[UnitMention] = []
    for unit in sorted(found, key=lambda u: (u.start, -len(u.text))):
        end = kept[-1].start + len(kept[-1].text) if kept else -1
        if unit.start == end and kept[-1].name is None:
            kept[-1] = UnitMention(kept[-1].text + unit.text, unit.name, kept[-1].start)
            continue
        if unit.start < end:
            continue
        if all(unit.text != other.text for other in kept):
            kept.append(unit)
    return kept


def target_unit(message: Message, directory: Directory) -> UnitMention | None:
    """The unit that a refusal or a redispatch points to (转房产局, 属于铁西的, 改派给大南)."""
    found = [*_known(message, directory), *_mentioned(message, directory)]
    found += [
        mention_of(message.typed[start:end], start, directory)
        for name, kind_start, end in _named_kinds(message.folded)
        for start in [kind_start - len(_without_order(trim_name(name)))]
    ]
    found += [
        mention_of(message.typed[slice(*match.span("unit"))], match.start("unit"), directory)
        for match in _TARGET.finditer(message.folded)
    ]
    units = first_of_each(found)
    return units[-1] if units else None


_ORDER = re.compile(
    r"^(?:责任)?(?:单位)?(?:请|建议|应)?(?:更?改[为成到]|换成|该是|转给?|改派给?|派给?|交给?|归|属于|由|是)"
)


def _without_order(name: str) -> str:
    """A name without the words that send a case there (转房产局, 单位改为大南中队)."""
    return _ORDER.sub("", name)


_TARGET = re.compile(
    r"(?:转给?|改派给?|派给|属于|归|交给|应该是|应由|应该由|该是|是)(?P<unit>[\u4e00-\u9fff]{2,8}?)"
    r"(?=的|管|负责|辖区|处理|那边|吧|$|[,。!;\s])"
)
