"""Reading a policy file: TOML to a `Policy`, every mistake told at once with its line.

limit = "24自然小时"          # where the standard has none; also checking, ruling, reply
returns = 2                  # and extensions
[[work]]                     # work time; of one unit where `unit` is written
hours = ["08:00-12:00", "14:00-18:00"]
days = ["mon", "tue", "wed", "thu", "fri"]
[[days]]                     # besides the official notice
off = ["2026-12-24"]
on = ["2026-12-26"]
[[war]]                      # 白加黑, 5+2
since = 2026-12-01T08:00:00
until = 2026-12-10T20:00:00
[[chain]]                    # a step of the chain by its name
step = "urge"
share = 1.0
tell = ["unit_leader"]
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, time, tzinfo
from typing import Any

from domain.mistakes import FileWrong, Mistake
from domain.org_entry import Entry, nearest
from domain.org_file import decode, syntax_mistake
from domain.people import Role
from domain.policy import CHAIN, POLICY, Policy, Step
from domain.policy_form import LIMITS
from domain.standard_limits import LimitWrong, parse_limit
from domain.toml_lines import TomlLines
from domain.wall_time import wall_span
from domain.worktime import Limit, LimitUnit, WorkTable

_TABLES = ("work", "days", "war", "chain")
_COUNTS = {"returns": 5, "extensions": 5}
_MINE = re.compile(
    rf"^\s*(?:\[\[\s*(?:{'|'.join(_TABLES)})\s*\]\]|(?:{'|'.join((*LIMITS, *_COUNTS))})\s*=)",
    re.MULTILINE,
)
_OTHERS = re.compile(r"^\s*\[\[\s*(?:units|people|items)\s*\]\]", re.MULTILINE)
_DAYS = {name: day for day, name in enumerate(("mon", "tue", "wed", "thu", "fri", "sat", "sun"))}
_DAYS |= {"周" + name: day for day, name in enumerate("一二三四五六日")}
_ROLES = "unit_leader 单位负责人、dispatcher 派遣、supervisor 督查、leader 领导、admin 管理员"


class PolicyWrong(FileWrong):
    """制度文件有错误，什么都没有改动。请按下面列出的行改好，再加载一次。"""


def is_policy(text: str) -> bool:
    """Whether a TOML text sets a policy: it has one of its tables or keys, and no units."""
    return _MINE.search(text) is not None and _OTHERS.search(text) is None


def read_policy(data: bytes, units: Mapping[str, int], zone: tzinfo) -> Policy:
    """The policy of a file; raises PolicyWrong with every mistake found.

    `units` are the ids of the org file's units by name and alias. What the file does not name
    holds as by default; a moment without a zone is one of `zone`.
    """
    text = decode(data).removeprefix("\ufeff")
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise PolicyWrong((syntax_mistake(str(error), text),)) from error
    mistakes: list[Mistake] = []
    policy = _Reader(tables, TomlLines(text), mistakes, units, zone).policy()
    if mistakes:
        raise PolicyWrong(tuple(sorted(set(mistakes))))
    return policy


class _Reader:
    def __init__(
        self,
        tables: dict[str, Any],
        lines: TomlLines,
        mistakes: list[Mistake],
        units: Mapping[str, int],
        zone: tzinfo,
    ) -> None:
        self._tables = tables
        self._lines = lines
        self._mistakes = mistakes
        self._units = units
        self._zone = zone
        self._top = Entry("", 0, tables, lines, mistakes)

    def policy(self) -> Policy:
        """All that the file says, over the default."""
        self._top.allow(*LIMITS, *_COUNTS, *_TABLES)
        told: dict[str, Any] = {name: self._limit(name) for name in LIMITS}
        told |= {name: self._count(name) for name in _COUNTS}
        table, tables = self._work()
        off, on = self._holidays()
        return replace(
            POLICY,
            table=table,
            tables=tables,
            off=off,
            on=on,
            war=tuple(self._war()),
            chain=self._chain(),
            **{name: value for name, value in told.items() if value is not None},
        )

    def _entries(self, name: str) -> list[Entry]:
        rows = self._tables.get(name, [])
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            sentence = f"{name} 要写成 [[{name}]]（两层方括号）。"
            self._mistakes.append(Mistake(self._lines.table(name, 0), sentence))
            return []
        return [
            Entry(name, index, row, self._lines, self._mistakes) for index, row in enumerate(rows)
        ]

    def _limit(self, name: str) -> Limit | None:
        text = self._top.text(name)
        if text is None:
            return None
        try:
            phases = parse_limit(text)
        except LimitWrong as wrong:
            self._top.wrong(name, str(wrong))
            return None
        if len(phases) > 1:
            self._top.wrong(name, f'{name} 只能有一段时限，例如 {name} = "2自然小时"。')
            return None
        return Limit(phases[0].value, LimitUnit(phases[0].unit))

    def _count(self, name: str) -> int | None:
        if name not in self._tables:
            return None
        value = self._tables[name]
        if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= _COUNTS[name]:
            return value
        self._top.wrong(name, f"{name} 要写成 0 到 {_COUNTS[name]} 之间的整数。")
        return None

    def _work(self) -> tuple[WorkTable, dict[int, WorkTable]]:
        table, tables = POLICY.table, {}
        seen: dict[int | None, int] = {}
        for entry in self._entries("work"):
            entry.allow("unit", "hours", "days", "holidays")
            unit = self._unit(entry)
            made = self._table(entry)
            if unit in seen:
                entry.wrong("unit", f"第 {seen[unit]} 行已经写过这个单位的工作时间。请删去一个。")
            seen.setdefault(unit, entry.line())
            if made is None:
                continue
            if unit is None:
                table = made
            else:
                tables[unit] = made
        return table, tables

    def _unit(self, entry: Entry) -> int | None:
        name = entry.text("unit")
        if name is None or name in self._units:
            return self._units[name] if name else None
        hint = nearest(name, self._units) or "请先在组织表里写上这个单位。"
        entry.wrong("unit", f"没有叫“{name}”的单位。{hint}")
        return None

    def _table(self, entry: Entry) -> WorkTable | None:
        slots: list[tuple[time, time]] = []
        for text in entry.texts("hours"):
            try:
                slots.append(wall_span(text))
            except ValueError:
                entry.wrong("hours", f'“{text}”写得不对。请写“开始-结束”，例如 "08:00-12:00"。')
        days = entry.days("days", _DAYS) if entry.has("days") else POLICY.table.weekdays
        holidays = entry.flag("holidays") if entry.has("holidays") else True
        try:
            return WorkTable(tuple(slots) or POLICY.table.slots, days, holidays)
        except ValueError:
            entry.wrong("hours", "这些时间段有空的或互相重叠。请逐段检查开始和结束时间。")
            return None

    def _holidays(self) -> tuple[frozenset[date], frozenset[date]]:
        off: set[date] = set()
        on: set[date] = set()
        for entry in self._entries("days"):
            entry.allow("off", "on")
            off |= self._dates(entry, "off")
            on |= self._dates(entry, "on")
            if both := off & on:
                entry.wrong("on", f"{min(both)} 既是休息日又是上班日。请删去一个。")
        return frozenset(off - on), frozenset(on)

    def _dates(self, entry: Entry, key: str) -> set[date]:
        found = set()
        for text in entry.texts(key):
            try:
                found.add(date.fromisoformat(text))
            except ValueError:
                entry.wrong(key, f'“{text}”不是日期。请写成 "2026-12-24"。')
        return found

    def _war(self) -> list[tuple[datetime, datetime | None]]:
        found: list[tuple[datetime, datetime | None]] = []
        for entry in self._entries("war"):
            entry.allow("since", "until")
            since, until = entry.moment("since", self._zone), entry.moment("until", self._zone)
            if since is None:
                if not entry.has("since"):
                    entry.wrong("since", "战时缺少开始时间，例如 since = 2026-12-01T08:00:00。")
            elif until is not None and until <= since:
                entry.wrong("until", "战时的结束时间不晚于开始时间。请改正。")
            else:
                found.append((since, until))
        return found

    def _chain(self) -> tuple[Step, ...]:
        steps = {step.name: step for step in CHAIN}
        for entry in self._entries("chain"):
            entry.allow("step", "share", "floor", "minutes", "urgent_minutes", "tell", "off")
            name = entry.one_of("step", tuple(steps)) if entry.has("step") else None
            if name is None:
                if not entry.has("step"):
                    entry.wrong("step", f"缺少 step。可以写：{'、'.join(steps)}。")
                continue
            if entry.has("off") and entry.flag("off"):
                steps.pop(name)
            else:
                steps[name] = self._step(entry, steps[name])
        return tuple(steps.values())

    def _step(self, entry: Entry, step: Step) -> Step:
        changed = step
        if entry.has("minutes"):
            changed = replace(changed, minutes=entry.number("minutes", least=1), share=0.0)
        if entry.has("urgent_minutes"):
            changed = replace(changed, urgent_minutes=entry.number("urgent_minutes", least=1))
        if entry.has("share"):
            changed = replace(changed, share=entry.number("share", least=0.05) or step.share)
            changed = replace(changed, minutes=None, urgent_minutes=None)
        if entry.has("floor"):
            changed = replace(changed, floor=entry.number("floor", least=0) or 0.0)
        if entry.has("tell"):
            changed = replace(changed, tell=entry.choices("tell", Role, _ROLES))
        return changed
