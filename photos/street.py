"""The street that drawn example photos are set in: sky, shops, pavement, road, trees."""

import random
from dataclasses import dataclass

from photos.brush import WIDTH, Brush, dice_of

GROUND, KERB, ROAD = 600, 770, 792
_SKIES = (
    ((121, 178, 226), (225, 238, 246)),
    ((150, 190, 214), (240, 232, 214)),
    ((168, 182, 196), (222, 228, 232)),
    ((104, 164, 214), (206, 232, 244)),
)
_WALLS = ("#e8d9c3", "#d9c4b0", "#cfd8dc", "#e3cdb8", "#d5dbcf", "#c9b8a8", "#e6e0d4")
_SIGNS = ("#b7322c", "#1f6f50", "#274c8f", "#c2702b", "#6a3d7c", "#20808d", "#3d3d46")
_NAMES = (
    "老街包子铺", "大南鲜果", "平价超市", "万家五金", "春和面馆", "惠民药房", "小满奶茶",
    "诚信打印", "巧手理发", "悦读书店", "东北饺子", "便民小吃", "好邻居便利", "红梅服装",
)  # fmt: skip


@dataclass(frozen=True)
class Place:
    """One seed's street as the camera sees it; `shift` is how far the camera stepped aside."""

    seed: int
    shift: float = 0

    def layer(self, brush: Brush, depth: float) -> Brush:
        """What is near (depth 1) moves more than what is far (0) when the camera steps aside."""
        return brush.moved(-self.shift * depth)


def draw_street(brush: Brush, place: Place) -> None:
    """Everything behind and under the problem."""
    dice = dice_of(f"street {place.seed}")
    brush.sky(*dice.choice(_SKIES), GROUND)
    _clouds(place.layer(brush, 0.05), dice)
    _skyline(place.layer(brush, 0.15), dice)
    _shops(place.layer(brush, 0.55), dice)
    _pavement(brush, place.layer(brush, 0.8))
    _road(brush, place.layer(brush, 1.1), dice)
    near = place.layer(brush, 0.9)
    left, right = dice.uniform(60, 250), dice.uniform(1010, 1220)
    for x in dice.choice(((left,), (right,), (left, right))):
        _tree(near, x, dice)
    _lamp(near, dice.choice((dice.uniform(180, 300), dice.uniform(960, 1080))))


def _clouds(brush: Brush, dice: random.Random) -> None:
    for _ in range(dice.randint(1, 3)):
        x, y = dice.uniform(0, WIDTH), dice.uniform(40, 150)
        for step in range(5):
            brush.oval(x + step * 34, y + (step % 2) * 10, 46, 20, "#ffffffa0")


def _skyline(brush: Brush, dice: random.Random) -> None:
    x = -160.0
    while x < WIDTH + 160:
        wide, top = dice.uniform(70, 170), dice.uniform(50, 230)
        colour = dice.choice(("#9fb3c4", "#adbecb", "#93a8ba", "#b9c6d0"))
        brush.rect(x, top, wide, GROUND - top, colour)
        for row in range(int((GROUND - top) // 34)):
            for column in range(int(wide // 26)):
                if dice.random() < 0.75:
                    brush.rect(x + 9 + column * 26, top + 14 + row * 34, 12, 16, "#ffffff46")
        x += wide + dice.uniform(-6, 30)


def _shops(brush: Brush, dice: random.Random) -> None:
    x, names = -240 + dice.uniform(-90, 0), list(_NAMES)
    dice.shuffle(names)
    while x < WIDTH + 240:
        wide = dice.uniform(290, 430)
        _shop(brush, x, wide, names.pop() if names else "", dice)
        x += wide


def _shop(brush: Brush, x: float, wide: float, name: str, dice: random.Random) -> None:
    wall, sign, top = dice.choice(_WALLS), dice.choice(_SIGNS), dice.uniform(110, 285)
    brush.rect(x, top, wide, GROUND - top, wall)
    brush.rect(x, top - 10, wide, 16, "#0000002c")
    for column in range(3):
        left = x + wide * (0.1 + 0.29 * column)
        brush.rect(left, top + 34, wide * 0.2, 304 - top, "#fdfdfd")
        brush.rect(left + 5, top + 39, wide * 0.2 - 10, 294 - top, "#7fa3bb")
        brush.rect(left + 5, top + 39, wide * 0.08, 294 - top, "#a8c5d6")
    brush.rect(x + 10, 352, wide - 20, 62, sign, radius=6)
    brush.text(x + wide / 2, 382, name, 38, "#fff6df")
    brush.rect(x + 16, 430, wide - 32, GROUND - 430, "#4b5a66")
    door = x + wide * dice.choice((0.1, 0.36, 0.62))
    for left in (x + 24, x + wide / 2 + 4):
        brush.rect(left, 442, wide / 2 - 30, GROUND - 456, "#bcd3de")
        for shelf in range(3):
            for item in range(int((wide / 2 - 50) // 22)):
                high = dice.uniform(14, 28)
                colour = dice.choice(_SIGNS + _WALLS)
                brush.rect(left + 8 + item * 22, 496 + shelf * 42 - high, 15, high, colour + "c0")
            brush.rect(left, 496 + shelf * 42, wide / 2 - 30, 4, "#7c8d97")
    brush.rect(door, 446, wide * 0.28, GROUND - 446, "#35424c")
    brush.rect(door + 7, 454, wide * 0.28 - 14, GROUND - 454, "#cfe2ea")
    brush.rect(door + wide * 0.22, 520, 5, 38, "#35424c", radius=2)
    _awning(brush, x + 8, wide - 16, sign)


def _awning(brush: Brush, x: float, wide: float, colour: str) -> None:
    count = max(6, round(wide / 40))
    part = wide / count
    for number in range(count):
        fill = colour if number % 2 else "#fbf7ee"
        left = x + number * part
        brush.rect(left, 418, part, 34, fill)
        brush.oval(left + part / 2, 452, part / 2, 11, fill)
    brush.rect(x, 418, wide, 7, "#00000022")


def _pavement(still: Brush, brush: Brush) -> None:
    still.rect(-9, GROUND, WIDTH + 18, KERB - GROUND, "#cfc9bf")
    y = float(GROUND)
    while y < KERB:
        still.rect(-9, y, WIDTH + 18, 1.6, "#a9a297")
        y += 12 + (y - GROUND) * 0.17
    for number in range(-14, 15):
        x = WIDTH / 2 + number * 84
        end = WIDTH / 2 + number * 126
        brush.line([(x, GROUND), (end, KERB)], "#b6afa4", 1.6)
    still.rect(-9, 672, WIDTH + 18, 26, "#e0bd55")  # the path for the blind
    for number in range(-8, 60):
        for row in (679, 691):
            brush.rect(number * 30 - 100, row - 2, 18, 4, "#c39d38", radius=2)
    still.rect(-9, GROUND, WIDTH + 18, 10, "#00000024")


def _road(still: Brush, brush: Brush, dice: random.Random) -> None:
    still.rect(-9, KERB, WIDTH + 18, ROAD - KERB, "#e9e6df")
    still.rect(-9, ROAD - 6, WIDTH + 18, 8, "#8e8a83")
    still.rect(-9, ROAD, WIDTH + 18, 400, "#5d6268")
    for number in range(-3, 18):
        brush.rect(number * 92 - 90, KERB, 2, ROAD - KERB, "#b9b4aa")
    for _ in range(260):
        x, y = dice.uniform(-200, WIDTH + 200), dice.uniform(ROAD + 6, 990)
        brush.oval(x, y, 3, 1.6, dice.choice(("#6b7077", "#50555b")))
    offset = dice.uniform(0, 180)
    for number in range(-2, 9):
        x = number * 190 + offset
        brush.poly([(x, 914), (x + 96, 914), (x + 90, 930), (x - 10, 930)], "#ecebe4")


def _tree(brush: Brush, x: float, dice: random.Random) -> None:
    green = dice.choice(("#4f8a4b", "#5f9a52", "#3f7a4d", "#86a04a"))
    brush.rect(x - 44, 716, 88, 26, "#8c7b68", radius=4)
    brush.rect(x - 38, 720, 76, 18, "#5f4c3a", radius=3)
    brush.poly([(x - 13, 732), (x + 13, 732), (x + 8, 380), (x - 8, 380)], "#6f5640")
    seed = dice.randint(0, 9999)
    size = dice.uniform(0.8, 1.35)
    brush.blob(x, 318, 118 * size, 130 * size, green, seed)
    brush.blob(x - 22, 286, 80 * size, 80 * size, "#ffffff1c", seed + 1)


def _lamp(brush: Brush, x: float) -> None:
    brush.rect(x - 5, 250, 10, 490, "#56626b")
    brush.rect(x - 11, 730, 22, 24, "#434d55", radius=3)
    brush.line([(x, 254), (x + 74, 238)], "#56626b", 7)
    brush.rect(x + 54, 230, 58, 15, "#dfe5e8", radius=6)
