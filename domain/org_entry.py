"""One table of an org file: typed values out of it, and a sentence for each that is wrong."""

from collections.abc import Collection, Mapping
from datetime import date, datetime, time, timedelta, tzinfo
from difflib import get_close_matches
from enum import StrEnum
from typing import Any, TypeVar

from domain.duty import Span
from domain.mistakes import Mistake
from domain.names import tidy
from domain.toml_lines import TomlLines
from domain.wall_time import wall_span, wall_time

# Telegram's ids have at most 52 significant bits.
_LARGEST_ID = 2**52
_LONGEST_NAME = 200
_LONGEST_SPAN = timedelta(days=366)
_DATES = '例如 dates = ["2026-12-01", "2026-12-03..2026-12-05"]'

Choice = TypeVar("Choice", bound=StrEnum)


def nearest(word: str, words: Collection[str]) -> str:
    """`是不是“…”？` for the word that was probably meant, or nothing."""
    found = get_close_matches(word, words, n=1, cutoff=0.5)
    return f"是不是“{found[0]}”？" if found else ""


class Entry:
    """A table `[[name]]` by its index. What is wrong is added to `mistakes` and read as missing."""

    def __init__(
        self,
        table: str,
        index: int,
        values: Mapping[str, Any],
        lines: TomlLines,
        mistakes: list[Mistake],
    ) -> None:
        self._table = table
        self._index = index
        self._values = values
        self._lines = lines
        self._mistakes = mistakes

    def line(self, key: str | None = None) -> int:
        """Where the table, or one of its keys, stands."""
        if key is None:
            return self._lines.table(self._table, self._index)
        return self._lines.key(self._table, self._index, key)

    def wrong(self, key: str, sentence: str) -> None:
        """Note a mistake at that key."""
        self._mistakes.append(Mistake(self.line(key), sentence))

    def has(self, key: str) -> bool:
        """Whether the key is there, right or wrong."""
        return key in self._values

    def allow(self, *keys: str) -> None:
        """Any other key is a mistake: most often a slip of the pen that would be lost silently."""
        for key in self._values.keys() - set(keys):
            shown = tidy(key, 40)
            hint = nearest(shown, keys) or f"这里可以写：{'、'.join(keys)}。"
            self.wrong(key, f"不认识“{shown}”。{hint}")

    def text(self, key: str, longest: int = _LONGEST_NAME) -> str | None:
        """A name: one line, not empty, not too long."""
        if key not in self._values:
            return None
        value = self._values[key]
        if not isinstance(value, str):
            self.wrong(key, f'{key} 要写成文字，用英文双引号括起来，例如 {key} = "…"。')
            return None
        if not tidy(value):
            self.wrong(key, f"{key} 是空的。请填写，或删去这一行。")
            return None
        if len(value) > longest:
            self.wrong(key, f"{key} 太长（最多 {longest} 字）。请缩短。")
            return None
        return tidy(value)

    def needed(self, key: str, what: str) -> str | None:
        """The same, but missing it is a mistake."""
        if key not in self._values:
            self.wrong(key, f'这个{what}缺少 {key}。请加上一行 {key} = "…"。')
        return self.text(key)

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of names; what stands in it twice is kept once."""
        value = self._values.get(key, [])
        if not isinstance(value, list) or not all(
            isinstance(one, str) and tidy(one) and len(one) <= _LONGEST_NAME for one in value
        ):
            self.wrong(key, f'{key} 要写成一列文字，例如 {key} = ["…", "…"]，每项不能为空。')
            return ()
        return tuple(dict.fromkeys(map(tidy, value)))

    def flag(self, key: str) -> bool:
        """Yes or no; no if it is not there."""
        value = self._values.get(key, False)
        if isinstance(value, bool):
            return value
        self.wrong(key, f"{key} 要写成 true 或 false（不加引号）。")
        return False

    def one_of(self, key: str, allowed: Collection[str]) -> str | None:
        """One of a few words."""
        value = self.text(key)
        if value is None or value in allowed:
            return value
        self.wrong(key, f"不认识 {key} = “{tidy(value, 40)}”。可以写：{'、'.join(allowed)}。")
        return None

    def choice(
        self, key: str, kind: type[Choice], meaning: str, *, needed: bool = False
    ) -> Choice | None:
        """One value of an enumeration; `meaning` tells the reader what there is."""
        if needed and key not in self._values:
            self.wrong(key, f"缺少 {key}。可以写：{meaning}。")
        value = self.text(key)
        if value is None:
            return None
        if value in list(kind):
            return kind(value)
        self.wrong(key, f"不认识 {key} = “{tidy(value, 40)}”。可以写：{meaning}。")
        return None

    def choices(self, key: str, kind: type[Choice], meaning: str) -> tuple[Choice, ...]:
        """A list of values of an enumeration."""
        words = self.texts(key)
        for word in words:
            if word not in list(kind):
                self.wrong(key, f"不认识 {key} 里的“{tidy(word, 40)}”。可以写：{meaning}。")
        return tuple(kind(word) for word in words if word in list(kind))

    def account(self, key: str) -> int | None:
        """A person's Telegram id."""
        if key not in self._values:
            return None
        value = self._values[key]
        if isinstance(value, int) and not isinstance(value, bool) and 0 < value < _LARGEST_ID:
            return value
        self.wrong(
            key, f"{key} 要写成正整数（不加引号）；还不知道就删去这一行，以后用 /bind 绑定。"
        )
        return None

    def chat(self, key: str) -> int | None:
        """A group's Telegram id."""
        if key not in self._values:
            return None
        value = self._values[key]
        if isinstance(value, int) and not isinstance(value, bool) and -_LARGEST_ID < value < 0:
            return value
        self.wrong(
            key,
            f"群的 {key} 是负整数（不加引号）；还不知道就删去这一行，以后在群里用 /enroll 登记。",
        )
        return None

    def account_or_name(self, key: str, what: str) -> int | str | None:
        """Who is meant: by Telegram id or by name. `what` is the table in words."""
        if isinstance(self._values.get(key), int):
            return self.account(key)
        return self.needed(key, what)

    def clock(self, key: str) -> time | None:
        """A time of day: "18:00", or TOML's own 18:00:00."""
        value = self._values.get(key)
        if value is None:
            return None
        if isinstance(value, time):
            return value.replace(second=0, microsecond=0)
        try:
            return wall_time(str(value))
        except ValueError:
            example = f'{key} = "18:00"'
            self.wrong(key, f"{key} 的时间不对。请写 00:00 到 23:59 之间的时刻，例如 {example}。")
            return None

    def span(self, key: str) -> tuple[time, time] | None:
        """A span of times of day: "08:00-20:00"; it may pass midnight."""
        value = self._values.get(key)
        if value is None:
            return None
        try:
            return wall_span(str(value))
        except ValueError:
            self.wrong(key, f'{key} 的时间不对。请写“开始-结束”，例如 {key} = "08:00-20:00"。')
            return None

    def moment(self, key: str, zone: tzinfo) -> datetime | None:
        """A day with its time, TOML's own or as text; in `zone` where none is written."""
        value = self._values.get(key)
        if value is None:
            return None
        try:
            found = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
        except ValueError:
            example = f"{key} = 2026-12-01T08:00:00"
            self.wrong(key, f"{key} 的时间不对。请写成 {example}。")
            return None
        return found if found.tzinfo else found.replace(tzinfo=zone)

    def number(self, key: str, *, least: float) -> float | None:
        """A number that is at least so much."""
        value = self._values.get(key)
        if isinstance(value, int | float) and not isinstance(value, bool) and value >= least:
            return float(value)
        self.wrong(key, f"{key} 要写成不小于 {least:g} 的数。")
        return None

    def days(self, key: str, known: Mapping[str, int]) -> frozenset[int]:
        """Days of the week, Monday = 0."""
        words = self.texts(key)
        for word in words:
            if word not in known:
                self.wrong(key, f"不认识“{tidy(word, 40)}”。可以写：{'、'.join(known)}。")
        if not words and isinstance(self._values[key], list):
            self.wrong(key, f"{key} 是空的。请写上星期几，或删去这一行（表示每天）。")
        return frozenset(known[word] for word in words if word in known)

    def dates(self, key: str) -> tuple[Span, ...]:
        """Single dates and spans of dates: "2026-12-01", "2026-12-03..2026-12-05"."""
        written = self._values[key]
        if not isinstance(written, list) or not written:
            self.wrong(key, f"{key} 要写成一列日期，{_DATES}。")
            return ()
        return tuple(filter(None, (self._span_of_dates(key, one) for one in written)))

    def _span_of_dates(self, key: str, written: object) -> Span | None:
        # TOML has dates of its own, which people write without quotation marks.
        first, _dots, last = str(written).partition("..")
        try:
            span = date.fromisoformat(first.strip()), date.fromisoformat((last or first).strip())
        except ValueError:
            self.wrong(key, f"日期“{tidy(str(written), 40)}”不对。请写成年-月-日，{_DATES}。")
            return None
        if span[1] < span[0]:
            self.wrong(key, f"“{tidy(str(written), 40)}”的结束早于开始。请把两个日期对调。")
        elif span[1] - span[0] > _LONGEST_SPAN:
            self.wrong(key, f"“{tidy(str(written), 40)}”超过一年。长期的班请用 days 写星期几。")
        return span
