"""Names and texts as people typed them, made safe to keep and to show."""

import re
import unicodedata

# Turning the reading direction around lets a name forge what stands after it.
_DIRECTION = frozenset("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")
_UNSEEN = re.compile(f"[\u200b\u2060\u00ad\u180e{''.join(sorted(_DIRECTION))}]")
# Joiners belong into emoji and some scripts; between other characters they only hide words.
_JOINERS = re.compile(r"(?:^|(?<=[\w\s]))[\u200c\u200d]+")
_BREAKS = re.compile(r"\r\n?|[\v\f\x85\u2028\u2029]")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff]")


def legible(text: str | None) -> str:
    """What can be read of a text, its lines kept; empty if nothing in it can be seen.

    Characters that nobody sees would part words that belong together, or turn lines around;
    databases refuse NUL and half characters.
    """
    lines = _BREAKS.sub("\n", text or "")
    return _JOINERS.sub("", _UNSEEN.sub("", _CONTROL.sub("", lines))).strip()


def tidy(name: str | None, limit: int = 300) -> str:
    """One line of at most `limit` characters without control characters or lone surrogates.

    Databases refuse NUL and half characters; both arrive from hostile clients.
    """
    kept = "".join(_harmless(char) for char in name or "")
    return " ".join(kept.split())[:limit].rstrip()


def _harmless(char: str) -> str:
    if char in _DIRECTION or unicodedata.category(char) == "Cs":
        return ""
    return " " if unicodedata.category(char) == "Cc" else char
