"""Which files are photos, what they tell, and that no file at all does harm."""

import io
import struct
from datetime import datetime
from pathlib import Path

import pillow_heif
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from PIL import Image

from photos import refusals
from photos.check import MAX_BYTES, PhotoFacts, inspect, look
from photos.refusals import (
    Damaged,
    DimensionsTooLarge,
    EmptyFile,
    FileTooBig,
    NotAPicture,
    PictureRefused,
    UnsupportedFormat,
)
from tests.photos.pictures import encoded, quarters, with_exif

ODD: dict[str, PhotoFacts | type[PictureRefused]] = {
    "arrow.heic": PhotoFacts("heif", (3024, 4032), datetime(2018, 7, 31, 14, 52, 7)),  # noqa: DTZ001
    "broken_exif_dpi.jpg": PhotoFacts("jpeg", (100, 100), datetime(2013, 9, 11, 16, 45, 13)),  # noqa: DTZ001
    "decompression_bomb.gif": UnsupportedFormat,
    "decompression_bomb_extents.gif": UnsupportedFormat,
    "exif_87_oserror.jpg": PhotoFacts(
        "jpeg",
        (1488, 2240),
        datetime(2005, 12, 14, 14, 39, 47),  # noqa: DTZ001
        (43.7855944, 11.2346194),
    ),
    "exif_gps_typeerror.jpg": PhotoFacts("jpeg", (800, 531)),
    "exif_memory_error.jpg": PhotoFacts("jpeg", (1600, 1200), datetime(2002, 4, 21, 0, 30, 33)),  # noqa: DTZ001
    "gen_bomb_30000x30000_1bit.png": DimensionsTooLarge,
    "gen_jpeg_half.jpg": PhotoFacts("jpeg", (640, 640), truncated=True),
    "gen_script.svg": UnsupportedFormat,
    "hopper.bmp": UnsupportedFormat,
    "hopper_bad_exif.jpg": PhotoFacts("jpeg", (500, 500)),
    "invalid-exif.jpg": PhotoFacts("jpeg", (200, 200)),
    "iss634.webp": PhotoFacts("webp", (245, 245), animated=True),
    "pil_sample_cmyk.jpg": PhotoFacts("jpeg", (100, 100)),
    "tiff_16bit_RGB.tiff": UnsupportedFormat,
    "truncated.heic": PhotoFacts("heif", (16, 16), truncated=True),
    "truncated_jpeg.jpg": PhotoFacts("jpeg", (100, 100), truncated=True),
}


def answer(data: bytes) -> PhotoFacts | type[PictureRefused]:
    try:
        return inspect(data)
    except PictureRefused as refusal:
        return type(refusal)


def test_every_odd_file_gets_an_answer(shared: Path) -> None:
    files = sorted((shared / "data/photos/odd").iterdir())
    assert {file.name: answer(file.read_bytes()) for file in files} == ODD


def test_real_phone_photos_tell_place_time_and_size_as_displayed(shared: Path) -> None:
    phone = shared / "data/photos/phone"
    upright = inspect((phone / "synth12mp_o6_gps.jpg").read_bytes())
    assert upright.size == (3000, 4000)
    assert upright.gps == (41.8012, 123.4571)
    assert str(upright.taken_at) == "2021-02-02 14:20:45"
    assert inspect((phone / "nokia83.jpg").read_bytes()).gps == (60.1467056, 24.9067722)
    assert inspect((phone / "orient_landscape_6.jpg").read_bytes()).size == (600, 450)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_photos_are_turned_the_right_way_up(orientation: int) -> None:
    undo = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }
    stored = quarters()
    if orientation in undo:
        stored = stored.transpose(undo[orientation])
    facts, image = look(with_exif(stored, orientation), side=200)
    assert facts.size == (400, 300)
    assert image.size == (200, 150)
    red, green, blue = (image.getpixel(at) for at in ((50, 37), (150, 37), (50, 112)))
    assert [_strongest(colour) for colour in (red, green, blue)] == [0, 1, 2]


def _strongest(colour: object) -> int:
    assert isinstance(colour, tuple)
    return colour.index(max(colour))


@pytest.mark.parametrize("mode", ["L", "CMYK", "RGB"])
def test_every_kind_of_jpeg_is_taken(mode: str) -> None:
    assert look(encoded(quarters().convert(mode)), side=100)[1].mode == "RGB"


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_every_kind_of_png_is_taken(mode: str) -> None:
    source = quarters()
    if mode == "I;16":
        source = Image.new("I;16", (400, 300), 40_000)
    facts, image = look(encoded(source.convert(mode), "PNG"), side=100)
    assert (facts.format, facts.size, image.size) == ("png", (400, 300), (100, 75))


def test_16_bit_greys_keep_their_brightness() -> None:
    image = look(encoded(Image.new("I;16", (40, 40), 0x8000), "PNG"), side=40)[1]
    assert image.getpixel((20, 20)) == (128, 128, 128)


def test_see_through_parts_become_white() -> None:
    image = look(encoded(Image.new("RGBA", (40, 40), (200, 0, 0, 0)), "PNG"), side=40)[1]
    assert image.getpixel((20, 20)) == (255, 255, 255)


@pytest.mark.parametrize("kind", ["WEBP", "HEIF", "PNG"])
def test_webp_heic_and_png_are_taken(kind: str) -> None:
    pillow_heif.register_heif_opener()  # to write one
    facts = inspect(encoded(quarters(), kind))
    assert (facts.format, facts.size) == (kind.lower(), (400, 300))


@pytest.mark.parametrize("kind", ["GIF", "BMP", "TIFF", "ICO", "PDF"])
def test_other_formats_are_refused_by_name(kind: str) -> None:
    with pytest.raises(UnsupportedFormat):
        inspect(encoded(quarters(), kind))


def test_empty_big_and_foreign_files_are_refused() -> None:
    for data, refusal in (
        (b"", EmptyFile),
        (b"\xff\xd8\xff" + bytes(MAX_BYTES), FileTooBig),
        (b"hello", NotAPicture),
        (b"\xff\xd8\xff\xe0", Damaged),
        (b"\x89PNG\r\n\x1a\n", Damaged),
        (b"RIFF\x10\0\0\0WEBPVP8 ", Damaged),
        (b"\0\0\0\x18ftypheic", Damaged),
        (b"\0\0\0\x18ftypisom", UnsupportedFormat),
    ):
        assert answer(data) is refusal


def test_bombs_are_refused_by_their_header_alone() -> None:
    jpeg = encoded(quarters())
    frame = jpeg.index(b"\xff\xc0")
    huge_jpeg = jpeg[: frame + 5] + struct.pack(">HH", 65_500, 65_500) + jpeg[frame + 9 :]
    huge_webp = b"RIFF\x20\0\0\0WEBPVP8X\x0a\0\0\0" + bytes(4) + b"\xff" * 6
    wide_png = encoded(Image.new("1", (26_000, 1_000)), "PNG")
    for data in (huge_jpeg, huge_webp, wide_png):
        assert answer(data) is DimensionsTooLarge


def test_a_jpeg_cut_in_half_is_taken_with_a_mark_but_not_one_without_a_picture() -> None:
    jpeg = encoded(Image.effect_noise((640, 480), 90).convert("RGB"))
    assert inspect(jpeg) == PhotoFacts("jpeg", (640, 480))
    assert inspect(jpeg[: len(jpeg) // 2]) == PhotoFacts("jpeg", (640, 480), truncated=True)
    with pytest.raises(Damaged):
        inspect(jpeg[: jpeg.index(b"\xff\xda") + 14])


def test_a_png_cut_in_half_is_refused() -> None:
    png = encoded(Image.effect_noise((640, 480), 90), "PNG")
    with pytest.raises(Damaged):
        inspect(png[: len(png) // 2])


def test_a_preview_inside_a_jpeg_does_not_make_it_animated() -> None:
    out = io.BytesIO()
    quarters().save(out, "MPO", save_all=True, append_images=[quarters(80, 60)])
    assert inspect(out.getvalue()) == PhotoFacts("jpeg", (400, 300))


def test_a_camera_without_a_clock_or_a_fix_tells_nothing() -> None:
    tags = Image.Exif()
    tags.get_ifd(0x8769)[0x9003] = "0000:00:00 00:00:00"
    tags.get_ifd(0x8825).update({1: "N", 2: (0, 0, 0), 3: "E", 4: (0, 0, 0)})
    assert inspect(encoded(quarters(), exif=tags)) == PhotoFacts("jpeg", (400, 300))


def test_south_and_west_are_negative() -> None:
    tags = Image.Exif()
    tags.get_ifd(0x8825).update({1: "S", 2: (33, 30, 0), 3: "W", 4: (70, 15, 0)})
    assert inspect(encoded(quarters(), exif=tags)).gps == (-33.5, -70.25)


def test_every_refusal_has_a_sentence_and_a_key_of_its_own() -> None:
    every = [
        kind
        for kind in vars(refusals).values()
        if isinstance(kind, type) and issubclass(kind, PictureRefused)
    ]
    assert len({kind.key for kind in every}) == len(every) == 9
    assert all(str(kind()).endswith("。") and "请" in str(kind()) for kind in every)


_SMALL = quarters(24, 16)
_GOOD = [with_exif(_SMALL), *(encoded(_SMALL, kind) for kind in ("PNG", "WEBP", "GIF"))]
_MAGIC = [
    b"\xff\xd8\xff",
    b"\x89PNG\r\n\x1a\n",
    b"RIFF\x20\0\0\0WEBPVP8 ",
    b"RIFF    WEBPVP8X",
    b"",
]


@settings(max_examples=150)
@given(start=st.sampled_from(_MAGIC), rest=st.binary(max_size=200))
def test_any_bytes_are_answered(start: bytes, rest: bytes) -> None:
    assert answer(start + rest) is not None


@settings(max_examples=200)
@given(
    good=st.sampled_from(_GOOD),
    changes=st.lists(st.tuples(st.floats(0, 0.999), st.binary(min_size=1, max_size=6)), max_size=6),
    kept=st.floats(0.1, 1),
)
@example(good=_GOOD[0], changes=[], kept=1.0)
def test_any_damage_to_a_good_file_is_answered(
    good: bytes, changes: list[tuple[float, bytes]], kept: float
) -> None:
    data = bytearray(good)
    for place, new in changes:
        at = int(place * len(data))
        data[at : at + len(new)] = new
    assert answer(bytes(data[: int(len(data) * kept)])) is not None
