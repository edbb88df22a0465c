"""The words of English addresses (`data/en/places.toml`), and a text cut into words for them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from reading.english.vocabulary import load
from reading.rules import Span

_TOKEN = re.compile(r"[A-Za-z0-9]+(?:['’&\-][A-Za-z0-9]+)*|[\u3400-\u9fff]+")
NUMBER = re.compile(r"[0-9]{1,5}[a-z]?(?:[-/][0-9]{1,5}[a-z]?)?")
ORDINAL = re.compile(r"[0-9]+(?:st|nd|rd|th)")
_GAP = re.compile(r"\.?[ \t]{1,2}")


class Token(NamedTuple):
    """A word: as folded, where it stands, and whether it is typed with a capital letter."""

    word: str
    start: int
    end: int
    capital: bool
    hidden: bool


@dataclass(frozen=True, slots=True)
class Line:
    """A text as words; `joined[i]` says that only a space parts word i from the one before."""

    typed: str
    tokens: Sequence[Token]
    joined: Sequence[bool]

    @classmethod
    def of(cls, typed: str, folded: str, hidden: Sequence[Span]) -> "Line":
        """The line of a text; words inside hidden spans say something else than where."""
        marks = bytearray(len(typed) + 1)
        for start, end in hidden:
            marks[start:end] = b"\x01" * (end - start)
        tokens = [
            Token(folded[start:end], start, end, typed[start].isupper(), bool(marks[start]))
            for start, end in map(re.Match.span, _TOKEN.finditer(typed))
        ]
        joined = [bool(_GAP.fullmatch(typed[a.end : b.start])) for a, b in pairwise(tokens)]
        return cls(typed, tokens, [False, *joined])

    def comma(self, at: int) -> bool:
        """Whether only a comma parts word `at` from the one before."""
        return self.typed[self.tokens[at - 1].end : self.tokens[at].start] == ", "

    def phrase(self, key: str, at: int) -> int:
        """How many words from `at` on are a phrase of that list of words; 0 for none."""
        known = places()[key]
        for length in known.by_first.get(self.tokens[at].word, ()):
            if self._is_phrase(known, at, at + length):
                return length
        return 0

    def phrase_before(self, key: str, end: int, *, hidden: bool = False) -> int:
        """As `phrase`, for one that ends before word `end`; none that is hidden, if not told so.

        What is the problem itself (the public toilet at …) says no place.
        """
        known = places()[key]
        for length in range(min(known.longest, end), 0, -1):
            if self._is_phrase(known, end - length, end):
                seen = hidden or not any(word.hidden for word in self.tokens[end - length : end])
                return length if seen else 0
        return 0

    def _is_phrase(self, known: "Phrases", start: int, end: int) -> bool:
        if end > len(self.tokens) or not all(self.joined[start + 1 : end]):
            return False
        return " ".join(token.word for token in self.tokens[start:end]) in known.phrases


def single_letter(token: Token) -> bool:
    """Exit C, stall b2; "a" only with a capital letter."""
    letter = len(token.word) <= 2 and bool(re.fullmatch(r"[a-z][0-9]?", token.word))
    return letter and (token.word != "a" or token.capital)


@dataclass(frozen=True)
class Phrases:
    """A list of phrases, by their first words."""

    phrases: frozenset[str]
    by_first: dict[str, tuple[int, ...]]
    longest: int

    @classmethod
    def of(cls, words: str) -> "Phrases":
        """The phrases of a line of a vocabulary file."""
        phrases = {phrase.replace("_", " ") for phrase in words.split()}
        by_first: dict[str, set[int]] = {}
        for phrase in phrases:
            by_first.setdefault(phrase.split()[0], set()).add(len(phrase.split()))
        lengths = {first: tuple(sorted(sizes, reverse=True)) for first, sizes in by_first.items()}
        return cls(frozenset(phrases), lengths, max(map(max, lengths.values())))


@cache
def places() -> dict[str, Phrases]:
    """The lists of `data/en/places.toml` by name."""
    return {key: Phrases.of(words) for key, words in load("places.toml").items()}


@cache
def place_phrases() -> frozenset[str]:
    """Words that stand in addresses although they may also help to say what is wrong."""
    keys = ("roads", "areas", "spots", "sides", "relative")
    return frozenset(phrase for key in keys for phrase in places()[key].phrases)
