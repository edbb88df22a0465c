"""Photos as we keep and show them: upright, plain, and silent about where they were taken."""

import io
from dataclasses import dataclass

from PIL import Image

from photos.check import PhotoFacts, look
from photos.fingerprint import Fingerprint, fingerprint_of

KEPT_SIDE = 2560
_QUALITY = 86


@dataclass(frozen=True)
class Admitted:
    """A photo that was let in: its facts, the JPEG to keep, and its fingerprint."""

    facts: PhotoFacts
    jpeg: bytes
    fingerprint: Fingerprint


def admit(data: bytes) -> Admitted:
    """Checks, cleans and fingerprints a photo while decoding it once; raises `PictureRefused`.

    What is kept is an upright RGB JPEG of at most 2560 px with no metadata at all.
    """
    facts, image = look(data, side=KEPT_SIDE)
    return Admitted(facts, jpeg_of(image), fingerprint_of(image, data))


def jpeg_of(image: Image.Image, *, quality: int = _QUALITY) -> bytes:
    """An RGB image as JPEG bytes."""
    out = io.BytesIO()
    image.save(out, "JPEG", quality=quality)
    return out.getvalue()
