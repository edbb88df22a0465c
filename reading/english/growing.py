"""How an English address grows from a name: to the left and to the right."""

from reading.english.names import crossing_end, numbered_start
from reading.english.placewords import NUMBER, Line, places, single_letter

ARTICLES = frozenset({"the", "a", "an"})
_JOINS = frozenset({"on", "at", "in", "of", "near", "by", "along", "from", "off"})
_MOST_PARTS = 3
_FARTHEST = 5
"""Words back to an outside, behind, opposite."""


def left(line: Line, first: int) -> int:
    """The first word of an address whose name begins at `first`."""
    first = _with_house_number(line, first)
    for _ in range(_MOST_PARTS):
        farther = _with_spot(line, first)
        if farther == first:
            break
        first = farther
    return _with_relative(line, first)


def right(line: Line, at: int) -> int:
    """Behind an address whose name ends before `at`: a crossing road, north gate, opposite …"""
    at = _with_number_behind(line, crossing_end(line, at))
    for _ in range(_MOST_PARTS):
        farther = _more(line, at)
        if farther == at:
            break
        at = farther
    return at


# ------------------------------------------------------------------ to the left
def _with_house_number(line: Line, first: int) -> int:
    if first == 0 or line.tokens[first - 1].hidden or line.tokens[first].word == "no":
        return first
    number = line.tokens[first - 1]
    if not NUMBER.fullmatch(number.word) or not (line.joined[first] or line.comma(first)):
        return first
    start = numbered_start(line, first)
    if start == first:
        return first - 1
    # No 12 is a house number; block 4 is a part of its own.
    return start if line.tokens[start].word in {"no", "number"} else first


def _with_spot(line: Line, first: int) -> int:
    """With a spot before: bus stop on | Mill Road; block 5, | Lark Estate; behind Tesco on | …"""
    at, comma = first, bool(first) and line.comma(first)
    if not at or not (comma or line.joined[at]):
        return first
    if line.joined[at] and line.tokens[at - 1].word in ARTICLES:
        at -= 1
    join = line.tokens[at - 1].word if at and line.joined[at] else ""
    if join in _JOINS:
        at -= 1
    start = numbered_start(line, at)
    if start < at:
        return start
    if not comma and join not in _JOINS:
        return first
    # The bar at 31 Wharf Street is told by its number.
    exact = join == "at" and NUMBER.fullmatch(line.tokens[first].word)
    size = 0 if exact else line.phrase_before("spots", at)
    if size and (not comma or _is_whole(line, at - size)):
        return _with_own_name(line, at - size)
    start = _related_start(line, at)
    if start == at and join == "of":
        start = _sides_start(line, at)
    return start if start < at else first


def _is_whole(line: Line, at: int) -> bool:
    """Whether a spot is all that is said before a comma: the footbridge, | Canal Street."""
    return not line.joined[at] or line.tokens[at - 1].word in ARTICLES


def _with_own_name(line: Line, at: int) -> int:
    """With the name before a spot: Lotus | supermarket on …"""
    while at and line.joined[at] and not line.tokens[at - 1].hidden:
        before = line.tokens[at - 1]
        if not before.capital or before.word in places()["no_names"].phrases:
            break
        at -= 1
    return at


def _sides_start(line: Line, at: int) -> int:
    """Both sides | of Harbour Road."""
    words = [token.word for token in line.tokens[max(0, at - 2) : at]]
    return at - 2 if words in (["both", "sides"], ["either", "side"]) else at


def _related_start(line: Line, at: int) -> int:
    """Behind Tesco | on Ford Road: a place told by another, up to five words back."""
    for start in range(at - 1, max(-1, at - 1 - _FARTHEST), -1):
        if line.tokens[start].hidden or (start < at - 1 and not line.joined[start + 1]):
            break
        size = line.phrase("relative", start)
        if size and start + size < at and _is_thing(line, start + size, at):
            return start
    return at


def _is_thing(line: Line, start: int, end: int) -> bool:
    """Whether the words are something that one finds: a name, or the library."""
    named = line.tokens[start].capital and line.tokens[end - 1].capital
    return named or bool(line.phrase_before("spots", end) or line.phrase_before("areas", end))


def _with_relative(line: Line, first: int) -> int:
    """Outside | 45 King Street, in front of | the library; alley | behind the shop."""
    at = first
    if at and line.joined[at] and line.tokens[at - 1].word in ARTICLES:
        at -= 1
    if not at or not line.joined[at]:
        return first
    if size := line.phrase_before("relative", at):
        start = at - size
        return start - (line.phrase_before("corners", start) if line.joined[start] else 0)
    if line.tokens[at - 1].word == "of" and line.joined[at - 1]:
        start = _sides_start(line, at - 1)
        return start if start < at - 1 else first
    return first


# ------------------------------------------------------------------ to the right
def _with_number_behind(line: Line, at: int) -> int:
    """Oak Street | 12, as others write it: a number with nothing more behind it."""
    if at >= len(line.tokens) or not line.joined[at] or line.tokens[at].hidden:
        return at
    alone = at + 1 == len(line.tokens) or not line.joined[at + 1]
    return at + 1 if alone and NUMBER.fullmatch(line.tokens[at].word) else at


def _more(line: Line, at: int) -> int:
    """Behind one part more; `at` itself where the address ends."""
    if at >= len(line.tokens) or line.tokens[at].hidden:
        return at
    if not (line.comma(at) or line.joined[at]):
        return at
    if end := _numbered_end(line, at):
        return end
    if size := line.phrase("sides", at):
        return at + size
    size = line.phrase("relative", at) or (1 if line.tokens[at].word == "by" else 0)
    return related_end(line, at, at + size) if size else at


def _numbered_end(line: Line, at: int) -> int:
    """Behind block 3, exit A; 0 if no such thing begins at `at`."""
    size = line.phrase("numbered", at)
    end = at + size + 1
    if not size or end > len(line.tokens) or not line.joined[end - 1]:
        return 0
    number = line.tokens[end - 1]
    return end if NUMBER.fullmatch(number.word) or single_letter(number) else 0


def related_end(line: Line, at: int, start: int) -> int:
    """Opposite | the school: behind up to four words that end in a thing; `at` if they do not."""
    begins, best = start, at
    article = start < len(line.tokens) and line.tokens[start].word in ARTICLES | {"number", "no"}
    if article:
        begins += 1
    for end in range(begins + 1, min(begins + 4, len(line.tokens)) + 1):
        token = line.tokens[end - 1]
        if token.hidden or not line.joined[end - 1]:
            break
        if _ends_a_thing(line, begins, end, article=article):
            best = _numbered_end(line, end - 1) or end
    return best


def _ends_a_thing(line: Line, start: int, end: int, *, article: bool) -> bool:
    word = line.tokens[end - 1].word
    if all(token.capital for token in line.tokens[start:end]):
        return word not in places()["no_names"].phrases
    if not article:
        return False
    if end == start + 1 and NUMBER.fullmatch(word):
        return True
    return bool(line.phrase_before("spots", end) or line.phrase_before("areas", end))
