"""What the camera wrote into a photo, read so that no nonsense in it can refuse the photo."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from PIL import ExifTags, Image


@dataclass(frozen=True)
class Exif:
    """Orientation 1-8 as in the EXIF standard; the rest as in `PhotoFacts`."""

    orientation: int = 1
    taken_at: datetime | None = None
    gps: tuple[float, float] | None = None


def read_exif(raw: object) -> Exif:
    """Reads an EXIF block (bytes as Pillow keeps them in `info`); what is broken is left out.

    Pillow raises almost anything on a forged block (struct.error, MemoryError, KeyError, …),
    which is why each part is read under a broad guard.
    """
    if not isinstance(raw, bytes):
        return Exif()
    tags = Image.Exif()
    try:
        tags.load(raw)
        turned = tags.get(ExifTags.Base.Orientation)
    except Exception:
        return Exif()
    return Exif(
        orientation=turned if isinstance(turned, int) and 1 <= turned <= 8 else 1,
        taken_at=_taken_at(_part(tags, ExifTags.IFD.Exif)),
        gps=_position(_part(tags, ExifTags.IFD.GPSInfo)),
    )


def _part(tags: Image.Exif, ifd: int) -> Mapping[int, Any]:
    try:
        return tags.get_ifd(ifd)
    except Exception:
        return {}


def _taken_at(part: Mapping[int, Any]) -> datetime | None:
    """The time of exposure only: `DateTime` in the main block changes with every edit."""
    for tag in (ExifTags.Base.DateTimeOriginal, ExifTags.Base.DateTimeDigitized):
        day, _, time = str(part.get(tag, "")).strip("\0 ").partition(" ")
        try:
            return datetime.fromisoformat(f"{day.replace(':', '-')}T{time}").replace(tzinfo=None)
        except ValueError:
            continue
    return None


def _position(part: Mapping[int, Any]) -> tuple[float, float] | None:
    try:
        latitude = _degrees(part[ExifTags.GPS.GPSLatitude])
        longitude = _degrees(part[ExifTags.GPS.GPSLongitude])
        if str(part[ExifTags.GPS.GPSLatitudeRef]).upper().startswith("S"):
            latitude = -latitude
        if str(part[ExifTags.GPS.GPSLongitudeRef]).upper().startswith("W"):
            longitude = -longitude
    except Exception:
        return None
    possible = abs(latitude) <= 90 and abs(longitude) <= 180
    # A receiver without a fix writes 0, 0, which is a spot in the Atlantic.
    return (latitude, longitude) if possible and (latitude, longitude) != (0, 0) else None


def _degrees(value: Any) -> float:
    degrees, minutes, seconds = (float(part) for part in value)
    result = degrees + minutes / 60 + seconds / 3600
    if not math.isfinite(result):
        raise ValueError(value)
    return round(result, 7)
