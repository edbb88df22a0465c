"""What the learned models look at: pieces of the text, and what the rules found in it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import chain
from operator import add

from reading.categories import Found
from reading.findings import Findings
from reading.model import Act, Deadline, UnitMention
from reading.places import Place
from reading.placewords import place_kinds
from reading.text import LONGEST, Message

_DIGITS = re.compile(r"[0-9]+")
_BLANKS = re.compile(r"\s+")
_LONGEST = 400
"""Characters of a text whose pieces are looked at; who writes more has said it by then."""


@lru_cache(maxsize=8)
def parts(text: str) -> frozenset[str]:
    """All characters and pairs of a text; ^ and $ are its ends."""
    whole = f"^{_DIGITS.sub('0', _BLANKS.sub(' ', text[:_LONGEST]))}$"
    return frozenset(chain(whole, map(add, whole, whole[1:])))


def marked(mark: str, text: str) -> list[str]:
    """The parts of a text as features: `mark` is `learned.MASKED` or `learned.TYPED`."""
    return [mark + part for part in parts(text)]


def of_categories(present: Sequence[Found], absent: Sequence[Found] = ()) -> list[str]:
    """Which problems the rules found, how surely, and which the text says are not there."""
    found = [
        f"c:{one.name}{'?' if one.weak else ''}{'+' if len(one.spans) > 1 else ''}"
        for one in present
    ]
    return [*found, *(f"a:{one.name}" for one in absent)]


def of_intent(
    message: Message,
    said: Mapping[Act, Mapping[str, int]],
    ruled: Act,
    present: Sequence[Found],
    absent: Sequence[Found],
    places: Sequence[Place],
    units: Sequence[UnitMention],
    deadline: Deadline,
) -> list[str]:
    """What speaks for what was said beside the text's parts; `ruled` is the rules' answer."""
    features = [f"r:{ruled}", f"d:{deadline.kind}", f"l:{min(len(message.folded) // 6, 8)}"]
    for names in said.values():
        features += [f"s:{name}" for name in names]
        features += [f"ss:{name}" for name, count in names.items() if count > 1]
    features += of_categories(present, absent)
    if any(not one.weak for one in present):
        features.append("c")
    if absent:
        features.append("a")
    if places:
        features.append(f"p:{max(place.weight for place in places)}")
        if places[0].start == 0:
            features.append("p0")
    if units:
        features.append("u")
    return features


_SIGNS = " \t\n,、。;:!?~()\"'“”《》【】[]"
_CLASSES = str.maketrans(
    dict.fromkeys(_SIGNS, " ")
    | dict.fromkeys("0123456789", "0")
    | dict.fromkeys("一二三四五六七八九十百两", "一")
)
_ENDS = frozenset(
    "路街巷道里弄村镇屯庄桥园苑府庭城店场站楼栋院区门口侧边角头旁前后内外东西南北中号"
)
"""Letters that end a part of an address."""
_AHEAD = 10


REACH = ((1, -3, 3), (2, -3, 2), (3, -2, 0))
"""How far from a character a single one, a pair and three in a row still say something of it:
(length, first, last)."""


MARGIN = 3
"""How far a character is from the furthest piece that still says something of it."""


def padded(shapes: str) -> str:
    """Shapes with a margin at both ends, so that every character has all its pieces."""
    return f"{'#' * MARGIN}{shapes}{'#' * MARGIN}"


def shape_of(folded: str) -> str:
    """A text with one digit, one numeral and one sign for all: nobody minds which one it is."""
    return folded.translate(_CLASSES)


def of_characters(found: Findings) -> tuple[str, list[tuple[str, ...]]]:
    """The shapes of all characters, three signs longer at both ends; notes of the rules on each.

    What a note says, `said_by` spells out.
    """
    text = found.message.folded
    shapes = shape_of(text)
    marks = f"#{_marks(found)}#"
    kinds = f"_{place_kinds(text)}__"
    signs = shapes.translate(_END_SIGNS)
    ends = f"^_{signs}__"
    near_ends = _joined(*_in_a_row(ends, 5), _ahead(signs))
    known = _joined(*_in_a_row(marks, 3), *_in_a_row(kinds, 4))
    behind = _joined(*_in_a_row(marks, 2), shapes)
    return padded(shapes), list(zip(near_ends, known, behind, strict=True))


def _in_a_row(text: str, length: int) -> list[str]:
    """The text, and the text from its second character on, and so on."""
    return [text[at:] for at in range(length)]


def _joined(*texts: str) -> Iterator[str]:
    """The first characters of all texts as one word, the second ones, and so on."""
    return map("".join, zip(*texts, strict=False))


class _EndSigns(dict[int, str]):
    """S for a letter that ends a part of an address, _ for any other; digits and blanks stay."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        self[code] = sign = "S" if char in _ENDS else char if char in " 0" else "_"
        return sign


_END_SIGNS = _EndSigns()
_FAR = "a"
"""No end within reach; else the digit of how many letters are before the next one."""
_COUNTDOWN = f"{_FAR * LONGEST}9876543210"


def _ahead(signs: str) -> str:
    """For each character how far it is to the next end of a part of an address."""
    *before, behind = signs.split("S")
    return "".join(_COUNTDOWN[~len(one) :] for one in before) + _FAR * len(behind)


_NEAR_ENDS, _KNOWN = 6, 7
"""How long the notes are, by which they are told apart."""


def said_by(note: str) -> list[str]:
    """The features of a character that a note of `of_characters` stands for."""
    if len(note) == _NEAR_ENDS:
        away = _AHEAD if note[5] == _FAR else note[5]
        first = ["e:^"] if note[0] == "^" else []
        return [f"e:s{note[:5].replace('^', '_')}", f"e:n{away}", *first]
    if len(note) == _KNOWN:
        marks, kinds = note[:3], note[3:]
        return [f"e:m{marks}", f"e:k{kinds}", f"e:l{kinds[:3]}{marks[:2]}"]
    return [f"e:b{note}"]


def pieces(shapes: str, at: int) -> list[str]:
    """The pieces of a text near a character, each with where it stands from there.

    `shapes` are those of `of_characters`.
    """
    here = at + MARGIN
    return [
        f"{offset}:{shapes[here + offset : here + offset + length]}"
        for length, first, last in REACH
        for offset in range(first, last + 1)
    ]


def _marks(found: Findings) -> str:
    """One letter a character: A address, a its tail, U unit, D deadline, X other words, O none."""
    marks = ["O"] * len(found.message.folded)
    for start, end in found.taken:
        marks[start:end] = "X" * (end - start)
    if found.due:
        marks[slice(*found.due)] = "D" * (found.due[1] - found.due[0])
    for unit in found.facts.units:
        marks[unit.start : unit.start + len(unit.text)] = "U" * len(unit.text)
    for place in found.facts.places:
        head = min(place.name_end, place.end)
        marks[place.start : head] = "A" * (head - place.start)
        marks[head : place.end] = "a" * (place.end - head)
    return "".join(marks)
