"""Names of roads and areas in an English line: where they begin, and a text without them."""

from reading.english.placewords import NUMBER, ORDINAL, Line, places, single_letter
from reading.text import Message

_MOST_WORDS = 4
_CROSSED = frozenset({"and", "x"})


def head(line: Line, at: int) -> tuple[int, int] | None:
    """(first word, behind the last) of a name whose kind stands at `at`: Mill | Road."""
    token, road = line.tokens[at], line.phrase("roads", at)
    kind = road or line.phrase("areas", at)
    if token.hidden or not kind or (not road and _goes_on(line, at + kind)):
        return None
    first = name_start(line, at)
    if first == at:
        # Metro Station, Night Market: two words for a kind, with capital letters, are a name.
        capitals = all(word.capital for word in line.tokens[at : at + kind])
        return (at, at + kind) if kind > 1 and capitals else None
    if not token.capital and line.tokens[first].word in places()["common"].phrases:
        return None
    return first, at + kind


def _goes_on(line: Line, at: int) -> bool:
    """Market | Street is no market."""
    here = at < len(line.tokens) and line.joined[at] and line.tokens[at].capital
    return bool(here and line.phrase("roads", at))


def name_start(line: Line, at: int) -> int:
    """Where the name before the kind at `at` begins; `at` itself if there is none.

    A name is up to four words with capital letters, or one with a small letter.
    """
    first = at
    while first > 0 and at - first < _MOST_WORDS and line.joined[first]:
        before = line.tokens[first - 1]
        if before.hidden or before.word in places()["no_names"].phrases:
            break
        if before.capital or ORDINAL.fullmatch(before.word):
            first -= 1
            continue
        ends = first < at or line.tokens[at].capital or before.word[0].isdigit()
        return first if ends or before.word in places()["generic"].phrases else first - 1
    return first


def crossing_end(line: Line, at: int) -> int:
    """Behind a second road: Pine St | and 3rd Ave; `at` itself if none follows."""
    if at >= len(line.tokens):
        return at
    gap = line.typed[line.tokens[at - 1].end : line.tokens[at].start]
    joined = line.tokens[at].word in _CROSSED and not line.tokens[at].hidden
    if not joined and gap.strip() not in {"&", "/"}:
        return at
    first = at + 1 if joined else at
    for kind in range(first, min(first + 1 + _MOST_WORDS, len(line.tokens))):
        size = line.phrase("roads", kind)
        if size and name_start(line, kind) == first:
            return kind + size
    return at


def numbered_start(line: Line, end: int) -> int:
    """Where block 4, exit C or lamp post 14 begins that ends before word `end`; else `end`."""
    if not 2 <= end <= len(line.tokens) or not line.joined[end - 1]:
        return end
    number = line.tokens[end - 1]
    if not (NUMBER.fullmatch(number.word) or single_letter(number)):
        return end
    size = line.phrase_before("numbered", end - 1, hidden=True)
    return end - 1 - size if size else end


def without_names(message: Message) -> str:
    """The folded text with its proper names of places blotted out, same length.

    The rose of Rose Street is nothing for sale, and block 4 blocks nobody.
    """
    line = Line.of(message.typed, message.folded, ())
    chars = list(message.folded)
    for at in range(len(line.tokens)):
        start, end = _proper(line, at)
        if end > start:
            begin, behind = line.tokens[start].start, line.tokens[end - 1].end
            chars[begin:behind] = "\x00" * (behind - begin)
    return "".join(chars)


def _proper(line: Line, at: int) -> tuple[int, int]:
    """The words of a road's name with its kind, of an area's without, of a numbered thing."""
    word = line.tokens[at].word
    if len(word) <= 2 or word[0].isdigit():
        start = numbered_start(line, at + 1)
        return (at, at) if line.tokens[min(start, at)].word == "lamp" else (start, at + 1)
    road = line.phrase("roads", at)
    if not road and not line.phrase("areas", at):
        return at, at
    first = name_start(line, at)
    words = {token.word for token in line.tokens[first:at]}
    begins = not line.joined[first] and not line.tokens[at].capital
    if words <= places()["common"].phrases or not line.tokens[first].capital or begins:
        return at, at
    return first, at + road
