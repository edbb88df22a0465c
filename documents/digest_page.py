"""What stands on the page of a daily digest: plain values, ready to print."""

from dataclasses import dataclass
from typing import Literal

Tone = Literal["plain", "good", "warn", "bad"]


@dataclass(frozen=True)
class Tile:
    """One figure of the day, such as 结案 41 or 按期结案率 92%."""

    label: str
    value: str
    tone: Tone = "plain"


@dataclass(frozen=True)
class UnitRow:
    """A unit's cases: closed, open and still in time, open and late (each counted once)."""

    name: str
    closed: int
    open: int
    late: int


@dataclass(frozen=True)
class CategoryRow:
    """How many cases of a category were reported."""

    name: str
    count: int


@dataclass(frozen=True)
class OverdueRow:
    """A late case: `late_for` as in "超期 3 小时"."""

    number: str
    place: str
    unit: str
    late_for: str


@dataclass(frozen=True)
class RankRow:
    """A place in the ranking: "1", the unit, and its score as printed ("98.5 分")."""

    rank: str
    unit: str
    score: str


@dataclass(frozen=True)
class DigestHeadings:
    """The words that the page brings along; a translation gives its own."""

    units: str = "各单位办理情况"
    closed: str = "结案"
    open: str = "在办"
    late: str = "超期"
    other_units: str = "其余 {count} 个单位"
    categories: str = "问题类别"
    other_categories: str = "其他"
    overdue: str = "超期未结"
    more_overdue: str = "另有 {count} 件，见群内文字"
    none_overdue: str = "没有超期案件"
    first: str = "排名靠前"
    last: str = "排名靠后"
    notes: str = "提示"
    nothing: str = "今天没有案件"


@dataclass(frozen=True)
class DigestPage:
    """A day of a group. Rows are printed in the order given; empty parts are left out.

    `as_of`: "数据截至 18:00"; `rank_note`: who takes part in the ranking ("至少 5 件").
    """

    title: str
    group: str
    date: str
    as_of: str
    tiles: tuple[Tile, ...] = ()
    units: tuple[UnitRow, ...] = ()
    categories: tuple[CategoryRow, ...] = ()
    overdue: tuple[OverdueRow, ...] = ()
    overdue_total: int = 0  # where not all of them are handed over
    first: tuple[RankRow, ...] = ()
    last: tuple[RankRow, ...] = ()
    rank_note: str = ""
    notes: tuple[str, ...] = ()
    headings: DigestHeadings = DigestHeadings()
