"""Counts in English work reports: cleared 12 stalls, 8 posters → (cleared, stalls, 12), …

A list goes on with its verb. A measure between number and thing is the unit (3 tonnes of rubbish).
"""

import re
from functools import cache

from reading.english.vocabulary import load
from reading.english.words import phrase_list
from reading.model import Tally
from reading.text import LONGEST, fold

_NUMBER = r"(?P<n>[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,7}(?:\.[0-9]+)?)"
_ABOUT = r"(?P<about>about|around|some|nearly|almost|over|more than|approximately|roughly|at least)"
_DIGIT = re.compile("[0-9]")
_REACH = 80
"""Characters between a verb and a number that it still governs."""


def tally(text: str) -> tuple[Tally, ...]:
    """The counts of work in an English text, in order; () where nothing was counted."""
    typed = text[:LONGEST]
    return counts(fold(typed), typed)


def counts(folded: str, typed: str | None = None) -> tuple[Tally, ...]:
    """As `tally`, of a text that is folded already."""
    if not _DIGIT.search(folded) or _first_words().isdisjoint(re.findall("[a-z]+", folded)):
        return ()
    found: list[Tally] = []
    for clause in re.finditer(r"(?:[^.;!?\n]|\.(?=[0-9]))+", folded):
        verb: re.Match[str] | None = None
        for part in _patterns().finditer(folded, clause.start(), clause.end()):
            if part["verb"]:
                verb = part
            elif verb and part.start() - verb.end() <= _REACH:
                raw = (typed or folded)[part.start("n") : part.end("n")]
                found.append(_tally(verb["verb"], part, raw))
                verb = verb if part.start() - verb.end() < _REACH // 2 else None
    return tuple(found)


def _tally(verb: str, part: re.Match[str], raw: str) -> Tally:
    return Tally(
        action=verb,
        item=part["item"].strip(),
        value=float(part["n"].replace(",", "")),
        unit=part["unit"] or "",
        approx=bool(part["about"] or part["plus"]),
        raw=raw,
        kind=_kinds()[verb],
    )


@cache
def _kinds() -> dict[str, str]:
    return {
        verb: kind
        for kind, verbs in load("tallies.toml")["actions"].items()
        for verb in phrase_list(verbs)
    }


@cache
def _first_words() -> frozenset[str]:
    return frozenset(verb.split()[0] for verb in _kinds())


@cache
def _patterns() -> re.Pattern[str]:
    verbs = "|".join(map(re.escape, sorted(_kinds(), key=len, reverse=True)))
    words = load("tallies.toml")["words"]
    units = "|".join(map(re.escape, phrase_list(words["units"])))
    stops = "|".join(map(re.escape, phrase_list(words["not_items"])))
    word = rf"(?!(?:{stops}|{verbs})\b)[a-z][a-z'-]*"
    return re.compile(
        rf"\b(?P<verb>{verbs})\b|(?:\b{_ABOUT}\s+)?(?<![0-9./:-]){_NUMBER}(?P<plus>\+)?(?![0-9:/%])\s+"
        rf"(?:(?P<unit>{units})\s+(?:of\s+)?)?(?P<item>{word}(?:\s+{word}){{0,3}})"
    )
