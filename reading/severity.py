"""How bad: urgent (people may be hurt, traffic blocked), high, normal or low."""

from collections.abc import Iterable, Sequence
from functools import cache

from reading.categories import HAN, Denial, Found
from reading.lexicon import lexicon, load
from reading.rules import Match, RuleSet, parse_rule
from reading.text import Message, fold

LEVELS = ("urgent", "high", "low")


def severity(
    message: Message,
    categories: Iterable[Found],
    words: RuleSet | None = None,
    denial: Denial = HAN,
) -> tuple[str, tuple[str, ...]]:
    """(level, the words that led to it) of a report; categories with danger are urgent.

    The first of urgent, high and low that the words speak for wins, else "normal". `words` are
    another language's rules.
    """
    known = lexicon().categories
    danger = [one.name for one in categories if known[one.name].danger]
    said = _said(message, (words or rules()).find(message), denial)
    urgent = [*danger, *said["urgent"]]
    for level, found in (("urgent", urgent), ("high", said["high"]), ("low", said["low"])):
        if found:
            return level, tuple(dict.fromkeys(found))
    return "normal", ()


def _said(message: Message, matches: Sequence[Match], denial: Denial) -> dict[str, list[str]]:
    said: dict[str, list[str]] = {level: [] for level in LEVELS}
    for match in matches:
        if not denial.word.search(message.folded, max(0, match.start - denial.reach), match.start):
            said[match.rule.name].append(message.typed[match.start : match.end])
    return said


@cache
def rules() -> RuleSet:
    """The rules of `data/severity.toml`."""
    groups = {name: tuple(fold(words).split()) for name, words in load("groups.toml").items()}
    return RuleSet(
        parse_rule(level, line, groups)
        for level, raw in load("severity.toml").items()
        for line in (*fold(raw["words"]).split(), *_lines(raw))
    )


def _lines(raw: dict[str, str]) -> list[str]:
    return [line for line in fold(raw.get("seen", "")).splitlines() if line.strip()]
