"""Spreadsheets that people hand in: read as texts, or refused with a sentence."""

import io
import zipfile
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from documents.spreadsheet import (
    LONGEST,
    SpreadsheetWrong,
    looks_like_spreadsheet,
    read_spreadsheet,
)

SHEET = "xl/worksheets/sheet1.xml"


def saved(book: Workbook) -> bytes:
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def small() -> Workbook:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "事件"
    sheet.append(["代码", "小类", "时限"])
    sheet.append(["04-06", "占道经营", 2])
    return book


def test_cells_are_read_as_texts() -> None:
    book = small()
    sheet = book["事件"]
    sheet.append([date(2026, 4, 6), None, 1.5])
    sheet.append([True, 6.0, "=1+1"])
    sheet.merge_cells("A6:B7")
    other = book.create_sheet("藏起来的")
    other.sheet_state = "hidden"
    (read,) = read_spreadsheet(saved(book))
    assert read.name == "事件"
    assert read.rows[1] == ("04-06", "占道经营", "2")
    assert read.rows[2] == ("2026-04-06T00:00:00", "", "1.5")
    # A formula that no program has computed has no value.
    assert read.rows[3] == ("是", "6", "")
    assert [(one.first_row, one.last_row) for one in read.merged] == [(6, 7)]


def rezipped(data: bytes, *, without: str = "", added: str = "", content: bytes = b"") -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(file, "w", 8) as new:
        for name in old.namelist():
            if name != without:
                new.writestr(name, old.read(name))
        if added:
            new.writestr(added, content)
    return file.getvalue()


def test_what_is_no_spreadsheet_is_refused_with_a_sentence() -> None:
    whole = saved(small())
    wrong = {
        b"[[items]]": "不是 .xlsx",
        whole[: len(whole) // 2]: "没有传完整",
        rezipped(whole, without="xl/workbook.xml"): "不是 .xlsx",
        rezipped(whole, added="xl/vbaProject.bin"): "有宏",
        rezipped(whole, without=SHEET): "没有工作表",
        rezipped(whole, without=SHEET, added=SHEET, content=b"<worksheet><"): "已损坏",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600): "密码",
        bytes(LONGEST + 1): "太大",
        rezipped(whole, added="xl/media/bomb.bin", content=bytes(101 * 2**20)): "展开后太大",
    }
    for data, said in wrong.items():
        with pytest.raises(SpreadsheetWrong, match=said):
            read_spreadsheet(data)


def test_a_sheet_of_a_million_rows_is_refused() -> None:
    book = small()
    book["事件"].cell(row=1_000_000, column=1, value="x")
    with pytest.raises(SpreadsheetWrong, match="1000000 行"):
        read_spreadsheet(saved(book))


def test_too_many_sheets_are_refused() -> None:
    book = small()
    for number in range(20):
        book.create_sheet(str(number))
    with pytest.raises(SpreadsheetWrong, match="工作表太多"):
        read_spreadsheet(saved(book))


@given(st.binary(max_size=200))
def test_bytes_after_the_mark_of_a_spreadsheet_never_break_it(rest: bytes) -> None:
    data = b"PK\x03\x04" + rest
    assert looks_like_spreadsheet(data)
    with pytest.raises(SpreadsheetWrong):
        read_spreadsheet(data)
