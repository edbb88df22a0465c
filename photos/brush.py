"""A brush for illustrations: logical coordinates, drawn twice as large so that edges get smooth."""

import random

from PIL import Image, ImageDraw

from photos.lettering import font, printable

WIDTH, HEIGHT = 1280, 960
_TIMES = 2
Point = tuple[float, float]


def dice_of(seed: object) -> random.Random:
    """Dice that always fall the same way for the same seed (on every machine)."""
    return random.Random(str(seed))  # noqa: S311 - for pictures, not for secrets


class Brush:
    """Draws on a 1280 x 960 sheet; `moved` gives a brush whose origin lies elsewhere.

    Colours are Pillow's; eight hex digits are see-through.
    """

    def __init__(self, image: Image.Image, dx: float = 0, dy: float = 0) -> None:
        self.image = image
        self._dx, self._dy = dx, dy
        self._draw = ImageDraw.Draw(image, "RGBA")

    @classmethod
    def on_new_sheet(cls) -> "Brush":
        """A brush on an empty sheet."""
        return cls(Image.new("RGB", (WIDTH * _TIMES, HEIGHT * _TIMES)))

    def moved(self, dx: float, dy: float = 0) -> "Brush":
        """A brush on the same sheet with its origin at (dx, dy) of this one's."""
        return Brush(self.image, self._dx + dx, self._dy + dy)

    def _at(self, x: float, y: float) -> Point:
        return (x + self._dx) * _TIMES, (y + self._dy) * _TIMES

    def rect(
        self, x: float, y: float, wide: float, high: float, colour: str, *, radius: float = 0
    ) -> None:
        """A rectangle, perhaps with round corners."""
        box = (*self._at(x, y), *self._at(x + wide, y + high))
        self._draw.rounded_rectangle(box, radius * _TIMES, fill=colour)

    def poly(self, points: list[Point], colour: str) -> None:
        """A filled polygon."""
        self._draw.polygon([self._at(*point) for point in points], fill=colour)

    def oval(self, x: float, y: float, rx: float, ry: float, colour: str) -> None:
        """An ellipse around (x, y)."""
        self._draw.ellipse((*self._at(x - rx, y - ry), *self._at(x + rx, y + ry)), fill=colour)

    def line(self, points: list[Point], colour: str, width: float) -> None:
        """A line with round joints and ends."""
        there = [self._at(*point) for point in points]
        self._draw.line(there, fill=colour, width=round(width * _TIMES), joint="curve")
        if width >= 4 and len(colour) == 7:
            for x, y in (points[0], points[-1]):
                self.oval(x, y, width / 2, width / 2, colour)

    def text(self, x: float, y: float, text: str, size: float, colour: str) -> None:
        """One line of text around (x, y)."""
        face = font(round(size * _TIMES))
        self._draw.text(self._at(x, y), printable(text), colour, face, anchor="mm")

    def blob(self, x: float, y: float, rx: float, ry: float, colour: str, seed: int) -> None:
        """An uneven round thing: a bush, a bag, a puddle."""
        dice = dice_of(seed)
        self.oval(x, y, rx * 0.85, ry * 0.85, colour)
        for _ in range(9):
            dx, dy = dice.uniform(-0.55, 0.55), dice.uniform(-0.5, 0.5)
            self.oval(x + dx * rx, y + dy * ry, rx * 0.5, ry * 0.5, colour)

    def shadow(self, x: float, y: float, rx: float) -> None:
        """A soft flat shadow on the ground."""
        self.oval(x, y, rx, rx * 0.16, "#10182026")
        self.oval(x, y, rx * 0.8, rx * 0.12, "#10182026")

    def sky(self, top: tuple[int, int, int], bottom: tuple[int, int, int], high: float) -> None:
        """A gradient over the upper part of the sheet."""
        strip = Image.new("RGB", (1, 2))
        strip.putdata([top, bottom])
        size = (self.image.width, round(high * _TIMES))
        self.image.paste(strip.resize(size, Image.Resampling.BILINEAR, box=(0, 0.5, 1, 1.5)))

    def finished(self, *, crop: tuple[float, float, float, float]) -> Image.Image:
        """The sheet in its final size, cut to `crop` (left, top, right, bottom; logical)."""
        box = tuple(edge * _TIMES for edge in crop)
        return self.image.resize(
            (WIDTH, HEIGHT), Image.Resampling.LANCZOS, box=(box[0], box[1], box[2], box[3])
        )
