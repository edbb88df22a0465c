"""Chinese text and soft corners for the pictures that we draw ourselves."""

import unicodedata
from functools import lru_cache

from PIL import Image, ImageDraw, ImageFont
from pylopdf_fonts_zh_cn import sans_path

_LONGEST = 400  # characters that are ever looked at; a name of 5,000 must not cost a second
_NEVER_FIRST = "，。、；：？！）》」』】”’,.;:?!)]}%…℃㎡"
_SMOOTH = 4


@lru_cache(maxsize=64)
def font(size: int) -> ImageFont.FreeTypeFont:
    """Noto Sans SC (the whole font, so that rare place-name characters and ㎡ are there)."""
    return ImageFont.truetype(sans_path(), size, layout_engine=ImageFont.Layout.BASIC)


def printable(text: str) -> str:
    """The text in one line without what the font cannot draw: emoji go, rare characters turn □."""
    line = " ".join(text[:_LONGEST].split())
    return " ".join("".join(_drawn_as(char) for char in line).split())


@lru_cache(maxsize=8192)
def _drawn_as(char: str) -> str:
    category = unicodedata.category(char)
    if category in {"Cc", "Cf", "Cs", "Co", "Cn", "Mn", "Me"}:
        return ""
    if char == " " or bytes(font(24).getmask(char)) != bytes(font(24).getmask("\U0010ffff")):
        return char
    return "□" if category.startswith("L") else ""


def width(text: str, size: int) -> float:
    """How many pixels a printable text takes."""
    return font(size).getlength(text)


def shortened(text: str, size: int, room: float) -> str:
    """The printable text, with … for an end that does not fit into `room` pixels."""
    text = printable(text)
    if width(text, size) <= room:
        return text
    fits = _how_many(text, size, room - width("…", size))
    return text[:fits].rstrip() + "…" if fits else ""


def squeezed(text: str, size: int, room: float) -> str:
    """Like `shortened`, but with … near the start: names of units differ at their end."""
    text = printable(text)
    if width(text, size) <= room:
        return text
    room -= width("…", size)
    head = text[: _how_many(text, size, room / 4)]
    room -= width(head, size)
    tail = text[::-1][: _how_many(text[::-1], size, room)][::-1]
    return f"{head}…{tail}" if tail else ""


def wrapped(text: str, size: int, room: float, lines: int) -> list[str]:
    """The printable text in at most `lines` lines of `room` pixels, the last one shortened."""
    rest = printable(text)
    result: list[str] = []
    while rest and len(result) < lines - 1 and width(rest, size) > room:
        at = _break(rest, max(1, _how_many(rest, size, room)))
        result.append(rest[:at].rstrip())
        rest = rest[at:].lstrip()
    return [*result, shortened(rest, size, room)] if rest else result


def _how_many(text: str, size: int, room: float) -> int:
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        if width(text[:middle], size) <= room:
            low = middle
        else:
            high = middle - 1
    return low


def _break(text: str, at: int) -> int:
    """A place to break at or before `at`: no Latin word torn, no line that starts with a comma."""
    for place in range(at, max(0, at - 14), -1):
        before, after = text[place - 1 : place], text[place : place + 1]
        torn = before.isascii() and before.isalnum() and after.isascii() and after.isalnum()
        if after not in _NEVER_FIRST and not torn:
            return place
    return at


def write(
    draw: ImageDraw.ImageDraw,
    at: tuple[float, float],
    text: str,
    size: int,
    colour: str,
    *,
    anchor: str = "lm",
    bold: bool = False,
) -> float:
    """Draws one line (anchors as in Pillow) and returns its width; bold is a wider stroke."""
    text = printable(text)
    stroke = size / 40 if bold else 0
    draw.text(at, text, colour, font(size), anchor=anchor, stroke_width=stroke)
    return width(text, size)


def rounded(
    image: Image.Image, box: tuple[float, float, float, float], radius: int, colour: str
) -> None:
    """Fills a rectangle whose corners are round and, unlike Pillow's own, smooth."""
    left, top, right, bottom = (round(edge) for edge in box)
    wide, high = right - left, bottom - top
    if wide <= 0 or high <= 0:
        return
    image.paste(colour, (left, top), _mask(wide, high, min(radius, wide // 2, high // 2)))


@lru_cache(maxsize=32)
def _corner(radius: int) -> Image.Image:
    big = radius * _SMOOTH
    pie = Image.new("L", (big, big), 0)
    ImageDraw.Draw(pie).ellipse((0, 0, 2 * big - 1, 2 * big - 1), fill=255)
    return pie.resize((radius, radius), Image.Resampling.BOX)


def _mask(wide: int, high: int, radius: int) -> Image.Image:
    mask = Image.new("L", (wide, high), 255)
    if radius:
        corner = _corner(radius)
        mirrored = corner.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
        for piece, top in ((0, 0), (1, high - radius)):
            for side, left in ((corner, 0), (mirrored, wide - radius)):
                turned = side.transpose(Image.Transpose.FLIP_TOP_BOTTOM) if piece else side
                mask.paste(turned, (left, top))
    return mask
