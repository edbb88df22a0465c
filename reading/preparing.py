"""What a process does before it reads for others, so that the first of them waits no longer."""

from datetime import UTC, datetime

from reading import deadline
from reading.counting import tally
from reading.model import Context
from reading.reader import read

_REPORTED = "中街路32号门口占道经营，水也流到路上，大南中队2小时内整改"
_ANSWERED, _DONE = "给换了新的", "清理小广告5处"


def prepare() -> None:
    """Read a report and a work report in Chinese, which load the vocabulary and all models.

    Takes about half a second of a process's life, once.
    """
    deadline.prepare()
    read(_REPORTED, now=datetime(2021, 3, 3, tzinfo=UTC))
    read(_ANSWERED, now=datetime(2021, 3, 3, tzinfo=UTC), context=Context(reply_to="card"))
    tally(_DONE)
