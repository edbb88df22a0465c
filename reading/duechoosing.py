"""Which of the times that a report names is its deadline, if any: as was learnt.

Rules know the words that make a time a deadline (前, 内, 限); people leave them out (物业，今晚;
市政半小时到场). So each time that is named is judged by what stands around it.
"""

import re
from collections.abc import Iterator
from datetime import datetime

from reading.deadline import Time, times
from reading.learned import YES, learned
from reading.model import NO_DEADLINE, Deadline
from reading.text import Message

_ENDS = re.compile(r"[,。;!?\s]")
_NUMBER = re.compile(r"[0-9一二两三四五六七八九十半]+")
_REACH = 6
"""Characters on each side that say something."""


def until_when(message: Message, now: datetime) -> Deadline:
    """The deadline of a report: the likeliest of the times that it names, or none."""
    model = learned("deadlines")
    best, deadline = 0.5, NO_DEADLINE
    for time in times(message.typed, now):
        chance = model.probabilities(evidence(message.folded, time))[YES]
        if chance > best:
            best, deadline = chance, time.deadline
    return deadline


def evidence(folded: str, time: Time) -> list[str]:
    """What speaks for and against a time's being the deadline, as features."""
    return [*_of_itself(folded, time), *_around(folded, time)]


def _of_itself(folded: str, time: Time) -> Iterator[str]:
    words = folded[slice(*time.span)]
    yield "^"
    yield f"k:{time.form}"
    yield f"d:{time.deadline.kind}"
    yield f"r:{time.ruled}"
    yield f"t:{time.taken}"
    yield f"w:{words}"
    yield f"n:{_NUMBER.sub('0', words)}"
    yield f"e:{words[-1]}"


def _around(folded: str, time: Time) -> Iterator[str]:
    start, end = time.span
    before = "^" * _REACH + folded[:start]
    behind = folded[end:] + "$" * _REACH
    for at in range(_REACH):
        yield f"b{at}:{before[-1 - at]}"
        yield f"a{at}:{behind[at]}"
    for at in range(4):
        yield f"bb{at}:{before[-2 - at : len(before) - at]}"
        yield f"aa{at}:{behind[at : at + 2]}"
    for at in range(2):
        yield f"bbb{at}:{before[-3 - at : len(before) - at]}"
        yield f"aaa{at}:{behind[at : at + 3]}"
    yield f"ba:{before[-1]}{behind[0]}"
    yield f"kb:{time.form}{before[-1]}"
    yield f"ka:{time.form}{behind[0]}"
    yield f"kaa:{time.form}{behind[:2]}"
    first, last = _ENDS.split(folded[:start])[-1], _ENDS.split(folded[end:])[0]
    yield f"cb:{min(len(first), 6)}"
    yield f"ca:{min(len(last), 6)}"
    yield f"first:{start == len(first)}"
    yield f"last:{end + len(last) >= len(folded) - 1}"
