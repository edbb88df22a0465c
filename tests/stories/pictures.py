"""Small photos: quickly drawn, and small, because stories are about what becomes of them."""

import io
import random
from functools import cache

import pillow_heif
from PIL import Image, ImageDraw, ImageOps

_SIZE = (480, 360)


@cache
def problem(kind: str = "stalls", seed: int = 1) -> bytes:
    """A photo of what is wrong."""
    return _drawn(f"{kind} {seed}")


@cache
def fixed(kind: str = "stalls", seed: int = 1) -> bytes:
    """A photo of the same place after it was put right, from where nobody stood before."""
    return _drawn(f"{kind} {seed} fixed")


def _drawn(name: str) -> bytes:
    """Patches of colour like no other name's."""
    dice = random.Random(name)
    image = Image.new("RGB", _SIZE, _colour(dice))
    draw = ImageDraw.Draw(image)
    for _ in range(40):
        x, y = dice.randrange(_SIZE[0]), dice.randrange(_SIZE[1])
        wide, high = dice.randrange(20, 160), dice.randrange(20, 160)
        shape = dice.choice((draw.rectangle, draw.ellipse))
        shape((x - wide, y - high, x + wide, y + high), fill=_colour(dice))
    return _saved(image)


def _colour(dice: random.Random) -> tuple[int, int, int]:
    return dice.randrange(256), dice.randrange(256), dice.randrange(256)


@cache
def mirrored(photo: bytes) -> bytes:
    """The same photo, left and right exchanged."""
    return _saved(ImageOps.mirror(_opened(photo)))


@cache
def resaved(photo: bytes) -> bytes:
    """The same photo, smaller and saved once more, as it comes back from another chat."""
    image = _opened(photo)
    return _saved(image.resize((image.width * 3 // 4, image.height * 3 // 4)))


@cache
def saved_as(photo: bytes, format_: str) -> bytes:
    """The same photo in another format."""
    pillow_heif.register_heif_opener()
    return _saved(_opened(photo), format_)


@cache
def taken_at(photo: bytes, moment: str) -> bytes:
    """The same photo as a camera would have taken it at that moment (`2026:11:20 09:00:00`)."""
    exif = Image.Exif()
    exif.get_ifd(0x8769)[0x9003] = moment  # DateTimeOriginal in the EXIF directory
    file = io.BytesIO()
    _opened(photo).save(file, "JPEG", quality=80, exif=exif)
    return file.getvalue()


def broken(photo: bytes) -> bytes:
    """A photo of which little more than the beginning arrived."""
    return photo[:300]


def _opened(photo: bytes) -> Image.Image:
    return Image.open(io.BytesIO(photo))


def _saved(image: Image.Image, format_: str = "JPEG") -> bytes:
    file = io.BytesIO()
    image.save(file, format_, quality=80)
    return file.getvalue()
