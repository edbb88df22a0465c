"""Reading a standard kept as a spreadsheet: rows under Chinese titles, mistakes with their rows."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from domain.mistakes import Mistake
from domain.names import tidy
from domain.standard import Kind
from domain.standard_file import CITY, LONGEST_TEXT
from domain.standard_rows import Parsed, Row, StandardWrong, build


@dataclass(frozen=True, slots=True)
class Merged:
    """Cells that were made one: the first and last row (from 1)."""

    first_row: int
    last_row: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of a spreadsheet as texts; `rows[0]` is row 1, and rows may differ in length."""

    name: str
    rows: tuple[tuple[str, ...], ...]
    merged: tuple[Merged, ...] = ()


TITLES = {
    "code": ("代码", "编码", "类别代码", "事项代码"),
    "big_code": ("大类代码", "大类编码", "大类编号"),
    "big_class": ("大类", "大类名称"),
    "small_code": ("小类代码", "小类编码", "小类编号"),
    "name": ("小类", "小类名称"),
    "kind": ("类型", "部件事件", "部件/事件", "事件/部件"),
    "category": ("类别", "案件类别", "对应类别"),
    "condition": ("条件代码", "条件编号"),
    "filing": ("立案条件", "立案标准"),
    "closing": ("结案条件", "结案标准"),
    "limit": ("处置时限", "处理时限", "办理时限", "时限", "处置时间"),
    "handler": ("责任单位", "处置单位", "责任主体", "主办单位"),
    "aliases": ("俗称", "别名"),
    "words": ("关键词", "关键字"),
    "urgent": ("紧急",),
    "default": ("默认",),
}
"""The columns, each with the titles that it may have."""

_COLUMNS = {title: column for column, titles in TITLES.items() for title in titles}
_ABOVE = {"城市": "city", "来源": "source"}
# The titles stand in one of the first rows, under a heading and what is said of the whole.
_HIGHEST_HEADER = 20
_YES, _NO = frozenset({"是", "√", "✓", "1", "y", "yes"}), frozenset({"", "否", "0", "n", "no"})
_SIGNS = re.compile(r"[\s、，,;；/]+")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}.*")
_LONG = {"filing": LONGEST_TEXT, "closing": LONGEST_TEXT}
_LONGEST, _LONGEST_CELL = 200, 2_000


def read_sheets(sheets: Sequence[Sheet], vocabulary: Mapping[str, str]) -> Parsed:
    """The standard of a spreadsheet; raises StandardWrong with every mistake found.

    Every sheet that has the titles is read; 部件 in a sheet's name makes its rows components.
    `vocabulary`: see `standard_rows.build`.
    """
    readers = [_Sheet(sheet, several=len(sheets) > 1) for sheet in sheets]
    found = [reader for reader in readers if reader.has_titles]
    if not found:
        sentence = (
            f"前 {_HIGHEST_HEADER} 行里找不到表头。请写一行表头："
            "大类代码、大类、小类代码、小类、立案条件、处置时限、结案条件、责任单位。"
        )
        raise StandardWrong((Mistake(1, sentence),))
    rows = [row for reader in found for row in reader.rows()]
    above: dict[str, str] = {}
    for reader in found:
        above |= reader.above()
    return build(
        rows,
        city=above.get("city", CITY),
        source=above.get("source", ""),
        vocabulary=vocabulary,
        mistakes=[mistake for reader in found for mistake in reader.mistakes],
        warnings=[reader.skipped() for reader in readers if not reader.has_titles],
        text=written(sheets),
    )


def written(sheets: Sequence[Sheet]) -> str:
    """The sheets as text, cells parted by tabs: what is kept of a spreadsheet."""
    lines = []
    for sheet in sheets:
        lines.append(f"# {tidy(sheet.name)}")
        lines += ["\t".join(tidy(cell, _LONGEST_CELL) for cell in row) for row in sheet.rows]
    return "\n".join(lines)


class _Sheet:
    """One sheet; what is wrong in it is collected in `mistakes`."""

    def __init__(self, sheet: Sheet, *, several: bool) -> None:
        self._sheet = sheet
        self._where = f"（工作表“{tidy(sheet.name, 40)}”）" if several else ""
        self._header = self._find_header()
        self.mistakes: list[Mistake] = []

    @property
    def has_titles(self) -> bool:
        """Whether this sheet is meant: it has the two titles that cannot be left out."""
        return self._header is not None

    def skipped(self) -> Mistake:
        """The word about a sheet that was not read."""
        return Mistake(1, f"工作表“{tidy(self._sheet.name, 40)}”没有表头，没有读它。")

    def above(self) -> dict[str, str]:
        """What stands over the titles: 城市 and 来源, each with its value in the next cell."""
        said = {}
        for row in self._sheet.rows[: self._header or 0]:
            for cell, value in pairwise(row):
                key = _ABOVE.get(_title(cell).rstrip(":"))
                if key and tidy(value):
                    said[key] = tidy(value, LONGEST_TEXT if key == "source" else _LONGEST)
        return said

    def rows(self) -> Iterator[Row]:
        """Every row under the titles."""
        header = self._header
        if header is None:
            return
        columns = self._columns(header)
        if not columns:
            return
        self._check_merged(header)
        last = max(
            (index for index, row in enumerate(self._sheet.rows) if any(map(tidy, row))), default=0
        )
        for index in range(header + 1, last + 1):
            cells = self._sheet.rows[index]
            if any(map(tidy, cells)):
                yield self._row(index + 1, {key: _cell(cells, at) for key, at in columns.items()})
            else:
                self._wrong(index + 1, "这是空行，下面还有内容。请删去空行。")

    def _wrong(self, row: int, sentence: str) -> None:
        self.mistakes.append(Mistake(row, sentence + self._where))

    def _find_header(self) -> int | None:
        for index, row in enumerate(self._sheet.rows[:_HIGHEST_HEADER]):
            columns = {_COLUMNS.get(_title(cell)) for cell in row}
            if columns >= {"name", "limit"} or len(columns - {None}) > 2:
                return index
        return None

    def _columns(self, header: int) -> dict[str, int]:
        """Where each column stands; empty if one is missing that cannot be left out."""
        columns: dict[str, int] = {}
        for at, cell in enumerate(self._sheet.rows[header]):
            name = _COLUMNS.get(_title(cell))
            if name in columns:
                self._wrong(header + 1, f"表头“{_title(cell)}”出现了两次。请删去一列。")
            elif name:
                columns[name] = at
        needed = ["big_class", "name", "limit"]
        needed += [] if "code" in columns else ["big_code", "small_code"]
        missing = [TITLES[name][0] for name in needed if name not in columns]
        if missing:
            sentence = (
                f"表头里没有“{'”“'.join(missing)}”这{'一' if len(missing) == 1 else '几'}列。"
            )
            self._wrong(header + 1, f"{sentence}请加上，列的先后不限。")
            return {}
        return columns

    def _check_merged(self, header: int) -> None:
        for cells in self._sheet.merged:
            if cells.last_row > header + 1:
                rows = f"第 {cells.first_row} 到 {cells.last_row} 行"
                sentence = f"{rows}有合并的单元格。请取消合并，并在每一行都填上内容。"
                self._wrong(max(cells.first_row, header + 2), sentence)

    def _row(self, number: int, cells: Mapping[str, str]) -> Row:
        for key, value in cells.items():
            longest = _LONG.get(key, _LONGEST)
            if len(value) > longest:
                self._wrong(number, f"“{TITLES[key][0]}”太长（最多 {longest} 字）。请缩短。")
        texts = {key: tidy(value, _LONG.get(key, _LONGEST)) for key, value in cells.items()}
        return Row(
            line=number,
            kind=self._kind(number, texts.get("kind", "")),
            code=self._code(number, texts),
            big_class=texts.get("big_class", ""),
            name=texts.get("name", ""),
            category=texts.get("category", ""),
            limit=texts.get("limit", ""),
            condition=texts.get("condition", ""),
            filing=texts.get("filing", ""),
            closing=texts.get("closing", ""),
            handler=texts.get("handler", ""),
            words=_list(texts.get("words", "")),
            aliases=_list(texts.get("aliases", "")),
            urgent=self._flag(number, "urgent", texts),
            default=self._flag(number, "default", texts),
            where=self._where,
        )

    def _kind(self, number: int, word: str) -> Kind:
        if word in ("", "事件", "部件"):
            component = "部件" in (word or self._sheet.name)
            return Kind.COMPONENT if component else Kind.EVENT
        self._wrong(number, f"不认识类型“{word[:40]}”。可以写：事件、部件。")
        return Kind.EVENT

    def _code(self, number: int, texts: Mapping[str, str]) -> str:
        whole, big, small = (texts.get(key, "") for key in ("code", "big_code", "small_code"))
        if any(map(_DATE.fullmatch, (whole, big, small))):
            sentence = "代码被表格软件改成了日期。请把代码一列设为“文本”格式，重新填写。"
            self._wrong(number, sentence)
        if whole or "-" in small:
            return whole or small
        big, small = _two_digits(big), _two_digits(small)
        if len(small) == len(big) + 2:
            # 0406: the small class is written with its big class before it.
            small = small.removeprefix(big)
        return f"{big}-{small}"

    def _flag(self, number: int, key: str, texts: Mapping[str, str]) -> bool:
        value = texts.get(key, "").lower()
        if value not in _YES | _NO:
            self._wrong(number, f"“{TITLES[key][0]}”一栏看不懂“{value[:40]}”。请写“是”或留空。")
        return value in _YES


def _title(cell: str) -> str:
    return re.sub(r"[\s*]", "", unicodedata.normalize("NFKC", cell)).replace("(必填)", "")


def _list(words: str) -> tuple[str, ...]:
    return tuple(filter(None, dict.fromkeys(_SIGNS.split(words))))


def _two_digits(code: str) -> str:
    return code.zfill(2) if code.isdecimal() else code


def _cell(cells: Sequence[str], at: int) -> str:
    return cells[at] if at < len(cells) else ""
