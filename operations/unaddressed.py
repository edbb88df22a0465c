"""Words in no reply: a member's for its case, a checker's, and what takes a report back."""

from datetime import datetime, timedelta

from db import cases
from db.transaction import Transaction
from domain.cases import Case, State, names_cases
from operations import acting, urging
from operations.arrival import Arrival
from operations.heeding import heed
from operations.office import Office
from operations.replying import UNIT_ACTS, actor_of, are_named_each, fitting, named_in, understood
from reading.model import Act, Reading

# How long after it was sent a bare 收到 is taken to be for the case.
ACCEPTED_WITHIN = timedelta(minutes=15)
TAKEN_BACK_WITHIN = timedelta(minutes=5)
"""So long after it a report is taken back by words alone, in …"""
_A_WORD = 20
"""… so many characters at most."""


async def without_reply(tx: Transaction, arrival: Arrival, reading: Reading) -> bool:
    """收到, 已整改, 不属于我们 … with no reply: for the one case of the unit that it fits.

    007、008收到 is for both. Whoever urges names the case.
    """
    if reading.act is Act.URGE:
        return await urging.by_number(tx, arrival)
    if arrival.person is None or arrival.person.unit is None or reading.act not in UNIT_ACTS:
        return False
    if arrival.reply_to is not None:
        # It is an answer to somebody else.
        return False
    mine = await cases.open_of_unit(tx, arrival.person.unit)
    named = named_in(mine, arrival.text)
    if len(named) > 1 and not are_named_each(named, arrival.text):
        return False
    if reading.act is Act.ACCEPT and not named:
        # Later a 收到 is more likely for what the leaders have just said.
        mine = [case for case in mine if _just_sent(case, tx.now)]
    if reading.act is Act.PROGRESS or (len(mine) != 1 and not named):
        return False
    actor = actor_of(arrival, arrival.person)
    about = fitting(named, arrival, reading) or mine
    return any([await heed(tx, arrival, actor, case, reading) for case in about])


async def checks(tx: Transaction, office: Office, arrival: Arrival) -> bool:
    """1121-007通过, 007不行，重做, in no reply: whether a proof that it names was passed or not."""
    if arrival.person is None or arrival.reply_to is not None or not names_cases(arrival.text):
        return False
    named = named_in(await cases.checking_in(tx, arrival.chat.id), arrival.text)
    if not named or (len(named) > 1 and not are_named_each(named, arrival.text)):
        return False
    reading = await understood(tx, office, arrival, "card")
    if reading.act not in (Act.PASS, Act.REWORK):
        return False
    here = ((case, acting.here(arrival.person, arrival.chat, case)) for case in named)
    return any(
        [await heed(tx, arrival, actor_of(arrival, who), case, reading) for case, who in here]
    )


async def takes_back(tx: Transaction, office: Office, arrival: Arrival) -> bool:
    """发错了, 不是案件, in no reply: whether it took back what the writer has just reported."""
    if arrival.person is None or arrival.reply_to is not None or len(arrival.text) > _A_WORD:
        return False
    last = await cases.of_reporter(tx, arrival.person.id, tx.now - TAKEN_BACK_WITHIN)
    mine = [one for one in last if one.is_open and one.source.chat == arrival.chat.id]
    if not mine:
        return False
    reading = await understood(tx, office, arrival, "card")
    if reading.act not in (Act.WITHDRAW, Act.NOT_A_CASE):
        return False
    person = acting.here(arrival.person, arrival.chat, mine[0])
    return await heed(tx, arrival, actor_of(arrival, person), mine[0], reading)


def _just_sent(case: Case, now: datetime) -> bool:
    sent = case.dispatched_at
    return case.state is State.DISPATCHED and sent is not None and now - sent <= ACCEPTED_WITHIN
