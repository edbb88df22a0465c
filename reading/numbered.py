"""Several problems in one message: 1. … 2. … 3. … are read one by one."""

import re

_MARK = re.compile(
    r"(?:(?<=^)|(?<=[\s。；;，,：:]))"
    r"(?:(?P<digit>\d{1,2})\s*[.、．)）:：](?!\d)"
    r"|[（(](?P<round>\d{1,2}|[一二三四五六七八九十]{1,2})[)）]"
    r"|(?P<han>[一二三四五六七八九十]{1,2})\s*[、.．]"
    r"|(?P<ring>[①②③④⑤⑥⑦⑧⑨⑩]))\s*"
)
_HAN = {char: value for value, char in enumerate("一二三四五六七八九十", 1)}


def _value(mark: re.Match[str]) -> int:
    if ring := mark["ring"]:
        return ord(ring) - ord("①") + 1
    typed = mark["digit"] or mark["round"] or mark["han"]
    if typed.isdigit():
        return int(typed)
    if typed.startswith("十"):
        return 10 + _HAN.get(typed[1:], 0)
    return _HAN.get(typed, 0)


def _marks(text: str) -> list[re.Match[str]]:
    """The marks that count 1, 2, 3 …; a number out of turn belongs to the text."""
    taken: list[re.Match[str]] = []
    for mark in _MARK.finditer(text):
        if _value(mark) == len(taken) + 1:
            taken.append(mark)
    return taken if len(taken) > 1 else []


def split_numbered(text: str) -> list[str]:
    """The parts of a numbered list, each with the words before the list (such as the unit).

    A text that is no list comes back as its only part. Words after a blank line behind the last
    part belong to all parts, too.
    """
    marks = _marks(text)
    if not marks:
        return [text]
    head = text[: marks[0].start()].strip(" ：:\n，,")
    ends = [mark.start() for mark in marks[1:]] + [len(text)]
    parts = [text[mark.end() : end].strip() for mark, end in zip(marks, ends, strict=True)]
    last, _, foot = parts[-1].partition("\n")
    foot = foot.strip()
    parts[-1] = last.strip()
    return ["\n".join(piece for piece in (head, part, foot) if piece) for part in parts if part]
