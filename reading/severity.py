"""How bad: urgent (people may be hurt, traffic blocked), high, normal or low."""

from collections.abc import Sequence
from functools import cache

from reading import features
from reading.asking import said_by_parts
from reading.categories import HAN, Denial
from reading.findings import Findings
from reading.in_order import heard, shifted
from reading.learned import MASKED, learned
from reading.lexicon import lexicon, load
from reading.rules import Match, RuleSet, parse_rule
from reading.text import Message, fold

_LEAN = {"urgent": 0.25}
"""Added to what speaks for it, for who is called too late is worse off than who is called too
soon: of the urgent ones among reports that nobody learnt from, 90 % are known instead of 88 %, and
of what is called urgent 71 % is, instead of 72 %."""
_BELIEVED = {"urgent": 0.25, "high": 0.35}
"""Words of danger and haste are believed from this likelihood on: what was none costs a look."""
IN_ORDER = 0.4
"""What the network says counts as much, what the pieces of the text say the rest."""
LEVELS = ("urgent", "high", "low")


def severity(found: Findings, categories: Sequence[str]) -> tuple[str, tuple[str, ...]]:
    """(level, the words that led to it) of a report with these categories.

    The rules (danger of a category, words of haste) are weighed with all else that the text says,
    by its pieces and in order.
    """
    ruled, words = by_rules(found.message, categories)
    said = said_by_parts(found.bare, found.message.folded).severity
    by_pieces = learned("severity").probabilities(_ruled(categories, ruled), said)
    chances = shifted(heard(found, by_pieces, "severity", IN_ORDER), _LEAN)
    level = max(chances, key=lambda name: chances[name])
    if _rank(ruled) < _rank(level) and chances[ruled] >= _BELIEVED.get(ruled, 1.0):
        level = ruled
    return level, words if level == ruled else ()


def _rank(level: str) -> int:
    """Where a level stands, the worst first; "normal" behind all words for others."""
    return LEVELS.index(level) if level in LEVELS else len(LEVELS)


def evidence(bare: str, categories: Sequence[str], ruled: str) -> list[str]:
    """The features by which a report's severity is judged; `ruled` is the rules' answer."""
    return [*features.marked(MASKED, bare), *_ruled(categories, ruled)]


def _ruled(categories: Sequence[str], ruled: str) -> list[str]:
    return [*(f"c:{one}" for one in categories), f"r:{ruled}"]


def by_rules(
    message: Message,
    categories: Sequence[str],
    words: RuleSet | None = None,
    denial: Denial = HAN,
) -> tuple[str, tuple[str, ...]]:
    """(level, words) by the rules alone: the first of urgent, high and low, else normal.

    `words` and `denial` are those of another language.
    """
    known = lexicon().categories
    danger = [name for name in categories if known[name].danger]
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
