"""Pictures that come from who knows where, and what a person is to see of each."""

from dataclasses import dataclass
from pathlib import Path

from tests.stories.phone import File
from tests.stories.pictures import problem

KINDS = {
    ".jpg": "image/jpeg",
    ".png": "image/png",
    ".webp": "image/webp",
    ".heic": "image/heic",
    ".gif": "image/gif",
    ".bmp": "image/bmp",
    ".tiff": "image/tiff",
    ".svg": "image/svg+xml",
}
FORMAT = "不支持这种格式"
# What the sender is told of a picture that came as a photo; the others are taken as they are, the
# two cut off in the middle too: what can be seen of them may be all that there is.
REFUSED = {
    "decompression_bomb.gif": FORMAT,
    "decompression_bomb_extents.gif": FORMAT,
    "gen_script.svg": FORMAT,
    "hopper.bmp": FORMAT,
    "tiff_16bit_RGB.tiff": FORMAT,
    "gen_bomb_30000x30000_1bit.png": "照片的像素太多",
    "made_empty.jpg": "文件是空的",
    "made_page.jpg": "这个文件不是照片",
    "made_noise.png": "照片已损坏",
}
# Sent as files these say themselves that they are nothing for us: one sentence, and no case.
WRONG_FILES = frozenset({".gif", ".bmp", ".tiff", ".svg"})
TAKE_INSTEAD = "只能收 JPEG、PNG、WebP 或 HEIC 图片"
# Of the ordinary ones a few: a turned one, a turned and big one, two pictures in one.
ORDINARY = (
    "phone/orient_landscape_6.jpg",
    "phone/synth12mp_o6_gps.jpg",
    "scene/collage_before_after.jpg",
)


@dataclass(frozen=True, slots=True)
class Odd:
    """A picture with a number of its own, by which its case is found again."""

    number: int
    name: str
    data: bytes

    @property
    def report(self) -> str:
        """Words under it that make it a report with nothing missing."""
        return f"热闹路{self.number}号门口占道经营 大南中队2小时内整改"

    @property
    def file(self) -> File:
        """The same, sent as a file."""
        return File(self.data, self.name, KINDS[Path(self.name).suffix])

    @property
    def refused(self) -> str | None:
        """Why it cannot be used, as its sender is told; None for one that can."""
        return REFUSED.get(self.name)

    @property
    def wrong_file(self) -> bool:
        """Whether it is turned away at once when it comes as a file."""
        return Path(self.name).suffix in WRONG_FILES


def odd_pictures(photos: Path) -> list[Odd]:
    """All odd ones, a few ordinary ones, and some made here."""
    paths = [*sorted((photos / "odd").iterdir()), *(photos / name for name in ORDINARY)]
    found = [(path.name, path.read_bytes()) for path in paths]
    made = {
        "made_empty.jpg": b"",
        "made_page.jpg": b"<!doctype html><script>alert(1)</script>",
        "made_noise.png": b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4,
        # Its name goes nowhere near a file system, and into no message.
        "../../<b>x</b>.jpg": problem(),
    }
    return [Odd(number, *one) for number, one in enumerate([*found, *made.items()], start=101)]
