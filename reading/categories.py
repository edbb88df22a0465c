"""What is wrong: the categories that a text names or describes, in order of mention."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from reading.lexicon import lexicon, load
from reading.rules import Match, Span
from reading.text import Message

NEGATION = re.compile(
    r"(?:没有|没见|没看[到见]|没发现|没啥|未发现|未见|并无|无|不是|不存在|不属于|杜绝|严禁|禁止|不得|防止|避免|谨防|有没有|有无)"
    r"(?:任何|明显|什么|啥|有|发现|出现|新增|再)?$"
)
"""Before a match it says that this is not there; up to eight characters are looked at."""
_LOOKED_AT = 60
"""Words near a match that may contain it; more in so little space say nothing new."""
_LIST_SIGN = re.compile(r"[、/和或及与]|,?[也并]?无|,?(?:也)?没有?|以及")
_DISORDER = re.compile(r"乱([\u4e00-\u9fff])乱([\u4e00-\u9fff])")


@dataclass(frozen=True, slots=True)
class Denial:
    """How a language says that something is not there.

    `word` is looked for right before a match, at most `reach` characters back; `goes_on` is what
    stands between the members of a list that is denied as a whole; no word of the vocabulary is
    longer than `longest`.
    """

    word: re.Pattern[str]
    reach: int
    goes_on: re.Pattern[str]
    longest: int


HAN = Denial(NEGATION, 8, _LIST_SIGN, 14)


class Found(NamedTuple):
    """A category in a text: where, by which words, and whether the text says it is absent."""

    name: str
    start: int
    end: int
    spans: tuple[Span, ...]
    weak: bool
    absent: bool = False


def find_categories(
    message: Message,
    matches: Iterable[Match],
    denial: Denial = HAN,
    over: Mapping[str, frozenset[str]] | None = None,
) -> tuple[list[Found], list[Found]]:
    """(present, absent) categories of a text, each name once, in order of mention.

    Longest match wins; general categories give way to special ones in the same clause; weak words
    count only where nothing else was found. Absent ones were negated (没有占道，是店外).
    `over` says which categories give way to which, where the language has a table of its own.
    """
    known = lexicon().categories
    found = [_found(match) for match in matches if match.rule.name in known]
    found += _open_pattern(message, found)
    found = _longest(sorted(found, key=lambda f: (f.start, -f.end)), denial.longest)
    found = _with_negation(message, found, denial)
    present = [f for f in found if not f.absent]
    absent = [f for f in found if f.absent]
    present = _without_general(message, present, over or _over())
    if any(not f.weak for f in present):
        present = [f for f in present if not f.weak]
    return _unique(present), _unique(absent)


def _found(match: Match) -> Found:
    return Found(match.rule.name, match.start, match.end, match.spans, match.rule.weak)


@cache
def _disorder() -> dict[str, str]:
    table: dict[str, str] = load("patterns.toml")["disorder"]
    return {char: name for chars, name in table.items() for char in chars}


def _open_pattern(message: Message, found: Sequence[Found]) -> list[Found]:
    """乱X乱Y is a complaint whatever X and Y are; unknown pairs go by their verbs."""
    extra = []
    for pair in _DISORDER.finditer(message.folded):
        if any(f.start < pair.end() and pair.start() < f.end for f in found):
            continue
        name = _disorder().get(pair[1]) or _disorder().get(pair[2])
        if name:
            extra.append(Found(name, *pair.span(), (pair.span(),), weak=False))
    return extra


def _longest(found: Sequence[Found], longest: int) -> list[Found]:
    """Without the words that only stand inside a longer word of another category."""
    words = [(s, e, f.name) for f in found for s, e in f.spans]
    words.sort()
    return [f for f in found if len(f.spans) > 1 or not _inside_longer(f, words, longest)]


def _inside_longer(f: Found, words: Sequence[tuple[int, int, str]], longest: int) -> bool:
    first = bisect_left(words, (f.start - longest, 0, ""))
    for s, e, name in words[first : first + _LOOKED_AT]:
        if s > f.start:
            return False
        if f.end <= e and e - s > f.end - f.start and name != f.name:
            return True
    return False


def _with_negation(message: Message, found: Sequence[Found], denial: Denial) -> list[Found]:
    marked: list[Found] = []
    for f in found:
        absent = _negated(message, f, denial) or _continues_absence(message, marked, f, denial)
        marked.append(
            Found(f.name, f.start, f.end, f.spans, f.weak, absent=absent) if absent else f
        )
    return marked


def _negated(message: Message, f: Found, denial: Denial) -> bool:
    """Whether a word of it is negated by a word that is not part of the rule (没有 + 井盖)."""
    for start, _ in f.spans:
        said = denial.word.search(message.folded, max(0, start - denial.reach), start)
        if said and not any(s < start and said.start() < e for s, e in f.spans):
            return True
    return False


def _continues_absence(message: Message, before: Sequence[Found], f: Found, denial: Denial) -> bool:
    """没有占道、乱停、店外: what a list negates once, it negates for all."""
    last = before[-1] if before else None
    if last is None or not last.absent:
        return False
    if f.start < last.end:
        return True
    return bool(denial.goes_on.fullmatch(message.folded[last.end : f.start]))


@cache
def _over() -> dict[str, frozenset[str]]:
    return {name: known.over for name, known in lexicon().categories.items()}


def _without_general(
    message: Message, found: Sequence[Found], over: Mapping[str, frozenset[str]]
) -> list[Found]:
    by_clause: dict[int, set[str]] = {}
    for f in found:
        if f.weak:
            continue
        by_clause.setdefault(_clause(message, f), set()).add(f.name)
    return [f for f in found if not _gives_way(message, f, by_clause, over)]


def _gives_way(
    message: Message,
    f: Found,
    by_clause: Mapping[int, set[str]],
    over: Mapping[str, frozenset[str]],
) -> bool:
    rivals = by_clause.get(_clause(message, f), ())
    return any(f.name in over[rival] for rival in rivals)


def _clause(message: Message, f: Found) -> int:
    """The clause of its longest word."""
    return message.clause[main_word(f)[0]]


def _unique(found: Sequence[Found]) -> list[Found]:
    """Each name once, by its longest word, in the order of these words."""
    clearest: dict[str, Found] = {}
    for f in found:
        if f.name not in clearest or _length(f) > _length(clearest[f.name]):
            clearest[f.name] = f
    return sorted(clearest.values(), key=lambda f: main_word(f)[0])


def main_word(f: Found) -> Span:
    """The longest of the words that name or describe a problem."""
    if len(f.spans) == 1:
        return f.spans[0]
    return max(f.spans, key=lambda span: span[1] - span[0])


def _length(f: Found) -> int:
    start, end = main_word(f)
    return end - start


def fills_its_clause(message: Message, f: Found, beside: Sequence[Span] = ()) -> bool:
    """Whether the words for a problem make up most of a clause: a caption or an entry of a list.

    The spans `beside` them (an address) do not count.
    """
    if f.weak:
        return False
    clause = message.clause[f.start]
    first, last = bisect_left(message.clause, clause), bisect_right(message.clause, clause)
    length = last - first - 1
    length -= sum(max(0, min(end, last) - max(start, first)) for start, end in beside)
    return sum(e - s for s, e in f.spans) >= 0.7 * length
