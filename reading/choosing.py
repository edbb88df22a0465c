"""Which of the problems that a text may speak of it does speak of.

A word for a problem is often only a place (井盖旁), a cause or a comparison, and one sight has many
words (烂菜叶满街: 道路不洁 rather than 暴露垃圾). So each candidate of the rules and of the learned
categories is judged once more, beside its rivals, as was learnt from texts with several problems.
"""

import math
from collections.abc import Iterator, Mapping, Sequence

from reading.categories import Found, fills_its_clause, main_word
from reading.findings import Findings
from reading.learned import learned
from reading.rules import Span

NOTHING = "-"
"""The label of a text that says nothing of the problem."""
YES, NO = "yes", "no"
_LIKELIEST = 4
"""So many are candidates though the rules know no word for them."""
_FAINTEST = -9
"""Likelihoods are compared by their power of two, down to this one."""


def _words(found: Findings, chances: Mapping[str, float]) -> dict[str, Found]:
    """The words for each problem: those that count, and weak ones that gave way (井盖旁)."""
    weak = [
        Found(one.rule.name, one.start, one.end, one.spans, weak=True)
        for one in found.matches
        if one.rule.weak
    ]
    denied = {one.name for one in found.facts.absent}
    there = {one.name: one for one in weak if one.name not in denied}
    there |= {one.name: one for one in found.facts.present}
    return {name: one for name, one in there.items() if name in chances}


def _ranked(chances: Mapping[str, float]) -> list[str]:
    return sorted((name for name in chances if name != NOTHING), key=lambda name: -chances[name])


def evidence(found: Findings, chances: Mapping[str, float]) -> dict[str, list[str]]:
    """What speaks for and against each candidate: those with a word, and the likeliest others.

    `chances` are those of `describing.likely`.
    """
    there = _words(found, chances)
    ranked = _ranked(chances)
    ranks = {name: min(rank, _LIKELIEST) for rank, name in enumerate(ranked)}
    present = (one.name for one in found.facts.present if one.name in chances)
    names = list(dict.fromkeys((*present, *ranked[:_LIKELIEST], *there)))
    places = [(place.start, place.end) for place in found.facts.places]
    clauses = min(found.message.clause[-1] if found.message.clause else 0, 4)
    highest = max(chances[name] for name in ranks)
    nothing = _power(chances.get(NOTHING, 0.0))
    seen = {}
    for name in names:
        one, rank, power = there.get(name), ranks[name], _power(chances[name])
        how = _kind(one)
        seen[name] = [
            *(f"n:{name}", f"b:{power}", f"k:{rank}", f"r:{how}", f"rb:{how}{power}"),
            *(f"rk:{how}{rank}", f"g:{_power(chances[name] / highest)}{how}", f"nn:{nothing}"),
            *(f"c:{clauses}{how}{min(rank, 2)}", f"nr:{min(len(there), 4)}{how}{min(rank, 2)}"),
            *(_of_word(found, one, power, places) if one else ()),
            *_of_rivals(found, name, names, there, chances),
        ]
    return seen


def _kind(word: Found | None) -> str:
    return "-" if word is None else "w" if word.weak else "s"


def _power(chance: float) -> int:
    return max(_FAINTEST, round(math.log2(max(chance, 1e-9))))


def _of_word(found: Findings, one: Found, power: int, places: Sequence[Span]) -> Iterator[str]:
    """The word for a problem, and what stands around it (井盖|旁)."""
    text = found.message.folded
    start, end = main_word(one)
    yield from (f"w:{text[start:end]}", f"wl:{min(end - start, 5)}", f"x:{len(one.spans) > 1}")
    yield from (f"a1:{text[end : end + 1]}", f"a2:{text[end : end + 2]}")
    yield from (f"p1:{text[max(0, start - 1) : start]}", f"p2:{text[max(0, start - 2) : start]}")
    yield f"end:{end >= len(text) - 1}"
    if fills_its_clause(found.message, one, places):
        yield from ("fill", f"fill:{power}")
    if any(first < end and start < last for first, last in places):
        yield "inplace"


def _of_rivals(
    found: Findings,
    name: str,
    names: Sequence[str],
    there: Mapping[str, Found],
    chances: Mapping[str, float],
) -> Iterator[str]:
    """Which likelier ones, and which with a word of their own, stand beside a candidate."""
    one = there.get(name)
    for other in names:
        if other == name:
            continue
        likelier = chances[other] > chances[name]
        if likelier:
            yield f"t:{other}>{name}"
        if other in there:
            yield f"R:{other}|{_kind(one)}{name}"
            if one is not None:
                same = _clause(found, there[other]) == _clause(found, one)
                yield f"sc:{same}{likelier}"


def _clause(found: Findings, one: Found) -> int:
    return found.message.clause[main_word(one)[0]]


def meant(found: Findings, chances: Mapping[str, float]) -> dict[str, float]:
    """How likely it is that the text speaks of each candidate, between 0 and 1."""
    model = learned("problems")
    return {name: model.probabilities(seen)[YES] for name, seen in evidence(found, chances).items()}
