"""When two addresses, typed by two people, mean the same place."""

import re
import unicodedata

_DOOR = re.compile(
    "(?:大门口|门口|门前|店前|店外|门外|前面|前|处|附近|旁边|旁|这块|那块|这边|那边)$"
)
_ROAD = re.compile("[路街巷道](?:[东西南北两]侧|沿线|路段|全段)?$")
_NOTHING = re.compile(r"[\W_]+")


def spot(address: str | None) -> str | None:
    """The address without spaces, signs and doors: 热闹路 32 号门口 and 热闹路３２号 are one."""
    folded = unicodedata.normalize("NFKC", address or "").lower()
    bare = _NOTHING.sub("", folded)
    return _DOOR.sub("", bare)[:300] or bare[:300] or None


def is_precise(spot_: str) -> bool:
    """Whether only one thing can stand there: a whole street is no such place."""
    return not _ROAD.search(spot_)
