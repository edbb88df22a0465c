"""The day of a group as one picture for the phone: 1080 px wide, a few thousand high at most."""

import io
from collections.abc import Callable, Sequence
from typing import TypeVar

from PIL import Image, ImageDraw

from documents.digest_page import (
    CategoryRow,
    DigestHeadings,
    DigestPage,
    RankRow,
    Tile,
    UnitRow,
)
from photos.lettering import rounded, shortened, squeezed, width, wrapped, write

WIDTH = 1080
_MARGIN, _PAD, _INNER = 28, 28, WIDTH - 2 * 28 - 2 * 28
_HIGHEST = 5000
_MOST_UNITS, _MOST_CATEGORIES, _MOST_OVERDUE, _MOST_RANKS = 40, 10, 8, 5
_MOST_TILES, _MOST_NOTES = 10, 6
_INK, _FAINT, _LINE, _PAPER, _DESK, _TITLE = (
    "#1c2733", "#66768a", "#e3e9ef", "#ffffff", "#eef2f6", "#1d3557",
)  # fmt: skip
_GREEN, _BLUE, _RED, _AMBER = "#2b9a5b", "#4a86d8", "#d23b31", "#c97a10"
_TONES = {"plain": _INK, "good": _GREEN, "warn": _AMBER, "bad": _RED}
_Row = TypeVar("_Row")


class _Sheet:
    """A tall sheet that is filled from above; `y` is where the next part begins."""

    def __init__(self) -> None:
        self.image = Image.new("RGB", (WIDTH, _HIGHEST), _DESK)
        self.draw = ImageDraw.Draw(self.image)
        self.y = 0.0

    def card(self, heading: str, high: float) -> None:
        """A white card with a heading, room for `high` pixels, and `y` at their top."""
        top = self.y + 22
        bottom = top + 78 + high + _PAD - 8
        rounded(self.image, (_MARGIN, top, WIDTH - _MARGIN, bottom), 16, _PAPER)
        rounded(self.image, (_MARGIN + _PAD, top + 30, _MARGIN + _PAD + 8, top + 60), 4, _TITLE)
        self.text(_PAD + 22, top + 45, shortened(heading, 32, 420), 32, _INK, bold=True)
        self.y = top + 78

    def text(
        self,
        x: float,
        y: float,
        text: str,
        size: int,
        colour: str,
        *,
        right: bool = False,
        bold: bool = False,
    ) -> float:
        """A line at x of the card's own left edge (or ending there); returns its width."""
        anchor = "rm" if right else "lm"
        at = (_MARGIN + x, y)
        return write(self.draw, at, text, size, colour, anchor=anchor, bold=bold)

    def png(self) -> bytes:
        out = io.BytesIO()
        self.image.crop((0, 0, WIDTH, round(self.y))).save(out, "PNG")
        return out.getvalue()


def digest_picture(page: DigestPage) -> bytes:
    """The page as PNG bytes, 1080 px wide and never higher than Telegram's photo limits allow."""
    sheet, words = _Sheet(), page.headings
    _title(sheet, page)
    if page.tiles:
        _tiles(sheet, page.tiles[:_MOST_TILES])
    if not (page.units or page.categories or page.overdue):
        _quiet_day(sheet, words)
    if page.units:
        _units(sheet, page.units, words)
    if page.overdue:
        _overdue(sheet, page, words)
    elif page.units and not any(row.late for row in page.units):
        _nothing_overdue(sheet, words)
    if page.categories:
        _categories(sheet, page.categories, words)
    if page.first or page.last:
        _ranking(sheet, page)
    if page.notes:
        _notes(sheet, page.notes[:_MOST_NOTES], words)
    _footer(sheet, page)
    return sheet.png()


def _title(sheet: _Sheet, page: DigestPage) -> None:
    sheet.draw.rectangle((0, 0, WIDTH, 171), fill=_TITLE)
    sheet.text(_PAD, 64, shortened(page.title, 52, 600), 52, "#ffffff", bold=True)
    sheet.text(WIDTH - 2 * _MARGIN - _PAD, 66, page.date, 32, "#dbe4ee", right=True)
    sheet.text(_PAD, 130, shortened(page.group, 32, _INNER), 32, "#ffd166")
    sheet.y = 172


def _tiles(sheet: _Sheet, tiles: Sequence[Tile]) -> None:
    across = len(tiles) if len(tiles) <= 5 else -(-len(tiles) // 2)
    wide = (WIDTH - 2 * _MARGIN - 14 * (across - 1)) / across
    for number, tile in enumerate(tiles):
        left = _MARGIN + number % across * (wide + 14)
        top = sheet.y + 22 + number // across * 154
        rounded(sheet.image, (left, top, left + wide, top + 140), 16, _PAPER)
        middle = left + wide / 2
        label = shortened(tile.label, 28, wide - 20)
        write(sheet.draw, (middle, top + 36), label, 28, _FAINT, anchor="mm")
        size = next((s for s in (60, 48, 38) if width(tile.value, s) <= wide - 24), 30)
        value = shortened(tile.value, size, wide - 16)
        write(
            sheet.draw, (middle, top + 93), value, size, _TONES[tile.tone], anchor="mm", bold=True
        )
    sheet.y += 22 + -(-len(tiles) // across) * 154 - 14


def _quiet_day(sheet: _Sheet, words: DigestHeadings) -> None:
    top = sheet.y + 22
    rounded(sheet.image, (_MARGIN, top, WIDTH - _MARGIN, top + 260), 16, _PAPER)
    write(sheet.draw, (WIDTH / 2, top + 94), "✓", 90, _GREEN, anchor="mm", bold=True)
    write(sheet.draw, (WIDTH / 2, top + 192), words.nothing, 36, _FAINT, anchor="mm")
    sheet.y = top + 260


def _units(sheet: _Sheet, rows: Sequence[UnitRow], words: DigestHeadings) -> None:
    shown = _folded(
        rows,
        _MOST_UNITS,
        lambda rest: UnitRow(
            words.other_units.format(count=len(rest)),
            sum(row.closed for row in rest),
            sum(row.open for row in rest),
            sum(row.late for row in rest),
        ),
    )
    columns = 1 if len(shown) <= 12 else 2
    high = 54 if columns == 1 else 44
    lines = -(-len(shown) // columns)
    sheet.card(words.units, lines * high)
    _legend(sheet, words)
    most = max(1, *(row.closed + row.open + row.late for row in rows[:_MOST_UNITS]))
    wide = (_INNER - 40 * (columns - 1)) / columns
    for number, row in enumerate(shown):
        left = _PAD + number // lines * (wide + 40)
        _unit(sheet, row, (left, sheet.y + number % lines * high + high / 2), wide, most)
    sheet.y += lines * high + _PAD - 8


def _legend(sheet: _Sheet, words: DigestHeadings) -> None:
    right, middle = float(WIDTH - 2 * _MARGIN - _PAD), sheet.y - 33
    for word, colour in ((words.late, _RED), (words.open, _BLUE), (words.closed, _GREEN)):
        right -= sheet.text(right, middle, shortened(word, 26, 140), 26, _FAINT, right=True) + 8
        right -= sheet.text(right, middle, "■", 26, colour, right=True) + 22


def _unit(sheet: _Sheet, row: UnitRow, at: tuple[float, float], wide: float, most: int) -> None:
    """Name, bar, and the three numbers in the colours of the legend."""
    (left, middle), roomy = at, wide > 600
    size, names, figures = (28, 250, 72) if roomy else (23, 196, 44)
    sheet.text(left, middle, squeezed(row.name, size, names - 12), size, _INK)
    full = wide - names - 3 * figures - 12
    x = _MARGIN + left + names
    counts = ((row.closed, _GREEN), (row.open, _BLUE), (row.late, _RED))
    # A row of many units folded into one may be longer than any single unit.
    scale = full / max(most, row.closed + row.open + row.late)
    for count, colour in counts:
        if count:
            box = (x, middle - 12, max(x, x + count * scale - 1), middle + 12)
            sheet.draw.rectangle(box, fill=colour)
        x += count * scale
    for place, (count, colour) in enumerate(counts):
        right = left + wide - (2 - place) * figures
        sheet.text(right, middle, str(count), size, colour if count else "#b5c0cb", right=True)


def _categories(sheet: _Sheet, rows: Sequence[CategoryRow], words: DigestHeadings) -> None:
    shown = _folded(
        rows,
        _MOST_CATEGORIES,
        lambda rest: CategoryRow(words.other_categories, sum(row.count for row in rest)),
    )
    sheet.card(words.categories, len(shown) * 48)
    most = max(1, *(row.count for row in rows[:_MOST_CATEGORIES]))
    for number, row in enumerate(shown):
        middle = sheet.y + number * 48 + 24
        sheet.text(_PAD, middle, squeezed(row.name, 27, 250), 27, _INK)
        left = _MARGIN + _PAD + 266
        long = max(4, (_INNER - 266 - 90) * min(1, row.count / most))
        rounded(sheet.image, (left, middle - 12, left + long, middle + 12), 5, "#7fa8e0")
        sheet.text(left - _MARGIN + long + 12, middle, str(row.count), 27, _INK)
    sheet.y += len(shown) * 48 + _PAD - 8


def _overdue(sheet: _Sheet, page: DigestPage, words: DigestHeadings) -> None:
    shown = page.overdue[:_MOST_OVERDUE]
    total = max(page.overdue_total, len(page.overdue))
    more = total - len(shown)
    sheet.card(f"{words.overdue} {total}", len(shown) * 84 + (48 if more > 0 else 0))
    edge = _PAD + _INNER
    for number, row in enumerate(shown):
        top = sheet.y + number * 84
        if number:
            line = (_MARGIN + _PAD, top, WIDTH - _MARGIN - _PAD, top)
            sheet.draw.line(line, fill=_LINE, width=2)
        used = sheet.text(_PAD, top + 26, shortened(row.number, 29, 190), 29, _RED, bold=True)
        left = _PAD + max(170, used + 20)
        late = shortened(row.late_for, 27, 260)
        room = edge - width(late, 27) - 24 - left
        sheet.text(edge, top + 26, late, 27, _RED, right=True)
        sheet.text(left, top + 26, shortened(row.place, 28, room), 28, _INK)
        sheet.text(left, top + 61, shortened(row.unit, 24, edge - left), 24, _FAINT)
    sheet.y += len(shown) * 84
    if more > 0:
        sheet.text(_PAD, sheet.y + 24, words.more_overdue.format(count=more), 26, _FAINT)
        sheet.y += 48
    sheet.y += _PAD - 8


def _nothing_overdue(sheet: _Sheet, words: DigestHeadings) -> None:
    top = sheet.y + 22
    rounded(sheet.image, (_MARGIN, top, WIDTH - _MARGIN, top + 84), 16, "#e3f4ea")
    sheet.text(_PAD, top + 42, f"✓ {words.none_overdue}", 30, _GREEN, bold=True)
    sheet.y = top + 84


def _ranking(sheet: _Sheet, page: DigestPage) -> None:
    first, last = page.first[:_MOST_RANKS], page.last[:_MOST_RANKS]
    lines = max(len(first), len(last))
    note = wrapped(page.rank_note, 24, _INNER, 2)
    sheet.card(page.headings.first if first else page.headings.last, lines * 54 + 34 * len(note))
    half = (_INNER - 48) / 2
    if first and last:
        heading = shortened(page.headings.last, 32, half)
        sheet.text(_PAD + half + 48, sheet.y - 33, heading, 32, _INK, bold=True)
    wide = half if first and last else _INNER
    _ranks(sheet, first, _PAD, wide, _GREEN)
    _ranks(sheet, last, _PAD + (half + 48 if first else 0), wide, _AMBER)
    for number, line in enumerate(note):
        sheet.text(_PAD, sheet.y + lines * 54 + 18 + 34 * number, line, 24, _FAINT)
    sheet.y += lines * 54 + 34 * len(note) + _PAD - 8


def _ranks(sheet: _Sheet, rows: Sequence[RankRow], left: float, wide: float, colour: str) -> None:
    for number, row in enumerate(rows):
        middle = sheet.y + number * 54 + 25
        x = _MARGIN + left
        badge = max(44.0, width(row.rank, 25) + 22)
        rounded(sheet.image, (x, middle - 21, x + badge, middle + 21), 20, colour)
        write(sheet.draw, (x + badge / 2, middle), row.rank, 25, "#ffffff", anchor="mm")
        score = shortened(row.score, 27, 150)
        used = sheet.text(left + wide, middle, score, 27, colour, right=True)
        room = wide - badge - used - 32
        sheet.text(left + badge + 14, middle, squeezed(row.unit, 27, room), 27, _INK)


def _notes(sheet: _Sheet, notes: Sequence[str], words: DigestHeadings) -> None:
    paragraphs = [wrapped(note, 27, _INNER - 30, 2) for note in notes]
    sheet.card(words.notes, sum(len(lines) * 40 + 8 for lines in paragraphs))
    for lines in paragraphs:
        sheet.text(_PAD, sheet.y + 20, "●" if lines else "", 16, _BLUE)
        for line in lines:
            sheet.text(_PAD + 30, sheet.y + 20, line, 27, _INK)
            sheet.y += 40
        sheet.y += 8
    sheet.y += _PAD - 8


def _footer(sheet: _Sheet, page: DigestPage) -> None:
    as_of = shortened(page.as_of, 26, _INNER)
    write(sheet.draw, (WIDTH / 2, sheet.y + 46), as_of, 26, _FAINT, anchor="mm")
    sheet.y += 86


def _folded(
    rows: Sequence[_Row], most: int, fold: Callable[[Sequence[_Row]], _Row]
) -> Sequence[_Row]:
    """The rows, of which the last ones become one if there are more than `most`."""
    if len(rows) <= most:
        return rows
    return [*rows[: most - 1], fold(rows[most - 1 :])]
