"""What is asked for in words, in a reply to a card: 延期 挂账 恢复 申诉 不予立案."""

import re
from datetime import UTC, datetime, timedelta

from db.transaction import Transaction
from domain import rules
from domain.cases import Case, State
from domain.requests import Wish, begins
from domain.transitions import Action
from operations import acting, requesting
from operations.actor import Actor
from operations.arrival import Arrival
from reading.model import Act, Reading
from reading.numbers import to_number

_APPEALS = re.compile(r"\s*(?:我们?|中队)?(?:要|提出|申请)?(?:申诉|appeal)[:：,，。 ]*", re.I)
_RESUMES = re.compile(r"\s*(?:提前|可以|请)?(?:恢复|resume)(?:处置|办理|处理)?[!！。. ]*", re.I)
_REFUSES = re.compile(r"\s*(?:不予立案|不立案|refuse)[:：,，。 ]*", re.I)
# 延期2小时 is two hours more; 延期到周五 and 今晚前 are moments.
_LENGTH = re.compile(
    r"(?P<number>[0-9.]+|[一二两三四五六七八九十半]+)\s*个?\s*"
    r"(?P<half>半)?(?P<unit>分钟|小时|钟头|天|日|周|hours?|days?|weeks?)(?P<more>半)?(?![前后])",
    re.I,
)
_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)
_UNITS = {
    "分钟": timedelta(minutes=1),
    **dict.fromkeys(("小时", "钟头", "hour"), _HOUR),
    **dict.fromkeys(("天", "日", "day"), _DAY),
    **dict.fromkeys(("周", "week"), 7 * _DAY),
}
_NEVER = datetime.max.replace(tzinfo=UTC) - 2 * _DAY
_MOMENT = re.compile(r"(?:[到至月]|until|till|by)\s*$", re.I)


async def heard(
    tx: Transaction, arrival: Arrival, actor: Actor, case: Case, reading: Reading
) -> bool:
    """Do what is asked for; False if nothing of this kind is."""
    text = arrival.text.strip()
    if reading.act in (Act.EXTEND, Act.SUSPEND):
        wish = Wish.EXTEND if reading.act is Act.EXTEND else Wish.SUSPEND
        until = wished_until(case, reading, text, tx.now)
        await requesting.ask(tx, case, actor, wish, until=until, reason=text)
    elif case.state is State.CLOSED and (found := _APPEALS.match(text)):
        reason = text[found.end() :]
        await requesting.ask(tx, case, actor, Wish.APPEAL, until=None, reason=reason)
    elif case.state is State.SUSPENDED and _RESUMES.fullmatch(text):
        await acting.resume(tx, case, actor)
    elif (found := _REFUSES.match(text)) and _may_refuse(case, actor):
        await acting.refuse(tx, case, actor, text[found.end() :])
    else:
        return False
    return True


def _may_refuse(case: Case, actor: Actor) -> bool:
    """Who may not is told so, unless his words are no order to the bot."""
    return rules.may(case, Action.REFUSE, actor.person) or case.state is State.FILED


def wished_until(case: Case, reading: Reading, text: str, now: datetime) -> datetime | None:
    """Until when more time is asked for. A mere length (延期2小时) counts from the deadline."""
    length = _LENGTH.search(text)
    if length and not _MOMENT.search(text[: length.start()]):
        number = to_number(length["number"])
        if number:
            if length["half"] or length["more"]:
                # 一个半小时, 两天半
                number += 0.5
            wish = Wish.SUSPEND if reading.act is Act.SUSPEND else Wish.EXTEND
            since = begins(case, wish, now)
            return _later(since, number, _UNITS[length["unit"].lower().rstrip("s")])
    return reading.requested.due or reading.deadline.due


def _later(since: datetime, number: float, unit: timedelta) -> datetime:
    """So much later; what goes beyond all calendars ends with them, and is refused as too long."""
    try:
        return since + number * unit
    except OverflowError:
        return _NEVER


# What contains a danger without removing its cause.
_CONTAINS = re.compile(r"临时|围挡|围起|警戒|警示|先行?(?:围|拦|停|盖)|制止|temporar|fenced", re.I)


def is_stopgap(case: Case, text: str) -> bool:
    """Whether a photo with these words shows a stopgap (临时措施) that is due first."""
    return case.permanent is not None and bool(_CONTAINS.search(text))
