"""Is this proof really a new photo? Fingerprints that survive what a cheat does to a picture.

Distances were measured on 33 street photos (526 pairs of different photos, each also mirrored)
and on variants of each of them:

| against the original            | pHash, of 64 | dHash, of 256 |
|---------------------------------|--------------|---------------|
| recompressed, half size         | ≤ 2          | ≤ 8           |
| brighter, darker, more contrast | ≤ 12         | ≤ 50          |
| another photo, nearest of all   | ≥ 20         | ≥ 83          |

| nearest window of the original to a photo | dHash, of 256            |
|-------------------------------------------|--------------------------|
| cropped to 70-97 %, brightness changed    | median 9, 95 % under 26  |
| another photo                             | ≥ 39, all but two ≥ 48   |
"""

import hashlib
import math
import operator
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from PIL import Image, ImageChops

from photos.check import look

_SIDE = 64
_FULL = (0.0, 0.0, float(_SIDE), float(_SIDE))
_SAME_PHASH, _SAME_DHASH, _CROPPED_DHASH = 18, 76, 26
_FLAT_RANGE = 12  # grey levels: a lens cap or a wall has no features to compare
_BRIGHTER = bytes([0] + [1] * 255)
_Box = tuple[float, float, float, float]


class Likeness(Enum):
    """How a later photo relates to an earlier one; everything but `DIFFERENT` needs a person."""

    SAME = "same"
    MIRRORED = "mirrored"
    CROPPED = "cropped"
    DIFFERENT = "different"


@dataclass(frozen=True)
class Fingerprint:
    """What is kept of a photo in order to know it again.

    `sha256`: of the file as it came, in hex. `phash`: 64-bit perceptual hash, unsigned;
    `mirrored_phash`: that of the mirror image. `grey`: the photo squeezed to 64 x 64 grey levels.
    """

    sha256: str
    phash: int
    mirrored_phash: int
    grey: bytes

    def pack(self) -> bytes:
        """4144 bytes that `unpack` reads."""
        hashes = self.phash.to_bytes(8, "big") + self.mirrored_phash.to_bytes(8, "big")
        return bytes.fromhex(self.sha256) + hashes + self.grey

    @classmethod
    def unpack(cls, packed: bytes) -> "Fingerprint":
        """The fingerprint that `pack` wrote; raises ValueError for anything else."""
        if len(packed) != 48 + _SIDE * _SIDE:
            raise ValueError(f"a packed fingerprint has 4144 bytes, not {len(packed)}")
        phash, mirrored = (int.from_bytes(packed[at : at + 8], "big") for at in (32, 40))
        return cls(packed[:32].hex(), phash, mirrored, packed[48:])


def fingerprint(data: bytes) -> Fingerprint:
    """The fingerprint of a photo file; raises `PictureRefused`."""
    return fingerprint_of(look(data, side=256)[1], data)


def fingerprint_of(image: Image.Image, data: bytes) -> Fingerprint:
    """The same for a photo that is already decoded; `data` is the file that it came from."""
    grey = image.convert("L").resize((_SIDE, _SIDE), Image.Resampling.LANCZOS, reducing_gap=3.0)
    terms = _terms(grey)
    return Fingerprint(
        sha256=hashlib.sha256(data).hexdigest(),
        phash=_hash(terms),
        mirrored_phash=_hash(_mirrored_terms(terms)),
        grey=grey.tobytes(),
    )


def likeness(earlier: Fingerprint, later: Fingerprint) -> Likeness:
    """Whether `later` is `earlier` again, perhaps brighter, mirrored or cropped (about 15 ms)."""
    if earlier.sha256 == later.sha256:
        return Likeness.SAME
    old, new = _picture(earlier), _picture(later)
    if _flat(old) or _flat(new):
        return Likeness.DIFFERENT
    mirror = _mirrored(new)
    straight, turned = _dhash(new, _FULL), _dhash(mirror, _FULL)
    whole = _dhash(old, _FULL)
    if _near(earlier.phash, later.phash, _SAME_PHASH) and _near(whole, straight, _SAME_DHASH):
        return Likeness.SAME
    if _near(earlier.phash, later.mirrored_phash, _SAME_PHASH) and _near(
        whole, turned, _SAME_DHASH
    ):
        return Likeness.MIRRORED
    if any(_nearest_window(old, wanted) <= _CROPPED_DHASH for wanted in (straight, turned)):
        return Likeness.CROPPED
    return Likeness.DIFFERENT


def _picture(print_: Fingerprint) -> Image.Image:
    return Image.frombytes("L", (_SIDE, _SIDE), print_.grey)


def _mirrored(image: Image.Image) -> Image.Image:
    return image.transpose(Image.Transpose.FLIP_LEFT_RIGHT)


def _flat(grey: Image.Image) -> bool:
    histogram = grey.histogram()
    levels = [level for level, count in enumerate(histogram) if count]
    return levels[-1] - levels[0] < _FLAT_RANGE


def _near(one: int, other: int, limit: int) -> bool:
    return (one ^ other).bit_count() <= limit


def _dhash(grey: Image.Image, box: _Box) -> int:
    """One byte (0 or 1) for each of 16 x 16 steps to the right: does it get brighter?"""
    small = grey.resize((17, 16), Image.Resampling.BILINEAR, box=box)
    steps = ImageChops.subtract(small.crop((1, 0, 17, 16)), small.crop((0, 0, 16, 16)))
    return int.from_bytes(steps.tobytes().translate(_BRIGHTER), "big")


def _nearest_window(grey: Image.Image, wanted: int) -> int:
    """The least distance of any window of a picture, found by walking from 22 start windows."""
    starts = sorted(((_dhash(grey, box) ^ wanted).bit_count(), box) for box in _WINDOWS)
    return min(_walk(grey, wanted, *start) for start in starts[:3])


def _walk(grey: Image.Image, wanted: int, distance: int, box: _Box) -> int:
    """Moves the four edges as long as that brings the window nearer, then in smaller steps."""
    step = 4.0
    while step >= 1:
        nearer = [
            (reached, moved)
            for moved in _moves(box, step)
            if (reached := (_dhash(grey, moved) ^ wanted).bit_count()) < distance
        ]
        if nearer:
            distance, box = min(nearer)
        else:
            step /= 2
    return distance


def _moves(box: _Box, step: float) -> list[_Box]:
    moved = [
        (*box[:edge], box[edge] + by, *box[edge + 1 :]) for edge in range(4) for by in (-step, step)
    ]
    return [(a, b, c, d) for a, b, c, d in moved if _inside(a, c) and _inside(b, d)]


def _inside(low: float, high: float) -> bool:
    return low >= 0 and high <= _SIDE and high - low > _SIDE / 2


def _windows() -> list[_Box]:
    corners = [
        (left * (1 - part), top * (1 - part), left * (1 - part) + part, top * (1 - part) + part)
        for part in (0.88, 0.72)
        for left in (0, 0.5, 1)
        for top in (0, 0.5, 1)
    ]
    bands = [(0.0, 0, 0.85, 1), (0.15, 0, 1, 1), (0, 0, 1, 0.85), (0, 0.15, 1, 1)]
    return [(a * _SIDE, b * _SIDE, c * _SIDE, d * _SIDE) for a, b, c, d in corners + bands]


_WINDOWS = _windows()
# The first eight rows of a 32-point DCT, each to its middle: behind it they are mirrored, the odd
# ones with the other sign.
_COSINES = [[math.cos(math.pi * (2 * x + 1) * u / 64) for x in range(16)] for u in range(8)]


def _terms(grey: Image.Image) -> list[float]:
    """The lowest 8 x 8 DCT terms of a 32 x 32 picture, row by row of the vertical frequency."""
    small = grey.resize((32, 32), Image.Resampling.LANCZOS).tobytes()
    rows = [_dct(small[at : at + 32]) for at in range(0, 1024, 32)]
    columns = [_dct(column) for column in zip(*rows, strict=True)]
    return [term for row in zip(*columns, strict=True) for term in row]


def _dct(points: Sequence[float]) -> list[float]:
    back = points[:15:-1]
    sums, differences = map(operator.add, points, back), map(operator.sub, points, back)
    folded = (list(sums), list(differences))
    return [sum(map(operator.mul, wave, folded[u % 2])) for u, wave in enumerate(_COSINES)]


def _mirrored_terms(terms: Sequence[float]) -> list[float]:
    """The terms of the mirror image: odd horizontal frequencies change their sign."""
    return [-term if place % 2 else term for place, term in enumerate(terms)]


def _hash(terms: Sequence[float]) -> int:
    """One bit for each term: whether it is above their median, the first one left out of that."""
    median = sorted(terms[1:])[31]
    result = 0
    for term in terms:
        result = result << 1 | (term > median)
    return result


def likeness_of(earlier: bytes, later: bytes) -> Likeness:
    """`likeness` of two photo files, for the workroom; raises `PictureRefused`."""
    return likeness(fingerprint(earlier), fingerprint(later))
