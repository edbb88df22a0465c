"""Times of day as people write them: 18:00, and 24:00 for the end of a span."""

import re
from datetime import datetime, time, timedelta, tzinfo

_CLOCK = re.compile(r"([0-9]{1,2})[:：]([0-9]{2})")
END_OF_DAY = "24:00"


def wall_time(text: str) -> time:
    """`8:05` or `18:00` as a time of day. ValueError for anything else."""
    found = _CLOCK.fullmatch(text.strip())
    if not found:
        raise ValueError(f"not a time of day: {text!r}")
    return time(int(found[1]), int(found[2]))


def end_time(text: str) -> time:
    """The same, and `24:00` as the last moment of the day."""
    return time.max if text.strip() == END_OF_DAY else wall_time(text)


def written(moment: time) -> str:
    """As `end_time` reads it."""
    return END_OF_DAY if moment == time.max else f"{moment:%H:%M}"


def wall_span(text: str) -> tuple[time, time]:
    """`08:00-20:00` as its two times; `00:00-24:00` is the whole day. ValueError otherwise."""
    since, _dash, until = re.sub("[–—~～至]", "-", text).partition("-")
    return wall_time(since), end_time(until)


def next_at(at: time, zone: tzinfo, now: datetime) -> datetime:
    """The next moment after `now` at which clocks in that zone show that time."""
    local = now.astimezone(zone)
    today = datetime.combine(local.date(), at, zone)
    return today if today > local else datetime.combine(local.date() + timedelta(days=1), at, zone)
