"""In which line a table or a key of a TOML file stands, which the standard parser does not tell."""

import re
from collections import Counter

_HEADER = re.compile(r"\s*\[\[?\s*([^\]]*?)\s*\]")
_KEY = re.compile(r"""\s*(?:"([^"]+)"|'([^']+)'|([A-Za-z0-9_-]+))\s*=""")
# What tells where a value ends; the rest is skipped.
_TOKEN = re.compile(r'"""|' + r"'''|" + r'"(?:\\.|[^"\\])*"|' + r"'[^']*'|#.*|[\[\]{}]")
_CLOSING = {'"""': re.compile(r'(?:\\.|[^\\])*?"""'), "'''": re.compile(r".*?'''")}

Place = tuple[str, int]
_TOP = ("", 0)


class TomlLines:
    """The lines of one well-formed TOML text."""

    def __init__(self, text: str) -> None:
        self._tables: dict[Place, int] = {}
        self._keys: dict[tuple[Place, str], int] = {}
        self._within: dict[tuple[int, str], int] = {}
        self._scan(text)

    def table(self, name: str, index: int) -> int:
        """The line of the `index`-th `[[name]]` (from 0), else of the key `name`, else 1."""
        return self._tables.get((name, index)) or self._keys.get((_TOP, name), 1)

    def key(self, name: str, index: int, key: str) -> int:
        """The line of a key in that table, else of the table; the top level's name is ""."""
        return self._keys.get(((name, index), key)) or self.table(name, index)

    def within(self, line: int, key: str) -> int:
        """The line of a key in the table that starts in that line, else that line."""
        return self._within.get((line, key), line)

    def _scan(self, text: str) -> None:
        here: Place = _TOP
        seen: Counter[str] = Counter()
        value = _Value()
        for number, line in enumerate(text.split("\n"), start=1):
            if value.open:
                value.feed(line)
            elif header := _HEADER.match(line):
                name = header[1].strip("\"' ")
                here = (name, seen[name])
                seen[name] += 1
                self._tables[here] = number
            elif key := _KEY.match(line):
                name = key[1] or key[2] or key[3]
                self._keys.setdefault((here, name), number)
                self._within.setdefault((self._tables.get(here, 0), name), number)
                value.feed(line[key.end() :])


class _Value:
    """Follows a value over its lines: open brackets, or a string of several lines."""

    def __init__(self) -> None:
        self._depth = 0
        self._quotes = ""

    @property
    def open(self) -> bool:
        return self._depth > 0 or bool(self._quotes)

    def feed(self, line: str) -> None:
        position = 0
        while found := (_CLOSING[self._quotes] if self._quotes else _TOKEN).search(line, position):
            position = found.end()
            if self._quotes:
                self._quotes = ""
            elif found[0] in _CLOSING:
                self._quotes = found[0]
            else:
                self._depth += {"[": 1, "{": 1, "]": -1, "}": -1}.get(found[0], 0)
