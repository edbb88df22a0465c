"""Characters that are typed for each other, because they sound or look alike (路 璐, 停 仃)."""

from functools import cache

from reading.lexicon import load

_SAME_SOUND = (("zh", "z"), ("ch", "c"), ("sh", "s"))


def _sound(syllable: str) -> str:
    """A syllable as many people say it: zh like z, ing like in."""
    for full, flat in _SAME_SOUND:
        syllable = flat + syllable[2:] if syllable.startswith(full) else syllable
    return syllable.removesuffix("g") if syllable.endswith("ng") else syllable


@cache
def _sounds() -> dict[str, str]:
    table = load("sounds.toml")
    return {char: _sound(syllable) for syllable, chars in table.items() for char in chars}


@cache
def _shapes() -> dict[str, frozenset[str]]:
    groups: dict[str, set[str]] = {}
    for group in load("lookalikes.toml")["groups"].split():
        for char in group:
            groups.setdefault(char, set()).update(group)
    return {char: frozenset(like) for char, like in groups.items()}


def alike(one: str, other: str) -> bool:
    """Whether two different characters sound the same, tones aside, or look much the same."""
    sound = _sounds().get(one)
    if sound is not None and sound == _sounds().get(other):
        return True
    return other in _shapes().get(one, ())
