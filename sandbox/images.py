"""Width and height of JPEG, PNG and WebP pictures, read from their headers alone."""

from typing import NamedTuple

JPEG_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


class Picture(NamedTuple):
    """What a header says: MIME type and size in pixels."""

    mime: str
    width: int
    height: int


def picture(content: bytes) -> Picture | None:
    """The picture in these bytes; None for anything that is not a readable JPEG, PNG or WebP."""
    try:
        found = _jpeg(content) or _png(content) or _webp(content)
    except IndexError:
        return None
    return found if found and found.width and found.height else None


def _big(content: bytes, at: int, length: int) -> int:
    if at + length > len(content):
        raise IndexError
    return int.from_bytes(content[at : at + length], "big")


def _little(content: bytes, at: int, length: int) -> int:
    if at + length > len(content):
        raise IndexError
    return int.from_bytes(content[at : at + length], "little")


def _jpeg(content: bytes) -> Picture | None:
    if not content.startswith(b"\xff\xd8\xff"):
        return None
    at = 2
    while content[at] == 0xFF:
        marker = content[at + 1]
        if marker in JPEG_FRAMES:
            return Picture("image/jpeg", _big(content, at + 7, 2), _big(content, at + 5, 2))
        if marker == 0xFF:  # padding
            at += 1
        elif marker == 0x01 or 0xD0 <= marker <= 0xD8:  # markers without a length
            at += 2
        else:
            at += 2 + max(2, _big(content, at + 2, 2))
    return None


def _png(content: bytes) -> Picture | None:
    if not content.startswith(b"\x89PNG\r\n\x1a\n") or content[12:16] != b"IHDR":
        return None
    return Picture("image/png", _big(content, 16, 4), _big(content, 20, 4))


def _webp(content: bytes) -> Picture | None:
    if content[:4] != b"RIFF" or content[8:12] != b"WEBP":
        return None
    kind = content[12:16]
    if kind == b"VP8 ":
        width, height = _little(content, 26, 2) & 0x3FFF, _little(content, 28, 2) & 0x3FFF
    elif kind == b"VP8L":
        bits = _little(content, 21, 4)
        width, height = (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    elif kind == b"VP8X":
        width, height = _little(content, 24, 3) + 1, _little(content, 27, 3) + 1
    else:
        return None
    return Picture("image/webp", width, height)
