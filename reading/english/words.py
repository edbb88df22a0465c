"""English words in a text: whether a text is English at all, stems, and a finder of phrases."""

import re
from collections.abc import Iterable
from functools import lru_cache

from reading.rules import Span
from reading.text import LONGEST, Breaks

WORD = re.compile(r"[a-z0-9]+(?:'[a-z]+)*|[^\x00-\x7f\s]|[%@]")
"""A word of a folded text; signs that say something (👍, %) are words, too."""
BREAKS = Breaks(
    sentence=re.compile(r"[!?;\n…]+|(?<!\bst)(?<!\brd)(?<!\bave)(?<!\bno)\.(?=\s|$)"),
    clause=re.compile(
        r"[!?;\n…,()\[\]\"“”—–]+|(?<!\bst)(?<!\brd)(?<!\bave)(?<!\bno)\.(?=\s|$)|:(?=\s|$)|\s-\s"
    ),
)
_HAN = re.compile(r"[\u3400-\u9fff]")
_LATIN = re.compile(r"[A-Za-z]")
_LATIN_WORD = re.compile(r"[A-Za-z]{2,}")
_MOSTLY = 4
"""With Chinese letters among them (a unit's name), so many times more must be Latin."""

_WHOLE = frozenset(
    phrase
    for line in (
        "building morning evening ceiling during nothing something anything everything string",
        "wedding feeling thing king ring spring bring wing being red bed shed need feed speed weed",
        "seed bleed breed hundred indeed this his is was has as us bus gas plus yes its less",
        "across always perhaps news series species canvas",
    )
    for phrase in line.split()
)
"""Words that only look inflected."""


def is_english(text: str) -> bool:
    """Whether a text's letters are mostly Latin: then English rules read it."""
    head = text[:LONGEST]
    if not _LATIN.search(head):
        return False
    latin = len(_LATIN.findall(head))
    han = len(_HAN.findall(head))
    if not han:
        return latin >= 1
    return latin > _MOSTLY * han and len(_LATIN_WORD.findall(head)) >= 4


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """What all forms of a word have in common: blocks, blocked, blocking → block."""
    word = word.removesuffix("'s")
    if len(word) <= 3 or word in _WHOLE or not word.isascii():
        return word
    return _bare(_without_ending(word))


def _without_ending(word: str) -> str:
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if re.search(r"(?:ss|sh|ch|x|z)es$", word):
        return word[:-2]
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    for ending in ("ing", "ed"):
        rest = word.removesuffix(ending)
        if rest != word and len(rest) >= 3 and re.search(r"[aeiouy]", rest):
            return rest
    return word


def _bare(word: str) -> str:
    """Without a doubled consonant or a silent e at the end: stopp → stop, stor(e) → stor."""
    if re.search(r"([bdgmnprt])\1$", word) and len(word) > 3:
        return word[:-1]
    return word[:-1] if word.endswith("e") and len(word) > 3 else word


class WordFinder:
    """Finds every phrase of a vocabulary at word boundaries, in all forms of its words.

    `manhole_cover` finds "manhole covers"; `=parked` finds that form only.
    """

    def __init__(self, phrases: Iterable[str]) -> None:
        self._words: dict[str, list[str]] = {}
        self._exact: dict[str, str] = {}
        self._longer: dict[tuple[str, ...], list[tuple[tuple[str, ...], str]]] = {}
        for phrase in sorted(set(phrases)):
            keys = _keys(phrase)
            if phrase.startswith("="):
                self._exact[phrase[1:]] = phrase
            elif len(keys) == 1:
                self._words.setdefault(keys[0], []).append(phrase)
            elif keys:
                self._longer.setdefault(keys[:2], []).append((keys, phrase))

    def hits(self, folded: str) -> dict[str, list[Span]]:
        """For each phrase that occurs, where, ascending."""
        words, spans, stems = _cut(folded)
        found: dict[str, list[Span]] = {}
        for i, first in enumerate(stems):
            if exact := self._exact.get(words[i]):
                found.setdefault(exact, []).append(spans[i])
            for phrase in self._words.get(first, ()):
                found.setdefault(phrase, []).append(spans[i])
            for keys, phrase in self._longer.get(stems[i : i + 2], ()):
                if keys == stems[i : i + len(keys)]:
                    span = spans[i][0], spans[i + len(keys) - 1][1]
                    found.setdefault(phrase, []).append(span)
        return found


@lru_cache(maxsize=8)
def _cut(folded: str) -> tuple[list[str], list[Span], tuple[str, ...]]:
    """The words of a text, where they stand, and their stems."""
    matches = list(WORD.finditer(folded))
    words = [match[0] for match in matches]
    return words, [match.span() for match in matches], tuple(map(stem, words))


def _keys(phrase: str) -> tuple[str, ...]:
    """The words of a phrase as they are compared."""
    return tuple(stem(word) for word in WORD.findall(phrase.replace("_", " ")))


def phrase_list(words: str) -> tuple[str, ...]:
    """The phrases of a vocabulary line, longest first, with spaces for `_`."""
    phrases = {phrase.replace("_", " ") for phrase in words.split()}
    return tuple(sorted(phrases, key=lambda phrase: (-len(phrase), phrase)))
