"""Where, in English: addresses as people type them, as exact substrings of the text.

An address grows from a name before a word for a road or an area (Mill Road, Riverside Park): to the
left by a house number, a spot (bus stop on …) and outside, behind, opposite …; to the right by a
crossing road, a gate or side, and what stands near it. A bare at, on or in is no part of it.
"""

from collections.abc import Mapping, Sequence

from reading.english.growing import ARTICLES, left, related_end, right
from reading.english.names import head
from reading.english.placewords import Line, places
from reading.model import Directory
from reading.places import Place
from reading.rules import Span
from reading.text import Message


def find_places(
    message: Message, directory: Directory, *, taken: Sequence[Span] = ()
) -> list[Place]:
    """The addresses of a text in order of mention. `taken` spans say something else.

    Where there is none, a spot behind at, by or on is one: at the fish market.
    """
    line = Line.of(message.typed, message.folded, taken)
    known = _known_spans(message, directory)
    found: list[Place] = []
    at = 0
    while at < len(line.tokens):
        named = _known_head(line, at, known) or head(line, at)
        if named is None:
            at += 1
            continue
        place, at = _grown(line, *named)
        if not found or place.start >= found[-1].end:
            found.append(place)
    return found or _nameless(line) or _spot(line)


def _known_spans(message: Message, directory: Directory) -> Mapping[int, int]:
    """Where the bureau's own names of places stand, as whole words: start → end of the longest."""
    folded = message.folded
    spans = sorted(directory.gazetteer.spans(folded), key=lambda span: span[1])
    return {
        start: end
        for start, end in spans
        if not (folded[max(0, start - 1) : start].isalnum() or folded[end : end + 1].isalpha())
    }


def _known_head(line: Line, at: int, known: Mapping[int, int]) -> tuple[int, int] | None:
    end = known.get(line.tokens[at].start)
    if end is None:
        return None
    behind = at + 1
    while behind < len(line.tokens) and line.tokens[behind].start < end:
        behind += 1
    return at, behind


def _grown(line: Line, first: int, behind: int) -> tuple[Place, int]:
    """The whole address around a name, and the word behind it."""
    start, end = left(line, first), right(line, behind)
    weight = 2.0 if end > behind or start < first else 1.5
    return _place(line, start, end, weight), end


def _place(line: Line, start: int, end: int, weight: float) -> Place:
    return Place(line.tokens[start].start, line.tokens[end - 1].end, weight)


def _nameless(line: Line) -> list[Place]:
    """In front of the town hall, outside Tesco: places told by a spot only."""
    found = []
    at = 0
    while at < len(line.tokens):
        size = 0 if line.tokens[at].hidden else line.phrase("relative", at)
        end = related_end(line, at, at + size) if size else at
        if end > at:
            start = at - (line.phrase_before("corners", at) if line.joined[at] else 0)
            end = right(line, end)
            found.append(_place(line, start, end, 1.5))
        at = max(at + 1, end)
    return found


def _spot(line: Line) -> list[Place]:
    """At the fish market: the first spot behind at, by or on."""
    for at, token in enumerate(line.tokens[:-1]):
        if token.word not in {"at", "by", "in", "on"} or token.hidden:
            continue
        start = at + 1 + (line.tokens[at + 1].word in ARTICLES)
        if start >= len(line.tokens) or not all(line.joined[at + 1 : start + 1]):
            continue
        end = _spot_end(line, start)
        if end > start:
            return [_place(line, start, right(line, _chained(line, end)), 1.0)]
    return []


def _chained(line: Line, end: int) -> int:
    """Behind a spot that the one before belongs to: the yard | of the fish market."""
    start = end + 1
    if start >= len(line.tokens) or line.tokens[end].word not in {"of", "at", "by", "on"}:
        return end
    if line.tokens[end].hidden or not (line.joined[end] and line.joined[start]):
        return end
    start += line.tokens[start].word in ARTICLES
    after = _spot_end(line, start) if start < len(line.tokens) else start
    return after if after > start else end


def _spot_end(line: Line, start: int) -> int:
    """Behind a spot or a name of up to three words; `start` if there is none."""
    best = start
    for end in range(start + 1, min(start + 3, len(line.tokens)) + 1):
        token = line.tokens[end - 1]
        if token.hidden or (end - 1 > start and not line.joined[end - 1]):
            break
        named = token.capital and token.word not in places()["no_names"].phrases
        if named or line.phrase_before("spots", end):
            best = end
    return best
