"""The small language of the vocabulary files, and a finder that runs all of its rules at once.

A rule is a line of parts that must stand near each other in one sentence, in any order:

    井盖|盖子 没了|丢了          both, at most 12 characters apart
    卖 +煎饼|西瓜                directly after the part before (at most 2 characters between)
    水果店 >门外|外头            after the part before, at most 12 characters later
    <地面> 瓜子皮                a named group of words, from `groups.toml`
    油烟 !罩                     not if 罩 stands in the same clause

A single word is a rule of one part. English rules (`reading/english/`) are the same with
words for letters: they have a finder of their own, and a farther reach.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, compress, count, repeat
from operator import add
from typing import NamedTuple, Protocol

from reading.text import Message

NEAR = 12
"""Characters allowed between two parts of a rule."""
CLOSE = 2
"""Characters allowed between a part and the one joined to it by `+`."""
MOST = 40
"""Places of a part that are tried; a text that repeats a word more often says nothing new."""

Span = tuple[int, int]
Hits = Mapping[str, Sequence[Span]]
"""For each word that occurs, where, ascending."""


@dataclass(frozen=True, slots=True)
class Reach:
    """How many characters apart the parts of a rule may stand, and those joined by `+`."""

    near: int = NEAR
    close: int = CLOSE


HAN = Reach()
"""As far as Chinese rules reach."""


class Finder(Protocol):
    """Finds the words of a vocabulary in a folded text."""

    def hits(self, folded: str) -> Hits:
        """For each word that occurs, where, ascending."""


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a rule: any of `words`, placed as `join` says ("" near, ">" after, "+" next)."""

    words: tuple[str, ...]
    join: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """A line of the vocabulary, compiled. `name` is what it speaks for (a category, a signal)."""

    name: str
    line: str
    parts: tuple[Part, ...]
    bans: tuple[str, ...] = ()
    weak: bool = False


class Match(NamedTuple):
    """A rule found in a text: `spans` are the words that led to it, `start`/`end` their hull."""

    rule: Rule
    spans: tuple[Span, ...]
    start: int
    end: int


def parse_rule(
    name: str, line: str, groups: Mapping[str, Sequence[str]], *, weak: bool = False
) -> Rule:
    """The rule of one line; `ValueError` names an unknown group or a rule without a part."""
    parts: list[Part] = []
    bans: list[str] = []
    for token in line.split():
        if token.startswith("!"):
            bans.extend(_words(token[1:], groups, line))
            continue
        join = token[0] if token[0] in ">+" else ""
        parts.append(Part(_words(token[len(join) :], groups, line), join))
    if not parts:
        raise ValueError(f"a rule needs a word to find: {name}: {line!r}")
    return Rule(name, line, tuple(parts), tuple(bans), weak)


def _words(token: str, groups: Mapping[str, Sequence[str]], line: str) -> tuple[str, ...]:
    words: list[str] = []
    for choice in token.split("|"):
        if choice.startswith("<"):
            group = choice.strip("<>")
            if group not in groups:
                raise ValueError(f"unknown group <{group}> in {line!r}")
            words.extend(groups[group])
        elif choice:
            words.append(choice)
    return tuple(dict.fromkeys(words))


@lru_cache(maxsize=4)
def _pairs(folded: str) -> list[str]:
    """All two characters in a row; several vocabularies look for their words in one text."""
    return list(map(add, folded, folded[1:]))


class Scanner:
    """Finds every place of every word in one pass, overlapping ones too."""

    def __init__(self, words: Iterable[str]) -> None:
        self._by_pair: dict[str, list[str]] = {}
        self._single: set[str] = set()
        for word in set(words):
            if len(word) == 1:
                self._single.add(word)
            elif word:
                self._by_pair.setdefault(word[:2], []).append(word)

    def hits(self, folded: str) -> dict[str, list[Span]]:
        """For each word that occurs, where, ascending."""
        found: dict[str, list[Span]] = {}
        for i in compress(count(), map(self._single.__contains__, folded)):
            found.setdefault(folded[i], []).append((i, i + 1))
        begun = list(map(self._by_pair.get, _pairs(folded), repeat(())))
        for i in compress(count(), begun):
            for word in begun[i]:
                if folded.startswith(word, i):
                    found.setdefault(word, []).append((i, i + len(word)))
        return found


class RuleSet:
    """Many rules, found together."""

    def __init__(
        self,
        rules: Iterable[Rule],
        *,
        finder: Callable[[Iterable[str]], Finder] = Scanner,
        reach: Reach = HAN,
    ) -> None:
        self.rules = tuple(rules)
        self._reach = reach
        self._finder = finder(
            word
            for rule in self.rules
            for word in (*rule.bans, *(w for part in rule.parts for w in part.words))
        )
        # Each different list of words has a number, whichever rules it is a part of.
        groups: dict[tuple[str, ...], int] = {}
        # Each rule is kept with its shortest list, which fewest texts have a word of.
        self._by_group: dict[int, list[tuple[int, frozenset[int]]]] = {}
        for number, rule in enumerate(self.rules):
            parts = sorted((part.words for part in rule.parts), key=len)
            first, *further = (groups.setdefault(words, len(groups)) for words in parts)
            self._by_group.setdefault(first, []).append((number, frozenset(further)))
        self._groups: dict[str, list[int]] = {}
        for words, group in groups.items():
            for word in words:
                self._groups.setdefault(word, []).append(group)

    def find(self, message: Message) -> list[Match]:
        """All matches in order of place, each rule at most once per place of its first part."""
        hits = self._finder.hits(message.folded)
        found: list[Match] = []
        for number in self._possible(hits):
            found += _match(self.rules[number], hits, message, self._reach)
        found.sort(key=_place_of)
        return found

    def _possible(self, hits: Hits) -> list[int]:
        """The rules of which every part has a word in a text."""
        there = set(chain.from_iterable(map(self._groups.get, hits, repeat(()))))
        rules = self._by_group
        return sorted(
            [
                number
                for group in there & rules.keys()
                for number, further in rules[group]
                if further <= there
            ]
        )


def _place_of(match: Match) -> Span:
    return match.start, -match.end


def _places(part: Part, hits: Hits) -> list[Span]:
    if len(part.words) == 1:
        return list(hits.get(part.words[0], ())[:MOST])
    places = [span for w in part.words if w in hits for span in hits[w][:MOST]]
    return sorted(places)[:MOST]


def _match(rule: Rule, hits: Hits, message: Message, reach: Reach) -> list[Match]:
    if len(rule.parts) == 1 and not rule.bans:
        return [Match(rule, (span,), *span) for span in _places(rule.parts[0], hits)]
    places = [_places(part, hits) for part in rule.parts]
    found = []
    for first in places[0]:
        spans = [first]
        for part, choices in zip(rule.parts[1:], places[1:], strict=True):
            nearest = _nearest(spans, part.join, choices, message, reach)
            if nearest is None:
                break
            spans.append(nearest)
        else:
            start, end = min(s for s, _ in spans), max(e for _, e in spans)
            if not _banned(rule, start, end, hits, message):
                found.append(Match(rule, tuple(spans), start, end))
    return found


def _nearest(
    spans: list[Span], join: str, choices: list[Span], message: Message, allowed: Reach
) -> Span | None:
    """The choice nearest to the last span that its `join` and the sentence allow."""
    last_start, last_end = spans[-1]
    reach = allowed.close if join == "+" else allowed.near
    best: tuple[int, Span] | None = None
    index = bisect_left(choices, (last_start - reach - allowed.near, 0))
    for start, end in choices[index:]:
        if start > last_end + reach:
            break
        if any(start < e and s < end for s, e in spans):
            continue
        gap = start - last_end if start >= last_end else last_start - end
        if gap > reach or (join and start < last_end):
            continue
        if message.sentence[start] != message.sentence[last_start]:
            continue
        if best is None or gap < best[0]:
            best = (gap, (start, end))
    return best[1] if best else None


def _banned(rule: Rule, start: int, end: int, hits: Hits, message: Message) -> bool:
    if not rule.bans:
        return False
    first, last = message.clause[start], message.clause[end - 1]
    return any(
        first <= message.clause[place] <= last
        for word in rule.bans
        for place, _ in hits.get(word, ())[:MOST]
    )
