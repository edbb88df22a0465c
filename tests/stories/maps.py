"""Map files of the town, and photos that know where they were taken."""

import io
import json
from typing import Any

from PIL import Image

from operations import mapping
from tests.stories.phone import File
from tests.stories.town import Town

# In the area of Danan, in that of Huangcheng, and in both of them.
SOUTH, NORTH, BETWEEN = (41.79, 123.44), (41.82, 123.44), (41.805, 123.44)


def square(unit: str, south: float, north: float, **about: str) -> dict[str, Any]:
    """A feature: the square between two latitudes, from 123.40 to 123.48 east."""
    corners = [(123.40, south), (123.48, south), (123.48, north), (123.40, north)]
    ring = [list(one) for one in (*corners, corners[0])]
    return {
        "type": "Feature",
        "properties": {"unit": unit, **about},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }


def collection(*features: dict[str, Any]) -> str:
    """A map file."""
    whole = {"type": "FeatureCollection", "features": list(features)}
    return json.dumps(whole, ensure_ascii=False)


TOWN_MAP = collection(
    square("大南中队", 41.78, 41.81, name="大南片区"), square("皇城中队", 41.80, 41.83)
)


async def draw(town: Town, text: str = TOWN_MAP, file: str = "areas.geojson") -> None:
    """Load a map file into the running town."""
    async with town.bot.database.begin(town.bot.clock.now()) as tx:
        await mapping.load(tx, text, file=file, by="test")


def taken_in(photo: bytes, place: tuple[float, float]) -> File:
    """The same photo as a camera would have taken it there, sent as a file (it keeps its EXIF)."""
    exif = Image.Exif()
    part = exif.get_ifd(0x8825)
    for tag, letter, degrees in ((1, "N", place[0]), (3, "E", place[1])):
        part[tag], part[tag + 1] = letter, (degrees, 0.0, 0.0)
    file = io.BytesIO()
    Image.open(io.BytesIO(photo)).save(file, "JPEG", quality=80, exif=exif)
    return File(file.getvalue(), "IMG_0001.jpg", "image/jpeg")
