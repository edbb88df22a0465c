"""Names before a word that says what they are: 塔柏|路, 肯德基|门口."""

import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

LONGEST_NAME = 10


@dataclass(frozen=True, slots=True)
class Words:
    """Words to find: a pattern for all of them, and the characters with which they begin."""

    pattern: re.Pattern[str]
    firsts: frozenset[str]

    def everywhere(self, text: str) -> Iterator[re.Match[str]]:
        """The word at each place where there is one, overlapping ones too."""
        for at, char in enumerate(text):
            if char in self.firsts and (found := self.pattern.match(text, at)):
                yield found


_NOTHING = Words(re.compile(r"(?!)"), frozenset())


def names_before(
    text: str, kinds: Words, *, least: int, signs: str = "", alone: Words = _NOTHING
) -> Iterator[tuple[int, re.Match[str]]]:
    """Where each name begins, and the word of `kinds` behind it; or where a word stands `alone`.

    Answers as the regular expression `[…]{least,10}?(kinds)|(alone)` would, which tries all kinds
    behind every part of every name. A name is of Chinese letters, small Latin ones, digits and
    `signs`.
    """
    by_themselves = deque(alone.everywhere(text))
    done = begins = 0  # where the last answer ended, and where the letters before a place begin
    for at, char in enumerate(text):
        start = max(done, begins, at - LONGEST_NAME)
        if at - start >= least and char in kinds.firsts and (kind := kinds.pattern.match(text, at)):
            while by_themselves and by_themselves[0].start() < start:
                word = by_themselves.popleft()
                if word.start() >= done:
                    yield word.start(), word
                    done = word.end()
                    start = max(start, done)
            if at - start >= least:
                yield start, kind
                done = kind.end()
        if not ("\u4e00" <= char <= "\u9fff" or "a" <= char <= "z" or "0" <= char <= "9" or char in signs):
            begins = at + 1
    for word in by_themselves:
        if word.start() >= done:
            yield word.start(), word
            done = word.end()
