"""The name in an address, without number, door and side: what is worth remembering of it."""

import re

from reading.lexicon import lexicon
from reading.model import Directory
from reading.places import find_places, lone_name
from reading.placewords import HAN, generic, place_words, trim_name, words
from reading.text import Message, fold

_SHORTEST, _LONGEST = 3, 20
_NAME = re.compile(rf"(?=.*[{HAN}].*[{HAN}])[{HAN}a-z·][{HAN}a-z0-9·]*")

_NUMBER = re.compile("[0-9０-９]")
_GATE = re.compile("[东西南北]门$")


def name_in(address: str, directory: Directory) -> str | None:
    """The name that an address begins with (热闹路32号门口 → 热闹路); None if it has none.

    A name that no word for a road or a building ends must say nothing else: 路边 and 占道那家 are
    no names.
    """
    found = find_places(Message.of(address), directory)
    before_number = Message.of(_NUMBER.split(address)[0])
    place = found[0] if found else lone_name(before_number, ())
    if place is None or place.start:
        return None
    name = address[: place.name_end].strip()
    return name if _is_name(fold(name)) and _says_nothing_else(name) else None


def _is_name(folded: str) -> bool:
    if not _NAME.fullmatch(folded) or not _SHORTEST <= len(folded) <= _LONGEST:
        return False
    if folded in generic() | place_words() or _ends_in_a_side(folded):
        return False
    return trim_name(folded) == folded


def _ends_in_a_side(folded: str) -> bool:
    """小区门口 and 大槐树下面; 老北门 is a name."""
    return folded.endswith(words()["sides"]) and not _GATE.search(folded)


def _says_nothing_else(name: str) -> bool:
    message = Message.of(name, lexicon().spelling)
    whole = (0, len(name))
    return not any((match.start, match.end) == whole for match in lexicon().rules.find(message))
