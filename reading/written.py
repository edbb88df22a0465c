"""A table that stays as its file writes it: lines in order, among which one is found by halving.

As Python's strings, hundreds of thousands of features took four times the memory, and most of a
second of each start; as the bytes of their files they take that of finding where lines begin.
"""

import json
import re
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping
from json.encoder import encode_basestring

Range = tuple[int, int]

_END = re.compile(b"\n")
_AFTER = b'": "'
"""Stands between a name and what is written of it."""


def lines_of(table: Mapping[str, str]) -> str:
    """The lines of a table: what is written of each name, in order, with commas between them."""
    names = ((encode_basestring(name), written) for name, written in table.items())
    return ",\n".join(sorted(f'{name}: "{written}"' for name, written in names))


class Written(Mapping[str, str]):
    """What is written behind names: `text` is what `lines_of` makes of a table, as UTF-8."""

    def __init__(self, text: bytes) -> None:
        self._text = text
        self._starts = array("I", [0] if text else [])
        self._starts.extend(match.end() for match in _END.finditer(text))
        # Of names that begin alike, many are asked for, one after the other.
        self._ranges: dict[str, Range] = {}

    def of(self, name: str) -> str:
        """What is written of a name; nothing of most that are asked for."""
        lead = name[:2]
        first, last = self._ranges.get(lead) or self._range(lead)
        key = f"{encode_basestring(name)}:".encode("utf-8", "surrogatepass")
        text, starts, size = self._text, self._starts, len(key)
        at = bisect_left(starts, key, first, last, key=lambda start: text[start : start + size])
        if at == last or not text.startswith(key, starts[at]):
            return ""
        written = starts[at] + size + 2
        return text[written : text.index(b'"', written)].decode("ascii")

    def __getitem__(self, name: str) -> str:
        if written := self.of(name):
            return written
        raise KeyError(name)

    def _range(self, lead: str) -> Range:
        """The first of the lines whose names begin so, and the one behind the last."""
        key = encode_basestring(lead)[:-1].encode("utf-8", "surrogatepass")

        def beginning(start: int) -> bytes:
            return self._text[start : start + len(key)]

        first = bisect_left(self._starts, key, key=beginning)
        last = bisect_right(self._starts, key, lo=first, key=beginning)
        if first < last:  # what is typed may begin with anything, what is known does not
            self._ranges[lead] = first, last
        return first, last

    def __iter__(self) -> Iterator[str]:
        for start in self._starts:
            name = self._text[start : self._text.index(_AFTER, start) + 1]
            yield json.loads(name)

    def __len__(self) -> int:
        return len(self._starts)
