"""Late is told before it happens: one due step of a case's chain at a time."""

from datetime import datetime

from db import cases
from db.transaction import Transaction
from domain import rules
from domain.people import Chat, GroupSettings
from operations import telling
from operations.office import Office


async def take_step(tx: Transaction, office: Office) -> bool:
    """One case whose next step has fallen due: the step is taken, and the unit told of it.

    Of several steps that were missed while the bot was down each is taken, in order; a warning
    that comes after the due time says nothing any more and is left out when it is rendered.
    """
    case = await cases.next_step_due(tx)
    if case is None:
        return False
    decision = rules.take_step(case, now=tx.now)
    after = await cases.apply(tx, case, decision, by=None)

    def wait(chat: Chat | None) -> datetime | None:
        """The night is that of the chat that is told, not of the one that reported."""
        quiet = (chat.settings if chat else GroupSettings()).quiet_hours
        return None if case.urgent else quiet.end(office.local(tx.now))

    await telling.remind(tx, after, decision.reason or "", quiet_until=wait)
    if after.late(tx.now):
        await telling.refresh(tx, after)
    return True
