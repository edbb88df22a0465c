"""Several problems in one message, to be read one by one: 1. … 2. … / 一、… 二、… / ①… / (1)…"""

import re

from reading.text import LONGEST, fold

_MARK = re.compile(
    r"(?:(?<![^\n\s,。;:!?])(?:"
    r"(?P<digit>[1-9][0-9]?)\s*(?:[.、)](?![0-9])|:(?![0-9])|,(?=[\u4e00-\u9fff]))"
    r"|(?P<han>[一二三四五六七八九十]{1,3})\s*(?:、|是(?=[\u4e00-\u9fff])|[.:](?![0-9]))"
    r"|第(?P<ordinal>[一二三四五六七八九十1-9])(?:处|个|点|条)[:、,]?)"
    r"|\((?P<paren>[1-9][0-9]?|[一二三四五六七八九十]{1,3})\)"
    r"|(?P<circle>[①-⑳])\s*[.、]?"
    r"|(?P<keycap>[1-9])\ufe0f?\u20e3)\s*"
)
_DIGITS = {char: value for value, char in enumerate("一二三四五六七八九十", 1)}
_EDGES = " \n\r\t\u3000;；:：,，。、"


def split_numbered(text: str) -> list[str]:
    """The entries of a numbered list, each with the words before and the line after the list.

    Those words (the unit, the deadline) apply to every entry. A text that is no list of two or
    more comes back whole. Marks of one style must count up from one, so that house numbers, dates
    and hours make no list.
    """
    marks = _in_order(fold(text[:LONGEST]))
    if len(marks) < 2:
        return [text]
    ends = [mark.start() for mark in marks[1:]] + [len(text)]
    entries = [text[m.end() : end].strip(_EDGES) for m, end in zip(marks, ends, strict=True)]
    head = text[: marks[0].start()].strip(_EDGES)
    last, _, foot = entries[-1].partition("\n")
    entries[-1] = last.strip(_EDGES)
    shared = (head, foot.strip())
    parts = [
        "\n".join(piece for piece in (shared[0], entry, shared[1]) if piece)
        for entry in entries
        if entry
    ]
    return parts if len(parts) > 1 else [text]


def _in_order(folded: str) -> list[re.Match[str]]:
    """The marks that count 1, 2, 3 … in the style of the first 1."""
    kept: list[re.Match[str]] = []
    for mark in _MARK.finditer(folded):
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
    tens, ten, ones = typed.rpartition("十")
    if not ten:
        return _DIGITS.get(typed, 0)
    return 10 * _DIGITS.get(tens or "一", 0) + _DIGITS.get(ones, 0)
