"""Until when: deadlines as people type them (2小时内, 明早八点前, 下班前, 三个工作日, 立即).

A time is a deadline only where the words around it say so (前, 内, 完成, 限 …). When a photo was
taken, how long something has been lying there, and when a patrol goes out are times, not
deadlines. A phrase without an hour means its end: 上午 12:00, 下班 18:00, a day 23:59.
"""

import re
from collections.abc import Callable, Collection, Sequence
from datetime import datetime

from reading.duevague import VAGUE_FORMS
from reading.duewords import FORMS, Form
from reading.model import NO_DEADLINE, Deadline
from reading.text import LONGEST, fold

CHINESE = (*VAGUE_FORMS, *FORMS)
_TAKEN = re.compile(
    r"(?:拍摄?于?|拍摄时间|拍照时间|照片时间|摄于|(?:巡查|检查|上报|发现|采集|案发|报案)?时间)[:是为]?\s*$"
    r"|(?:从|自|每天|每日|天天|每晚|昨天?|昨晚|前天|平时|一般|值班|早就|[0-9]\s*[-—~至]\s*)$"
)


def read_deadline(text: str, now: datetime, *, lenient: bool = False) -> Deadline:
    """The deadline of a text, `due` in the zone of `now`; `NO_DEADLINE` if it names none.

    `lenient` takes any time that is named for a deadline: for texts that are known to ask for
    one (申请延期到周五). `ValueError` for a naive `now`.
    """
    return find_deadline(text, now, lenient=lenient)[0]


def find_deadline(
    text: str,
    now: datetime,
    *,
    lenient: bool = False,
    forms: Sequence[Form] = CHINESE,
    taken: re.Pattern[str] = _TAKEN,
    pieces: Callable[[str], Collection[str]] = set,
) -> tuple[Deadline, tuple[int, int] | None]:
    """As `read_deadline`, with the span of its words.

    `forms` are those of another language, `taken` what makes a time no deadline there, and `pieces`
    cuts a text into what the forms have as their signs.
    """
    if now.tzinfo is None:
        raise ValueError("now must carry a time zone")
    typed = text[:LONGEST]
    folded = fold(typed)
    refused: list[tuple[int, int]] = []
    here = pieces(folded)
    for form in forms:
        if form.signs.isdisjoint(here):
            continue
        for match in form.pattern.finditer(folded):
            start, end = match.span()
            if start == end:  # a form of nothing but parts that may be left out
                continue
            if any(start < e and s < end for s, e in refused):
                continue
            if taken.search(folded[max(0, start - 10) : start]):
                refused.append((start, end))
                continue
            if found := form.meaning(match, folded, now, lenient):
                raw = typed[start:end].strip()
                start = typed.index(raw, start)
                deadline = Deadline(found.kind, found.due, raw, found.workdays)
                return deadline, (start, start + len(raw))
    return NO_DEADLINE, None
