"""Official holidays and 调休 work days: as the State Council announced them, or the operator says.

A year is announced late in the year before it. Until then nobody knows it: weekends are off, and
Monday to Friday are work days.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from chinese_calendar.constants import holidays, workdays


@dataclass(frozen=True, slots=True)
class OfficialDays:
    """Days off and 调休 work days, never the same day. `unknown`: years without a notice."""

    off: frozenset[date]
    on: frozenset[date]
    unknown: tuple[int, ...] = ()


def known(year: int) -> bool:
    """Whether that year's official notice is in the package.

    National Day decides: the first days of January may stand in the notice of another year.
    """
    return 1 <= year <= 9999 and date(year, 10, 1) in holidays


def official_days(
    years: Iterable[int], *, off: Collection[date] = (), on: Collection[date] = ()
) -> OfficialDays:
    """The days of those years for a calendar (`domain.worktime.Calendar`). Never raises.

    `off` and `on` are given by the operator, for any year, and win over what is announced; a day
    in both is a work day.
    """
    wanted = set(years)
    given_on = frozenset(on)
    given_off = frozenset(off) - given_on
    announced_off = frozenset(day for day in holidays if day.year in wanted)
    announced_on = frozenset(day for day in workdays if day.year in wanted)
    return OfficialDays(
        off=(announced_off - given_on) | given_off,
        on=(announced_on - given_off) | given_on,
        unknown=tuple(sorted(year for year in wanted if not known(year))),
    )
