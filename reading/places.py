"""Where: addresses as people type them, as exact substrings of the text.

An address is a name before a word for a road, an area or a building (塔柏路, 御龙家园), with what
follows of numbers, parts, landmarks and sides (31号门口, 与Y街交叉口东北角, 北侧). The name ends
to the left at punctuation, at words that say something else, or at words that no name begins with.
"""

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from reading.model import Directory
from reading.namesearch import names_before
from reading.placewords import (
    HAN,
    alone,
    generic,
    grammar,
    kinds,
    sides,
    stops,
    trim_name,
    words,
)
from reading.rules import Span
from reading.text import Message

_MOST_PARTS = 6
_HIDDEN = "\ue000"
"""Stands where other words were found; no part of an address."""


class Place(NamedTuple):
    """An address in a text: its span, where its name ends, and how sure it is.

    The weight is 2 with a number, a side or a crossing, 1.5 for a name alone.
    """

    start: int
    end: int
    weight: float
    name_end: int = 0


def find_places(
    message: Message, directory: Directory, *, taken: Iterable[Span] = ()
) -> list[Place]:
    """The addresses of a text in order of mention. `taken` spans say something else."""
    hidden = hide(message.folded, taken)
    places: list[Place] = []
    for head in _heads(hidden, directory):
        if places and head.start < places[-1].end:
            continue
        end = _tail_end(hidden, head.end)
        weight = 2.0 if end > head.end or head.weight > 1 else 1.5
        places.append(Place(head.start, end, weight, head.end))
    return places or _nameless(hidden)


def hide(folded: str, taken: Iterable[Span]) -> str:
    """`folded` with the taken spans blotted out, same length."""
    taken = list(taken)
    if not taken:
        return folded
    chars = list(folded)
    for start, end in taken:
        chars[start:end] = _HIDDEN * (end - start)
    return "".join(chars)


class _Head(NamedTuple):
    start: int
    end: int
    weight: float


def _heads(hidden: str, directory: Directory) -> list[_Head]:
    """Every name that an address may begin with, in order; of overlapping ones the longest."""
    heads = [_Head(start, end, 2.0) for start, end in directory.gazetteer.spans(hidden)]
    heads += [_Head(*match.span(), 2.0) for match in grammar()["number_head"].finditer(hidden)]
    heads += [
        head
        for start, word in names_before(hidden, kinds(), least=1, signs="·", alone=alone())
        if (head := _named(hidden[start : word.start()], word))
    ]
    heads.sort(key=lambda head: (head.start, -head.end))
    kept: list[_Head] = []
    for head in heads:
        if not kept or head.start >= kept[-1].end:
            kept.append(head)
    return kept


def _named(name: str, word: re.Match[str]) -> _Head | None:
    """A name with the word for a road, an area or a building behind it; None where it is none.

    Without a name the word is one that says where by itself.
    """
    if not name:
        return _Head(*word.span(), 1.0)
    name = trim_name(_drop_count(name))
    if not name or not _is_name(name) or _is_generic(name, word[0]):
        return None
    return _Head(word.start() - len(name), word.end(), 1.0)


def _drop_count(name: str) -> str:
    """Without a count or number at its left: 3家, 5."""
    return _COUNT.sub("", name, count=1)


_COUNT = re.compile(r"^[0-9a-z]+(?:家|处|个|辆|台|条|块|米)?(?=[\u4e00-\u9fff])")
_LETTER = re.compile(f"[{HAN}]")


def _is_generic(name: str, kind: str) -> bool:
    """Whether it is no name but a word (小区, 马路), alone or behind others (往马路)."""
    whole = name + kind
    return whole in generic() or name in generic() or whole.endswith(words()["never_end"])


def _is_name(name: str) -> bool:
    return _LETTER.search(name) is not None


def _tail_end(hidden: str, position: int) -> int:
    """Where an address ends whose name ends at `position`."""
    rules = grammar()
    for joined in ("crossing", "range"):
        if match := rules[joined].match(hidden, position):
            position = match.end()
    sided = False
    for _ in range(_MOST_PARTS):
        step = _step(hidden, position, sided=sided)
        if step is None:
            break
        position, sided = step
    return position


def _step(hidden: str, position: int, *, sided: bool) -> tuple[int, bool] | None:
    """One part more of an address: (its end, whether it is a side); None where it ends.

    After a side only a landmark with a side of its own goes on, and after a door nothing but
    numbers and sides: what follows is the problem (舍利塔公园西侧 | 树坑里全是烟头).
    """
    rules = grammar()
    if match := rules["side"].match(hidden, position):
        return match.end(), True
    if match := rules["number"].match(hidden, position):
        return match.end(), sided
    if match := rules["zone"].match(hidden, position):
        return match.end(), sided
    if match := rules["landmark"].match(hidden, position):
        then_side = rules["side"].match(hidden, match.end())
        bare = not match["name"] and len(match["kind"]) == 1
        at_door = sided and hidden[position - 1] in "口前"
        if _clean(match["name"]) and not bare and not at_door and (not sided or then_side):
            return match.end(), False
    if sided:
        return None
    if (match := rules["more"].match(hidden, position)) and _clean(match["name"]):
        return match.end(), False
    if (match := rules["shop_name"].match(hidden, position)) and _clean(match[0]):
        return match.end(), False
    if match := rules["near"].match(hidden, position):
        return match.end(), True
    return None


def _clean(name: str) -> bool:
    """Whether no other word begins inside a landmark's name."""
    return all(match["keep"] for match in stops().finditer(name)) and "某" not in name


def _nameless(hidden: str) -> list[Place]:
    """Names without a word for what they are, known by a side only: 肯德基门口, 水韵花都西门."""
    places = []
    for start, side in names_before(hidden, sides(), least=2):
        name = trim_name(_drop_count(hidden[start : side.start()]))
        if len(name) >= 2 and _is_name(name) and name not in generic():
            end = _tail_end(hidden, side.start())
            places.append(Place(side.start() - len(name), end, 1.5, side.start()))
    return places


def lone_name(message: Message, taken: Sequence[Span]) -> Place | None:
    """A clause that is nothing but a short name (御景王宅 牛皮癣); for reports only."""
    hidden = hide(message.folded, taken)
    for match in re.finditer(rf"(?:^|(?<=[\s,。:;!?]))([{HAN}]{{3,7}})(?=[\s,。:;!?]|$)", hidden):
        name = match[1]
        if _clean(name) and name not in generic() and not _SENTENCE_LIKE.search(name):
            return Place(match.start(1), match.end(1), 1.0, match.end(1))
    return None


_SENTENCE_LIKE = re.compile(r"[没不很太真好咋啥谁哪些几多来去要会能得过]")
"""Letters of remarks that few names contain."""
