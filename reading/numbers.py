"""Chinese and Arabic numerals as people type them: 三十二, 2.5, 两, 半, 1万, ３."""

import re

DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "俩": 2, "仨": 3}
SMALL = {"十": 10, "百": 100, "千": 1000}
LARGE = {"万": 10_000, "亿": 100_000_000}

HAN_NUMBER = "[零〇一二两俩仨三四五六七八九十百千]"
NUMBER = rf"(?:[0-9]+(?:\.[0-9]+)?|{HAN_NUMBER}+|半)"
"""A regular expression for one number, without sign and without 万."""

_TENTH = {"百": 10, "千": 100, "万": 1_000, "亿": 10_000_000}
"""What a digit right behind one of these means: 一百五 is 150, 两万三 23000."""

_ARABIC = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_GUESS = re.compile(
    "(?P<from>.*[十百千万]|)(?P<low>[一二两三四五六七八])(?P<high>[两三四五六七八九])(?P<of>[十百千]?)"
)
_LONGEST = 24
"""More characters than this are no number that a person means."""


def to_number(typed: str) -> float | None:
    """The value of a numeral (`三十二` → 32, `1.5万` → 15000, `半` → 0.5); None if it is none.

    Digits without units are read in a row: `二〇二六` → 2026.
    """
    if not typed or len(typed) > _LONGEST:
        return None
    if typed == "半":
        return 0.5
    factor = 1
    while len(typed) > 1 and typed[-1] in LARGE:
        factor *= LARGE[typed[-1]]
        typed = typed[:-1]
    if _ARABIC.fullmatch(typed):
        return round(float(typed) * factor, 6)  # 1.37万 is 13700, no hair more
    value = _han(typed)
    return None if value is None else value * factor


def at_most(typed: str) -> float | None:
    """The same, where two digits in a row are a guess (一两 天, 三五 个): the larger one."""
    guess = guessed(typed)
    return to_number(guess[1] if guess else typed)


def guessed(typed: str) -> tuple[str, str] | None:
    """The lower and the higher numeral of a guess: 四五十 → 四十, 五十; None if it is none."""
    guess = _GUESS.fullmatch(typed)
    if guess is None:
        return None
    low, high = (guess["from"] + guess[digit] + guess["of"] for digit in ("low", "high"))
    return low, high


def _han(typed: str) -> float | None:
    if len(typed) > 1 and all(c in DIGITS for c in typed):
        return float("".join(str(DIGITS[c]) for c in typed))
    total = section = digit = 0
    for char in typed:
        if char in DIGITS:
            digit = DIGITS[char]
        elif char in SMALL:
            section, digit = section + (digit or 1) * SMALL[char], 0
        elif char in LARGE:
            total, section, digit = total + ((section + digit) or 1) * LARGE[char], 0, 0
        else:
            return None
    if len(typed) > 1 and typed[-1] in DIGITS:
        digit *= _TENTH.get(typed[-2], 1)
    return float(total + section + digit)
