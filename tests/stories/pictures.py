"""Small photos: drawn once, and small, because stories are about what becomes of them."""

import io
from functools import cache

from PIL import Image, ImageOps

from photos.drawn import SceneKind, draw_scene

_SIZE = (480, 360)


@cache
def problem(kind: SceneKind = "stalls", seed: int = 1) -> bytes:
    """A photo of what is wrong."""
    return _small(draw_scene(kind, fixed=False, seed=seed))


@cache
def fixed(kind: SceneKind = "stalls", seed: int = 1) -> bytes:
    """A photo of the same place after it was put right."""
    return _small(draw_scene(kind, fixed=True, seed=seed))


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
    return _saved(_opened(photo), format_)


@cache
def taken_at(photo: bytes, moment: str) -> bytes:
    """The same photo as a camera would have taken it at that moment (`2026:11:20 09:00:00`)."""
    image = _opened(photo)
    exif = Image.Exif()
    exif.get_ifd(0x8769)[0x9003] = moment  # DateTimeOriginal in the EXIF directory
    file = io.BytesIO()
    image.save(file, "JPEG", quality=80, exif=exif)
    return file.getvalue()


def broken(photo: bytes) -> bytes:
    """A photo of which little more than the beginning arrived."""
    return photo[:300]


def _opened(photo: bytes) -> Image.Image:
    return Image.open(io.BytesIO(photo))


def _small(photo: bytes) -> bytes:
    return _saved(_opened(photo).resize(_SIZE))


def _saved(image: Image.Image, format_: str = "JPEG") -> bytes:
    file = io.BytesIO()
    image.save(file, format_, quality=80)
    return file.getvalue()
