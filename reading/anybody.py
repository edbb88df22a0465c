"""Whether a unit's name means whoever is responsible there: 属地中队, 城管, 各单位."""

from functools import cache

from reading.lexicon import load
from reading.text import fold


def means_anybody(unit: str) -> bool:
    """Whether what was typed names no unit in particular, so that the place decides."""
    name = fold(unit).strip()
    if name in _words("anybody.toml", "alone"):
        return True
    kinds = _words("units.toml", "named") | _words("units.toml", "bare")
    kinds |= _words("anybody.toml", "alone")
    return any(
        name.startswith(pointing) and name.removeprefix(pointing) in kinds
        for pointing in _words("anybody.toml", "pointing")
    )


@cache
def _words(file: str, key: str) -> frozenset[str]:
    return frozenset(fold(load(file)[key]).split())
