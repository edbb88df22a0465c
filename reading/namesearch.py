"""Names before a word that says what they are: 塔柏|路, 肯德基|门口."""

import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import compress, count

LONGEST_NAME = 10


@dataclass(frozen=True, slots=True)
class Words:
    """Words to find: a pattern for all of them, and the characters with which they begin."""

    pattern: re.Pattern[str]
    firsts: frozenset[str]

    def everywhere(self, text: str) -> Iterator[re.Match[str]]:
        """The word at each place where there is one, overlapping ones too."""
        for at in self.perhaps(text):
            if found := self.pattern.match(text, at):
                yield found

    def perhaps(self, text: str) -> Iterator[int]:
        """Where a word may begin."""
        return compress(count(), map(self.firsts.__contains__, text))


_NO_LETTER = {signs: re.compile(rf"[^\u4e00-\u9fffa-z0-9{signs}]") for signs in ("", "·")}
_NOTHING = Words(re.compile(r"(?!)"), frozenset())


def names_before(
    text: str, kinds: Words, *, least: int, signs: str = "", alone: Words = _NOTHING
) -> Iterator[tuple[int, re.Match[str]]]:
    """Where each name begins, and the word of `kinds` behind it; or where a word stands `alone`.

    Answers as the regular expression `[…]{least,10}?(kinds)|(alone)` would, which tries all kinds
    behind every part of every name. A name is of Chinese letters, small Latin ones, digits and
    `signs` ("" or "·").
    """
    by_themselves = deque(alone.everywhere(text))
    letters = _NO_LETTER[signs].sub(" ", text)
    done = 0  # where the last answer ended
    for at in kinds.perhaps(text):
        start = max(done, at - LONGEST_NAME, letters.rfind(" ", 0, at) + 1)
        if at - start >= least and (kind := kinds.pattern.match(text, at)):
            while by_themselves and by_themselves[0].start() < start:
                word = by_themselves.popleft()
                if word.start() >= done:
                    yield word.start(), word
                    done = word.end()
                    start = max(start, done)
            if at - start >= least:
                yield start, kind
                done = kind.end()
    for word in by_themselves:
        if word.start() >= done:
            yield word.start(), word
            done = word.end()
