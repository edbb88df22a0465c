"""Spreadsheets (.xlsx) that people hand in, read as texts; nothing in them is carried out."""

import io
import warnings
import zipfile
from datetime import date, datetime
from typing import TYPE_CHECKING

from domain.standard_sheet import Merged, Sheet

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

LONGEST = 10 * 1024 * 1024
"""Bytes of a file."""

_LONGEST_OPENED = 100 * 1024 * 1024
_ROWS, _COLUMNS, _SHEETS = 20_000, 60, 20
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = b"PK\x03\x04"


class SpreadsheetWrong(Exception):
    """A file that cannot be read as a spreadsheet; its words say why and what to do."""


def looks_like_spreadsheet(data: bytes) -> bool:
    """Whether the bytes are an Office file of either kind, so that no text can be in them."""
    return data.startswith((_ZIP, _OLD_OFFICE))


def read_spreadsheet(data: bytes) -> tuple[Sheet, ...]:
    """The visible sheets with their cells as texts; raises SpreadsheetWrong with a sentence.

    Of formulas, the value that was last computed counts. A file of 10 MB, 20 sheets, 20,000 rows
    is the largest; columns after the 60th are left out.
    """
    # Only whoever loads a spreadsheet needs it: it takes 30 MB and a quarter of a second.
    from openpyxl import load_workbook  # noqa: PLC0415

    _check(data)
    try:
        with warnings.catch_warnings():
            # It warns of styles and extensions that it leaves out; texts are all we want.
            warnings.simplefilter("ignore")
            book = load_workbook(io.BytesIO(data), data_only=True)
    except Exception as error:
        # A damaged part raises whatever its parser raises: KeyError, ValueError, ParseError …
        raise SpreadsheetWrong(
            "文件已损坏，打不开。请用表格软件打开后另存为 .xlsx 再加载。"
        ) from error
    visible = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    if not visible:
        raise SpreadsheetWrong("文件里没有工作表，可能已损坏。请另存为 .xlsx 再加载。")
    if len(visible) > _SHEETS:
        raise SpreadsheetWrong(f"工作表太多（最多 {_SHEETS} 个）。请只留下立案标准。")
    return tuple(map(_sheet, visible))


def _check(data: bytes) -> None:
    if len(data) > LONGEST:
        raise SpreadsheetWrong("文件太大（最多 10 MB）。请删去图片和多余的工作表，再另存为 .xlsx。")
    if data.startswith(_OLD_OFFICE):
        raise SpreadsheetWrong(
            "这是旧格式（.xls）或加了密码的文件。请去掉密码，另存为 .xlsx 再加载。"
        )
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            names = parts.namelist()
            opened = sum(part.file_size for part in parts.infolist())
    except zipfile.BadZipFile as error:
        raise SpreadsheetWrong(
            "这不是 .xlsx 表格文件，或没有传完整。请另存为 .xlsx 再加载。"
        ) from error
    if "xl/workbook.xml" not in names:
        raise SpreadsheetWrong("这不是 .xlsx 表格文件。请用表格软件打开后另存为 .xlsx 再加载。")
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise SpreadsheetWrong("文件里有宏，不能加载。请另存为不带宏的 .xlsx 再加载。")
    if opened > _LONGEST_OPENED:
        raise SpreadsheetWrong("文件展开后太大，不像立案标准。请只复制有内容的行到新表格再加载。")


def _sheet(sheet: "Worksheet") -> Sheet:
    if sheet.max_row > _ROWS:
        raise SpreadsheetWrong(
            f"工作表“{sheet.title}”有 {sheet.max_row} 行（最多 {_ROWS}）。"
            "请删去下面的空行，或只复制有内容的行到新表格。"
        )
    rows = sheet.iter_rows(max_col=min(sheet.max_column, _COLUMNS), values_only=True)
    merged = (Merged(one.min_row, one.max_row) for one in sheet.merged_cells.ranges)
    return Sheet(
        name=sheet.title,
        rows=tuple(tuple(map(_text, row)) for row in rows),
        merged=tuple(sorted(merged, key=lambda one: one.first_row)),
    )


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    return str(value)
