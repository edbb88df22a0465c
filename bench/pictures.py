"""Photos for people to send, each one different."""

import io

from PIL import Image

from photos.drawn import draw_scene

SMALL = (480, 360)


def scenes(many: int, *, fixed: bool) -> list[bytes]:
    """Street scenes as a phone's photo arrives by Telegram: 1280 x 960, some 150 kB."""
    return [draw_scene("stalls", fixed=fixed, seed=seed) for seed in range(many)]


def small_scene() -> bytes:
    """A street scene of some 20 kB."""
    with Image.open(io.BytesIO(draw_scene("stalls", fixed=False, seed=1))) as large:
        out = io.BytesIO()
        large.resize(SMALL).save(out, "JPEG", quality=80)
    return out.getvalue()


def marked(jpeg: bytes, number: int) -> bytes:
    """The same picture as another file: a comment with that number after the JPEG's first mark."""
    words = f"photo {number}".encode()
    return jpeg[:2] + b"\xff\xfe" + (len(words) + 2).to_bytes(2, "big") + words + jpeg[2:]
