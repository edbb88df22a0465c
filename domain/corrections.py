"""What people put right of what had been read, and what it says about the words that led to it."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

NOT_A_CASE = "not_a_case"
"""What was meant where a report had been read and there was none."""


class Field(StrEnum):
    """What of a text was read wrongly."""

    REPORT = "report"
    CATEGORY = "category"
    ADDRESS = "address"
    UNIT = "unit"
    DEADLINE = "deadline"


@dataclass(frozen=True, slots=True)
class Correction:
    """One thing of one case: `read_as` (None: nothing was found), and what was `meant`.

    `words` led to the reading; `text` is what was read, without the names and numbers of people.
    """

    case: int
    field: Field
    read_as: str | None
    meant: str
    words: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class ReadingError:
    """How often a word led to this reading where that was meant; `text` is the newest example.

    `word` None: nothing was found in this text.
    """

    word: str | None
    field: Field
    read_as: str | None
    meant: str
    times: int
    text: str


_Key = tuple[str | None, Field, str | None, str, str]


def count_errors(corrections: Sequence[Correction]) -> tuple[ReadingError, ...]:
    """Per word, the word with the most errors first; at the end the texts without a word.

    `corrections` are in order of time.
    """
    times: Counter[_Key] = Counter()
    examples: dict[_Key, str] = {}
    for one in corrections:
        for key in _keys(one):
            times[key] += 1
            examples[key] = one.text
    errors = [ReadingError(*key[:4], count, examples[key]) for key, count in times.items()]
    by_word: Counter[str | None] = Counter()
    for error in errors:
        by_word[error.word] += error.times
    return tuple(sorted(errors, key=lambda error: _rank(error, by_word[error.word])))


def _keys(one: Correction) -> Iterable[_Key]:
    """Each word counts for itself; where there is none, each text does."""
    if not one.words:
        return [(None, one.field, one.read_as, one.meant, one.text)]
    words = dict.fromkeys(one.words)
    return [(word, one.field, one.read_as, one.meant, "") for word in words]


def _rank(error: ReadingError, of_word: int) -> tuple[bool, int, str, int, str, str, str]:
    word = error.word or ""
    total = of_word if error.word is not None else 0
    return (
        error.word is None,
        -total,
        word,
        -error.times,
        error.field.value,
        error.meant,
        error.text,
    )


_HANDLE = re.compile(r"@\s*[^\s@,，。;；:：]{1,32}")
_PHONE = re.compile(r"(?<![0-9])1[3-9][0-9]{9}(?![0-9])")


def without_people(text: str, units: Iterable[str] = ()) -> str:
    """A text without the accounts and telephone numbers of people; a mentioned unit stays."""
    known = tuple(units)

    def hide(match: re.Match[str]) -> str:
        return match[0] if any(unit in match[0] for unit in known) else "@…"

    return _PHONE.sub("1…", _HANDLE.sub(hide, text))
