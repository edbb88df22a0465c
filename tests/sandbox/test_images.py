"""Sizes read from headers agree with a picture library; nothing else is taken for a picture."""

import io
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from sandbox.images import picture


def drawn(size: tuple[int, int], **how: Any) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", size, "grey").save(buffer, **how)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("how", "mime"),
    [
        ({"format": "JPEG"}, "image/jpeg"),
        ({"format": "JPEG", "progressive": True}, "image/jpeg"),
        ({"format": "JPEG", "exif": b"Exif\0\0MM\0*\0\0\0\x08\0\0"}, "image/jpeg"),
        ({"format": "PNG"}, "image/png"),
        ({"format": "WEBP"}, "image/webp"),
        ({"format": "WEBP", "lossless": True}, "image/webp"),
        ({"format": "WEBP", "exif": b"Exif\0\0MM\0*\0\0\0\x08\0\0"}, "image/webp"),
    ],
)
def test_a_header_tells_the_true_size(how: dict[str, Any], mime: str) -> None:
    assert picture(drawn((1234, 56), **how)) == (mime, 1234, 56)


@given(
    st.binary(max_size=64),
    st.sampled_from([b"", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"RIFF0000WEBP"]),
)
def test_no_bytes_break_the_reader(rest: bytes, start: bytes) -> None:
    seen = picture(start + rest)
    assert seen is None or (seen.width > 0 and seen.height > 0)


def test_real_photos_have_their_size(shared: Path) -> None:
    photos = sorted((shared / "data/photos").rglob("*.jpg"))[:40]
    assert photos
    for path in photos:
        if "odd" in path.parts:
            continue
        with Image.open(path) as opened:
            assert picture(path.read_bytes()) == ("image/jpeg", *opened.size), path.name
