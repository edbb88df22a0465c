"""Reading an org file: TOML to an `Organisation`, every mistake told at once with its line."""

import re
import tomllib
from collections.abc import Collection
from datetime import time
from typing import Any

from domain.mistakes import Mistake
from domain.org_checks import Checks
from domain.org_entry import Entry
from domain.org_routes import RouteChecks, route_entry, street_entry
from domain.organisation import (
    WHOLE_WEEK,
    DutyEntry,
    GroupEntry,
    Organisation,
    OrgFileWrong,
    PersonEntry,
    PlaceEntry,
    UnitEntry,
)
from domain.people import (
    GroupRole,
    GroupSettings,
    QuietHours,
    Role,
    UnitKind,
    WhoMayReport,
)
from domain.toml_lines import TomlLines

LONGEST = 2_000_000
"""Bytes; a whole city's file is far shorter."""

SHORTEST_PLACE = 2
"""Characters of a place's name; a single one stands in every text."""

_TABLES = ("units", "people", "groups", "duty", "places", "routes", "streets")
_SYNTAX = re.compile(r"(.*) \(at (?:line (\d+), column (\d+)|end of document)\)", re.DOTALL)
_DAYS = {name: day for day, name in enumerate(("mon", "tue", "wed", "thu", "fri", "sat", "sun"))}
_DAYS |= {"周" + name: day for day, name in enumerate("一二三四五六日")}
_ROLES = (
    "supervisor 督查、dispatcher 派遣、unit_leader 中队长、handler 队员、leader 领导、admin 管理员"
)


def decode(data: bytes) -> str:
    """The text of a file, in UTF-8 or as old Windows editors save it (GB18030)."""
    if len(data) > LONGEST:
        raise OrgFileWrong((Mistake(1, "文件太大，不像组织文件。请确认选对了文件。"),))
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise OrgFileWrong((Mistake(1, "文件不是文本。请用 UTF-8 编码保存后再加载。"),))


def read_organisation(text: str, known_categories: Collection[str]) -> Organisation:
    """The organisation that the text describes; raises OrgFileWrong with every mistake found.

    `known_categories` are names 大类/小类; a pattern of a unit must fit at least one of them.
    """
    tables = _parse(text.removeprefix("\ufeff"))
    lines = TomlLines(text)
    mistakes: list[Mistake] = []
    organisation = _organisation(tables, lines, mistakes).by_name()
    mistakes.extend(Checks(organisation, lines, known_categories).mistakes())
    mistakes.extend(RouteChecks(organisation, lines, known_categories).mistakes())
    if mistakes:
        raise OrgFileWrong(tuple(sorted(set(mistakes))))
    return organisation


def _parse(text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise OrgFileWrong((syntax_mistake(str(error), text),)) from error
    except (RecursionError, ValueError) as error:
        # A number of thousands of digits, brackets of thousands of levels, half a character.
        raise OrgFileWrong((Mistake(1, "文件内容异常，无法解析。请对照示例文件检查。"),)) from error


def syntax_mistake(message: str, text: str) -> Mistake:
    """Where the TOML parser gave up, and how things are written; `message` is what it said."""
    lines = text.split("\n")
    found = _SYNTAX.fullmatch(message)
    number = int(found[2]) if found and found[2] else len(lines)
    if any(mark in lines[number - 1] for mark in "“”‘’，："):
        return Mistake(number, '这一行有全角标点。引号、逗号、冒号请改用英文半角（" , :）。')
    where = f"第 {found[3]} 个字符附近" if found and found[3] else "文件结尾"
    return Mistake(
        number,
        f"{where}写法不对。文字要放在英文双引号里，多项用方括号，"
        '例如 name = "大南中队"、aliases = ["大南"]。',
    )


def _organisation(
    tables: dict[str, Any], lines: TomlLines, mistakes: list[Mistake]
) -> Organisation:
    top = Entry("", 0, tables, lines, mistakes)
    top.allow("timezone", *_TABLES)
    entries = {name: _entries(name, tables.get(name, []), lines, mistakes) for name in _TABLES}
    return Organisation(
        units=tuple(filter(None, map(_unit, entries["units"]))),
        people=tuple(filter(None, map(_person, entries["people"]))),
        groups=tuple(filter(None, map(_group, entries["groups"]))),
        duty=tuple(filter(None, map(_duty, entries["duty"]))),
        places=tuple(filter(None, map(_place, entries["places"]))),
        routes=tuple(filter(None, map(route_entry, entries["routes"]))),
        streets=tuple(filter(None, map(street_entry, entries["streets"]))),
        timezone=top.text("timezone"),
        timezone_line=top.line("timezone"),
    )


def _entries(name: str, rows: Any, lines: TomlLines, mistakes: list[Mistake]) -> list[Entry]:
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        mistakes.append(Mistake(lines.table(name, 0), f"{name} 要写成 [[{name}]]（两层方括号）。"))
        return []
    return [Entry(name, index, row, lines, mistakes) for index, row in enumerate(rows)]


def _unit(entry: Entry) -> UnitEntry | None:
    entry.allow("name", "kind", "parent", "aliases", "categories", "areas")
    name = entry.needed("name", "单位")
    kind = (
        entry.choice(
            "kind",
            UnitKind,
            "bureau 局、squad 中队、street 街道、community 社区、department 部门、company 公司",
        )
        or UnitKind.SQUAD
    )
    unit = UnitEntry(
        line=entry.line(),
        name=name or "",
        kind=kind,
        parent=entry.text("parent"),
        aliases=entry.texts("aliases"),
        categories=entry.texts("categories"),
        areas=entry.texts("areas"),
    )
    return unit if name else None


def _person(entry: Entry) -> PersonEntry | None:
    entry.allow("telegram_id", "name", "roles", "unit")
    name = entry.needed("name", "人员")
    unit = entry.text("unit")
    roles = entry.choices("roles", Role, _ROLES)
    if not entry.has("roles") and unit:
        roles = (Role.HANDLER,)
    person = PersonEntry(
        line=entry.line(),
        name=name or "",
        telegram_id=entry.account("telegram_id"),
        roles=frozenset(roles),
        unit=unit,
    )
    return person if name else None


def _group(entry: Entry) -> GroupEntry | None:
    entry.allow(
        "chat_id", "role", "unit", "name", "digest_at", "quiet_hours", "who_may_report", "locale"
    )
    role = entry.choice(
        "role",
        GroupRole,
        "supervision 督查群、unit 单位群、leaders 领导群、campaign 专项群",
        needed=True,
    )
    group = GroupEntry(
        line=entry.line(),
        role=role or GroupRole.SUPERVISION,
        chat_id=entry.chat("chat_id"),
        unit=entry.text("unit"),
        name=entry.text("name") or "",
        settings=_settings(entry),
    )
    return group if role else None


def _settings(entry: Entry) -> GroupSettings:
    quiet = entry.span("quiet_hours")
    who = entry.choice("who_may_report", WhoMayReport, "everyone 群里所有人、staff 仅在册人员")
    return GroupSettings(
        digest_at=entry.clock("digest_at"),
        quiet_hours=QuietHours(*quiet) if quiet else QuietHours(),
        who_may_report=who or WhoMayReport.EVERYONE,
        locale=entry.one_of("locale", ("zh", "en")),
    )


def _duty(entry: Entry) -> DutyEntry | None:
    entry.allow("unit", "person", "days", "dates", "hours")
    unit = entry.needed("unit", "值班")
    person = entry.account_or_name("person", "值班")
    days = entry.days("days", _DAYS) if entry.has("days") else WHOLE_WEEK
    dates = entry.dates("dates") if entry.has("dates") else ()
    if entry.has("days") and entry.has("dates"):
        entry.wrong("dates", "同一条里 days 和 dates 只能写一个。请拆成两条 [[duty]]。")
    since, until = entry.span("hours") or (time.min, time.max)
    if since == until:
        entry.wrong("hours", '起止时间相同。整天值班请写 hours = "00:00-24:00"。')
    duty = DutyEntry(entry.line(), unit or "", person or "", days, since, until, dates)
    return duty if unit and person else None


def _place(entry: Entry) -> PlaceEntry | None:
    entry.allow("name", "aliases", "unit")
    name = entry.needed("name", "地点")
    aliases = entry.texts("aliases")
    for key, words in (("name", (name,) if name else ()), ("aliases", aliases)):
        for word in words:
            if len(word) < SHORTEST_PLACE:
                entry.wrong(key, f"“{word}”太短，普通文字里会误认。地点的名称和别名至少写两个字。")
    place = PlaceEntry(entry.line(), name or "", aliases, entry.text("unit"))
    return place if name else None
