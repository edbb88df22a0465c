"""The digest picture holds any day: an empty one, one of forty units, one of endless names."""

import io
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from documents.digest_page import (
    CategoryRow,
    DigestPage,
    OverdueRow,
    RankRow,
    Tile,
    UnitRow,
)
from documents.digest_picture import digest_picture

EMPTY = DigestPage("督查日报", "沈河区督查群", "11月21日 星期六", "数据截至 18:00")
DAY = replace(
    EMPTY,
    tiles=(Tile("上报", "43"), Tile("结案", "36", "good"), Tile("超期", "3", "bad")),
    units=(UnitRow("大南中队", 12, 3, 0), UnitRow("滨河中队", 5, 0, 2)),
    categories=(CategoryRow("占道经营", 9), CategoryRow("暴露垃圾", 4)),
    overdue=(OverdueRow("1121-007", "中街路32号门口", "滨河中队", "超期 3 小时"),),
    first=(RankRow("1", "大南中队", "98.5 分"),),
    last=(RankRow("2", "滨河中队", "71.0 分"),),
    rank_note="至少 5 件的单位参加排名",
    notes=("明日回头看 3 件",),
)
LONG = "沈阳市沈河区城市管理综合行政执法局大南街道第十二执法中队" * 3


def drawn(page: DigestPage) -> Image.Image:
    image = Image.open(io.BytesIO(digest_picture(page)))
    image.load()
    return image


def area(image: Image.Image, colour: tuple[int, int, int]) -> int:
    """How many pixels have exactly this colour."""
    counted = image.getcolors(image.width * image.height)
    assert counted is not None
    return next((count for count, found in counted if found == colour), 0)


GREEN, BLUE, RED, PALE = (
    (0x2B, 0x9A, 0x5B),
    (0x4A, 0x86, 0xD8),
    (0xD2, 0x3B, 0x31),
    (0xE3, 0xF4, 0xEA),
)


def test_an_empty_day_is_said_to_be_empty() -> None:
    image = drawn(EMPTY)
    assert (image.format, image.width) == ("PNG", 1080)
    assert 400 < image.height < 900
    assert area(image, GREEN) > 500  # the tick
    assert area(image, RED) == 0


def test_a_usual_day_fits_a_phone() -> None:
    image = drawn(DAY)
    assert image.width == 1080
    assert 1200 < image.height < 2200


def test_bars_are_as_long_as_their_numbers() -> None:
    def bar(row: UnitRow, colour: tuple[int, int, int]) -> int:
        scale = UnitRow("满", 0, 0, 20)
        return area(drawn(replace(EMPTY, units=(scale, row))), colour)

    none, five, ten = (bar(UnitRow("大南中队", 0, count, 0), BLUE) for count in (0, 5, 10))
    assert (ten - none) / (five - none) == pytest.approx(2, abs=0.1)


def test_nothing_overdue_is_told_only_when_it_is_true() -> None:
    late = replace(EMPTY, units=(UnitRow("大南中队", 1, 0, 1),))
    fine = replace(EMPTY, units=(UnitRow("大南中队", 1, 0, 0),))
    assert area(drawn(late), PALE) == 0
    assert area(drawn(fine), PALE) > 10_000


def test_forty_units_and_endless_names_stay_within_telegrams_limits() -> None:
    page = replace(
        DAY,
        title=LONG,
        group=LONG,
        date=LONG,
        tiles=tuple(Tile(LONG, "123456789") for _ in range(30)),
        units=tuple(UnitRow(f"{LONG}{n}", n * 7 % 23, n * 3 % 11, n % 4) for n in range(60)),
        categories=tuple(CategoryRow(LONG, 1000 - n) for n in range(30)),
        overdue=tuple(OverdueRow(f"1121-{n:04}", LONG, LONG, LONG) for n in range(50)),
        first=tuple(RankRow(str(n), LONG, LONG) for n in range(20)),
        last=tuple(RankRow(str(n), LONG, LONG) for n in range(20)),
        rank_note=LONG * 5,
        notes=(LONG * 9,) * 30,
    )
    data = digest_picture(page)
    image = drawn(page)
    assert image.height < 4600
    assert image.width + image.height <= 10_000
    assert len(data) < 2_000_000


def test_more_units_than_fit_are_folded_into_one_row_without_losing_a_case() -> None:
    units = tuple(UnitRow(f"第{n}中队", 1, 0, 0) for n in range(39))
    forty_one = drawn(replace(EMPTY, units=(*units, *(UnitRow("末队", 0, 0, 1),) * 2)))
    forty = drawn(replace(EMPTY, units=(*units, UnitRow("末队", 0, 0, 1))))
    assert forty_one.size == forty.size
    assert area(forty_one, RED) > area(forty, RED)


@settings(max_examples=12)
@given(st.text(max_size=80), st.integers(0, 10**9), st.integers(0, 45))
def test_any_words_and_numbers_can_be_printed(text: str, count: int, rows: int) -> None:
    page = DigestPage(
        text,
        text,
        text,
        text,
        tiles=(Tile(text, str(count)),),
        units=(UnitRow(text, count, 0, count % 7),) * rows,
        categories=(CategoryRow(text, count),) * rows,
        overdue=(OverdueRow(text, text, text, text),) * rows,
        first=(RankRow(text, text, text),) * rows,
        notes=(text,) * rows,
    )
    assert drawn(page).width == 1080
