"""What the parts of a text say of everything that is asked of whole texts.

A part is looked up once for all models: the answers stand side by side in one integer.
"""

from dataclasses import dataclass
from functools import cache, lru_cache

from reading import features
from reading.lanes import BITS, split
from reading.learned import MASKED, TYPED, learned
from reading.looked import Looked


@dataclass(frozen=True, slots=True)
class Said:
    """What the parts of a text say together, in the lanes of each model."""

    intents: int
    severity: int
    categories: int


@dataclass(frozen=True, slots=True)
class _Tables:
    """What is said by a part of both texts, of the masked one only, of the one as typed only."""

    both: Looked[str]
    masked: Looked[str]
    typed: Looked[str]


@lru_cache(maxsize=4)
def said_by_parts(masked: str, typed: str) -> Said:
    """What a folded text says, with and without one sign for each address, unit and deadline."""
    tables, parts, other = _tables(), features.parts(masked), features.parts(typed)
    both = parts & other
    said = tables.both.sum_of(both) + tables.typed.sum_of(other - both)
    said += tables.masked.sum_of(parts - both)
    intents, rest = split(said, len(learned("intents").labels))
    severity, categories = split(rest, len(learned("severity").labels))
    return Said(intents, severity, categories)


@cache
def _tables() -> _Tables:
    intents, severity, categories = learned("intents"), learned("severity"), learned("categories")
    first = len(intents.labels) * BITS
    second = first + len(severity.labels) * BITS

    def typed(part: str) -> int:
        return intents.weight(TYPED + part)

    def masked(part: str) -> int:
        feature = MASKED + part
        said = intents.weight(feature)
        # Most parts that are met for the first time are rare: few models know them.
        if more := severity.weight(feature):
            said += more << first
        if more := categories.weight(feature):
            said += more << second
        return said

    both: Looked[str] = Looked(lambda part: masked(part) + typed(part))
    return _Tables(both, Looked(masked), Looked(typed))
