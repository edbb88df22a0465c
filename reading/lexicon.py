"""The vocabulary files of `reading/data`, loaded once and compiled."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from reading.rules import Rule, RuleSet, parse_rule
from reading.text import Spelling, fold

LIMIT_UNITS = frozenset({"urgent_hour", "work_hour", "work_day", "day", "hour"})


@dataclass(frozen=True, slots=True)
class Limit:
    """A handling limit: `value` of `unit` (urgent_hour, work_hour, work_day, day, hour)."""

    value: float
    unit: str


@dataclass(frozen=True, slots=True)
class Category:
    """One kind of problem, as `data/categories.toml` describes it."""

    name: str
    big_class: str
    code: str
    limit: Limit
    handler: str
    danger: bool
    over: frozenset[str]
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Signal:
    """Words that speak for or against a report, as `data/signals.toml` describes them."""

    name: str
    act: str | None
    weight: float
    more: float = 0.0
    """What each further word of it adds, up to three."""


@dataclass(frozen=True)
class Lexicon:
    """Everything that the reader knows before it reads."""

    categories: Mapping[str, Category]
    signals: Mapping[str, Signal]
    rules: RuleSet
    spelling: Spelling


def load(name: str) -> dict[str, Any]:
    """The TOML file `name` of `reading/data`."""
    text = resources.files("reading").joinpath("data", name).read_text(encoding="utf-8")
    return tomllib.loads(text)


@cache
def lexicon() -> Lexicon:
    """The compiled vocabulary. `ValueError` names the entry of a file that makes no sense."""
    groups = {name: tuple(fold(words).split()) for name, words in load("groups.toml").items()}
    raw_categories, raw_signals = load("categories.toml"), load("signals.toml")
    categories = {
        name: _category(name, raw, raw_categories) for name, raw in raw_categories.items()
    }
    signals = {
        name: Signal(name, raw.get("act"), float(raw.get("weight", 0)), float(raw.get("more", 0)))
        for name, raw in raw_signals.items()
    }
    rules = [
        rule
        for name, raw in (*raw_categories.items(), *raw_signals.items())
        for rule in _rules(name, raw, groups)
    ]
    return Lexicon(categories, signals, RuleSet(rules), Spelling(load("typos.toml")["typos"]))


def category(name: str) -> Category:
    """The category of that name; `KeyError` for an unknown one."""
    return lexicon().categories[name]


def _category(name: str, raw: dict[str, Any], known: Mapping[str, Any]) -> Category:
    value, unit = raw["limit"]
    over = frozenset(raw.get("over", "").split())
    if unit not in LIMIT_UNITS:
        raise ValueError(f"categories.toml: {name}: unknown unit of time {unit!r}")
    if strange := over - set(known):
        raise ValueError(f"categories.toml: {name}: unknown category {', '.join(strange)}")
    return Category(
        name=name,
        big_class=raw["class"],
        code=raw["code"],
        limit=Limit(float(value), unit),
        handler=raw["handler"],
        danger=bool(raw.get("danger", False)),
        over=over,
        words=tuple(raw.get("words", "").split()),
    )


def _rules(name: str, raw: dict[str, Any], groups: Mapping[str, tuple[str, ...]]) -> list[Rule]:
    words = fold(raw.get("words", "")).split()
    weak = fold(raw.get("weak", "")).split()
    seen = [line for line in fold(raw.get("seen", "")).splitlines() if line.strip()]
    return [
        *(parse_rule(name, line, groups) for line in (*words, *seen)),
        *(parse_rule(name, word, groups, weak=True) for word in weak),
    ]
