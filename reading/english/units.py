"""Who, in English: the units that a text tells to do something."""

import re
from collections.abc import Sequence
from functools import cache, lru_cache

from reading.english.placewords import places
from reading.english.vocabulary import load
from reading.english.words import phrase_list
from reading.model import Directory, UnitMention
from reading.rules import Span
from reading.text import Message, fold
from reading.units import first_of_each, inside, mention_of

_LONGEST = 40
"""Characters before and behind a name that are looked at."""


def find_units(
    message: Message, directory: Directory, *, taken: Sequence[Span] = ()
) -> list[UnitMention]:
    """The units named in a text as those who should act, in order of mention.

    `taken` are spans that say something else. A unit's name that only describes a place (opposite
    the police station) is none.
    """
    found = [*_known(message, directory), *_mentioned(message, directory)]
    found += _named(message, directory, taken)
    found += _alone(message, directory, taken)
    return first_of_each(found)


def target_unit(message: Message, directory: Directory) -> UnitMention | None:
    """The unit that a refusal or a redispatch points to (belongs to the parks department)."""
    found = [*_known(message, directory, told=True), *_mentioned(message, directory)]
    found += _named(message, directory, ())
    found += [
        mention_of(message.typed[slice(*match.span())], match.start(), directory)
        for match in _patterns()["alone"].finditer(message.folded)
    ]
    found += [
        mention_of(message.typed[slice(*match.span("unit"))], match.start("unit"), directory)
        for match in _TARGET.finditer(message.typed)
    ]
    units = first_of_each(found)
    return units[-1] if units else None


_TARGET = re.compile(
    r"\b(?:belongs to|(?:send|assign|give|reassign|dispatch|transfer)(?: it| this)? to"
    r"|(?:it's|that's) for)\s+(?:the\s+)?"
    r"(?P<unit>[A-Z][\w'-]*(?:\s[A-Z][\w'-]*){0,2})"
)


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    lists = load("units.toml")
    either = {key: "|".join(map(re.escape, phrase_list(words))) for key, words in lists.items()}
    name = r"[A-Za-z0-9][\w'-]*"
    return {
        "named": re.compile(
            rf"(?<![\w@])(?P<name>(?:{name}\s){{1,3}})(?P<kind>(?i:{either['named']}))\b"
        ),
        "office_of": re.compile(r"(?i:street|district|subdistrict) (?i:office) of [A-Z][\w'-]*"),
        "trade": re.compile(
            rf"\b(?:{either['trades']})(?:\s(?:and\s)?(?:{either['trades']}))?\s(?:{either['kinds']})(?![\w])"
        ),
        "alone": re.compile(rf"\b(?:{either['alone']})\b(?!')"),
        "before": re.compile(
            rf"(?:^|[\s,.;:!?@])(?:{either['before']})\s+(?:the\s+|our\s+)?$|@\s?$"
        ),
        "after": re.compile(rf"\s*,?\s*(?:(?:{either['after']})\b|$)"),
        "place": re.compile(rf"(?:'s)?\s+(?:{either['place_after']})\b"),
        "mention": re.compile(r"@\s?([A-Za-z][\w]*(?:[-_][\w]+)*)"),
    }


@lru_cache(maxsize=16)
def _name_pattern(names: tuple[str, ...]) -> re.Pattern[str]:
    longest_first = sorted((fold(name) for name in names), key=len, reverse=True)
    words = "|".join(
        rf"(?<![a-z0-9]){re.escape(name)}(?![a-z0-9])" if name.isascii() else re.escape(name)
        for name in longest_first
    )
    return re.compile(words or r"(?!)")


@lru_cache(maxsize=16)
def _folded(names: tuple[tuple[str, str], ...]) -> dict[str, str]:
    return {fold(word): unit for word, unit in names}


def _known(message: Message, directory: Directory, *, told: bool = False) -> list[UnitMention]:
    """Names and aliases of the directory; one word alone only where it is told to act."""
    if not directory.names:
        return []
    units = _folded(tuple(directory.names.items()))
    found = []
    for match in _name_pattern(tuple(directory.names)).finditer(message.folded):
        start, end = match.span()
        name = units[match[0]]
        surely = match[0] == fold(name) or " " in match[0] or not match[0].isascii()
        if not _is_place(message, start, end) and (surely or told or _told(message, start, end)):
            found.append(UnitMention(message.typed[start:end], name, start))
    return found


def _mentioned(message: Message, directory: Directory) -> list[UnitMention]:
    """@parks-li tells the parks people."""
    found = []
    for match in _patterns()["mention"].finditer(message.typed):
        handle = re.split(r"[-_]", match[1])[0]
        told = mention_of(handle, match.start(1), directory)
        if told.name or fold(handle) in _handles():
            found.append(told)
    return found


@cache
def _handles() -> frozenset[str]:
    lists = load("units.toml")
    return frozenset((*phrase_list(lists["trades"]), *phrase_list(lists["alone"])))


def _named(message: Message, directory: Directory, taken: Sequence[Span]) -> list[UnitMention]:
    """North Squad, Lakeview street office, parks dept, drainage team."""
    found = []
    for match in _patterns()["trade"].finditer(message.folded):
        if not _is_place(message, *match.span()):
            text = message.typed[slice(*match.span())]
            found.append(mention_of(text.rstrip(), match.start(), directory))
    found += [
        mention_of(match[0], match.start(), directory)
        for match in _patterns()["office_of"].finditer(message.typed)
    ]
    small = message.typed == message.folded
    for match in _patterns()["named"].finditer(message.typed):
        start = match.start("kind") - len(_name(match["name"], small=small))
        whole = start, match.end()
        nameless = start == match.start("kind")
        if not nameless and not inside(whole, taken) and not _is_place(message, *whole):
            found.append(mention_of(message.typed[slice(*whole)], start, directory))
    return found


def _name(words: str, *, small: bool) -> str:
    """The capitalised words right before a kind of unit, with the spaces behind them.

    In a text that is all in small letters it is the one word before.
    """
    kept = ""
    for word in reversed(re.findall(r"\S+\s", words)):
        common = word.strip().lower() in _no_names()
        if common or not (word[0].isupper() or (small and not kept)):
            break
        kept = word + kept
    return kept


@cache
def _no_names() -> frozenset[str]:
    lists = places()
    return lists["no_names"].phrases | lists["generic"].phrases | lists["roads"].phrases


def _alone(message: Message, directory: Directory, taken: Sequence[Span]) -> list[UnitMention]:
    """Sanitation, traffic police: units by themselves, where somebody is told to act."""
    found = []
    for match in _patterns()["alone"].finditer(message.folded):
        start, end = match.span()
        if inside((start, end), taken) or _is_place(message, start, end):
            continue
        if _told(message, start, end):
            found.append(mention_of(message.typed[start:end], start, directory))
    return found


def _told(message: Message, start: int, end: int) -> bool:
    """Whether the words before or after make the name one who is told to act."""
    if _patterns()["before"].search(message.folded[max(0, start - _LONGEST) : start]):
        return True
    after = _patterns()["after"].match(message.folded[end : end + _LONGEST])
    begins = start == 0 or message.clause[start] != message.clause[max(0, start - 2)]
    return bool(after) and (begins or bool(message.folded[end:].strip()))


def _is_place(message: Message, start: int, end: int) -> bool:
    before = message.folded[max(0, start - 20) : start]
    if re.search(
        r"\b(?:opposite|outside|behind|near|next to|beside|in front of) (?:the )?$", before
    ):
        return True
    return bool(_patterns()["place"].match(message.folded, end))
