"""Pictures made for the tests."""

import io
from pathlib import Path

from PIL import Image, ImageDraw, ImageEnhance, ImageOps


def encoded(image: Image.Image, kind: str = "JPEG", **options: object) -> bytes:
    """The picture as a file."""
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def decoded(data: bytes) -> Image.Image:
    """The picture in a file of our own making, its pixels loaded."""
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


def framed(wide: int, high: int, colour: str, kind: str = "JPEG") -> bytes:
    """A grey picture with a coloured border on all four sides, a fifth of the picture thick."""
    image = Image.new("RGB", (wide, high), "#808080")
    thick = max(1, min(wide, high) // 5)
    ImageDraw.Draw(image).rectangle((0, 0, wide - 1, high - 1), outline=colour, width=thick)
    return encoded(image, kind)


def quarters(wide: int = 400, high: int = 300) -> Image.Image:
    """Red upper left, green upper right, blue lower left, white lower right."""
    image = Image.new("RGB", (wide, high), "white")
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, wide // 2, high // 2), fill="#ff0000")
    draw.rectangle((wide // 2, 0, wide, high // 2), fill="#00ff00")
    draw.rectangle((0, high // 2, wide // 2, high), fill="#0000ff")
    return image


def with_exif(image: Image.Image, orientation: int = 1) -> bytes:
    """A JPEG with a time, a place (41.7936 N, 123.4637 E) and an orientation."""
    tags = Image.Exif()
    tags[0x0112] = orientation
    tags.get_ifd(0x8769)[0x9003] = "2021:02:02 09:04:11"
    tags.get_ifd(0x8825).update({1: "N", 2: (41, 47, 36.96), 3: "E", 4: (123, 27, 49.32)})
    return encoded(image, exif=tags, comment=b"made by Mr Wang")


def cheats(path: Path) -> dict[str, bytes]:
    """What somebody may do to an old photo in order to pass it off as a new one."""
    photo = Image.open(path).convert("RGB")
    wide, high = photo.size
    inner = photo.crop((wide // 10, high // 20, wide, high * 19 // 20))
    return {
        "brighter": encoded(ImageEnhance.Brightness(photo).enhance(1.3), quality=80),
        "darker": encoded(ImageEnhance.Brightness(photo).enhance(0.7), quality=80),
        "recompressed": encoded(photo, quality=35),
        "halved": encoded(photo.resize((wide // 2, high // 2)), quality=80),
        "mirrored": encoded(ImageOps.mirror(photo), quality=80),
        "cropped by a tenth": encoded(inner, quality=80),
        "cropped and mirrored": encoded(ImageOps.mirror(inner), quality=80),
    }
