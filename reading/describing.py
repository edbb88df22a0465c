"""What is wrong: what the rules found, judged as was learnt."""

import re
from itertools import pairwise

from reading import features
from reading.asking import said_by_parts
from reading.choosing import NOTHING, meant
from reading.findings import Findings
from reading.in_order import heard
from reading.learned import MASKED, Learned, learned
from reading.text import CLAUSE_END

MEANT = 0.37
"""A problem is meant from this likelihood on, for one too many is sooner struck out than one too
few is missed; without any, the likeliest of them is …"""
SOME = 0.08
"""… if it is the problem, of all categories, at least as likely as this and as nothing at all."""
IN_ORDER = 0.3
"""What the network says counts as much, what the pieces of the text say the rest."""
_A_CLAUSE = 2
"""A clause of fewer letters (signs for place, unit and deadline are none) says of no problem."""
ALL_BUT = 0.7
"""This share of a caption's letters, without place, unit and deadline, names what is wrong."""


def likely(found: Findings, said: int, model: Learned) -> dict[str, float]:
    """How likely each category is to be the problem, of those that the text does not deny.

    `said` is what the parts of the masked text say by that model; `NOTHING` is among the names if
    it was learnt.
    """
    facts = found.facts
    chances = model.probabilities(features.of_categories(facts.present), said)
    there = {one.name for one in facts.present}
    for one in facts.absent:
        if one.name not in there:
            chances.pop(one.name, None)
    for match in found.matches:
        beside = match.rule.weak and _BESIDE.match(found.message.folded, match.end)
        if beside and match.rule.name not in there and len(chances) > 2:
            chances.pop(match.rule.name, None)
    return chances


def by_clause(bare: str, model: Learned) -> list[dict[str, float]]:
    """How likely each category is by each clause of a masked text alone; [] if it has only one."""
    clauses = CLAUSE_END.split(bare[: features.LONGEST])
    clauses = [one for one in clauses if sum(map(str.isalpha, one)) >= _A_CLAUSE]
    if len(clauses) < 2:
        return []
    return [model.probabilities(features.marked(MASKED, one)) for one in clauses]


_BESIDE = re.compile("旁|附近|对面|对过")
"""Behind a weak word (井盖|旁边) it says where: that the cover is missing would be said of it."""


def problems(found: Findings) -> list[str]:
    """The categories of the problems that a report names or describes.

    Those with words of the vocabulary come first.
    """
    bare = found.bare
    if named := _named(found, bare):
        return named
    said = said_by_parts(bare, found.message.folded).categories
    chances = heard(found, likely(found, said, learned("categories")), "categories", IN_ORDER)
    judged = meant(found, chances, by_clause(bare, learned("categories")))
    names = [name for name, chance in judged.items() if chance >= MEANT]
    if not names:
        surest = max(judged, key=lambda name: (judged[name], chances[name]))
        if chances[surest] >= max(SOME, chances.get(NOTHING, 0.0)):
            names = [surest]
    return names


def _named(found: Findings, bare: str) -> list[str]:
    """The problems of a text that says nothing else of them than words of the vocabulary."""
    present = found.facts.present
    said = sorted(span for one in present for span in one.spans)
    text = found.message.folded
    if any(one.weak for one in present) or any(
        behind[0] < before[1] for before, behind in pairwise(said)
    ):
        return []
    letters = sum(sum(map(str.isalpha, text[start:end])) for start, end in said)
    all_but = letters >= ALL_BUT * sum(map(str.isalpha, bare))
    return [one.name for one in present] if all_but else []
