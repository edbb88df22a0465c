"""Is this file a photo that we can work with, and what does it tell about itself?

All functions here are slow or may be attacked with hostile files: the bot calls them through
`photos.workroom`, never on the event loop.
"""

import io
import warnings
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Literal

# Pillow would load the plugins of all its forty formats to find the one for WebP.
import PIL.WebPImagePlugin  # noqa: F401
from PIL import Image, ImageFile

from photos.exif import Exif, read_exif
from photos.refusals import (
    Damaged,
    DimensionsTooLarge,
    EmptyFile,
    FileTooBig,
    NotAPicture,
    UnsupportedFormat,
)

Format = Literal["jpeg", "png", "webp", "heif"]

MAX_BYTES = 20_000_000  # the most that a bot can download from Telegram is 20 MB
# JPEG is decoded at a fraction, HEIC in tiles (iPhones make 48 MP); PNG and WebP only whole,
# at 4 to 12 bytes a pixel, so that 25 MP already take 300 MB.
MAX_PIXELS: dict[Format, int] = {
    "jpeg": 50_000_000,
    "heif": 50_000_000,
    "png": 25_000_000,
    "webp": 25_000_000,
}
_HEIF_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs", b"mif1"}
_REFUSED_MAGIC = (
    b"GIF8", b"BM", b"II*\0", b"MM\0*", b"II+\0", b"MM\0+", b"%PDF", b"8BPS", b"\0\0\1\0",
    b"\xff\x0a", b"\0\0\0\x0cJXL ", b"\0\0\0\x0cjP  ",
)  # fmt: skip
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


@dataclass(frozen=True)
class PhotoFacts:
    """What a photo tells about itself.

    `size`: width and height in pixels as a person sees it (after the EXIF orientation).
    `taken_at`: the camera's own clock at the exposure, naive because cameras write no zone;
    give it the bureau's time zone before comparing, and do not trust it much.
    `gps`: latitude and longitude in WGS-84 degrees, north and east positive.
    `animated`: several frames, of which only the first is used.
    `truncated`: the file ends too early; the missing part is plain grey or green.
    """

    format: Format
    size: tuple[int, int]
    taken_at: datetime | None = None
    gps: tuple[float, float] | None = None
    animated: bool = False
    truncated: bool = False


def inspect(data: bytes) -> PhotoFacts:
    """The facts of a photo file whose pixels can be read; raises a `PictureRefused` otherwise."""
    return look(data, side=256)[0]


def look(data: bytes, *, side: int) -> tuple[PhotoFacts, Image.Image]:
    """Facts and pixels: RGB, upright, whole, no metadata, at most `side` px and never enlarged.

    Raises a `PictureRefused`. Nothing is decoded before format and size have been found good.
    """
    kind = _format(data)
    with warnings.catch_warnings():
        # Pillow warns of broken metadata and big pictures; both are decided here, for good.
        warnings.simplefilter("ignore")
        header = _header(kind, data)
        (width, height), exif = header.size, read_exif(header.info.get("exif"))
        animated = kind in {"png", "webp"} and getattr(header, "n_frames", 1) > 1
        image, truncated = _decoded(kind, header, data, side)
        facts = PhotoFacts(
            format=kind,
            size=(width, height) if exif.orientation < 5 else (height, width),
            taken_at=exif.taken_at,
            gps=exif.gps,
            animated=animated,
            truncated=truncated or (kind == "heif" and _boxes_cut_off(data)),
        )
        return facts, _finished(image, facts, exif, side)


def _format(data: bytes) -> Format:
    if not data:
        raise EmptyFile
    if len(data) > MAX_BYTES:
        raise FileTooBig
    if data.startswith(b"\xff\xd8\xff"):
        return "jpeg"
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "webp"
    if data[4:8] == b"ftyp" and data[8:12] in _HEIF_BRANDS:
        return "heif"
    if data.startswith(_REFUSED_MAGIC) or data[4:8] == b"ftyp" or b"<svg" in data[:4096].lower():
        raise UnsupportedFormat
    raise NotAPicture


def _header(kind: Format, data: bytes) -> ImageFile.ImageFile:
    limit = MAX_PIXELS[kind]
    # Pillow's decoder of WebP takes memory for the whole canvas as soon as the file is opened.
    if kind == "webp" and _webp_pixels(data) > limit:
        raise DimensionsTooLarge
    if kind == "heif":
        _learn_heif()
    try:
        header = Image.open(io.BytesIO(data), formats=(kind.upper(),))
    except Image.DecompressionBombError as error:
        raise DimensionsTooLarge from error
    except Exception as error:  # decoders raise anything, and all of it means the same here
        raise Damaged from error
    if header.width * header.height > limit:
        raise DimensionsTooLarge
    return header


@cache
def _learn_heif() -> None:
    # Few photos need it, and it would take a third of a worker's start.
    import pillow_heif  # noqa: PLC0415

    # An embedded thumbnail may show another scene than the photo that it stands for.
    pillow_heif.register_heif_opener(thumbnails=False, depth_images=False, aux_images=False)


def _webp_pixels(data: bytes) -> int:
    """Width times height from the first chunk, as in the WebP container specification."""
    head = data[:30].ljust(30, b"\0")
    if head[12:16] == b"VP8X":
        return (int.from_bytes(head[24:27], "little") + 1) * (
            int.from_bytes(head[27:30], "little") + 1
        )
    if head[12:16] == b"VP8L":
        bits = int.from_bytes(head[21:25], "little")
        return ((bits & 0x3FFF) + 1) * ((bits >> 14 & 0x3FFF) + 1)
    width, height = head[26:28], head[28:30]
    return (int.from_bytes(width, "little") & 0x3FFF) * (int.from_bytes(height, "little") & 0x3FFF)


def _decoded(
    kind: Format, header: ImageFile.ImageFile, data: bytes, side: int
) -> tuple[Image.Image, bool]:
    """The pixels, and whether the end of the file was missing."""
    try:
        return _load(header, side), False
    except Exception as error:
        if kind != "jpeg":
            raise Damaged from error
    try:
        # Told that the picture ends here, libjpeg fills the rest with grey.
        return _load(_header(kind, data + b"\xff\xd9"), side), True
    except Exception as error:
        raise Damaged from error


def _load(image: ImageFile.ImageFile, side: int) -> Image.Image:
    image.draft(None, _within(image.size, side))
    expected = image.size
    image.load()
    if image.size != expected:
        raise ValueError("the pixels are not of the size that the header promised")
    return image


def _within(size: tuple[int, int], side: int) -> tuple[int, int]:
    width, height = size
    scale = min(1.0, side / max(width, height))
    return max(1, round(width * scale)), max(1, round(height * scale))


def _finished(image: Image.Image, facts: PhotoFacts, exif: Exif, side: int) -> Image.Image:
    small = _within(image.size, side)
    if small != image.size and image.mode in {"L", "RGB", "RGBA", "CMYK"}:
        image = image.resize(small, Image.Resampling.LANCZOS, reducing_gap=2.0)
    image = _rgb(image)
    if image.size != small:
        image = image.resize(small, Image.Resampling.LANCZOS, reducing_gap=2.0)
    if facts.truncated and max(image.convert("L").histogram()) > 0.99 * small[0] * small[1]:
        raise Damaged  # hardly anything but the filling
    turn = _TURNS.get(exif.orientation)
    upright = image if turn is None else image.transpose(turn)
    upright.info = {}  # Pillow would write comments and colour profiles into the next file
    return upright


def _rgb(image: Image.Image) -> Image.Image:
    """Plain RGB; see-through parts become white, 16-bit greys keep their upper eight bits."""
    if image.mode.startswith("I"):
        return image.convert("I").point(lambda grey: grey * (1 / 256)).convert("L").convert("RGB")
    if image.has_transparency_data:
        image = image.convert("RGBA")
        white = Image.new("RGBA", image.size, "white")
        return Image.alpha_composite(white, image).convert("RGB")
    return image.convert("RGB")


def _boxes_cut_off(data: bytes) -> bool:
    """Whether the last box of a HEIC file (ISO 14496-12, 4.2) reaches beyond its end."""
    at = 0
    while at + 8 <= len(data):
        size = int.from_bytes(data[at : at + 4], "big")
        if size == 1:
            size = int.from_bytes(data[at + 8 : at + 16], "big")
        if size == 0:  # "to the end of the file"
            return False
        if size < 8:
            return True
        at += size
    return at != len(data)
