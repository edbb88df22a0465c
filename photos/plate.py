"""The plate: one picture with before and after side by side, for the checker and the record."""

from dataclasses import dataclass

from PIL import Image, ImageDraw

from photos.check import look
from photos.clean import jpeg_of
from photos.lettering import printable, rounded, shortened, width, wrapped, write

WIDTH = 1280  # Telegram shrinks photos to 1280 px, so more would only be blurred
MAX_BYTES = 1_000_000
_GAP = 16
_PANEL = (WIDTH - 3 * _GAP) // 2
_TALLEST, _LOWEST = 880, 240
_BAND = 60
_INK, _FAINT, _PAPER, _SHADE, _TITLE = "#1c2733", "#5b6b7c", "#ffffff", "#e8edf2", "#1d3557"
_RED, _GREEN = "#c8372d", "#1f8a4c"


@dataclass(frozen=True)
class PlateText:
    """The words on a plate, ready to print; what is too long is wrapped or ends in ….

    `before_more` and `after_more`: how many further photos the plate does not show.
    `times`: short pieces such as "上报 16:28", "反馈 17:20"; `used`: "用时 52 分钟".
    """

    number: str
    category: str
    place: str
    unit: str
    times: tuple[str, ...] = ()
    used: str = ""
    before_label: str = "整改前"
    after_label: str = "整改后"
    before_note: str = ""
    after_note: str = ""
    before_more: int = 0
    after_more: int = 0


@dataclass(frozen=True)
class _Side:
    photo: Image.Image
    sign: str
    label: str
    note: str
    more: int
    colour: str


def plate(before: bytes | None, after: bytes, text: PlateText) -> bytes:
    """A JPEG of 1280 px width, at most 1280 px height and 1 MB, both photos whole and upright.

    `before` None: the problem was reported without a photo, and its side stays empty.
    Raises `PictureRefused` if one of the photos cannot be read.
    """
    sides = (
        _Side(_fitted(before), "●", text.before_label, text.before_note, text.before_more, _RED),
        _Side(_fitted(after), "✓", text.after_label, text.after_note, text.after_more, _GREEN),
    )
    place = wrapped(text.place, 32, WIDTH - 2 * _GAP - 16, 2)
    head = 92 + 44 * len(place)
    foot = 76 if _one_row(text) else 122
    high = min(_TALLEST, max(_LOWEST, *(side.photo.height for side in sides)))
    image = Image.new("RGB", (WIDTH, head + 2 * _GAP + _BAND + high + foot), _PAPER)
    _header(image, text, place, head)
    for at, side in enumerate(sides):
        _panel(image, _GAP + at * (_PANEL + _GAP), head + _GAP, high, side)
    _footer(image, text, image.height - foot)
    return _small_enough(image)


def _fitted(data: bytes | None) -> Image.Image:
    """The whole photo as large as a panel allows; small photos are enlarged."""
    if data is None:
        return Image.new("RGB", (_PANEL, _LOWEST), _SHADE)
    image = look(data, side=_TALLEST)[1]
    scale = min(_PANEL / image.width, _TALLEST / image.height)
    size = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
    return image.resize(size, Image.Resampling.LANCZOS)


def _header(image: Image.Image, text: PlateText, place: list[str], high: int) -> None:
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, WIDTH, high - 1), fill=_TITLE)
    used = write(draw, (_GAP + 8, 48), text.number, 46, "#ffffff", bold=True)
    left = _GAP + 8 + used + 28
    write(draw, (left, 49), shortened(text.category, 38, WIDTH - left - _GAP), 38, "#ffd166")
    for at, line in enumerate(place):
        write(draw, (_GAP + 8, 104 + 44 * at), line, 32, "#dbe4ee")


def _panel(image: Image.Image, left: int, top: int, high: int, side: _Side) -> None:
    rounded(image, (left, top, left + _PANEL, top + _BAND + high), 10, _SHADE)
    rounded(image, (left, top, left + _PANEL, top + _BAND), 10, side.colour)
    draw = ImageDraw.Draw(image)
    draw.rectangle((left, top + _BAND - 12, left + _PANEL - 1, top + _BAND - 1), fill=side.colour)
    middle, right = top + _BAND // 2, left + _PANEL - 18
    if side.more:
        right -= round(write(draw, (right, middle), f"+{side.more}", 30, "#ffffff", anchor="rm"))
        right -= 20
    label = f"{side.sign} {side.label}"
    used = write(draw, (left + 18, middle), shortened(label, 32, 260), 32, "#ffffff", bold=True)
    note = shortened(side.note, 28, right - left - 18 - used - 24)
    write(draw, (right, middle), note, 28, "#ffffff", anchor="rm")
    photo = side.photo
    image.paste(
        photo,
        (left + (_PANEL - photo.width) // 2, top + _BAND + (high - photo.height) // 2),
    )


def _one_row(text: PlateText) -> bool:
    """Whether unit, times and duration fit beside each other."""
    used = sum(
        width(printable(part), size) + 28
        for part, size in ((text.unit, 32), (_times(text), 28), (text.used, 32))
    )
    return used <= WIDTH - 2 * _GAP


def _times(text: PlateText) -> str:
    return " · ".join(text.times)


def _footer(image: Image.Image, text: PlateText, top: int) -> None:
    draw = ImageDraw.Draw(image)
    left, right, middle = _GAP + 8.0, float(WIDTH - _GAP - 8), top + 38
    if text.used:
        used = shortened(text.used, 32, 360)
        right -= write(draw, (right, middle), used, 32, _GREEN, anchor="rm", bold=True) + 28
    unit = shortened(text.unit, 32, right - left)
    after_unit = left + write(draw, (left, middle), unit, 32, _INK, bold=True) + 28
    if _one_row(text):
        write(draw, (after_unit, middle), _times(text), 28, _FAINT)
    else:
        times = shortened(_times(text), 28, WIDTH - 2 * left)
        write(draw, (left, middle + 46), times, 28, _FAINT)


def _small_enough(image: Image.Image) -> bytes:
    for quality in (88, 78, 66):
        data = jpeg_of(image, quality=quality)
        if len(data) <= MAX_BYTES:
            return data
    return jpeg_of(image, quality=45)
