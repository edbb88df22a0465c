"""Names as people typed them, made safe to keep and to show."""

import unicodedata

# Turning the reading direction around lets a name forge what stands after it.
_DIRECTION = frozenset("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")


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
