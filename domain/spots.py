"""When two addresses, typed by two people, mean the same place."""

import re
import unicodedata

_DOOR = re.compile(
    "(?:大门口|门口|门前|店前|店外|门外|前面|前|处|附近|旁边|旁|这块|那块|这边|那边)$"
)
_ROAD = re.compile("[路街巷道](?:[东西南北两]侧|沿线|路段|全段)?$")
_STALL = re.compile("(?<=[0-9]号)(?:摊位?|档口?|铺面?)$")
_NOTHING = re.compile(r"[\W_]+")


def spot(address: str | None) -> str | None:
    """The address without spaces, signs and doors: 热闹路 32 号门口 and 热闹路３２号 are one.

    So are 早市3号摊 and 早市3号.
    """
    folded = unicodedata.normalize("NFKC", address or "").lower()
    bare = _NOTHING.sub("", folded)
    bare = _STALL.sub("", _DOOR.sub("", bare)) or bare
    return bare[:300] or None


def is_precise(spot_: str) -> bool:
    """Whether only one thing can stand there: a whole street is no such place."""
    return not _ROAD.search(spot_)
