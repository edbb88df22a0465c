"""Until when: deadlines as people type them (2小时内, 明早八点前, 下班前, 三个工作日, 立即).

A time is a deadline only where the words around it say so (前, 内, 完成, 限 …). When a photo was
taken, how long something has been lying there, and when a patrol goes out are times, not
deadlines. A phrase without an hour means its end: 上午 12:00, 下班 18:00, a day 23:59.
"""

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from reading.duevague import FAINT_FORMS, VAGUE_FORMS
from reading.duewords import FORMS, Form
from reading.model import NO_DEADLINE, Deadline
from reading.rules import Span
from reading.text import LONGEST, fold

CHINESE = (*VAGUE_FORMS, *FORMS)
_ALL = (*CHINESE, *FAINT_FORMS)
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
) -> tuple[Deadline, Span | None]:
    """As `read_deadline`, with the span of its words.

    `forms` are those of another language, `taken` what makes a time no deadline there, and `pieces`
    cuts a text into what the forms have as their signs.
    """
    if now.tzinfo is None:
        raise ValueError("now must carry a time zone")
    typed = text[:LONGEST]
    folded = fold(typed)
    refused: list[Span] = []
    for number, match in _matches(folded, forms, pieces(folded)):
        start, end = match.span()
        if _meets_any((start, end), refused):
            continue
        if taken.search(folded[max(0, start - 10) : start]):
            refused.append((start, end))
        elif found := forms[number].meaning(match, folded, now, lenient):
            return _as_typed(found, typed, (start, end))
    return NO_DEADLINE, None


@dataclass(frozen=True, slots=True)
class Time:
    """A time that a text names: `deadline` is what it means if it is one.

    `form` is the number of the form that it is written in, `ruled` whether the rules take it for a
    deadline, `taken` whether the words before it speak against that (巡查时间).
    """

    deadline: Deadline
    span: Span
    form: int
    ruled: bool
    taken: bool


def times(text: str, now: datetime) -> list[Time]:
    """All times of a text that could be its deadline, those of better forms first."""
    typed = text[:LONGEST]
    folded = fold(typed)
    named: list[Time] = []
    for number, match in _matches(folded, _ALL, set(folded)):
        if _meets_any(match.span(), [time.span for time in named]):
            continue
        meaning = _ALL[number].meaning
        ruled = meaning(match, folded, now, False)
        if found := ruled or meaning(match, folded, now, True):
            taken = bool(_TAKEN.search(folded[max(0, match.start() - 10) : match.start()]))
            deadline, span = _as_typed(found, typed, match.span())
            sure = bool(ruled) and not taken and number < len(CHINESE)
            named.append(Time(deadline, span, number, sure, taken))
    return named


def prepare() -> None:
    """Compile all patterns now: texts would do so one by one, a millisecond or two each."""
    tuple(form.pattern for form in _ALL)


def _matches(
    folded: str, forms: Sequence[Form], here: Collection[str]
) -> Iterator[tuple[int, re.Match[str]]]:
    """What is written in a form, after the form's number; forms without a sign `here` have none."""
    for number, form in enumerate(forms):
        if not form.signs.isdisjoint(here):
            for match in form.pattern.finditer(folded):
                if match.group():  # else a form of nothing but parts that may be left out
                    yield number, match


def _meets_any(span: Span, others: Sequence[Span]) -> bool:
    return any(span[0] < end and start < span[1] for start, end in others)


def _as_typed(found: Deadline, typed: str, span: Span) -> tuple[Deadline, Span]:
    raw = typed[slice(*span)].strip()
    start = typed.index(raw, span[0])
    return Deadline(found.kind, found.due, raw, found.workdays), (start, start + len(raw))
