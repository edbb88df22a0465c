"""Several problems in one message: 1. … 2. … / 一、… 二、… / ①… / one a line."""

import re
from dataclasses import dataclass

from reading.text import LONGEST, fold

_MARK = re.compile(
    r"(?:(?<![^\n\s,。;:!?])(?:"
    r"(?P<digit>[1-9][0-9]?)\s*(?:[.、)](?![0-9])|:(?![0-9])|,(?=[\u4e00-\u9fff]))"
    r"|(?P<han>[一二三四五六七八九十]{1,2})\s*(?:、|是(?=[\u4e00-\u9fff])|[.:](?![0-9]))"
    r"|第(?P<ordinal>[一二三四五六七八九十1-9])(?:处|个|点|条)?[:、,]?)"
    r"|\((?P<paren>[1-9][0-9]?|[一二三四五六七八九十]{1,2})\)"
    r"|(?P<circle>[①-⑳])\s*[.、]?"
    r"|(?P<keycap>[1-9])\ufe0f?\u20e3)\s*"
)
_HAN = {c: i for i, c in enumerate("零一二三四五六七八九十")}
_EDGES = " \n\r\t\u3000;；:：,，。、"
_LIST_OF_LINES = re.compile(r"\n\s*")


@dataclass(frozen=True, slots=True)
class Part:
    """One entry of a list. `text` is what it says alone; `shared` what stood before or after the
    list and applies to every entry (请大南中队今日内整改)."""

    text: str
    shared: str = ""

    @property
    def whole(self) -> str:
        """The entry with what applies to all, to be read as one text."""
        return f"{self.text} {self.shared}".strip()


def split_numbered(text: str) -> tuple[Part, ...]:
    """The entries of a numbered list in their order; () if the text is no list of two or more.

    Words before the first number and a last line without a number apply to every entry. The
    numbers must begin with one and go up by one, so that house numbers and dates make no list.
    """
    folded = fold(text[:LONGEST])
    marks = _in_order(list(_MARK.finditer(folded)))
    if len(marks) < 2:
        return ()
    ends = [mark.start() for mark in marks[1:]] + [len(folded)]
    texts = [text[m.end() : end].strip(_EDGES) for m, end in zip(marks, ends, strict=True)]
    head = text[: marks[0].start()].strip(_EDGES)
    texts[-1], foot = _foot(texts[-1])
    shared = " ".join(words for words in (head, foot) if words)
    return tuple(Part(entry, shared) for entry in texts if entry)


def _in_order(marks: list[re.Match[str]]) -> list[re.Match[str]]:
    """The marks that count 1, 2, 3 … in one style, from the first 1 on."""
    kept: list[re.Match[str]] = []
    for mark in marks:
        same_style = not kept or mark.lastgroup == kept[0].lastgroup
        if same_style and _number(mark) == len(kept) + 1:
            kept.append(mark)
    return kept


def _number(mark: re.Match[str]) -> int:
    typed = next(group for group in mark.groups() if group)
    if typed.isascii():
        return int(typed)
    if "①" <= typed <= "⑳":
        return ord(typed) - ord("①") + 1
    return sum(_HAN.get(char, 0) for char in typed)


def _foot(last: str) -> tuple[str, str]:
    """(the last entry, the line after it that applies to all entries)."""
    lines = _LIST_OF_LINES.split(last, maxsplit=1)
    return (lines[0].strip(_EDGES), lines[1]) if len(lines) == 2 else (last, "")
