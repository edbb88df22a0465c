"""What jobs failed with: each is left alone for a while, so that it holds up no other."""

import time
from dataclasses import dataclass

from db.transaction import Item

PAUSES = (1.0, 5.0, 30.0, 120.0, 600.0)
"""Seconds of machine time until it is tried again; the last one from then on."""


@dataclass(slots=True)
class _Failure:
    """How often a job failed with a row, with what at last, and until when it is left alone."""

    job: str
    error: str
    times: int
    until: float


class Aside:
    """Rows that were set aside by this process. The next process tries them all at once."""

    def __init__(self) -> None:
        self._failures: dict[Item, _Failure] = {}

    def put(self, job: str, item: Item, error: Exception) -> None:
        """A job has failed with a row."""
        known = self._failures.get(item)
        times = known.times + 1 if known else 1
        pause = PAUSES[min(times, len(PAUSES)) - 1]
        until = time.monotonic() + pause
        self._failures[item] = _Failure(job, type(error).__name__, times, until)

    def left_by(self, job: str) -> frozenset[Item]:
        """What that job is to leave alone now."""
        moment = time.monotonic()
        return frozenset(
            item for item, one in self._failures.items() if one.job == job and moment < one.until
        )

    def done(self, item: Item) -> None:
        """A job has done what there was to do with a row."""
        self._failures.pop(item, None)

    def over(self, job: str, left: frozenset[Item]) -> None:
        """That job found nothing more to do but what it left: what else it failed with is gone."""
        for item in [item for item, one in self._failures.items() if one.job == job]:
            if item not in left:
                del self._failures[item]

    def let_go(self) -> None:
        """Everything may be tried again now."""
        for one in self._failures.values():
            one.until = 0.0

    def errors(self) -> dict[str, str]:
        """With what each job failed, of those that have set something aside."""
        return {one.job: one.error for one in self._failures.values()}
