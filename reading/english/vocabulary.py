"""The English vocabulary of `reading/data/en`, loaded once and compiled."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from reading import lexicon as chinese
from reading.acts import bare_text
from reading.categories import Denial
from reading.english.words import WordFinder
from reading.lexicon import Signal
from reading.model import Act
from reading.rules import Reach, Rule, RuleSet, parse_rule
from reading.severity import LEVELS
from reading.text import Spelling, fold

REACH = Reach(near=55, close=9)
DENIAL = Denial(
    word=re.compile(
        r"\b(?:no|not|without|free of|zero|isn't|aren't|wasn't|never any|prevent|avoid|neither"
        r"|nor|against)\s+"
        r"(?:(?:any|an?|the|signs? of|more|new|further|other|obvious|visible|single)\s+)?$"
    ),
    reach=30,
    goes_on=re.compile(r"\s*(?:,|/|&|\band\b|\bor\b|\bnor\b)+\s*(?:and|or|no|any)?\s*"),
    longest=40,
)
APOSTROPHES = Spelling({"’": "'", "‘": "'", "`": "'"})


@dataclass(frozen=True)
class Vocabulary:
    """Everything that is known of English before a text is read.

    `over` says which categories give way to which; `whole` the messages that decide by themselves.
    """

    signals: Mapping[str, Signal]
    rules: RuleSet
    severity: RuleSet
    over: Mapping[str, frozenset[str]]
    whole: Mapping[str, tuple[Act, float]]


def load(name: str) -> dict[str, Any]:
    """The TOML file `name` of `reading/data/en`."""
    return chinese.load(f"en/{name}")


@cache
def vocabulary() -> Vocabulary:
    """The compiled vocabulary. `ValueError` names a category that the Chinese file lacks."""
    groups = {name: tuple(fold(words).split()) for name, words in load("groups.toml").items()}
    categories, signals = load("categories.toml"), load("signals.toml")
    known = chinese.lexicon().categories
    if strange := set(categories) ^ set(known):
        raise ValueError(f"en/categories.toml: not the same categories: {', '.join(strange)}")
    levels = {level: raw for level, raw in load("severity.toml").items() if level in LEVELS}
    return Vocabulary(
        signals={
            name: Signal(name, raw["act"], float(raw["weight"]), float(raw.get("more", 0)))
            for name, raw in signals.items()
        },
        rules=_compiled({**categories, **signals}, groups),
        severity=_compiled(levels, groups),
        over=_over(
            {name: frozenset(raw.get("over", "").split()) for name, raw in categories.items()}
        ),
        whole=_whole(signals),
    )


def _over(english: Mapping[str, frozenset[str]]) -> dict[str, frozenset[str]]:
    """Which categories give way to which; where the files disagree, the English one is right."""
    known = chinese.lexicon().categories
    return {
        name: more
        | {
            one
            for one in known[name].over
            if name not in english[one] and name not in known[one].over
        }
        for name, more in english.items()
    }


def _compiled(tables: Mapping[str, Any], groups: Mapping[str, tuple[str, ...]]) -> RuleSet:
    rules = (rule for name, raw in tables.items() for rule in _rules(name, raw, groups))
    return RuleSet(rules, finder=WordFinder, reach=REACH)


def _rules(name: str, raw: Mapping[str, Any], groups: Mapping[str, tuple[str, ...]]) -> list[Rule]:
    seen = [line for line in fold(raw.get("seen", "")).splitlines() if line.strip()]
    sure = [*fold(raw.get("words", "")).split(), *seen]
    weak = fold(raw.get("weak", "")).split()
    return [
        *(parse_rule(name, line, groups) for line in sure),
        *(parse_rule(name, word, groups, weak=True) for word in weak),
    ]


def _whole(signals: Mapping[str, Any]) -> dict[str, tuple[Act, float]]:
    table: dict[str, tuple[Act, float]] = {}
    for raw in signals.values():
        for words in fold(raw.get("whole", "")).split("|"):
            if words:
                table.setdefault(bare_text(words) or words, (Act(raw["act"]), raw["weight"]))
    return table
