"""What the learned models look at: pieces of the text, and what the rules found in it."""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import chain
from operator import add

from reading.categories import Found
from reading.model import Act, Deadline, UnitMention
from reading.places import Place
from reading.text import Message

_DIGITS = re.compile(r"[0-9]+")
_BLANKS = re.compile(r"\s+")
LONGEST = 400
"""Characters of a text whose pieces are looked at; who writes more has said it by then."""


@lru_cache(maxsize=8)
def parts(text: str) -> frozenset[str]:
    """All characters and pairs of a text; ^ and $ are its ends."""
    whole = f"^{_DIGITS.sub('0', _BLANKS.sub(' ', text[:LONGEST]))}$"
    return frozenset(chain(whole, map(add, whole, whole[1:])))


def marked(mark: str, text: str) -> list[str]:
    """The parts of a text as features: `mark` is `learned.MASKED` or `learned.TYPED`."""
    return [mark + part for part in parts(text)]


def of_categories(present: Sequence[Found], absent: Sequence[Found] = ()) -> list[str]:
    """Which problems the rules found, how surely, and which the text says are not there."""
    found = [
        f"c:{one.name}{'?' if one.weak else ''}{'+' if len(one.spans) > 1 else ''}"
        for one in present
    ]
    return [*found, *(f"a:{one.name}" for one in absent)]


def of_intent(
    message: Message,
    said: Mapping[Act, Mapping[str, int]],
    ruled: Act,
    present: Sequence[Found],
    absent: Sequence[Found],
    places: Sequence[Place],
    units: Sequence[UnitMention],
    deadline: Deadline,
) -> list[str]:
    """What speaks for what was said beside the text's parts; `ruled` is the rules' answer."""
    features = [f"r:{ruled}", f"d:{deadline.kind}", f"l:{min(len(message.folded) // 6, 8)}"]
    for names in said.values():
        features += [f"s:{name}" for name in names]
        features += [f"ss:{name}" for name, count in names.items() if count > 1]
    features += of_categories(present, absent)
    if any(not one.weak for one in present):
        features.append("c")
    if absent:
        features.append("a")
    if places:
        features.append(f"p:{max(place.weight for place in places)}")
        if places[0].start == 0:
            features.append("p0")
    if units:
        features.append("u")
    return features
