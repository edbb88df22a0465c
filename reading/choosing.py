"""Which of the problems that a text may speak of it does speak of.

A word for a problem is often only a place (井盖旁), a cause or a comparison, and one sight has many
words (烂菜叶满街: 道路不洁 rather than 暴露垃圾). So each candidate of the rules and of the learned
categories is judged once more, beside its rivals, as was learnt from texts with several problems.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from reading.categories import Found, fills_its_clause, main_word
from reading.findings import Findings
from reading.learned import YES, learned
from reading.looked import Looked
from reading.rules import Span

NOTHING = "-"
"""The label of a text that says nothing of the problem."""
_LIKELIEST = 4
"""So many are candidates though the rules know no word for them."""
_ALONE = 0.3
"""So likely by one clause alone are candidates, too."""
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
    ranked = sorted(chances, key=chances.__getitem__, reverse=True)
    if NOTHING in chances:
        ranked.remove(NOTHING)
    return ranked


Note = tuple[object, ...]
"""Something of a candidate, from which one or several features follow: its kind, and what it is."""


def evidence(
    found: Findings, chances: Mapping[str, float], clauses: Sequence[Mapping[str, float]]
) -> dict[str, list[str]]:
    """What speaks for and against each candidate, as features.

    `chances` are those of `describing.likely` (where it is learnt; where it is read, the network's
    say is among them, `in_order.heard`), `clauses` those of `describing.by_clause`.
    """
    return {
        name: [one for note in seen for one in said_by(note)]
        for name, seen in _notes(found, chances, clauses).items()
    }


def _notes(
    found: Findings, chances: Mapping[str, float], clauses: Sequence[Mapping[str, float]]
) -> dict[str, list[Note]]:
    """The notes on each candidate: those with a word, and the likeliest others."""
    there = _words(found, chances)
    ranked = _ranked(chances)
    present = (one.name for one in found.facts.present if one.name in chances)
    likeliest = (*ranked[:_LIKELIEST], *_likeliest_alone(clauses, chances))
    names = list(dict.fromkeys((*present, *likeliest, *there)))
    places = [(place.start, place.end) for place in found.facts.places]
    breaks = min(found.message.clause[-1] if found.message.clause else 0, 4)
    highest = chances[ranked[0]]
    many, nothing = min(len(there), 4), _power(chances.get(NOTHING, 0.0))
    clause = {name: _clause(found, one) for name, one in there.items()}
    seen: dict[str, list[Note]] = {}
    for name in names:
        one, power = there.get(name), _power(chances[name])
        rank = min(ranked.index(name), _LIKELIEST)
        how = _kind(one)
        seen[name] = [
            ("name", name),
            ("chance", power, rank, how, _power(chances[name] / highest)),
            ("text", breaks, many, how, min(rank, 2), nothing),
            *(_of_word(found, one, power, places) if one else ()),
            *_of_rivals(name, how, names, clause, chances),
        ]
        if clauses:
            seen[name].append(_of_clauses(name, how, min(rank, 2), names, clauses))
    return seen


def _likeliest_alone(
    clauses: Sequence[Mapping[str, float]], chances: Mapping[str, float]
) -> Iterator[str]:
    """What a clause alone says rather surely: of several problems the text says none surely."""
    for one in clauses:
        name = max(one, key=one.__getitem__)
        if one[name] >= _ALONE and name in chances and name != NOTHING:
            yield name


def said_by(note: Note) -> list[str]:
    """The features that a note stands for."""
    match note:
        case ("name", name):
            return [f"n:{name}"]
        case ("chance", power, rank, how, of_highest):
            own = [f"b:{power}", f"k:{rank}", f"r:{how}"]
            return [*own, f"rb:{how}{power}", f"rk:{how}{rank}", f"g:{of_highest}{how}"]
        case ("text", breaks, many, how, rank, nothing):
            return [f"nn:{nothing}", f"c:{breaks}{how}{rank}", f"nr:{many}{how}{rank}"]
        case ("word", str(word), several):
            return [f"w:{word}", f"wl:{min(len(word), 5)}", f"x:{several}"]
        case ("around", str(before), str(behind), at_end):
            around = [f"a1:{behind[:1]}", f"a2:{behind}", f"p1:{before[-1:]}", f"p2:{before}"]
            return [*around, f"end:{at_end}"]
        case ("fills", power):
            return ["fill", f"fill:{power}"]
        case ("likelier", other, name):
            return [f"t:{other}>{name}"]
        case ("rival", other, how, name):
            return [f"R:{other}|{how}{name}"]
        case ("alone", power, likelier, how, rank, own):
            alone = [f"C:{power}", f"Ck:{likelier}", f"Cr:{likelier}{how}{rank}"]
            return [*alone, f"Co:{own}{likelier}", f"Cp:{own}{power}", f"Cq:{how}{power}{own}"]
        case ("beside", same, likelier):
            return [f"sc:{same}{likelier}"]
        case _:
            return ["inplace"]


def _kind(word: Found | None) -> str:
    return "-" if word is None else "w" if word.weak else "s"


def _power(chance: float) -> int:
    return max(_FAINTEST, round(math.log2(max(chance, 1e-9))))


def _of_word(found: Findings, one: Found, power: int, places: Sequence[Span]) -> Iterator[Note]:
    """The word for a problem, and what stands around it (井盖|旁)."""
    text = found.message.folded
    start, end = main_word(one)
    yield "word", text[start:end], len(one.spans) > 1
    yield "around", text[max(0, start - 2) : start], text[end : end + 2], end >= len(text) - 1
    if fills_its_clause(found.message, one, places):
        yield "fills", power
    if any(first < end and start < last for first, last in places):
        yield ("in place",)


def _of_rivals(
    name: str,
    how: str,
    names: Sequence[str],
    clause: Mapping[str, int],
    chances: Mapping[str, float],
) -> Iterator[Note]:
    """Which likelier ones, and which with a word of their own, stand beside a candidate.

    `clause` is that of the word of those that have one.
    """
    mine, here = chances[name], clause.get(name)
    for other in names:
        if other == name:
            continue
        likelier = chances[other] > mine
        if likelier:
            yield "likelier", other, name
        if other in clause:
            yield "rival", other, how, name
            if here is not None:
                yield "beside", clause[other] == here, likelier


def _of_clauses(
    name: str, how: str, rank: int, names: Sequence[str], clauses: Sequence[Mapping[str, float]]
) -> Note:
    """How likely a candidate is by the clause that speaks most for it.

    And how many categories are likelier there, and whether no other candidate is; `rank` is that by
    the whole text.
    """
    here = max(clauses, key=lambda one: one[name])
    mine = here[name]
    likelier = sum(chance > mine for other, chance in here.items() if other != NOTHING)
    own = all(here[other] <= mine for other in names)
    return "alone", _power(mine), min(likelier, 3), how, rank, own


def _clause(found: Findings, one: Found) -> int:
    return found.message.clause[main_word(one)[0]]


@cache
def _looked() -> Looked[Note]:
    model = learned("problems")
    return Looked(lambda note: model.sum_of(said_by(note)))


def meant(
    found: Findings, chances: Mapping[str, float], clauses: Sequence[Mapping[str, float]]
) -> dict[str, float]:
    """How likely it is that the text speaks of each candidate, between 0 and 1.

    As for `evidence`.
    """
    model, looked = learned("problems"), _looked()
    return {
        name: model.probabilities((), looked.sum_of(seen))[YES]
        for name, seen in _notes(found, chances, clauses).items()
    }
