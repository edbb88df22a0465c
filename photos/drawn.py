"""Example photos drawn by code, so that nobody has to be shown a real person's street.

Each scene exists before and after: the second picture is taken from one step aside, as a second
photo of the same place would be, so that nothing takes it for the first one again.
"""

import random
from collections.abc import Callable, Sequence
from typing import Literal, get_args

from PIL import Image, ImageDraw

from photos.brush import HEIGHT, WIDTH, Brush, Point, dice_of
from photos.clean import jpeg_of
from photos.figures import (
    clothes_rack,
    cone,
    fruit_stall,
    goods_pile,
    officer,
    person,
    rubbish_heap,
    scooter,
    sweeper,
    wheelie_bin,
)
from photos.lettering import shortened, width, write
from photos.street import Place, draw_street

SceneKind = Literal[
    "stalls",  # 占道经营
    "rubbish",  # 暴露垃圾
    "overflowing_bin",  # 垃圾满溢
    "adverts",  # 非法小广告
    "scooters",  # 非机动车乱停放
    "manhole",  # 井盖缺损
    "pothole",  # 道路破损
    "shop_outside",  # 店外经营
]
KINDS: tuple[SceneKind, ...] = get_args(SceneKind)
_Painter = Callable[[Brush, random.Random, bool], None]


def draw_scene(kind: SceneKind, *, fixed: bool, seed: int, stamp: Sequence[str] = ()) -> bytes:
    """A JPEG of 1280 x 960: the problem, or the same place after it was put right.

    `stamp`: lines as watermark cameras print them (time first), in the lower left corner.
    """
    dice = dice_of(f"{kind}:{seed}:{fixed}")
    place = Place(seed, shift=dice.choice((-1, 1)) * dice.uniform(95, 150) if fixed else 0)
    brush = Brush.on_new_sheet()
    draw_street(brush, place)
    # The problem's own dice: what stays in the picture stays the same.
    _PAINTERS[kind](place.layer(brush, 0.95), dice_of(f"{kind}:{seed}"), fixed)
    image = brush.finished(crop=_crop(dice, fixed))
    if stamp:
        _stamped(image, stamp)
    return jpeg_of(image)


def _crop(dice: random.Random, fixed: bool) -> tuple[float, float, float, float]:
    part = dice.uniform(0.7, 0.76) if fixed else dice.uniform(0.8, 0.86)
    left = WIDTH * (1 - part) * dice.uniform(0.4, 0.6)
    top = HEIGHT * (1 - part)  # the feet stay in the picture
    return left, top, left + WIDTH * part, top + HEIGHT * part


def _stamped(image: Image.Image, lines: Sequence[str]) -> None:
    """Narrow and low, so that the problem stays visible."""
    draw = ImageDraw.Draw(image, "RGBA")
    rest = [shortened(line, 27, 600) for line in lines[1:]]
    wide = max(width(lines[0], 50), *(width(line, 27) for line in rest), 120) + 66
    top = HEIGHT - 86 - 38 * len(rest)
    draw.rectangle((0, top, wide, HEIGHT), fill="#00000058")
    draw.rectangle((20, top + 16, 24, HEIGHT - 16), fill="#ffd166")
    write(draw, (38, top + 44), lines[0], 50, "#ffffff", bold=True)
    for number, line in enumerate(rest):
        write(draw, (38, top + 92 + 38 * number), line, 27, "#ffffff")


def _stalls(brush: Brush, dice: random.Random, fixed: bool) -> None:
    places = [(300 + dice.uniform(-50, 50), 728), (800 + dice.uniform(-60, 90), 744)]
    if fixed:
        officer(brush.moved(dice.uniform(420, 560), 720))
        person(brush.moved(dice.uniform(760, 900), 706), "#c07a4a", "#3b4a5c", arm=0.2)
        return
    for x, y in places:
        fruit_stall(brush.moved(x, y), dice)
    person(brush.moved(560, 748), "#567a9c", "#333a44", arm=0.4)


def _rubbish(brush: Brush, dice: random.Random, fixed: bool) -> None:
    x = dice.uniform(480, 760)
    if fixed:
        brush.oval(x, 728, 230, 22, "#ffffff38")
        sweeper(brush.moved(x + dice.choice((-190, 150)), 726))
        return
    rubbish_heap(brush.moved(x, 738), dice)


def _overflowing_bin(brush: Brush, dice: random.Random, fixed: bool) -> None:
    x, bins = dice.uniform(350, 600), dice.sample(
        [("#2f7d4f", "厨余"), ("#2d5f9e", "可回收"), ("#4a4f55", "其他"), ("#b5382f", "有害")], 3
    )  # fmt: skip
    for number, (colour, label) in enumerate(bins):
        lean = 0 if fixed else dice.uniform(-14, 14)
        wheelie_bin(
            brush.moved(x + number * 136 + lean, 722), colour, label, full=not fixed, seed=number
        )
    if fixed:
        sweeper(brush.moved(x + 136 * 3 + 40, 734))
    else:
        rubbish_heap(brush.moved(x + 330, 748), dice, wide=150)


def _adverts(brush: Brush, dice: random.Random, fixed: bool) -> None:
    """A box for cables on the pavement, pasted all over."""
    x, paint = dice.uniform(380, 600), dice.choice(("#6f8f86", "#8b949b", "#7f8fa6"))
    brush.shadow(x + 170, 744, 220)
    brush.rect(x, 372, 340, 368, paint, radius=8)
    brush.rect(x - 10, 360, 360, 22, "#00000050", radius=6)
    brush.rect(x + 168, 392, 4, 330, "#00000040")
    for door in (x + 146, x + 186):
        brush.rect(door, 540, 8, 46, "#39424a", radius=3)
    for number in range(11):
        left = x + 12 + number % 4 * 82 + dice.uniform(-8, 8)
        top = 396 + number // 4 * 112 + dice.uniform(-10, 14)
        paper = dice.choice(("#fdf6d8", "#f7c9c4", "#d3e8f7", "#ffffff", "#f9e27d"))
        words = dice.choice(("办证", "开锁", "通下水", "租房", "贷款", "搬家", "回收"))
        if fixed:
            brush.rect(left, top, 72, 94, "#ffffff14")
            continue
        brush.rect(left, top, 72, 94, paper)
        brush.text(left + 36, top + 30, words, 24, "#b3261e")
        brush.text(left + 36, top + 66, f"1{dice.randint(300, 999)}****", 13, "#2b2b2b")
    if fixed:
        sweeper(brush.moved(x + 420, 742))


def _scooters(brush: Brush, dice: random.Random, fixed: bool) -> None:
    colours = ["#c0392b", "#2d6fb0", "#e5a82e", "#3a8f6a", "#e8e6df", "#54595f"]
    dice.shuffle(colours)
    start = dice.uniform(150, 260)
    if fixed:
        for number in range(6):
            brush.rect(start - 112 + number * 172, 642, 4, 112, "#ffffffd0")
        brush.rect(start - 112, 642, 864, 4, "#ffffffd0")
        for number in range(5):
            scooter(brush.moved(start - 26 + number * 172, 742), colours[number])
        return
    for number, (x, y) in enumerate(
        ((20, 668), (250, 690), (420, 660), (640, 700), (120, 742), (480, 752), (760, 746))
    ):
        fallen = number in {1, 5}
        at = brush.moved(start + x + dice.uniform(-40, 40), y)
        scooter(at, colours[number % 6], fallen=fallen)


def _manhole(brush: Brush, dice: random.Random, fixed: bool) -> None:
    x, y = dice.uniform(680, 820), 868
    brush.oval(x, y, 178, 58, "#454a4f")
    brush.oval(x, y - 2, 164, 52, "#7b8187")
    if fixed:
        brush.oval(x, y - 3, 154, 48, "#596067")
        for row in range(-2, 3):
            for column in range(-5, 6):
                if (column / 5.6) ** 2 + (row / 2.6) ** 2 < 1:
                    brush.rect(x + column * 25 - 8, y - 6 + row * 15, 16, 7, "#8d949a", radius=3)
        brush.text(x, y - 3, "雨", 30, "#d3d8db")
        return
    brush.oval(x, y, 152, 46, "#14171a")
    brush.oval(x + 10, y + 12, 120, 30, "#0a0c0e")
    brush.poly([(x - 150, y), (x - 60, y - 42), (x - 20, y + 6), (x - 90, y + 38)], "#596067")
    brush.line([(x - 118, y - 6), (x - 60, y - 10), (x - 40, y + 8)], "#2c3035", 4)
    for dx in (-250, 236):
        cone(brush.moved(x + dx, y + 24))


def _pothole(brush: Brush, dice: random.Random, fixed: bool) -> None:
    x, y, seed = dice.uniform(700, 800), 868, dice.randint(0, 9999)
    if fixed:
        brush.poly([(x - 250, y - 52), (x + 236, y - 52), (x + 276, y + 52), (x - 290, y + 52)],
                   "#3a3e43")  # fmt: skip
        for _ in range(60):
            dx, dy = dice.uniform(-240, 240), dice.uniform(-44, 44)
            brush.oval(x + dx, y + dy, 3, 1.5, "#4a4f55")
        return
    brush.blob(x, y, 256, 62, "#494d52", seed)
    brush.blob(x, y + 4, 214, 48, "#35383c", seed)
    brush.blob(x + 20, y + 12, 140, 26, "#7c93a4", seed + 1)
    brush.oval(x + 40, y + 8, 70, 7, "#b7c9d6")
    for side in (-1, 1):
        for number in range(3):
            points: list[Point] = [(x + side * 190, y - 24 + number * 22)]
            for _ in range(4):
                last = points[-1]
                points.append(
                    (last[0] + side * dice.uniform(18, 46), last[1] + dice.uniform(-14, 12))
                )
            brush.line(points, "#3d4146", 3)
    for _ in range(26):
        dx, dy = dice.uniform(-300, 300), dice.uniform(-56, 64)
        brush.oval(x + dx, y + dy, dice.uniform(4, 11), dice.uniform(3, 6), "#8b8f93")
    cone(brush.moved(x - 330, y - 20))


def _shop_outside(brush: Brush, dice: random.Random, fixed: bool) -> None:
    x = dice.uniform(260, 380)
    brush.rect(x - 200, 646, 1000, 5, "#f0c419")  # goods stay behind this line
    if fixed:
        person(brush.moved(x + 330, 640), "#7a5a86", "#3c4450", arm=0.3)
        return
    clothes_rack(brush.moved(x, 716), dice)
    goods_pile(brush.moved(x + 250, 744), dice)
    clothes_rack(brush.moved(x + 500, 724), dice)
    person(brush.moved(x + 380, 736), "#7a5a86", "#3c4450", arm=0.5)


_PAINTERS: dict[SceneKind, _Painter] = {
    "stalls": _stalls,
    "rubbish": _rubbish,
    "overflowing_bin": _overflowing_bin,
    "adverts": _adverts,
    "scooters": _scooters,
    "manhole": _manhole,
    "pothole": _pothole,
    "shop_outside": _shop_outside,
}
