"""Entities that Telegram finds by itself in any text: commands, mentions, hashtags, addresses."""

import re

from sandbox.records import Json
from sandbox.units import utf16

PATTERNS = {
    "bot_command": re.compile(
        r"(?<![\w/<>])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w/<>])"
    ),
    "url": re.compile(
        r"(?<![\w@/.])(?:https?://|www\.|t\.me/)[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]+"
    ),
    "email": re.compile(
        r"(?<![\w.+-])[A-Za-z0-9._+-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.)+[A-Za-z]{2,16}(?![\w-])"
    ),
    "mention": re.compile(r"(?<![\w@/])@[A-Za-z0-9_]{2,32}(?!\w)"),
    "hashtag": re.compile(r"(?<![\w#])#(?=\w*[^\W\d_])\w{1,256}"),
}
MARKS = re.compile(r"[/@#.]")
CLOSED = frozenset({"pre", "code", "text_link", "text_mention", "custom_emoji"})


def with_detected(text: str, entities: list[Json]) -> list[Json]:
    """The given entities and those that Telegram adds; offsets in UTF-16 code units."""
    if not MARKS.search(text):
        return entities
    taken = [e for e in entities if e["type"] in CLOSED]
    found = []
    for kind, pattern in PATTERNS.items():
        for match in pattern.finditer(text):
            new = _entity(kind, text, match)
            if not any(_overlap(new, other) for other in taken):
                taken.append(new)
                found.append(new)
    return sorted(entities + found, key=lambda e: (e["offset"], -e["length"]))


def _entity(kind: str, text: str, match: re.Match[str]) -> Json:
    found = match.group().rstrip(".,;:!?'") if kind == "url" else match.group()
    return {"type": kind, "offset": utf16(text[: match.start()]), "length": utf16(found)}


def _overlap(one: Json, other: Json) -> bool:
    return bool(
        one["offset"] < other["offset"] + other["length"]
        and other["offset"] < one["offset"] + one["length"]
    )
