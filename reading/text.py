"""One message made ready for reading; every position stays that of the text as typed."""

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

LONGEST = 6000
"""Characters that are read. Telegram carries 4,096; the rest of anything longer is ignored."""

_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
_LOWER = {code: code + 32 for code in range(ord("A"), ord("Z") + 1)}
_FULL_UPPER = {code: code - 0xFEE0 + 32 for code in range(0xFF21, 0xFF3B)}
_FOLD = _FULL_WIDTH | _LOWER | _FULL_UPPER

_SENTENCE_END = re.compile(r"[。!?;\n…]+")
CLAUSE_END = re.compile(r"[。!?;\n…,、:~\s—()\[\]【】《》“”\"']+")


@dataclass(frozen=True, slots=True)
class Breaks:
    """What ends a sentence and a clause."""

    sentence: re.Pattern[str]
    clause: re.Pattern[str]


_HAN_BREAKS = Breaks(_SENTENCE_END, CLAUSE_END)


@lru_cache(maxsize=32)
def fold(text: str) -> str:
    """Full-width letters, digits and signs as half-width, lower case; same length."""
    return text.translate(_FOLD)


def _numbered(text: str, boundary: re.Pattern[str]) -> list[int]:
    marks = [0] * len(text)
    for match in boundary.finditer(text):
        marks[match.start()] = 1
    return list(accumulate(marks))


@dataclass(frozen=True, slots=True)
class Message:
    """A folded text (`folded[i]` stands for `typed[i]`), with its sentences and clauses."""

    typed: str
    folded: str
    sentence: list[int]
    clause: list[int]

    @classmethod
    def of(
        cls, text: str, spelling: "Spelling | None" = None, breaks: "Breaks | None" = None
    ) -> "Message":
        """The message of `text`, with well-known misspellings put right (same length).

        `breaks` say where sentences and clauses end; Chinese ones if not given.
        """
        typed = text[:LONGEST]
        folded = fold(typed)
        if spelling is not None:
            folded = spelling.mend(folded)
        ends = breaks or _HAN_BREAKS
        return cls(typed, folded, _numbered(folded, ends.sentence), _numbered(folded, ends.clause))


class Spelling:
    """Misspellings of shape and sound (占到经营 → 占道经营), each as long as what is meant."""

    def __init__(self, typos: dict[str, str]) -> None:
        uneven = [wrong for wrong, right in typos.items() if len(wrong) != len(right)]
        if uneven:
            raise ValueError(f"a correction must keep the length: {', '.join(uneven)}")
        self._typos = typos
        longest_first = sorted(typos, key=len, reverse=True)
        self._pattern = re.compile("|".join(map(re.escape, longest_first)) or r"(?!)")

    def mend(self, folded: str) -> str:
        """`folded` with every known misspelling replaced."""
        return self._pattern.sub(lambda match: self._typos[match[0]], folded)
