"""Reading a standard written as TOML; every mistake is told at once with its line."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from typing import Any

from domain.mistakes import Mistake
from domain.org_entry import Entry
from domain.org_file import LONGEST, decode, syntax_mistake
from domain.organisation import OrgFileWrong
from domain.standard import Kind
from domain.standard_rows import Parsed, Row, StandardWrong, build
from domain.toml_lines import TomlLines

CITY = "本市"
"""What the city is called where a file does not say."""

LONGEST_TEXT = 500
"""Characters of a filing or closing condition."""

_HEADER = re.compile(r"^[ \t]*(\[\[[ \t]*items[ \t]*(\]\]|\.)|items[ \t]*=)", re.MULTILINE)
# A small class with one condition may hold these itself; `handler` may also stand for all of them.
_CONDITION = ("condition", "filing", "closing", "limit", "words", "urgent", "default", "handler")
_KINDS = "event 事件、component 部件"


def is_standard(text: str) -> bool:
    """Whether a TOML text is a standard: it has `[[items]]`."""
    return _HEADER.search(text) is not None


def read_standard(data: bytes, vocabulary: Mapping[str, str]) -> Parsed:
    """The standard of a TOML file; raises StandardWrong with every mistake found.

    `vocabulary`: see `standard_rows.build`.
    """
    text = _text(data)
    tables = _parse(text)
    lines = TomlLines(text)
    mistakes: list[Mistake] = []
    top = Entry("", 0, tables, lines, mistakes)
    top.allow("city", "source", "items")
    rows = list(_rows(tables.get("items", []), lines, mistakes))
    return build(
        rows,
        city=top.text("city") or CITY,
        source=top.text("source", LONGEST_TEXT) or "",
        vocabulary=vocabulary,
        mistakes=mistakes,
        text=text,
    )


def _text(data: bytes) -> str:
    if len(data) > LONGEST:
        raise StandardWrong((Mistake(1, "文件太大，不像立案标准。请确认选对了文件。"),))
    try:
        return decode(data).removeprefix("\ufeff")
    except OrgFileWrong as wrong:
        raise StandardWrong(wrong.mistakes) from wrong


def _parse(text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise StandardWrong((syntax_mistake(str(error), text),)) from error
    except (RecursionError, ValueError) as error:
        # A number of thousands of digits, brackets of thousands of levels, half a character.
        raise StandardWrong((Mistake(1, "文件内容异常，无法解析。请对照示例检查。"),)) from error


def _rows(tables: Any, lines: TomlLines, mistakes: list[Mistake]) -> Iterator[Row]:
    if not _is_tables(tables):
        mistakes.append(Mistake(lines.table("items", 0), "items 要写成 [[items]]（两层方括号）。"))
        return
    blocks = 0
    for index, table in enumerate(tables):
        item = Entry("items", index, table, lines, mistakes)
        item.allow(
            "code", "kind", "big_class", "name", "category", "aliases", "conditions", *_CONDITION
        )
        conditions = _conditions(item, table)
        # Conditions that stand in one line have no table of their own: the item's stands for them.
        inline = lines.key("items", index, "conditions") != lines.table("items", index)
        for values in conditions or ():
            place = ("items", index) if inline else ("items.conditions", blocks)
            blocks += not inline
            condition = Entry(*place, values, lines, mistakes)
            condition.allow(*_CONDITION)
            yield _row(item, condition)
        if conditions is None:
            yield _row(item, item)


def _conditions(item: Entry, table: Mapping[str, Any]) -> list[dict[str, Any]] | None:
    """The tables of a small class's conditions; None if it is its own only condition."""
    conditions = table.get("conditions")
    if conditions is None:
        return None
    for key in _CONDITION:
        if item.has(key) and key != "handler":
            item.wrong(key, f"有了 [[items.conditions]]，{key} 要写在每个条件里。")
    if not _is_tables(conditions) or not conditions:
        item.wrong("conditions", "conditions 要写成 [[items.conditions]]（两层方括号），至少一个。")
        return []
    found: list[dict[str, Any]] = conditions
    return found


def _is_tables(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(one, dict) for one in value)


def _row(item: Entry, condition: Entry) -> Row:
    return Row(
        line=condition.line(),
        kind=item.choice("kind", Kind, _KINDS) or Kind.EVENT,
        code=item.text("code") or "",
        big_class=item.text("big_class") or "",
        name=item.text("name") or "",
        category=item.text("category") or "",
        limit=condition.text("limit") or "",
        condition=condition.text("condition") or "",
        filing=condition.text("filing", LONGEST_TEXT) or "",
        closing=condition.text("closing", LONGEST_TEXT) or "",
        handler=condition.text("handler") or item.text("handler") or "",
        words=condition.texts("words"),
        aliases=item.texts("aliases"),
        urgent=condition.flag("urgent"),
        default=condition.flag("default"),
    )
