"""What happens by the clock: a job only asks whether anything is due, and does one such thing."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from db import inbox
from db.transaction import Transaction
from operations import (
    answering,
    arriving,
    digesting,
    escalating,
    handing_over,
    meeting,
    requesting,
)
from operations.office import Office

Step = Callable[[Transaction], Awaitable[bool]]


@dataclass(frozen=True, slots=True)
class Job:
    """A step that does one due thing in its transaction and says whether there was one.

    It is asked whenever the look of each second, or after a jump of the clock, finds it (see
    `db.due`); one with `seconds` every `seconds` of machine time instead, and after a jump. It is
    asked again at once until it says False.
    """

    name: str
    step: Step
    seconds: float | None = None


def table(office: Office) -> tuple[Job, ...]:
    """All jobs."""

    def of_office(step: Callable[[Transaction, Office], Awaitable[bool]]) -> Step:
        return lambda tx: step(tx, office)

    return (
        Job("gatherings", of_office(arriving.close_gatherings)),
        Job("questions", of_office(answering.expire)),
        Job("reminders", of_office(escalating.take_step)),
        Job("requests", of_office(requesting.due)),
        Job("digests", of_office(digesting.due)),
        Job("whistles", of_office(meeting.step)),
        Job("handovers", of_office(handing_over.due)),
        Job("erasure", inbox.erase, seconds=60.0),
    )
