"""People and things that stand on the drawn street. Each is drawn upwards from its foot (0, 0)."""

import random

from photos.brush import Brush

_SKIN = "#e8b894"
_BAGS = ("#2b3035", "#3a4147", "#e9ecee", "#b9d4e8", "#444b52", "#d95f4b", "#d7dde1")


def person(brush: Brush, coat: str, trousers: str, *, hat: str = "", arm: float = 0) -> None:
    """Somebody of about 190 px; `arm` lifts the right arm (0 hanging, 1 stretched out)."""
    brush.shadow(0, 0, 44)
    for x in (-18, 5):
        brush.rect(x, -78, 15, 74, trousers, radius=5)
        brush.rect(x - 3, -8, 22, 9, "#2c2f33", radius=4)
    brush.line([(-24, -136), (-34, -84)], coat, 13)
    brush.rect(-27, -152, 54, 82, coat, radius=15)
    hand = (34 + 26 * arm, -84 - 34 * arm)
    brush.line([(24, -136), hand], coat, 13)
    brush.oval(*hand, 8, 8, _SKIN)
    brush.oval(-35, -80, 8, 8, _SKIN)
    brush.oval(0, -174, 22, 24, _SKIN)
    brush.oval(0, -186, 23, 15, "#2e2723")
    brush.oval(8, -172, 2.4, 2.8, "#2e2723")
    brush.oval(-6, -172, 2.4, 2.8, "#2e2723")
    if hat:
        brush.rect(-25, -200, 50, 18, hat, radius=8)
        brush.rect(-22, -187, 58, 7, hat, radius=3)


def sweeper(brush: Brush) -> None:
    """A street cleaner with an orange vest and a broom."""
    person(brush, "#ef7d22", "#39506b", hat="#ef7d22", arm=0.7)
    brush.rect(-27, -118, 54, 8, "#f5f2c8")
    brush.line([(48, -150), (92, -14)], "#9b7a4b", 6)
    brush.poly([(80, -26), (100, -30), (122, 2), (74, 4)], "#d8b25a")


def officer(brush: Brush) -> None:
    """A city-management officer in blue."""
    person(brush, "#2b4a73", "#22344d", hat="#22344d")
    brush.rect(-22, -140, 16, 8, "#e8d27a", radius=2)


def fruit_stall(brush: Brush, dice: random.Random) -> None:
    """A folding table with crates of fruit under an umbrella, its keeper behind it."""
    brush.shadow(0, 2, 170)
    person(brush.moved(dice.choice((-52, 58)), -18), dice.choice(("#8e4a5b", "#4b6b57")), "#3a3f47")
    colours = dice.choice((("#d6402f", "#f2c230"), ("#2f7fc1", "#ffffff"), ("#2f9a63", "#fdf3d0")))
    brush.rect(-5, -318, 9, 250, "#8a8f94")
    for part in range(6):
        left = -186 + part * 62
        points = [(0.0, -376.0), (left, -282.0), (left + 62.0, -282.0)]
        brush.poly(points, colours[part % 2])
        brush.oval(left + 31, -282, 31, 13, colours[part % 2])
    brush.rect(-150, -92, 300, 12, "#9c7546")
    for x in (-138, 128):
        brush.rect(x, -82, 10, 82, "#7d5c36")
    brush.rect(-150, -80, 300, 46, "#c65b46")
    brush.text(0, -57, dice.choice(("新鲜水果 5元1斤", "现烤地瓜", "糖葫芦 烤冷面")), 28, "#fff3d6")
    for crate in range(4):
        left = -144 + crate * 73
        fruit = dice.choice(("#e2572b", "#f0b429", "#c62f3b", "#7fae3a"))
        brush.rect(left, -118, 68, 28, "#b98c55", radius=3)
        for row in range(2):
            for number in range(4 - row):
                brush.oval(left + 12 + row * 8 + number * 15, -120 - row * 11, 9, 9, fruit)


def rubbish_heap(brush: Brush, dice: random.Random, *, wide: float = 250) -> None:
    """Bags, cartons and bottles lying about."""
    brush.shadow(0, 4, wide)
    for _ in range(4):
        x = dice.uniform(-wide, wide * 0.7)
        brush.poly([(x, 0), (x + 96, 6), (x + 104, -62), (x + 6, -70)], "#c39a63")
        brush.poly([(x + 6, -70), (x + 104, -62), (x + 84, -92), (x - 6, -98)], "#dab884")
        brush.rect(x + 40, -64, 20, 60, "#e9d3a6")
    for number in range(15):
        row = number // 6  # a heap: many below, few on top
        x, y = dice.uniform(-1, 1) * wide * (0.85 - 0.28 * row), -row * 34 + dice.uniform(-6, 6)
        size = dice.uniform(42, 62)
        colour = dice.choice(_BAGS)
        brush.blob(x, y - size * 0.5, size, size * 0.74, colour, dice.randint(0, 9999))
        brush.poly([(x - 8, y - size), (x + 8, y - size), (x, y - size * 1.45)], colour)
        brush.oval(x - size * 0.3, y - size * 0.7, size * 0.18, size * 0.1, "#ffffff60")
    for _ in range(9):
        x, y = dice.uniform(-wide * 1.2, wide * 1.2), dice.uniform(-8, 34)
        colour = dice.choice(("#6fb3d2", "#f4f4ef", "#e6b84c", "#7fae5a"))
        brush.rect(x, y, dice.uniform(16, 34), 10, colour, radius=4)


def wheelie_bin(brush: Brush, colour: str, label: str, *, full: bool, seed: int) -> None:
    """A bin of 170 px; a full one stands open with bags sticking out."""
    brush.shadow(0, 2, 62)
    if full:
        brush.poly([(-50, -150), (50, -150), (58, -226), (-42, -232)], colour)
        brush.rect(-42, -218, 92, 8, "#00000030")
        for number, (x, y) in enumerate(((-24, -168), (22, -172), (0, -190))):
            shade = ("#23272b", "#eceff1", "#c9dbe8")[(seed + number) % 3]
            brush.blob(x, y, 34, 28, shade, seed + number)
    brush.poly([(-54, -156), (54, -156), (44, -8), (-44, -8)], colour)
    brush.poly([(-54, -156), (-34, -156), (-28, -8), (-44, -8)], "#ffffff26")
    brush.rect(-60, -164, 120, 16, colour, radius=6)
    brush.rect(-60, -164, 120, 16, "#00000026", radius=6)
    if not full:
        brush.rect(-58, -180, 116, 20, colour, radius=9)
        brush.rect(-26, -186, 52, 9, "#00000040", radius=4)
    brush.rect(-31, -108, 62, 52, "#ffffffd8", radius=6)
    brush.text(0, -82, label, 60 / max(2.5, len(label)), colour)
    for x in (-32, 32):
        brush.oval(x, -8, 12, 12, "#25292d")


def scooter(brush: Brush, colour: str, *, fallen: bool = False) -> None:
    """An electric scooter seen from its side, about 200 px long."""
    if fallen:
        brush.shadow(0, 0, 120)
        for x in (-84, 76):
            brush.oval(x, -14, 34, 15, "#23272b")
            brush.oval(x, -14, 18, 8, "#8c949a")
        brush.poly([(-86, -30), (40, -40), (86, -22), (60, -4), (-70, -6)], colour)
        brush.rect(-60, -46, 76, 16, "#33383d", radius=7)
        brush.line([(70, -24), (112, -48)], "#4a5056", 8)
        return
    brush.shadow(0, 2, 118)
    for x in (-74, 76):
        brush.oval(x, -28, 29, 29, "#23272b")
        brush.oval(x, -28, 15, 15, "#aab2b8")
    brush.line([(76, -28), (58, -128)], "#596067", 9)
    brush.line([(34, -134), (64, -128)], "#2b2f33", 9)
    brush.poly([(-104, -62), (-20, -74), (-4, -40), (48, -40), (64, -112), (78, -60), (52, -22),
                (-46, -22)], colour)  # fmt: skip
    brush.rect(-94, -92, 92, 20, "#33383d", radius=9)
    brush.rect(-118, -112, 38, 34, "#454b52", radius=5)
    brush.oval(72, -100, 8, 9, "#fff4c2")


def clothes_rack(brush: Brush, dice: random.Random) -> None:
    """A rail of clothes put out in front of a shop."""
    brush.shadow(0, 2, 110)
    for x in (-96, 90):
        brush.rect(x, -190, 7, 190, "#8a9299")
    brush.rect(-102, -192, 206, 7, "#8a9299")
    for number in range(8):
        x = -86 + number * 24
        colour = dice.choice(("#b33a4a", "#355c9a", "#e0b04a", "#4c8a6a", "#7a4b8a", "#e9e4da"))
        brush.poly([(x - 12, -182), (x + 12, -182), (x + 17, -66), (x - 17, -66)], colour)
    brush.rect(-70, -238, 140, 38, "#d6342b", radius=5)
    brush.text(0, -219, "清仓 39 元", 25, "#fff4c8")


def goods_pile(brush: Brush, dice: random.Random) -> None:
    """Cartons and drink crates stacked outside."""
    brush.shadow(0, 2, 120)
    for row, count in enumerate((3, 3, 2)):
        for number in range(count):
            x, y = -108 + number * 72 + row * 9, -row * 56
            brush.rect(x, y - 54, 69, 54, dice.choice(("#c99f66", "#b98a50", "#d8b27c")), radius=2)
            brush.rect(x, y - 34, 69, 8, "#ffffff50")
            brush.text(x + 34, y - 16, dice.choice(("饮料", "牛奶", "啤酒", "易碎")), 17, "#6d4d22")


def cone(brush: Brush) -> None:
    """A traffic cone."""
    brush.shadow(0, 0, 34)
    brush.poly([(-22, -6), (22, -6), (6, -78), (-6, -78)], "#e8601f")
    brush.poly([(-16, -26), (16, -26), (11, -48), (-11, -48)], "#f6f3ea")
    brush.rect(-32, -9, 64, 11, "#c94f14", radius=4)
