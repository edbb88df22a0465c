"""The plate shows both photos whole, upright, small enough for a chat, whatever their shapes."""

from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from PIL import Image

from photos.plate import MAX_BYTES, PlateText, plate
from photos.refusals import PictureRefused
from tests.photos.pictures import decoded, encoded, framed

TEXT = PlateText(
    number="1121-007",
    category="占道经营",
    place="中街路32号门口",
    unit="大南中队",
    times=("上报 16:28", "反馈 17:20"),
    used="用时 52 分钟",
)
LONG = PlateText(
    number="1121-1007",
    category="市容环境/道路破损" * 9,
    place="沈阳市沈河区大南街道热闹路与万柳塘路交叉口东北角\n😀‮" * 40,
    unit="沈河区城市管理综合行政执法局大南街道执法中队" * 5,
    times=("上报 11-21 16:28",) * 6,
    used="用时 12 天 23 小时 59 分钟" * 3,
    before_label="整改前" * 20,
    after_note="王队员" * 50,
    before_more=9,
    after_more=120,
)


def _seen(image: Image.Image, colour: tuple[int, int, int]) -> tuple[int, int, int, int]:
    """The box around everything that has nearly this colour."""
    found = Image.new("L", image.size)
    bands = image.split()
    for index, band in enumerate(bands):
        near = band.point([255 if abs(level - colour[index]) < 60 else 0 for level in range(256)])
        found = near if index == 0 else Image.composite(near, Image.new("L", image.size), found)
    box = found.getbbox()
    assert box is not None, "the photo is not on the plate"
    return box


@settings(max_examples=25)
@given(
    *([st.tuples(st.integers(60, 1600), st.integers(60, 1600))] * 2), st.sampled_from([TEXT, LONG])
)
@example((1600, 60), (60, 1600), LONG)
@example((64, 64), (1600, 1200), TEXT)
def test_both_photos_are_whole(
    before: tuple[int, int], after: tuple[int, int], text: PlateText
) -> None:
    image = decoded(plate(framed(*before, "#ff00ff"), framed(*after, "#00ffff"), text))
    assert image.width == 1280
    assert 400 < image.height <= 1280
    for shape, colour, left, right in (
        (before, (255, 0, 255), 0, 640),
        (after, (0, 255, 255), 640, 1280),
    ):
        x0, y0, x1, y1 = _seen(image, colour)
        assert left <= x0 < x1 <= right
        scale = min(616 / shape[0], 880 / shape[1])
        assert x1 - x0 == pytest.approx(shape[0] * scale, abs=6)
        assert y1 - y0 == pytest.approx(shape[1] * scale, abs=6)


def test_photos_stand_upright_on_the_plate(shared: Path) -> None:
    phone = shared / "data/photos/phone"
    data = plate(
        (phone / "orient_landscape_6.jpg").read_bytes(),
        (phone / "synth12mp_o6_gps.jpg").read_bytes(),
        TEXT,
    )
    image = decoded(data)
    assert image.height > 1000  # the second one is a portrait of 3000 x 4000
    assert not image.getexif()


def test_noise_still_makes_less_than_a_megabyte() -> None:
    noise = encoded(Image.effect_noise((2000, 2900), 200).convert("RGB"), quality=95)
    data = plate(noise, noise, LONG)
    assert len(data) <= MAX_BYTES


def test_the_words_change_the_picture() -> None:
    photos = framed(200, 200, "#ff00ff"), framed(200, 200, "#00ffff")
    one, other = PlateText("1121-007", "", "", ""), PlateText("1121-008", "", "", "")
    assert plate(*photos, one) != plate(*photos, other)


def test_a_broken_photo_is_refused_with_its_reason() -> None:
    with pytest.raises(PictureRefused):
        plate(framed(200, 200, "#ff00ff"), b"\xff\xd8\xff", TEXT)
