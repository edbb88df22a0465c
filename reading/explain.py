"""Which of the words that led to a reading speak for one thing in it."""

from collections.abc import Iterable
from functools import cache

from reading.lexicon import lexicon
from reading.text import fold


def words_for(category: str, why: Iterable[str]) -> tuple[str, ...]:
    """Those of `why` that stand in the vocabulary of a category; all of them if none does."""
    words = tuple(why)
    known = _vocabulary(category)
    mine = tuple(word for word in words if lexicon().spelling.mend(fold(word)) in known)
    return mine or words


@cache
def _vocabulary(category: str) -> frozenset[str]:
    rules = (rule for rule in lexicon().rules.rules if rule.name == category)
    return frozenset(word for rule in rules for part in rule.parts for word in part.words)
