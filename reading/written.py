"""A table that stays as its file writes it: lines in order, among which one is found by halving.

As Python's strings, hundreds of thousands of features took four times the memory, and most of a
second of each start; as the bytes of their files they take that of finding where lines begin.
"""

import json
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping
from json.encoder import encode_basestring

from reading.arrays import numpy

HEAD = 8
"""Bytes behind the quotation mark by which a name is looked for first; a line has more."""

_END, _QUOTED = ord("\n"), len('"')
_AFTER = b'": "'
"""Stands between a name and what is written of it."""


def lines_of(table: Mapping[str, str]) -> str:
    """The lines of a table: what is written of each name, in order, with commas between them."""
    names = ((encode_basestring(name), written) for name, written in table.items())
    return ",\n".join(sorted(f'{name}: "{written}"' for name, written in names))


class Written(Mapping[str, str]):
    """What is written behind names: `text` is what `lines_of` makes of a table, as UTF-8."""

    def __init__(self, text: bytes) -> None:
        np = numpy()
        self._text = text
        letters = np.frombuffer(text, "u1")
        starts = np.flatnonzero(letters == _END).astype("u4") + np.uint32(1)
        if text:
            starts = np.insert(starts, 0, 0)
        heads = np.zeros(len(starts), "u8")
        for place in range(_QUOTED, _QUOTED + HEAD):
            heads <<= np.uint64(8)
            heads |= letters[place:][starts]
        self._starts = array("I", starts.tobytes())
        # How each name begins, as one number: numbers are found without cutting anything out.
        self._heads = array("Q", heads.tobytes())

    def of(self, name: str) -> str:
        """What is written of a name; nothing of most that are asked for."""
        key = f"{encode_basestring(name)}:".encode("utf-8", "surrogatepass")
        head = key[_QUOTED : _QUOTED + HEAD]
        heads = self._heads
        at = bisect_left(heads, int.from_bytes(head.ljust(HEAD, b"\0")))
        if at == len(heads) or heads[at] > (highest := int.from_bytes(head.ljust(HEAD, b"\xff"))):
            return ""
        text, starts, size = self._text, self._starts, len(key)
        if size > _QUOTED + HEAD:
            last = bisect_right(heads, highest, at)
            at = bisect_left(starts, key, at, last, key=lambda start: text[start : start + size])
            if at == last or not text.startswith(key, starts[at]):
                return ""
        written = starts[at] + size + 2
        return text[written : text.index(b'"', written)].decode("ascii")

    def __getitem__(self, name: str) -> str:
        if written := self.of(name):
            return written
        raise KeyError(name)

    def __iter__(self) -> Iterator[str]:
        for start in self._starts:
            name = self._text[start : self._text.index(_AFTER, start) + 1]
            yield json.loads(name)

    def __len__(self) -> int:
        return len(self._starts)
