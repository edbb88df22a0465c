"""What became of a crowd's reports: each one case, each case one ping, each cause one effect."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bench.said import Sent
from bench.town import Report
from db import cases
from db.transaction import Transaction
from domain.transitions import Action


@dataclass(frozen=True, slots=True)
class Event:
    """A case's event by its cause: who did what, by which message or tap."""

    action: str
    by: int | None
    message: int | None


@dataclass(frozen=True, slots=True)
class Filed:
    """A case as it is kept. `number` is "" for a draft."""

    number: str
    events: tuple[Event, ...]


Ledger = Mapping[Report, Sequence[Filed]]


async def ledger(tx: Transaction, reports: Iterable[Report]) -> dict[Report, list[Filed]]:
    """The cases of each report, with their events."""
    found: dict[Report, list[Filed]] = {}
    for report in reports:
        made = await cases.reported_by_message(tx, report.chat, report.message)
        found[report] = [Filed(str(one.number or ""), await _events(tx, one.id)) for one in made]
    return found


async def _events(tx: Transaction, case: int) -> tuple[Event, ...]:
    rows = await cases.history(tx, case)
    return tuple(Event(row.action, row.by, row.message_id) for row in rows)


def judged(kept: Ledger, said: Sequence[Sent]) -> dict[str, int]:
    """The figures of `bench.kill`, but for the number of kills."""
    return {
        "reports": len(kept),
        "cases_lost": sum(not made for made in kept.values()),
        "cases_doubled": sum(max(0, len(made) - 1) for made in kept.values()),
        "units_not_pinged": sum(
            not _was_pinged(report, one, said) for report, made in kept.items() for one in made
        ),
        "pings_doubled": _again(said),
        "effects_doubled": sum(_doubled(one) for made in kept.values() for one in made),
    }


def _again(said: Sequence[Sent]) -> int:
    """How many messages show a case as a card where another did; each pings once, however many."""
    shown: set[tuple[int, str]] = set()
    again = 0
    for one in said:
        cards = {(one.chat, number) for number in one.shows()}
        again += bool(cards & shown)
        shown |= cards
    return again


def _was_pinged(report: Report, one: Filed, said: Sequence[Sent]) -> bool:
    members = set(report.squad.members)
    return any(members & message.shows().get(one.number, frozenset()) for message in said)


def _doubled(one: Filed) -> int:
    """Events beyond the first of the same cause. Nobody in the crowd does a thing twice.

    Steps of the chain have no cause but the time: `bench.steps` looks at them.
    """
    causes = Counter(event for event in one.events if event.action != Action.STEP)
    return sum(count - 1 for count in causes.values())
